"""支援経過記録(forms §6.1)と、できごと。一つの表に時の順で並ぶ。追記だけで、訂正は新しい行になる。"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kasane.access.rows import RECORDED_TECHNICAL, RecordedRow
from kasane.cases.models.case import Case


class Note(RecordedRow):
    """経過の一行。kind は contact(支援経過)か event(段階・関わり・つなぎ・同意などのできごと。act がその符号)。

    できごとは value(新しい段階・状態・役の符号)、about_id(関わり・つなぎの番号)、about_agency_id(相手の機関)も持ち、
    時の順に読み返せば、今の段階・伴走・主担当・支援チーム・つなぎの状態がすべて説明できる。
    next_posting_id は次の予定を受け持つ担当で、異動のときに後任へ移る。
    fact(事実)・words(本人の言葉)・view(見立て)を分けて持つ。compartment_id が「だれが読めるか」を決める:
    事案の部屋(チーム全員)、人の通常の部屋、人の要配慮の部屋、機関の部屋(自機関のみ)。
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    room_kind = models.SmallIntegerField(default=2)
    agency_id = models.UUIDField()
    kind = models.TextField(default="contact")
    act = models.TextField(default="")
    value = models.TextField(default="")
    about_id = models.UUIDField(null=True)
    about_agency_id = models.UUIDField(null=True)
    happened_on = models.DateField()
    starts_at = models.TimeField(null=True)
    ends_at = models.TimeField(null=True)
    method = models.TextField(default="")
    counterpart = models.TextField(default="")
    counterpart_name = models.TextField(default="")
    met = models.TextField(default="")
    activity = models.TextField(default="")
    title = models.TextField(default="")
    fact = models.TextField(default="")
    words = models.TextField(default="")
    view = models.TextField(default="")
    next_action = models.TextField(default="")
    next_due = models.DateField(null=True)
    next_posting_id = models.UUIDField(null=True)
    next_done_at = models.DateTimeField(null=True)
    next_done_by = models.UUIDField(null=True)
    audience = models.TextField(default="team")
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    corrected_at = models.DateTimeField(null=True)
    correction_reason = models.TextField(default="")

    class Meta:
        db_table = "cases_note"
        indexes = (
            models.Index(fields=("case", "-happened_on", "-id"), name="cases_note_timeline"),
            models.Index(
                fields=("next_posting_id", "next_due"),
                condition=Q(next_posting_id__isnull=False, next_done_at__isnull=True),
                name="cases_note_of_posting",
            ),
            models.Index(
                fields=("agency_id", "next_due"), condition=Q(next_due__isnull=False, next_done_at__isnull=True), name="cases_note_due"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(next_done_at__isnull=True, next_done_by__isnull=True)
                | Q(next_done_at__isnull=False, next_done_by__isnull=False),
                name="cases_note_done_pair",
            ),
        )

    class Classified:
        open = (
            "kind",
            "act",
            "value",
            "happened_on",
            "starts_at",
            "ends_at",
            "method",
            "counterpart",
            "met",
            "activity",
            "next_due",
            "audience",
        )
        sensitive = ("counterpart_name", "title", "fact", "words", "view", "next_action", "correction_reason")
        technical: ClassVar = (
            *RECORDED_TECHNICAL, "room_kind", "case", "person", "agency_id", "next_posting_id", "next_done_at", "next_done_by", "corrects",
            "corrected_at", "about_id", "about_agency_id",
        )  # fmt: skip
