"""照会: 知っている機関に聞く一通と、その問いと答え。一通ごとに自分の部屋を持ち、聞かれた機関はその一通だけを読む。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kasane.access.rows import RECORDED_TECHNICAL, ROW_TECHNICAL, RecordedRow, Row
from kasane.programmes.coordination.models.base import VALUE_FIELDS, Sourced, Valued, agency_named, only_one_kind


class InformationRequest(RecordedRow):
    """照会の一通。compartment_id はこの一通の部屋(要配慮の項目を聞くなら要配慮の部屋)。

    聞かれた機関は、事案も人の記録も読めないので、だれについてかは about に文字で写す。grant_id は聞かれた機関に開けた根拠で、
    答えたとき・取り下げたとき・同意が終わったときに終わる。
    """

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    room_kind = models.SmallIntegerField(default=2)
    from_agency_id = models.UUIDField()
    to_agency_id = models.UUIDField()
    grant_id = models.UUIDField()
    state = models.TextField(default="sent")
    purpose = models.TextField()
    about = models.TextField()
    basis = models.TextField()
    statute_code = models.TextField(default="")
    basis_note = models.TextField(default="")
    sent_on = models.DateField()
    answer_by = models.DateField()
    free_question = models.TextField(default="")
    free_answer = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answerer_name = models.TextField(default="")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_reason = models.TextField(default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "coordination_inquiry"
        indexes = (
            models.Index(fields=("to_agency_id", "answer_by"), condition=Q(state="sent"), name="coordination_inquiry_waiting"),
            models.Index(
                fields=("from_agency_id", "answer_by"), condition=Q(state__in=("sent", "answered")), name="coordination_inquiry_asked"
            ),
            models.Index(fields=("case", "sent_on"), name="coordination_inquiry_case"),
        )
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=(Q(answered_at__isnull=True, answered_by__isnull=True) & ~Q(state="answered"))
                | Q(answered_at__isnull=False, answered_by__isnull=False, state="answered"),
                name="coordination_inquiry_answer_pair",
            ),
            models.CheckConstraint(
                condition=(Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True) & ~Q(state="withdrawn"))
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, state="withdrawn") & ~Q(withdrawn_reason="")),
                name="coordination_inquiry_withdrawn_pair",
            ),
            models.CheckConstraint(condition=~Q(basis="law") | ~Q(statute_code=""), name="coordination_inquiry_statute_named"),
            models.CheckConstraint(condition=Q(free_answer="") | ~Q(free_question=""), name="coordination_inquiry_asked_first"),
        )

    class Classified:
        open = ("state", "basis", "statute_code", "sent_on", "answer_by")
        sensitive = ("purpose", "about", "basis_note", "free_question", "free_answer", "withdrawn_reason")
        personal = ("answerer_name",)
        technical: ClassVar = (
            *RECORDED_TECHNICAL, "case", "room_kind", "from_agency_id", "to_agency_id", "grant_id", "answered_at", "answered_by",
            "withdrawn_at", "withdrawn_by", "version",
        )  # fmt: skip


class InquiryConsent(Row):
    """照会が拠って立つ同意(人ごと)。同意が撤回されると、照会も同じ取引で終わる。"""

    inquiry = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="+")
    consent_id = models.UUIDField(db_index=True)
    room_kind = models.SmallIntegerField(default=2)

    class Meta:
        db_table = "coordination_inquiry_consent"
        constraints = (models.UniqueConstraint(fields=("inquiry", "consent_id"), name="coordination_inquiry_consent_once"),)

    class Classified:
        technical = (*ROW_TECHNICAL, "inquiry", "consent_id", "room_kind")


class InquiryQuestion(Row, Valued, Sourced):
    """問い一つ(アセスメントの項目一つ)と、その答え。答えは、聞いた側が取り入れて初めてアセスメントの事実になる。

    about は、だれについての問いか(聞かれた機関に見せる名)。answered が真で値が空なら「把握していない」。
    """

    inquiry = models.ForeignKey(InformationRequest, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("coordination.AssessmentItem", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    about = models.TextField(default="")
    position = models.PositiveSmallIntegerField()
    room_kind = models.SmallIntegerField(default=2)
    answered = models.BooleanField(default=False)
    taken_at = models.DateTimeField(null=True)
    taken_by = models.UUIDField(null=True)
    taken_fact = models.ForeignKey("coordination.AssessmentFact", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "coordination_question"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("inquiry", "item", "person"), name="coordination_question_once", nulls_distinct=False),
            only_one_kind("coordination_question_kind"),
            agency_named("coordination_question_agency"),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, taken_by__isnull=True, taken_fact__isnull=True)
                | Q(taken_at__isnull=False, taken_by__isnull=False, taken_fact__isnull=False, answered=True),
                name="coordination_question_taken_pair",
            ),
        )

    class Classified:
        open = ("kind", "position", "answered", "origin", "as_of", "certainty")
        sensitive: ClassVar = (*VALUE_FIELDS, "named", "note", "about", "source_name")
        technical: ClassVar = (
            *ROW_TECHNICAL, "inquiry", "item", "person", "room_kind", "source_agency_id", "taken_at", "taken_by", "taken_fact",
        )  # fmt: skip
