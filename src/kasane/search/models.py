"""記録の検索の表: 記録一件ごとの、字をそろえた本文と、言い換えの組、組を改めた履歴。"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kasane.kernel.ids import new_id

# 支援会議・税・秘匿の部屋の文は、検索の表に入れない(security N27)。入れようとすると、表の制約が断る。
SEARCHABLE = (2, 3)


class SearchText(models.Model):
    """記録一件の、字をそろえた本文。元の記録から作り直せる控えで、元の記録と同じ区画に属する。消すときは空にする。

    home_agency_id は、その区画を初めに受け付けた機関(引き金が根拠から写す)。自機関で受けた記録を日付の順に引くために持つ。
    """

    source_id = models.UUIDField(primary_key=True)
    source_kind = models.TextField()
    compartment_id = models.UUIDField()  # 索引は下にある。
    room_kind = models.SmallIntegerField(default=2)
    context_id = models.UUIDField()
    happened_on = models.DateField()
    folded = models.TextField()
    home_agency_id = models.UUIDField(null=True)

    class Meta:
        db_table = "search_text"
        indexes = (
            models.Index(fields=("home_agency_id", "happened_on", "source_id"), name="search_text_home"),
            models.Index(fields=("happened_on", "source_id"), name="search_text_recent"),
            models.Index(fields=("compartment_id", "happened_on"), name="search_text_by_room"),
        )
        constraints: ClassVar = (models.CheckConstraint(condition=Q(room_kind__in=SEARCHABLE), name="search_text_only_case_rooms"),)

    class Classified:
        open = ("source_kind", "happened_on", "room_kind")
        sensitive = ("folded",)
        technical = ("source_id", "compartment_id", "context_id", "home_agency_id")


class Synonym(models.Model):
    """言い換えの一語。同じ group の言葉は、どれで探しても互いに見つかる。行を足し、終わりの日を入れて改める。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    group = models.TextField()
    word = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "search_synonym"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=("group", "word", "valid_from"), name="search_synonym_once"),
            models.CheckConstraint(condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="search_synonym_period"),
        )

    class Classified:
        open = ("group", "word", "valid_from", "valid_to")
        technical = ("id",)


class SynonymChange(models.Model):
    """言い換えの組を改めた一度。前と後の言葉、理由、だれが、いつ。書き足すだけで、直せない。version は組ごとに2から(1は初めの組)。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    group = models.TextField()
    version = models.PositiveIntegerField()
    before = models.TextField()
    after = models.TextField()
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField()

    class Meta:
        db_table = "search_synonym_change"
        constraints = (models.UniqueConstraint(fields=("group", "version"), name="search_synonym_change_once"),)

    class Classified:
        open = ("group", "version", "before", "after", "reason")
        technical = ("id", "recorded_at", "recorded_by")
