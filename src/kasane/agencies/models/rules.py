"""市の決めごとを、画面で改めた履歴。"""

from typing import ClassVar

from django.db import models

from kasane.kernel.ids import new_id


class DaysChange(models.Model):
    """日数の決めごとを改めた一度。前と後の日数、いつから、理由、だれが、いつ。書き足すだけで、直せない。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    book = models.TextField()
    name = models.TextField()
    version = models.PositiveIntegerField()
    before = models.PositiveSmallIntegerField(null=True)
    after = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField()

    class Meta:
        db_table = "agencies_days_change"
        constraints = (models.UniqueConstraint(fields=("book", "name", "version"), name="agencies_days_change_once"),)

    class Classified:
        open: ClassVar = ("book", "name", "version", "before", "after", "valid_from", "reason")
        technical = ("id", "recorded_at", "recorded_by")
