"""支援措置の問い。名指しの人にしか返らない(RLS)ので、ほかの人には措置がないのと同じ答えになる。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.kernel import clock
from kasane.people.domain.codes import ProtectionKind
from kasane.people.domain.protection import Alert, alert_on
from kasane.people.models import Person, ProtectionMeasure, ProtectionParty
from kasane.people.queries.records import facts_of

_NEAR: Final = "SELECT id FROM people_protection WHERE ended_on IS NULL AND valid_to <= %s ORDER BY valid_to, id LIMIT %s"


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """支援措置の一件。alert は期限の知らせ(60日前・30日前・期限切れ)。"""

    id: UUID
    person_id: UUID
    name: str
    kind: str
    valid_from: date
    valid_to: date
    contact_method: str
    opponents: tuple[str, ...]
    conceals_person: bool
    ended_on: date | None
    version: int
    alert: Alert


def measures_of(person_id: UUID) -> tuple[MeasureLine, ...]:
    """この人の支援措置。新しい順。名指しの人でなければ空。"""
    return _lines(ProtectionMeasure.objects.filter(person_id=person_id).order_by("-valid_from"))


def expiring(today: date | None = None, *, limit: int | None = None) -> tuple[MeasureLine, ...]:
    """期限まで60日以内と、期限が過ぎても終えていない支援措置。期限の近い順に limit 件まで(今日の仕事に出す)。"""
    until = (today or clock.today()) + timedelta(days=Alert.SIXTY_DAYS)
    near = [key for (key,) in rows_of(_NEAR, [until, limit])]
    return _lines(ProtectionMeasure.objects.filter(id__in=near).order_by("valid_to", "id")) if near else ()


def _lines(rows: object) -> tuple[MeasureLine, ...]:
    measures = list(rows)  # type: ignore[call-overload]
    if not measures:
        return ()
    parties = list(ProtectionParty.objects.filter(measure_id__in=[row.id for row in measures]))
    ids = {row.person_id for row in measures} | {party.person_id for party in parties if party.person_id}
    names = {person.id: facts_of(person).display_name for person in Person.objects.filter(id__in=ids)}
    today = clock.today()
    found = []
    for row in measures:
        kind = ProtectionKind.read(row.kind)
        against = [party for party in parties if party.measure_id == row.id]
        found.append(
            MeasureLine(
                id=row.id, person_id=row.person_id, name=names.get(row.person_id, ""), kind=kind.label_ja if kind else row.kind,
                valid_from=row.valid_from, valid_to=row.valid_to, contact_method=row.contact_method,
                opponents=tuple(party.name or _name(party.person_id, names) for party in against),
                conceals_person=row.conceals_person, ended_on=row.ended_on, version=row.version,
                alert=Alert.NONE if row.ended_on else alert_on(row.valid_to, today),
            )
        )  # fmt: skip
    return tuple(found)


def _name(person_id: UUID | None, names: dict[UUID, str]) -> str:
    return names.get(person_id, "(登録のある人)") if person_id else ""
