"""切れる前の知らせ: 期限の近い同意(60日・30日・7日。日数は日付つきの行)。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.consent.domain.codes import ConsentKind
from kasane.consent.domain.standing import lapsing_band
from kasane.consent.queries.rhythm import warning_bands
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.people.queries.lines import person_names

_LIMIT: Final = 200
# 記録した機関と、相手に挙げられた機関は、別々の索引から引いて合わせる。
# 「または」で一度に引くと、町じゅうの期限の近い同意を一件ずつ確かめることになる。
_ONE: Final = """
    SELECT c.id, c.case_id, c.person_id, c.kind, c.valid_until FROM {source}
    WHERE {mine} BETWEEN %(today)s AND %(until)s AND c.outcome = 'granted' AND c.withdrawn_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM consent_consent n WHERE n.case_id = c.case_id AND n.person_id = c.person_id AND n.kind = c.kind
                      AND n.outcome = 'granted' AND n.withdrawn_at IS NULL AND n.valid_until > c.valid_until)
    ORDER BY {until}, c.id LIMIT %(limit)s
"""
_RECORDED: Final = _ONE.format(
    source="consent_consent c", mine="c.recorded_agency_id = %(agency)s AND c.valid_until", until="c.valid_until"
)
_NAMED: Final = _ONE.format(
    source="consent_scope s JOIN consent_consent c ON c.id = s.consent_id",
    mine="s.agency_id = %(agency)s AND NOT s.excluded AND s.valid_until", until="s.valid_until",
)  # fmt: skip
_NEAR: Final = f"({_RECORDED}) UNION ({_NAMED}) ORDER BY valid_until, id LIMIT %(limit)s"


@dataclass(frozen=True, slots=True)
class Lapsing:
    """切れる前の同意の一件。band は入った知らせの段(60・30・7)。"""

    consent_id: UUID
    case_id: UUID
    person_id: UUID
    name: str
    kind: str
    until: date
    left: int
    band: int


def lapsing(by: Actor, *, limit: int = _LIMIT) -> tuple[Lapsing, ...]:
    """この機関が記録した同意か、この機関に伝えてよいとした同意のうち、期限の近いもの。期限の近い順に limit 件まで。

    同じ人の同じ種類で、もっと後まで効く同意が別にあれば、もう聞き直してあるので出さない。
    """
    today = clock.today()
    bands = warning_bands(today)
    last = today + timedelta(days=max(bands, default=0))
    given: dict[str, UUID | date | int] = {"agency": by.agency_id, "today": today, "until": last, "limit": limit}
    rows = rows_of(_NEAR, given)
    names = person_names(row[2] for row in rows)
    return tuple(_line(row, names, today, bands) for row in rows)


def _line(row: tuple[Any, ...], names: Mapping[UUID, str], today: date, bands: tuple[int, ...]) -> Lapsing:
    key, case_id, person_id, kind, until = row
    left = (until - today).days
    name, label = names.get(person_id, ""), ConsentKind(kind).label_ja
    return Lapsing(key, case_id, person_id, name, label, until, left, lapsing_band(left, bands) or max(bands))
