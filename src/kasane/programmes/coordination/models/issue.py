"""課題と背景要因(C04): 人に付ける。直すときは新しい行を足し、前の行には「置き換えた」と記す。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kasane.access.rows import RECORDED_TECHNICAL, RecordedRow


class Issue(RecordedRow):
    """課題の一件。区画は、世帯の課題なら事案の部屋、人の課題ならその人の部屋、要配慮の課題ならその人の要配慮の部屋。"""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    room_kind = models.SmallIntegerField(default=2)
    code = models.TextField()
    weight = models.TextField()
    certainty = models.TextField()
    found_on = models.DateField()
    resolved_on = models.DateField(null=True)
    note = models.TextField(default="")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "coordination_issue"
        indexes = (models.Index(fields=("case",), condition=Q(replaced_at__isnull=True), name="coordination_issue_now"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(resolved_on__isnull=True) | Q(resolved_on__gte=F("found_on")),
                name="coordination_issue_period",
                violation_error_message="解消した日は、分かった日より後にしてください。",
            ),
            models.CheckConstraint(
                condition=~Q(code="99") | ~Q(note=""),
                name="coordination_issue_other_named",
                violation_error_message="「その他」の内容を入力してください。",
            ),
            models.UniqueConstraint(fields=("replaces",), name="coordination_issue_replaced_once"),
        )

    class Classified:
        open = ("weight", "certainty", "found_on", "resolved_on")
        sensitive = ("code", "note")
        technical: ClassVar = (*RECORDED_TECHNICAL, "case", "person", "room_kind", "replaces", "replaced_at")
