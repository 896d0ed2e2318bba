"""種別ごとの欄(forms §4.2〜§4.4): 欄の定めと、書いた文。"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.agencies.queries.register import label_sets
from kasane.kernel.decision import NotVisible
from kasane.people.queries.lines import person_names
from kasane.plans.domain.codes import PlanKind
from kasane.plans.models import Plan

_ITEMS: Final = """
    SELECT DISTINCT ON (code) code, label, hint, options, by_person, position, verified FROM plans_item
    WHERE kind = %s AND valid_from <= %s AND (valid_to IS NULL OR valid_to > %s) ORDER BY code, valid_from DESC
"""
_TEXTS: Final = "SELECT item, person_id, text, choices, version FROM plans_text WHERE plan_id = %s ORDER BY recorded_at, id"


@dataclass(frozen=True, slots=True)
class ItemLine:
    """欄の定めの一つ。options は(番号, 言い方)。verified は公式の様式で確かめたか。"""

    code: str
    label: str
    hint: str
    options: tuple[tuple[str, str], ...]
    by_person: bool
    verified: bool


@dataclass(frozen=True, slots=True)
class TextLine:
    """書いた欄の一つ。said は選択肢と文を合わせた言い方。"""

    item: str
    label: str
    person_id: UUID | None
    person_name: str
    text: str
    choices: tuple[str, ...]
    said: str
    version: int


def items_of(kind: PlanKind, on: date) -> tuple[ItemLine, ...]:
    """この種別の、その日に効いている欄。並びの順。"""
    rows = sorted(rows_of(_ITEMS, [kind.value, on, on]), key=lambda row: row[5])
    lists = label_sets({row[3] for row in rows if row[3]}, on=on)
    return tuple(
        ItemLine(code, label, hint, tuple(lists[options].items()) if options else (), by_person, verified)
        for code, label, hint, options, by_person, _, verified in rows
    )


def item_of(plan: Plan, code: str) -> ItemLine:
    """このプランの欄。ない符号は NotVisible。"""
    found = next((one for one in items_of(PlanKind(plan.kind), plan.written_on) if one.code == code), None)
    if found is None:
        raise NotVisible
    return found


def texts_of(plan: Plan) -> tuple[TextLine, ...]:
    """書いてある欄。欄の並びの順、人の順。見えない人の部屋の欄は並ばない。"""
    rows = rows_of(_TEXTS, [plan.id])
    if not rows:
        return ()
    items = {one.code: (place, one) for place, one in enumerate(items_of(PlanKind(plan.kind), plan.written_on))}
    people = person_names(row[1] for row in rows if row[1])
    lines = []
    for code, person, text, kept, version in rows:
        choices = json.loads(kept)
        place, item = items.get(code, (len(items), ItemLine(code, code, "", (), False, False)))
        named = dict(item.options)
        said = "\n".join(part for part in ("・".join(named.get(one, one) for one in choices), text) if part)
        name = people.get(person, "（氏名の見られない人）") if person else ""
        lines.append((place, TextLine(code, item.label, person, name, text, tuple(choices), said, version)))
    return tuple(line for _, line in sorted(lines, key=lambda pair: pair[0]))
