"""足りない資源の台帳。名前も事案も入らないので職員が読め、地域づくりの話し合いの材料になる。議題とのつながりは議題の部屋にだけ置く。"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kasane.access.rows import ROW_TECHNICAL, Row
from kasane.kernel.ids import new_id


class Need(models.Model):
    """足りない資源の一件。field は機関の分野、area は圏域、purpose は会議の目的の段階。state は named・working・met・dropped。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    kind_code = models.TextField()
    named_on = models.DateField()
    area = models.ForeignKey("agencies.Area", on_delete=models.PROTECT, null=True, related_name="+")
    field = models.TextField()
    purpose = models.TextField()
    text = models.TextField()
    state = models.TextField(default="named")
    progress = models.TextField(default="")
    changed_on = models.DateField()
    changed_by = models.UUIDField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "conferences_need"
        indexes = (models.Index(fields=("state", "-named_on"), name="conferences_need_in_order"),)
        constraints = (models.CheckConstraint(condition=Q(state="named") | ~Q(progress=""), name="conferences_need_progress"),)

    class Classified:
        open = ("kind_code", "named_on", "area", "field", "purpose", "text", "state", "progress", "changed_on")
        technical = ("id", "changed_by", "version")


class ItemNeed(Row):
    """どの議題で見つかったか。議題の部屋にだけ置き、台帳の側からは辿れない。"""

    item = models.ForeignKey("conferences.Item", on_delete=models.PROTECT, related_name="+")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "conferences_item_need"
        constraints: ClassVar = (models.UniqueConstraint(fields=("need",), name="conferences_item_need_once"),)

    class Classified:
        technical: ClassVar = (*ROW_TECHNICAL, "item", "need")
