"""世帯・関係・つながりの規則。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kasane.kernel.decision import Decision
from kasane.people.domain.codes import Kinship, Nature, RelationKind

_GROUND: Final = "支援世帯の記録の決まり(様式1-2 B 世帯・家族・地域関係)"


@dataclass(frozen=True, slots=True)
class Stay:
    """世帯にいた一つの期間。days の端が None なら、いつからか・いつまでか分からない(または今も)。"""

    person_id: UUID
    relationship: str
    since: date | None
    until: date | None

    def covers(self, on: date) -> bool:
        """その日に世帯にいたか。加わった日を含み、抜けた日を含まない。"""
        return (self.since is None or self.since <= on) and (self.until is None or on < self.until)

    def overlaps(self, since: date | None, until: date | None) -> bool:
        """ほかの期間と重なるか。"""
        starts_before = until is None or self.since is None or self.since < until
        return starts_before and (since is None or self.until is None or since < self.until)


def may_join(stays: list[Stay], *, person_id: UUID, relationship: str, since: date | None) -> Decision:
    """この人を世帯員に加えられるか。stays はその世帯のこれまでの世帯員。

    同じ人が同じ時期に二度入ること、続柄「本人」が同じ時期に二人いることを断る。本人が替わるときは先に続柄を改める。
    """
    for stay in stays:
        if not stay.overlaps(since, None):
            continue
        if stay.person_id == person_id:
            return Decision.no("この人は、すでにこの世帯の世帯員です。", _GROUND)
        if relationship == Kinship.SELF.value == stay.relationship:
            return Decision.no("続柄が「本人」の人がすでにいます。本人が替わるときは、先に前の人の続柄を改めてください。", _GROUND)
    return Decision.yes("世帯員に加えられます。", _GROUND)


def may_leave(stay: Stay, on: date) -> Decision:
    """その日に世帯から抜けたと記録できるか。加わった日より前と、すでに抜けた人を断る。"""
    if stay.until is not None:
        return Decision.no("この人は、すでに世帯から抜けたと記録されています。", _GROUND)
    if stay.since is not None and on < stay.since:
        return Decision.no("抜けた日が、加わった日より前です。", _GROUND)
    return Decision.yes("世帯から抜けたと記録できます。", _GROUND)


@dataclass(frozen=True, slots=True)
class Link:
    """すでにある関係の一件(person から other へ)。"""

    person_id: UUID
    other_id: UUID
    kind: RelationKind
    nature: Nature | None
    until: date | None


def may_relate(links: list[Link], new: Link) -> Decision:
    """この関係を記録できるか。links は二人と、その親子のすでにある関係。

    本人自身との関係、関係に合わない内訳、続いている同じ関係、親子の向きの逆転、実の親が三人になることを断る。
    """
    if new.person_id == new.other_id:
        return Decision.no("本人自身との関係は登録できません。", _GROUND)
    natures = new.kind.natures
    if (new.nature is None) == bool(natures) or (new.nature is not None and new.nature not in natures):
        return Decision.no(f"「{new.kind.label_ja}」の内訳を選び直してください。", _GROUND)
    current = [link for link in links if link.until is None]
    pair = {new.person_id, new.other_id}
    if any(link.kind is new.kind and {link.person_id, link.other_id} == pair and _same_way(link, new) for link in current):
        return Decision.no("同じ関係が、すでに登録されています。", _GROUND)
    if new.kind is RelationKind.PARENT:
        return _may_be_parent(current, new)
    return Decision.yes("関係を記録できます。", _GROUND)


def _same_way(link: Link, new: Link) -> bool:
    """向きのある関係(世話・親子)は、向きが同じときだけ同じ関係とみなす。"""
    directed = new.kind in (RelationKind.CARES_FOR, RelationKind.PARENT)
    return not directed or link.person_id == new.person_id


def _may_be_parent(current: list[Link], new: Link) -> Decision:
    parents = [link for link in current if link.kind is RelationKind.PARENT]
    if any(link.person_id == new.other_id and link.other_id == new.person_id for link in parents):
        return Decision.no("親と子が逆の関係が、すでに登録されています。どちらかを直してください。", _GROUND)
    born_to = {link.person_id for link in parents if link.other_id == new.other_id and link.nature is Nature.BIRTH}
    if new.nature is Nature.BIRTH and len(born_to) >= 2:
        return Decision.no("実の親がすでに二人登録されています。養親か里親ではないか確かめてください。", _GROUND)
    return Decision.yes("親子の関係を記録できます。", _GROUND)
