"""議事の一行ずつ。二人が同時に書くので、行ごとに版があり、書き直す前の文も残る。"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kasane.access.rows import RECORDED_TECHNICAL, RecordedRow, Row


class Minute(RecordedRow):
    """議事の一行。tick は議題の中の確定の順で、書くたび・直すたびに進む(後から確定した行を、見張りが取りこぼさない)。"""

    item = models.ForeignKey("conferences.Item", on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    text = models.TextField()
    struck_at = models.DateTimeField(null=True)
    struck_reason = models.TextField(default="")
    changed_by = models.UUIDField()
    changed_at = models.DateTimeField()
    tick = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "conferences_minute"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("item", "tick"), name="conferences_minute_in_order"),
            models.CheckConstraint(condition=~Q(text=""), name="conferences_minute_not_empty"),
            models.CheckConstraint(
                condition=Q(struck_at__isnull=True, struck_reason="") | (Q(struck_at__isnull=False) & ~Q(struck_reason="")),
                name="conferences_minute_struck_why",
            ),
        )

    class Classified:
        open = ("kind",)
        sensitive = ("text", "struck_reason")
        technical: ClassVar = (*RECORDED_TECHNICAL, "item", "struck_at", "changed_by", "changed_at", "tick", "version")


class MinuteBefore(Row):
    """書き直す前の一行。足すだけで、引き金のほかはだれも書けない。"""

    minute = models.ForeignKey(Minute, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    kind = models.TextField()
    text = models.TextField()
    written_by = models.UUIDField()
    written_at = models.DateTimeField()

    class Meta:
        db_table = "conferences_minute_before"
        constraints: ClassVar = (models.UniqueConstraint(fields=("minute", "version"), name="conferences_minute_before_once"),)

    class Classified:
        open = ("kind",)
        sensitive = ("text",)
        technical = ("id", "compartment_id", "minute", "version", "written_by", "written_at")
