"""記録に共通の列: 値の列、出どころの列。"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Valued(models.Model):
    """値の列。型(kind)に合う一列だけが入る(only_one_kind の制約と、引き金 coordination_check_value)。"""

    kind = models.TextField()
    text = models.TextField(default="")
    codes: Any = ArrayField(models.TextField(), default=list)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    day = models.DateField(null=True)
    rows = models.JSONField(default=list)
    named = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class Sourced(models.Model):
    """出どころの列: だれから、いつの時点の、どれくらい確かな話か。"""

    origin = models.TextField(default="")
    source_agency_id = models.UUIDField(null=True)
    source_name = models.TextField(default="")
    as_of = models.DateField(null=True)
    certainty = models.TextField(default="")
    note = models.TextField(default="")

    class Meta:
        abstract = True


def only_one_kind(name: str) -> models.CheckConstraint:
    """型に合わない列は空であること。"""
    empty = {"text": "", "codes": [], "amount__isnull": True, "day__isnull": True, "rows": [], "named__isnull": True}
    columns = {
        "text": ("text", "long_text"), "codes": ("choice", "choices"), "amount__isnull": ("number",), "day__isnull": ("date",),
        "rows": ("rows",), "named__isnull": ("person",),
    }  # fmt: skip
    condition = Q()
    for column, kinds in columns.items():
        condition &= Q(**{column: empty[column]}) | Q(kind__in=kinds)
    return models.CheckConstraint(condition=condition, name=name, violation_error_message="項目の型に合わない値です。")


def agency_named(name: str) -> models.CheckConstraint:
    """機関からの話には機関が要り、機関からでない話には機関がない。"""
    return models.CheckConstraint(
        condition=Q(origin="agency", source_agency_id__isnull=False) | (~Q(origin="agency") & Q(source_agency_id__isnull=True)),
        name=name,
        violation_error_message="出どころが機関のときは、どの機関かが要ります。",
    )


VALUE_FIELDS: Final = ("text", "codes", "amount", "day", "rows")
