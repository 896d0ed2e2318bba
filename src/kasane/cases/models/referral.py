"""つなぎ・もどし(seed 000)。一通ごとに自分の区画を持ち、受けた機関は受諾するまでその一通しか読めない。"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kasane.access.rows import RECORDED_TECHNICAL, ROW_TECHNICAL, RecordedRow, Row
from kasane.cases.models.case import Case


class Referral(RecordedRow):
    """つなぎの一通。compartment_id はこの一通の部屋(渡す側は「受付機関」、受ける側は「依頼を受けた機関」の根拠)。

    kind は referral(機関へのつなぎ)・coordination(多機関協働への依頼)・unknown(相談先が分からないので圏域の総合相談へ)。
    state は sent → accepted | declined | recalled、accepted → returned(もどし)。summary がつなぎ要約。
    seen_at は、戻ってきた(declined・returned)一通を、送った側が読んだ時。
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    state = models.TextField(default="sent")
    from_agency_id = models.UUIDField()
    from_posting_id = models.UUIDField()
    to_agency_id = models.UUIDField()
    sent_on = models.DateField()
    answer_by = models.DateField()
    purpose = models.TextField()
    summary = models.TextField()
    explained = models.TextField()
    agreement = models.TextField()
    agreement_note = models.TextField(default="")
    accompanied = models.BooleanField(default=False)
    accompany_note = models.TextField(default="")
    basis = models.TextField()
    basis_note = models.TextField(default="")
    statute_code = models.TextField(default="")
    consent_id = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answer = models.TextField(default="")
    returned_at = models.DateTimeField(null=True)
    returned_by = models.UUIDField(null=True)
    outcome = models.TextField(default="")
    seen_at = models.DateTimeField(null=True)
    seen_by = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "cases_referral"
        indexes = (
            models.Index(fields=("to_agency_id", "answer_by"), condition=Q(state="sent"), name="cases_referral_waiting"),
            models.Index(fields=("case", "sent_on"), name="cases_referral_case"),
            models.Index(
                fields=("from_agency_id",),
                condition=Q(state__in=("declined", "returned"), seen_at__isnull=True),
                name="cases_referral_came_back",
            ),
        )
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True) | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="cases_referral_answer_pair",
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, returned_by__isnull=True) | Q(returned_at__isnull=False, returned_by__isnull=False),
                name="cases_referral_return_pair",
            ),
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False, state__in=("declined", "returned")),
                name="cases_referral_seen_pair",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(answer=""),
                name="cases_referral_declined_with_reason",
                violation_error_message="差し戻すときは、理由が要ります。",
            ),
            models.CheckConstraint(condition=~Q(basis="consent") | Q(consent_id__isnull=False), name="cases_referral_consent_named"),
        )

    class Classified:
        open = ("kind", "state", "sent_on", "answer_by", "explained", "agreement", "accompanied", "basis", "statute_code")
        sensitive = ("purpose", "summary", "agreement_note", "accompany_note", "basis_note", "answer", "outcome")
        technical: ClassVar = (
            *RECORDED_TECHNICAL, "case", "from_agency_id", "from_posting_id", "to_agency_id", "consent_id", "answered_at", "answered_by",
            "returned_at", "returned_by", "seen_at", "seen_by", "version",
        )  # fmt: skip


class ReferralRoom(Row):
    """受諾したときに受ける機関へ開く区画。渡す側が管理する区画だけが入る(データベースの関数が確かめる)。

    同意は人ごとに別なので、どの人のどの同意によるか、その同意がいつまでかを区画ごとに持つ(person_id が空なら事案の部屋)。
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    room_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    consent_id = models.UUIDField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "cases_referral_room"
        indexes = (models.Index(fields=("consent_id",), condition=Q(consent_id__isnull=False), name="cases_letter_by_consent"),)
        constraints = (models.UniqueConstraint(fields=("referral", "room_id"), name="cases_referral_room_once"),)

    class Classified:
        open = ("until",)
        technical = (*ROW_TECHNICAL, "referral", "room_id", "person_id", "consent_id")


class Heard(RecordedRow):
    """席のない機関から聞いた返事: だれが・どう・いつ言ったか。書くのはデータベースの関数だけで、直せない。

    state は受諾・差戻し・もどし(ReferralState)、how は電話・対面・紙やFAX(HeardHow)。
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="+")
    state = models.TextField()
    told_by = models.TextField()
    how = models.TextField()
    told_on = models.DateField()
    text = models.TextField(default="")

    class Meta:
        db_table = "cases_heard"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("referral", "state"), name="cases_heard_once"),
            models.CheckConstraint(condition=~Q(told_by=""), name="cases_heard_from_someone"),
            models.CheckConstraint(condition=Q(state="accepted") | ~Q(text=""), name="cases_heard_with_reason"),
        )

    class Classified:
        open = ("state", "how", "told_on")
        personal = ("told_by",)
        sensitive = ("text",)
        technical: ClassVar = (*RECORDED_TECHNICAL, "referral")
