"""議題、議題に上がった人、議題の構成員、拠って立つ同意、決定。"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kasane.access.rows import RECORDED_TECHNICAL, ROW_TECHNICAL, RecordedRow, Row
from kasane.conferences.domain.codes import ItemState, Part
from kasane.conferences.models.conference import Conference


class Item(RecordedRow):
    """議題の一件。compartment_id は議題の部屋(種類は支援会議)で、守秘を確認した構成員が、窓の間だけ配属で持つ。

    on_consent は本人同意のもとで諮るか(否なら社会福祉法106条の6などの法のもとで)。heading に名前は書かない。
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    case_id = models.UUIDField(null=True)
    plan_id = models.UUIDField(null=True)
    occasion = models.TextField()
    purpose = models.TextField()
    heading = models.TextField()
    reporter_agency_id = models.UUIDField()
    on_consent = models.BooleanField()
    requested_on = models.DateField()
    shown_from = models.DateTimeField()
    shown_until = models.DateTimeField()
    state = models.TextField()
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.TextField(default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "conferences_item"
        indexes = (
            models.Index(fields=("conference", "position"), name="conferences_item_in_order"),
            models.Index(fields=("case_id",), condition=Q(case_id__isnull=False), name="conferences_item_of_case"),
        )
        constraints: ClassVar = (
            models.CheckConstraint(condition=Q(shown_until__gt=F("shown_from")), name="conferences_item_window"),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in ItemState]), name="conferences_item_states"),
            models.CheckConstraint(condition=Q(plan_id__isnull=True) | Q(case_id__isnull=False), name="conferences_item_plan_of_case"),
            models.CheckConstraint(
                condition=Q(occasion__in=("establish", "replan", "end", "suspend"), plan_id__isnull=False)
                | (~Q(occasion__in=("establish", "replan", "end", "suspend")) & Q(plan_id__isnull=True)),
                name="conferences_item_occasion",
                violation_error_message="策定・再プラン・終結・中断の議題には、プランが要ります。",
            ),
        )

    class Classified:
        open = ("position", "minutes", "occasion", "purpose", "on_consent", "requested_on", "state")
        sensitive = ("heading", "ended_reason")
        technical: ClassVar = (
            *RECORDED_TECHNICAL, "conference", "case_id", "plan_id", "reporter_agency_id", "shown_from", "shown_until", "ended_at",
            "version",
        )  # fmt: skip


class ItemPerson(Row):
    """議題に上がった一人。label は資料での呼び方で、事務局が書いたとおり。"""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    label = models.TextField()

    class Meta:
        db_table = "conferences_item_person"
        constraints = (models.UniqueConstraint(fields=("item", "person"), name="conferences_item_person_once"),)

    class Classified:
        sensitive = ("label",)
        technical: ClassVar = (*ROW_TECHNICAL, "item", "person")


class ItemConsent(Row):
    """議題(とその構成員)が拠って立つ同意。撤回されると、同じ取引で共有が止まる。会議の部屋に置く。"""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    agency_id = models.UUIDField()
    person_id = models.UUIDField()
    consent_id = models.UUIDField(db_index=True)

    class Meta:
        db_table = "conferences_item_consent"
        constraints = (models.UniqueConstraint(fields=("item", "agency_id", "person_id", "consent_id"), name="conferences_consent_once"),)

    class Classified:
        technical: ClassVar = (*ROW_TECHNICAL, "item", "agency_id", "person_id", "consent_id")


class Member(RecordedRow):
    """議題の構成員の一人。内側の職員は posting_id、外部の構成員は outside_member_id(と、委嘱 appointment_id)。

    会議の部屋(役員だけ)に置く: 構成員どうしにも名簿は見せない。自分の席は conferences_my_seats が答える。
    根拠(grant_id)は守秘を確認してから、窓の間だけ、この人(配属)にだけ与える。機関には与えない。
    paper_reason は、紙の誓約書によって出席にした理由(かさねで守秘を確認していない、委嘱された外の人だけ)。
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    posting_id = models.UUIDField(null=True)
    outside_member_id = models.UUIDField(null=True)
    agency_id = models.UUIDField(null=True)
    part = models.TextField()
    appointment_id = models.UUIDField(null=True)
    two_way = models.BooleanField(default=True)
    invited_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    wording = models.TextField(default="")
    attended = models.BooleanField(null=True)
    paper_reason = models.TextField(default="", db_default="")
    left_at = models.DateTimeField(null=True)
    shown_from = models.DateTimeField()
    shown_until = models.DateTimeField()
    grant_id = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "conferences_member"
        indexes = (models.Index(fields=("posting_id", "shown_until"), name="conferences_member_mine"),)
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=Q(posting_id__isnull=False, outside_member_id__isnull=True, agency_id__isnull=False)
                | Q(posting_id__isnull=True, outside_member_id__isnull=False),
                name="conferences_member_one_kind",
            ),
            models.UniqueConstraint(
                fields=("item", "posting_id"),
                condition=Q(posting_id__isnull=False, left_at__isnull=True),
                name="conferences_member_posting_once",
            ),
            models.UniqueConstraint(
                fields=("item", "outside_member_id"),
                condition=Q(outside_member_id__isnull=False, left_at__isnull=True),
                name="conferences_member_outside_once",
            ),
            models.CheckConstraint(condition=Q(shown_until__gt=F("shown_from")), name="conferences_member_window"),
            models.CheckConstraint(condition=Q(part__in=[one.value for one in Part]), name="conferences_member_parts"),
            models.CheckConstraint(condition=Q(acknowledged_at__isnull=True) | ~Q(wording=""), name="conferences_member_read_what"),
            models.CheckConstraint(
                condition=Q(grant_id__isnull=True) | Q(acknowledged_at__isnull=False), name="conferences_member_first_read"
            ),
            models.CheckConstraint(
                condition=Q(paper_reason="") | Q(outside_member_id__isnull=False, attended=True), name="conferences_member_on_paper"
            ),
        )

    class Classified:
        open = ("part", "two_way", "attended")
        personal = ("paper_reason",)
        technical: ClassVar = (
            *RECORDED_TECHNICAL, "item", "posting_id", "outside_member_id", "agency_id", "appointment_id", "invited_at",
            "acknowledged_at", "wording", "left_at", "shown_from", "shown_until", "grant_id", "version",
        )  # fmt: skip


class Acknowledged(Row):
    """前の守秘の文の確認。文が改められて、もう一度求めたときに残る(消えない)。会議の部屋に置き、役員だけが読む。

    seat_id は役員の席か構成員の席。asked_again_at は、新しい文の確認を求めた時刻。
    """

    seat_id = models.UUIDField(db_index=True)
    wording = models.TextField()
    acknowledged_at = models.DateTimeField()
    asked_again_at = models.DateTimeField()

    class Meta:
        db_table = "conferences_acknowledged"

    class Classified:
        technical: ClassVar = (*ROW_TECHNICAL, "seat_id", "wording", "acknowledged_at", "asked_again_at")


class Decision(RecordedRow):
    """議題の決定。一つの議題に一つだけ。プランの議題なら、同じ取引でプランに伝わる。"""

    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="+")
    occasion = models.TextField()
    outcome = models.TextField()
    text = models.TextField()
    lead_agency_id = models.UUIDField(null=True)
    next_monitoring_on = models.DateField(null=True)
    decided_on = models.DateField()
    attended = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "conferences_decision"

    class Classified:
        open = ("occasion", "outcome", "decided_on", "next_monitoring_on", "attended")
        sensitive = ("text",)
        technical: ClassVar = (*RECORDED_TECHNICAL, "item", "lead_agency_id")
