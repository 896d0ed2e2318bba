"""支援決定通知に載るもの: だれに出すか、その人の通知の行と文、宛名を印字してよいか。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.kernel import clock
from kasane.people.queries.person import places_of
from kasane.people.queries.protection import measures_of
from kasane.plans.domain import Part
from kasane.plans.domain.letters import COMMON, Said, belongs, named_in, part_for, recipients
from kasane.plans.queries.deciding import ABOUT, Dossier

_LINES: Final = """
    SELECT id, decision_id, person_id, section, label, text, part FROM plans_dossier_line
    WHERE decision_id = ANY (%s) AND (section = 'about' AND person_id IS NOT NULL OR part = 'decide') ORDER BY decision_id, position
"""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """支援決定通知の一通: 届いた書類の、その人の行の番号(URL に人の番号を出さないために、これで名指す)と、何人目か。"""

    id: UUID
    decision_id: UUID
    person_id: UUID
    order: int


@dataclass(frozen=True, slots=True)
class Letter:
    """一人の通知。masked は、支援措置のため宛名を印字しないこと。others は、この人の行の文に名前の出る、ほかの人。"""

    person_id: UUID
    name: str
    masked: bool
    decided: tuple[tuple[str, str], ...]
    checked: tuple[tuple[str, str], ...]
    content: str
    conditions: str
    others: tuple[str, ...]


def notices_of(decision_ids: Sequence[UUID]) -> tuple[NoticeLine, ...]:
    """これらの支援決定の通知。支援決定の行が載る人(だれも名指さない世帯の行だけなら全員)に一通ずつ。問いは一つ。"""
    rows = rows_of(_LINES, [list(decision_ids)]) if decision_ids else []
    found: dict[UUID, tuple[dict[UUID, str], dict[UUID, UUID], list[Said]]] = {}
    for key, decision_id, person_id, section, label, text, _ in rows:
        names, lines, decided = found.setdefault(decision_id, ({}, {}, []))
        if section == ABOUT:
            names[person_id], lines[person_id] = text, key
        else:
            decided.append(Said(person_id, label, text))
    return tuple(
        NoticeLine(lines[person_id], decision_id, person_id, order)
        for decision_id, (names, lines, decided) in found.items()
        for order, person_id in enumerate(recipients(decided, names), 1)
    )


def letters_of(found: Dossier) -> tuple[Letter, ...]:
    """この一件の通知の全部。届いた書類の順。"""
    names = names_of(found)
    return tuple(letter_of(found, key) for key in recipients(said(found, Part.DECIDE), names))


def letter_of(found: Dossier, person_id: UUID) -> Letter:
    """この人の通知。ほかの人の行と、ほかの人のことを書いた文は載らない。"""
    names, rows = names_of(found), tuple(said(found, Part.DECIDE, Part.CHECK))
    decided, checked = (
        tuple(row for row in said(found, part) if belongs(row, person_id, names)) for part in (Part.DECIDE, Part.CHECK)
    )  # fmt: skip
    others = {key for row in (*decided, *checked) for key in named_in(row.text, names)} - {person_id}
    return Letter(
        person_id=person_id, name=names[person_id], masked=kept_off_paper(person_id), decided=_shown(decided), checked=_shown(checked),
        content=part_for(found.content, person_id, rows, names) or COMMON,
        conditions=part_for(found.conditions, person_id, rows, names), others=tuple(names[key] for key in names if key in others),
    )  # fmt: skip


def common_content(found: Dossier) -> str:
    """決定の内容のたたき台: 全員の通知に共通のことだけ(プランの期間)。一人ひとりの支援は、それぞれの通知の欄に載る。"""
    periods = [f"プランの期間：{one.text}" for one in found.about if one.kind == "period"]
    return "\n".join([COMMON, *periods])


def names_of(found: Dossier) -> dict[UUID, str]:
    """届いた書類の支援対象者。"""
    return {one.person_id: one.text for one in found.about if one.kind == ABOUT and one.person_id is not None}


def said(found: Dossier, *parts: Part) -> tuple[Said, ...]:
    """この区分の行。"""
    return tuple(Said(one.person_id, one.section, one.text) for part in parts for one in found.rows(part))


def kept_off_paper(person_id: UUID) -> bool:
    """支援措置か秘匿の居どころのある人か(宛名を紙に印字しない)。名指しでない職員には、措置のあることが分からないので、偽になる。"""
    secret = any(place.is_secret and place.is_current for place in places_of(person_id, clock.today()))
    return secret or any(one.ended_on is None for one in measures_of(person_id))


def _shown(rows: Iterable[Said]) -> tuple[tuple[str, str], ...]:
    return tuple((row.section, row.text) for row in rows)
