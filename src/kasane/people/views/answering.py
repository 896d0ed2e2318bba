"""人の画面に共通のこと: 現在の場所、一人についての入力画面、相手に選べる人。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse

from kasane.people.domain.person import PersonFacts
from kasane.people.forms import person_initial
from kasane.people.queries.lines import person_lines
from kasane.people.queries.person import Header, header_of
from kasane.screens.answering import Sheet, crumbs
from kasane.screens.views import DeskRequest

FOUND_KEY = "people.found"
QUERY_KEY = "people.query"
TEMPLATE = "people/form.html"
Choices = list[tuple[str, str]]


def whereabouts(*items: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """現在の場所(人の一覧から)。"""
    return (("人の一覧", reverse("people:list")), *items)


def trail(*items: tuple[str, str]) -> list[dict[str, str]]:
    """現在の場所の並び。"""
    return crumbs(*whereabouts(*items))


def person_url(person_id: UUID) -> str:
    """人の詳細の URL。"""
    return reverse("people:person", args=[person_id])


def sheet_for(person_id: UUID, title: str, act: str, *, header: Header | None = None, also: Iterable[UUID] = (), **rest: Any) -> Sheet:
    """一人についての入力画面。act は保存する URL の名前、also はほかに名前の出る人。人が見えなければ NotVisible。"""
    known = header or header_of(person_id)
    args, shown = rest.pop("args", [person_id]), rest.pop("shown", {})
    return Sheet(
        title=title, action=reverse(f"people:{act}", args=args), back=rest.pop("back", person_url(person_id)),
        where=whereabouts((known.name, person_url(person_id))), saw=(person_id, *also), compartment_id=known.compartment_id,
        template=TEMPLATE, shown={"person_id": person_id, **shown}, compared=_current(person_id), **rest,
    )  # fmt: skip


def _current(person_id: UUID) -> Any:
    def values(current: object) -> Mapping[str, Any]:
        if isinstance(current, PersonFacts):
            return person_initial(current, header_of(person_id).version)
        if isinstance(current, Mapping):
            return current
        raise TypeError(f"見比べられない衝突です: {type(current).__name__}")

    return values


def candidates(request: DeskRequest, near: Iterable[UUID], *, excluding: Iterable[UUID] = ()) -> Choices:
    """相手に選べる人: 近い人(世帯・関係)と、直前にさがして見つかった人。見えない人は落ちる。"""
    left_out = set(excluding)
    ids = [UUID(one) for one in request.session.get(FOUND_KEY, [])]
    wanted = [one for one in dict.fromkeys([*near, *ids]) if one not in left_out]
    return [(str(line.id), "　".join(filter(None, (line.name, line.kana, line.born, line.address)))) for line in person_lines(wanted)]


def shown_in(choices: Choices) -> tuple[UUID, ...]:
    """選択肢に名前の出る人の番号(閲覧記録に残す)。"""
    return tuple(UUID(value) for value, _ in choices)
