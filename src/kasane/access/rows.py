"""区画に属する行の土台。行の守り(access.rls)は compartment_id だけを見るので、どの部屋の表も同じ形で持つ。"""

from __future__ import annotations

from typing import Final

from django.db import models

from kasane.kernel.ids import new_id

ROW_TECHNICAL: Final = ("id", "compartment_id")
RECORDED_TECHNICAL: Final = (*ROW_TECHNICAL, "recorded_at", "recorded_by")


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
