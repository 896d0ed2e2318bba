"""事案の記録に共通の列。"""

from django.db import models

from kasane.kernel.ids import new_id


class Row(models.Model):
    """区画に属する一行。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    compartment_id = models.UUIDField(db_index=True)

    class Meta:
        abstract = True


class RecordedRow(Row):
    """だれ(配属)がいつ記録したかを持つ一行。"""

    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField()

    class Meta:
        abstract = True


RECORDED_TECHNICAL = ("id", "compartment_id", "recorded_at", "recorded_by")
