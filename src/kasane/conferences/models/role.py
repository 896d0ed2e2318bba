"""決まった役割: 機関の仕事として、秘密の入らない言葉だけで会議の外へ渡す。"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kasane.access.rows import RECORDED_TECHNICAL, RecordedRow


class RoleDecided(RecordedRow):
    """役割の一件。compartment_id はこの一件だけの部屋で、会議の役員と、受け持つ機関が持つ。

    受け持つ機関の同僚にも見えるので、議題の人の名前は入らない(データベースが断る)。議題の部屋は開かない(N28)。
    """

    item = models.ForeignKey("conferences.Item", on_delete=models.PROTECT, related_name="+")
    kind_code = models.TextField()
    held_on = models.DateField()
    agency_id = models.UUIDField(null=True)
    outside_member_id = models.UUIDField(null=True)
    wording = models.TextField()
    due_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    done_by = models.UUIDField(null=True)
    done_note = models.TextField(default="")
    cancelled_reason = models.TextField(default="")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "conferences_role"
        indexes = (
            models.Index(
                fields=("agency_id", "due_on"), condition=Q(done_on__isnull=True, cancelled_reason=""), name="conferences_role_waiting"
            ),
            models.Index(fields=("item",), name="conferences_role_of_item"),
        )
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=Q(agency_id__isnull=False, outside_member_id__isnull=True)
                | Q(agency_id__isnull=True, outside_member_id__isnull=False),
                name="conferences_role_whose",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_by__isnull=True, done_note="")
                | (Q(done_on__isnull=False, done_by__isnull=False) & ~Q(done_note="")),
                name="conferences_role_done_pair",
            ),
        )

    class Classified:
        open = ("kind_code", "held_on", "due_on", "done_on")
        personal = ("wording", "done_note", "cancelled_reason")
        technical: ClassVar = (*RECORDED_TECHNICAL, "item", "agency_id", "outside_member_id", "done_by", "version")
