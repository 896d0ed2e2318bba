"""住所の表: 郵便番号、市区町村コード、行政区域の境界。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from kasane.resources.models.listed import Listed


class PostalCode(Listed):
    """郵便番号の一行(日本郵便 KEN_ALL)。一つの番号に複数の町域があり、逆もある。"""

    postal_code = models.CharField(max_length=7)
    jis_code = models.CharField(max_length=5)
    prefecture = models.TextField()
    city = models.TextField()
    town = models.TextField(default="")
    prefecture_kana = models.TextField(default="")
    city_kana = models.TextField(default="")
    town_kana = models.TextField(default="")
    note = models.TextField(default="")

    class Meta:
        db_table = "resources_postalcode"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("source", "source_key"), name="resources_postal_once"),
            models.CheckConstraint(
                condition=Q(postal_code__regex=r"^[0-9]{7}$"),
                name="resources_postal_digits",
                violation_error_message="郵便番号は7桁の数字です。",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("postal_code",), name="resources_postal_code")]

    class Classified:
        open = (
            *Listed.LISTED_OPEN, "postal_code", "jis_code", "prefecture", "city", "town", "prefecture_kana", "city_kana", "town_kana",
            "note",
        )  # fmt: skip
        technical = Listed.LISTED_TECHNICAL


class Municipality(Listed):
    """都道府県・市区町村(全国地方公共団体コード 6 桁)。提供元ごとに一行。"""

    code = models.CharField(max_length=6)
    prefecture = models.TextField()
    name = models.TextField(default="")
    kana = models.TextField(default="")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    url = models.TextField(default="")
    effective_on = models.DateField(null=True)

    class Meta:
        db_table = "resources_municipality"
        constraints: ClassVar = [models.UniqueConstraint(fields=("source", "source_key"), name="resources_municipality_once")]
        indexes: ClassVar = [models.Index(fields=("code",), name="resources_municipality_code")]

    class Classified:
        open = (*Listed.LISTED_OPEN, "code", "prefecture", "name", "kana", "latitude", "longitude", "url", "effective_on")
        technical = Listed.LISTED_TECHNICAL


class Boundary(Listed):
    """行政区域の境界(国土数値情報 N03)。geometry は GeoJSON の Polygon か MultiPolygon、bounds は [西, 南, 東, 北]。"""

    code = models.CharField(max_length=5, default="")
    prefecture = models.TextField()
    name = models.TextField(default="")
    geometry = models.JSONField(null=True)
    bounds = models.JSONField(null=True)

    class Meta:
        db_table = "resources_boundary"
        constraints: ClassVar = [models.UniqueConstraint(fields=("source", "source_key"), name="resources_boundary_once")]
        indexes: ClassVar = [models.Index(fields=("code",), name="resources_boundary_code")]

    class Classified:
        open = (*Listed.LISTED_OPEN, "code", "prefecture", "name", "geometry", "bounds")
        technical = Listed.LISTED_TECHNICAL
