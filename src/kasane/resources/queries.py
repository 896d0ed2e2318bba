"""社会資源の読み取り: 施設の一覧、市区町村コード、郵便番号。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from kasane.kernel import clock
from kasane.resources.models import Municipality, PostalCode, Resource, ResourceKind


@dataclass(frozen=True, slots=True)
class ResourceLine:
    """一覧に出す施設の一行。ended_on があれば掲載終了。"""

    id: UUID
    name: str
    kind: str
    address: str
    phone: str
    opening_hours: str
    source: str
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class KindLine:
    """種類の符号、名、根拠。"""

    code: str
    label: str
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Place:
    """市区町村。code は 6 桁。"""

    code: str
    prefecture: str
    name: str
    kana: str


@dataclass(frozen=True, slots=True)
class TownArea:
    """郵便番号の町域。"""

    postal_code: str
    prefecture: str
    city: str
    town: str
    note: str


def kinds(on: date | None = None) -> dict[str, KindLine]:
    """その日に有効な種類(既定は今日)。"""
    day = on or clock.today()
    rows = ResourceKind.objects.filter(valid_from__lte=day).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day)).order_by("code")
    return {row.code: KindLine(row.code, row.label, row.legal_basis) for row in rows}


def resources(*, kind: str = "", municipality: str = "", text: str = "", ended: bool = False, limit: int = 50) -> list[ResourceLine]:
    """施設の一覧。kind は種類の符号、municipality は 6 桁の団体コード、text は名前か住所の一部。ended で掲載終了も含める。"""
    found = Resource.objects.select_related("source").order_by("name", "id")
    if kind:
        found = found.filter(kind_code=kind)
    if municipality:
        found = found.filter(municipality_code=municipality)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(address__icontains=text))
    if not ended:
        found = found.filter(ended_on__isnull=True)
    labels = kinds()
    return [
        ResourceLine(
            row.id, row.name, labels[row.kind_code].label if row.kind_code in labels else row.kind_text, row.address, row.phone,
            row.opening_hours, row.source.name.partition("/")[2], row.ended_on,
        )
        for row in found[:limit]
    ]  # fmt: skip


def municipality(code: str) -> Place | None:
    """6 桁の団体コードの市区町村。いくつもの提供元にあれば、よみがなのある、いちばん新しい版のもの。"""
    row = Municipality.objects.filter(code=code, ended_on__isnull=True).order_by("-last_seen", "-kana").first()
    return Place(row.code, row.prefecture, row.name, row.kana) if row else None


def town_areas(postal_code: str) -> list[TownArea]:
    """郵便番号(7 桁)に当たる町域。"""
    rows = PostalCode.objects.filter(postal_code=postal_code, ended_on__isnull=True).order_by("jis_code", "town")
    return [TownArea(row.postal_code, row.prefecture, row.city, row.town, row.note) for row in rows]
