"""一覧に載るもの: どの一覧の、どの行で、いつからいつまで載っていたか。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kasane.kernel.ids import new_id


class Listed(models.Model):
    """公開された一覧の一行。消えた行も残し、ended_on に掲載が終わった版の日付を入れる。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    source = models.ForeignKey("resources.ListingSource", on_delete=models.PROTECT, related_name="+", db_index=False)
    source_key = models.TextField()
    match_key = models.TextField(default="")
    content_hash = models.TextField()
    first_seen = models.DateField()
    last_seen = models.DateField()
    ended_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    LISTED_OPEN: ClassVar = ("first_seen", "last_seen", "ended_on")
    LISTED_TECHNICAL: ClassVar = ("id", "source", "source_key", "match_key", "content_hash", "version")

    class Meta:
        abstract = True
