"""相談、要配慮の文章、だれについての相談か、訂正の履歴。"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from kasane.access.rows import RECORDED_TECHNICAL, RecordedRow


class Consultation(RecordedRow):
    """相談の一件(社会福祉法106条の4第2項1号、様式1-1)。compartment_id は相談の通常の部屋。

    sensitive_room は要配慮の部屋で、初めて書かれたときに開く。agency_id は受けた機関、posting_id は今の担当。
    letter_kept は、つなぎを送らず自機関で行うと記したか。
    相談経路(C02)は話した人と方法から決まる。訂正の前の値は History に残り、データベースの引き金がそれを確かめる。
    """

    agency_id = models.UUIDField()
    posting_id = models.UUIDField()
    sensitive_room = models.UUIDField(null=True)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, null=True, related_name="+")
    received_on = models.DateField()
    channel = models.TextField()
    speaker = models.TextField()
    route = models.TextField()
    speaker_name = models.TextField(default="")
    speaker_relation = models.TextField(default="")
    speaker_organization = models.TextField(default="")
    speaker_contact = models.TextField(default="")
    wants_anonymity = models.BooleanField(default=False)
    topics = ArrayField(models.TextField(), default=list)
    main_topic = models.TextField(default="")
    other_topic = models.TextField(default="")
    story = models.TextField()
    hopes = models.TextField(default="")
    whom = models.TextField(default="")
    household_text = models.TextField(default="")
    money_text = models.TextField(default="")
    housing_text = models.TextField(default="")
    work_text = models.TextField(default="")
    community_text = models.TextField(default="")
    agencies_text = models.TextField(default="")
    urgency = models.TextField(default="")
    urgent_acts = ArrayField(models.TextField(), default=list)
    urgency_note = models.TextField(default="")
    no_consent = models.TextField(default="")
    next_step = models.TextField(default="")
    next_due = models.DateField(null=True)
    next_note = models.TextField(default="")
    letter_kept = models.BooleanField(default=False, db_default=False)
    state = models.TextField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "consultation_consultation"
        indexes = (
            # 一覧の関数が見る列をすべて含み、絞り込みに当たらない相談の本文を読まずに飛ばせる。
            models.Index(fields=("agency_id", "-received_on", "-id"), include=("compartment_id", "topics"), name="consultation_by_day"),
            models.Index(
                fields=("agency_id", "state", "-received_on", "-id"), include=("compartment_id", "topics"), name="consultation_by_state"
            ),
            models.Index(fields=("agency_id", "next_due"), condition=Q(state="active", next_due__isnull=False), name="consultation_due"),
            models.Index(fields=("posting_id",), condition=~Q(state="done"), name="consultation_open_duty"),
            models.Index(fields=("case",), condition=Q(case__isnull=False), name="consultation_of_case"),
            models.Index(
                fields=("agency_id", "received_on"),
                condition=Q(state="active", letter_kept=False, next_step__in=("together", "refer", "coordination", "outreach")),
                name="consultation_letter_due",
            ),
        )
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=Q(main_topic="", topics=[]) | (~Q(main_topic="") & Q(topics__contains=[models.F("main_topic")])),
                name="consultation_one_main_topic",
                violation_error_message="いちばん困っていること(◎)は、選んだ区分の中から一つです。",
            ),
            models.CheckConstraint(
                condition=(
                    Q(next_step="", state="undecided", next_due__isnull=True)
                    | Q(next_step="informed", state="done", next_due__isnull=True)
                    | (~Q(next_step__in=("", "informed")) & Q(state__in=("active", "done")))
                ),
                name="consultation_state_of_step",
                violation_error_message="次の一手と、相談の今が合いません。",
            ),
            models.CheckConstraint(condition=~Q(story=""), name="consultation_has_story"),
            models.CheckConstraint(
                condition=Q(letter_kept=False) | Q(next_step__in=("together", "outreach")),
                name="consultation_kept_only_what_we_can_do",
                violation_error_message="自機関で行うと記せるのは、アウトリーチへ・他機関と連携の一手だけです。",
            ),
        )

    class Classified:
        open: ClassVar = ("received_on", "channel", "speaker", "route", "whom", "next_step", "next_due", "letter_kept", "state")
        personal: ClassVar = (
            "speaker_name", "speaker_relation", "speaker_organization", "speaker_contact", "wants_anonymity", "topics", "main_topic",
            "no_consent", "agencies_text", "next_note",
        )  # fmt: skip
        sensitive: ClassVar = (
            "other_topic", "story", "hopes", "household_text", "money_text", "housing_text", "work_text", "community_text", "urgency",
            "urgent_acts", "urgency_note",
        )  # fmt: skip
        technical: ClassVar = (*RECORDED_TECHNICAL, "agency_id", "posting_id", "sensitive_room", "case", "changed_at", "version")


class SensitiveText(RecordedRow):
    """要配慮の文章(個人情報保護法2条3項)。相談の要配慮の部屋に置く。"""

    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="+")
    health_text = models.TextField(default="")
    violence_text = models.TextField(default="")
    justice_text = models.TextField(default="")

    class Meta:
        db_table = "consultation_sensitive"

    class Classified:
        sensitive = ("health_text", "violence_text", "justice_text")
        technical: ClassVar = (*RECORDED_TECHNICAL, "consultation")


class Subject(RecordedRow):
    """だれについての相談か。登録のある人、世帯、または「50代くらいの男性」のような呼び方。行がなければ、だれのことか分からない。

    外すときは消さず、外した時と人を残す。
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    household = models.ForeignKey("people.Household", on_delete=models.PROTECT, null=True, related_name="+")
    label = models.TextField(default="")
    position = models.PositiveSmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.UUIDField(null=True)

    class Meta:
        db_table = "consultation_subject"
        indexes = (models.Index(fields=("consultation", "position"), name="consultation_subject_order"),)
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=(
                    Q(kind="person", person__isnull=False, household__isnull=True)
                    | Q(kind="household", person__isnull=True, household__isnull=False)
                    | (Q(kind="unnamed", person__isnull=True, household__isnull=True) & ~Q(label=""))
                ),
                name="consultation_subject_of_one_kind",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True) | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="consultation_subject_removed_pair",
            ),
            models.UniqueConstraint(
                fields=("consultation", "person"), condition=Q(removed_at__isnull=True), name="consultation_subject_person_once"
            ),
            models.UniqueConstraint(
                fields=("consultation", "household"), condition=Q(removed_at__isnull=True), name="consultation_subject_household_once"
            ),
        )

    class Classified:
        personal = ("kind", "label")
        technical: ClassVar = (*RECORDED_TECHNICAL, "consultation", "person", "household", "position", "removed_at", "removed_by")


class History(RecordedRow):
    """訂正の履歴: その版で変わる前の値。足すだけで、書き換えも削除も引き金が断る(forms §13 規則7)。"""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    room_kind = models.SmallIntegerField(default=2)
    version = models.PositiveIntegerField()
    before = models.JSONField()
    reason = models.TextField(default="")

    class Meta:
        db_table = "consultation_history"
        indexes = (models.Index(fields=("consultation", "version"), name="consultation_history_order"),)

    class Classified:
        sensitive = ("before", "reason")
        technical: ClassVar = (*RECORDED_TECHNICAL, "consultation", "room_kind", "version")
