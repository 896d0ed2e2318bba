"""人の画面の脇に並ぶ入口と、見せるのをやめられない根拠: 上の層(事案など)が起動時に登録する。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from kasane.access.policy import Action, decide
from kasane.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class PersonLink:
    """入口の一つ。url_name は人の番号だけを受け取る画面。"""

    label: str
    url_name: str
    action: Action
    order: int


_links: dict[str, PersonLink] = {}


def register_person_link(*, label: str, url_name: str, action: Action, order: int) -> None:
    """入口を加える。action を行える役割の人にだけ出る。"""
    _links[url_name] = PersonLink(label, url_name, action, order)


def person_links(person_id: UUID, *, by: Actor) -> list[dict[str, str]]:
    """この人が使える入口。"""
    shown = sorted((one for one in _links.values() if decide(one.action, by=by).allowed), key=lambda one: one.order)
    return [{"label": one.label, "url": reverse(one.url_name, args=[person_id])} for one in shown]


Keeps = Callable[[Sequence[UUID]], frozenset[UUID]]
_keeps: list[Keeps] = []


def register_kept_grants(keeps: Keeps) -> None:
    """根拠の番号のうち、別の手続でだけ終わるもの(事案の伴走・主担当のものなど)を答える問いを加える。同じものは一度だけ入る。"""
    if keeps not in _keeps:
        _keeps.append(keeps)


def kept_grants(grant_ids: Sequence[UUID]) -> frozenset[UUID]:
    """この中で、「見せるのをやめる」では終わらせられない根拠。"""
    return frozenset().union(*(keeps(grant_ids) for keeps in _keeps))
