"""切れる前の知らせ: 期限の近い同意(60日・30日・7日。日数は日付つきの行)。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from kasane.consent.domain.codes import Outcome
from kasane.consent.domain.standing import lapsing_band
from kasane.consent.models import Consent
from kasane.consent.queries.ledger import act_of
from kasane.consent.queries.rhythm import warning_bands
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.people.queries.lines import person_lines


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


def lapsing(by: Actor) -> tuple[Lapsing, ...]:
    """この機関が記録した同意か、この機関に伝えてよいとした同意のうち、期限の近いもの。期限の近い順。

    同じ人の同じ種類で、もっと後まで効く同意が別にあれば、もう聞き直してあるので出さない。
    """
    today = clock.today()
    bands = warning_bands(today)
    live = Consent.objects.filter(outcome=Outcome.GRANTED.value, withdrawn_at__isnull=True, valid_until__gte=today)
    near = live.filter(valid_until__lte=today + timedelta(days=max(bands, default=0))).prefetch_related("scopes").order_by("valid_until")
    mine = [row for row in near if row.recorded_agency_id == by.agency_id or act_of(row).names_agency(by.agency_id)]
    renewed = _renewed([row.case_id for row in mine])
    mine = [row for row in mine if renewed[row.case_id, row.person_id, row.kind] == row.valid_until]
    names = {line.id: line.name for line in person_lines([row.person_id for row in mine])}
    return tuple(_line(row, names.get(row.person_id, ""), today, bands) for row in mine)


def _renewed(case_ids: list[UUID]) -> dict[tuple[UUID, UUID, str], date | None]:
    """(事案, 人, 種類) → 一番後まで効く同意の終わりの日。"""
    live = Consent.objects.filter(case_id__in=case_ids, outcome=Outcome.GRANTED.value, withdrawn_at__isnull=True)
    rows = live.order_by("valid_until").values_list("case_id", "person_id", "kind", "valid_until")
    return {(case, person, kind): until for case, person, kind, until in rows}


def _line(row: Consent, name: str, today: date, bands: tuple[int, ...]) -> Lapsing:
    act = act_of(row)
    until = act.valid_until or today
    left = (until - today).days
    return Lapsing(row.id, row.case_id, row.person_id, name, act.kind.label_ja, until, left, lapsing_band(left, bands) or max(bands))
