"""様式の直し(mission 8.5): 市が、言い方・順・選択肢を日付つきの行で直す。消さずに、終わりの日を入れて元に戻す。"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kasane.kernel.ids import new_id


class FormCorrection(models.Model):
    """直しの一行。個人の記録は持たない。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    form = models.TextField()
    kind = models.TextField()
    target = models.TextField(default="", blank=True)
    code = models.TextField(default="", blank=True)
    text = models.TextField(default="", blank=True)
    position = models.PositiveSmallIntegerField(null=True)
    reason = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField()

    class Meta:
        db_table = "documents_correction"
        indexes = (models.Index(fields=("form", "valid_from"), name="documents_correction_by_form"),)
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="documents_correction_period"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("title", "label", "position", "option", "drop_option", "hide")), name="documents_correction_kind"
            ),
        )

    class Classified:
        open: ClassVar = ("form", "kind", "target", "code", "text", "position", "reason", "valid_from", "valid_to")
        technical = ("id", "recorded_at", "recorded_by")
