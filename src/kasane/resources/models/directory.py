"""社会資源の名簿: 提供元の一覧、施設・事業、その種類。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from kasane.kernel.ids import new_id
from kasane.resources.models.listed import Listed


class ListingSource(models.Model):
    """提供元の一覧(例「37201:library」)。edition はいま入っている版の日付、identity は行の見分け方。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.TextField(unique=True)
    target = models.TextField()
    edition = models.DateField(null=True)
    identity = models.TextField(default="")

    class Meta:
        db_table = "resources_listingsource"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(identity__in=("", "own_id", "match_key")),
                name="resources_source_identity",
                violation_error_message="行の見分け方は「提供元の番号」か「名前と住所」です。",
            )
        ]

    class Classified:
        open = ("name", "target", "edition")
        technical = ("id", "identity")


class ResourceKind(models.Model):
    """社会資源の種類(期間つきの符号表)。"""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=40)
    label = models.TextField()
    legal_basis = models.TextField(default="")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "resources_resourcekind"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("code", "valid_from"), name="resources_kind_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="resources_kind_period",
                violation_error_message="終わりの日が始まりの日より前です。",
            ),
        ]

    class Classified:
        open = ("code", "label", "legal_basis", "valid_from", "valid_to")
        technical = ("id",)


class Resource(Listed):
    """施設・事業・居場所。文字は書かれたまま持ち、照合用の値は別の列に持つ。"""

    name = models.TextField()
    kana = models.TextField(default="")
    kind_code = models.CharField(max_length=40, default="other")
    kind_text = models.TextField(default="")
    operator = models.TextField(default="")
    municipality_code = models.CharField(max_length=6, default="")
    postal_code = models.TextField(default="")
    address = models.TextField(default="")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    phone = models.TextField(default="")
    phone_key = models.TextField(default="")
    fax = models.TextField(default="")
    url = models.TextField(default="")
    opening_hours = models.TextField(default="")
    closed_days = models.TextField(default="")
    note = models.TextField(default="")
    legal_basis = models.TextField(default="")
    raw = models.JSONField(default=dict)

    class Meta:
        db_table = "resources_resource"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("source", "source_key"), name="resources_resource_once"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=20, latitude__lte=46, longitude__gte=122, longitude__lte=154),
                name="resources_resource_position",
                violation_error_message="緯度と経度は両方そろえ、日本の範囲にしてください。",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("match_key",), name="resources_match"),
            models.Index(fields=("kind_code", "municipality_code"), name="resources_kind_place"),
        ]

    class Classified:
        open = (
            *Listed.LISTED_OPEN, "name", "kana", "kind_code", "kind_text", "operator", "municipality_code", "postal_code", "address",
            "latitude", "longitude", "phone", "fax", "url", "opening_hours", "closed_days", "note", "legal_basis",
        )  # fmt: skip
        technical = (*Listed.LISTED_TECHNICAL, "phone_key", "raw")
