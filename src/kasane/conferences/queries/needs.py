"""足りない資源の台帳を読む。議題とのつながりは、議題の部屋を持つ人だけに返る。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.agencies.domain import Field
from kasane.conferences.domain.codes import Purpose
from kasane.conferences.domain.needs import NeedState

_LINES: Final = """
    SELECT n.id, n.kind_code, n.named_on, coalesce(a.name, ''), n.field, n.purpose, n.text, n.state, n.progress, n.changed_on, n.version
    FROM conferences_need n LEFT JOIN agencies_area a ON a.id = n.area_id WHERE {wanted}
"""
_LEDGER: Final = _LINES.format(
    wanted="(%(field)s = '' OR n.field = %(field)s) AND (%(state)s = '' OR n.state = %(state)s)"
    " ORDER BY n.named_on DESC, n.id DESC LIMIT %(limit)s"
)
_OF_ITEM: Final = _LINES.format(
    wanted="n.id IN (SELECT i.need_id FROM conferences_item_need i WHERE i.item_id = %s) ORDER BY n.named_on, n.id"
)
_ONE: Final = _LINES.format(wanted="n.id = %s")


@dataclass(frozen=True, slots=True)
class NeedLine:
    """台帳の一行。"""

    id: UUID
    kind_code: str
    named_on: date
    area: str
    field: str
    purpose: Purpose
    text: str
    state: NeedState
    progress: str
    changed_on: date
    version: int

    @property
    def field_label(self) -> str:
        """分野の言い方。"""
        return Field.label_of(self.field)


def needs_ledger(*, field: str = "", state: NeedState | None = None, limit: int = 200) -> tuple[NeedLine, ...]:
    """足りない資源の台帳。新しい順。field(機関の分野)と state で絞れる。"""
    return _lines(_LEDGER, {"field": field, "state": state.value if state else "", "limit": limit})


def needs_of(item_id: UUID) -> tuple[NeedLine, ...]:
    """この議題で見つかった、足りない資源。"""
    return _lines(_OF_ITEM, [item_id])


def need(need_id: UUID) -> NeedLine | None:
    """台帳の一行。"""
    found = _lines(_ONE, [need_id])
    return found[0] if found else None


def _lines(statement: str, values: Sequence[Any] | dict[str, Any]) -> tuple[NeedLine, ...]:
    return tuple(
        NeedLine(key, kind, named, area, field, Purpose(purpose), text, NeedState(state), progress, changed, version)
        for key, kind, named, area, field, purpose, text, state, progress, changed, version in rows_of(statement, values)
    )
