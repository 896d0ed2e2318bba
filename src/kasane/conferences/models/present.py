"""議題の場に出た本人・家族。席(構成員)ではなく、システムにも資料にも入らない。会議の部屋に置き、役員だけが読む。"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kasane.access.rows import RECORDED_TECHNICAL, RecordedRow


class Present(RecordedRow):
    """本人同意のもとの議題に出た、本人か家族の一人。

    person_id は、会議への本人参加に同意した、議題の人。家族なら、続柄(relation)と呼び方(name)を書く。本人なら、どちらも空。
    consent_id は、出席の日に効いていた「会議への本人参加」の同意。
    """

    item = models.ForeignKey("conferences.Item", on_delete=models.PROTECT, related_name="+")
    person_id = models.UUIDField()
    consent_id = models.UUIDField()
    relation = models.TextField(default="")
    name = models.TextField(default="")
    dropped_at = models.DateTimeField(null=True)
    dropped_reason = models.TextField(default="")

    class Meta:
        db_table = "conferences_present"
        constraints: ClassVar = (
            models.CheckConstraint(
                condition=Q(relation="", name="") | (~Q(relation="") & ~Q(name="")), name="conferences_present_family_named"
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True, dropped_reason="") | (Q(dropped_at__isnull=False) & ~Q(dropped_reason="")),
                name="conferences_present_dropped_why",
            ),
            models.UniqueConstraint(
                fields=("item", "person_id", "relation", "name"), condition=Q(dropped_at__isnull=True), name="conferences_present_once"
            ),
        )

    class Classified:
        personal = ("relation", "name", "dropped_reason")
        technical: ClassVar = (*RECORDED_TECHNICAL, "item", "person_id", "consent_id", "dropped_at")
