"""事案の一覧(自機関の事案、途絶えている事案、その人の事案)。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from django.db import connection

from kasane.agencies.queries.names import agency_names
from kasane.cases.domain import PartRole, Stage, Standing
from kasane.cases.models import Case, CasePerson, Involvement
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.people.queries.lines import person_lines

PAGE: Final = 50
_NOBODY: Final = UUID(int=0)
_LAST: Final = (datetime(9999, 12, 31, tzinfo=UTC), UUID(int=2**128 - 1))


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """一覧の絞り込み。

    mine_only は自分(配属)が担当のもの、silent は連絡が途絶えているもの。closed が None なら、終結したものも合わせて出す。"""

    stage: str = ""
    role: str = ""
    mine_only: bool = False
    closed: bool | None = False
    silent: bool = False


@dataclass(frozen=True, slots=True)
class CaseLine:
    """一覧の一行。persons は名前の見える人(本人を先に)、roles は自機関の役。"""

    id: UUID
    number: str
    title: str
    stage: str
    stage_label: str
    persons: tuple[str, ...]
    person_ids: tuple[UUID, ...]
    roles: tuple[str, ...]
    companion: str
    lead: str
    opened_on: date
    closed_on: date | None
    last_contact_on: date | None
    silent_days: int | None
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class CaseList:
    """一覧の一頁。next は次の頁の始まり(なければ空)。"""

    lines: tuple[CaseLine, ...]
    next: str

    @property
    def person_ids(self) -> list[UUID]:
        """名前の出る人(閲覧記録に残す)。"""
        return [one for line in self.lines for one in line.person_ids]


def my_cases(by: Actor, after: str = "", filters: CaseFilters | None = None, *, take: int = PAGE) -> CaseList:
    """自機関が今関わる事案を、最後に動いた順に一頁(take 件)。after は前の頁の next。問いの数は件数によらない。"""
    wanted = filters or CaseFilters()
    moment, last_id = _read_after(after)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT case_id FROM cases_mine(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [moment, last_id, wanted.closed, wanted.stage, wanted.role, wanted.mine_only, wanted.silent, clock.today(), take + 1],
        )
        ids = [row[0] for row in cursor.fetchall()]
    lines = case_lines(ids[:take], by=by)
    more = len(ids) > take and lines
    return CaseList(lines, f"{lines[-1].changed_at.isoformat()}|{lines[-1].id}" if more else "")


def silent_cases(by: Actor, after: str = "", *, take: int = PAGE) -> CaseList:
    """自機関が伴走する事案のうち、連絡の周期を過ぎて連絡の取れていないもの。終結した後の見守りも含む(mission 1.5)。"""
    return my_cases(by, after, CaseFilters(role=PartRole.COMPANION.value, closed=None, silent=True), take=take)


def cases_of_person(person_id: UUID, *, by: Actor | None = None) -> tuple[CaseLine, ...]:
    """この人の事案のうち、行為者に見えるもの。by を渡すと、自機関の役も出る。"""
    ids = list(CasePerson.objects.filter(person_id=person_id).order_by("-recorded_at").values_list("case_id", flat=True))
    return case_lines(ids, by=by)


def case_lines(ids: Sequence[UUID], *, by: Actor | None) -> tuple[CaseLine, ...]:
    """番号の順のまま一覧の行を返す。見えない事案は黙って落とす(問いは五つ。番号がなければ問わない)。"""
    if not ids:
        return ()
    cases = {row.id: row for row in Case.objects.filter(id__in=ids)}
    people: dict[UUID, list[CasePerson]] = {}
    for row in CasePerson.objects.filter(case_id__in=ids).order_by("recorded_at", "id"):
        people.setdefault(row.case_id, []).append(row)
    names = {line.id: line.name for line in person_lines([row.person_id for rows in people.values() for row in rows])}
    roles: dict[UUID, list[str]] = {}
    companions: dict[UUID, UUID] = {}
    leads: dict[UUID, UUID] = {}
    for part in Involvement.objects.filter(case_id__in=ids, valid_to__isnull=True).order_by("role"):
        if part.role != PartRole.MEMBER.value:
            (companions if part.role == PartRole.COMPANION.value else leads)[part.case_id] = part.agency_id
        if by is not None and part.agency_id == by.agency_id:
            roles.setdefault(part.case_id, []).append(PartRole.label_of(part.role))
    agencies = agency_names({*companions.values(), *leads.values()})
    keepers = {one: (agencies.get(companions.get(one, _NOBODY), ""), agencies.get(leads.get(one, _NOBODY), "")) for one in cases}
    today = clock.today()
    return tuple(_line(cases[one], people.get(one, []), names, roles.get(one, []), keepers[one], today) for one in ids if one in cases)


def _line(
    case: Case, people: list[CasePerson], names: dict[UUID, str], roles: list[str], keepers: tuple[str, str], today: date
) -> CaseLine:
    people.sort(key=lambda row: row.standing != Standing.SELF.value)
    shown = [row.person_id for row in people if row.person_id in names]
    return CaseLine(
        id=case.id, number=case.number, title=case.title, stage=case.stage, stage_label=Stage.label_of(case.stage),
        persons=tuple(names[one] for one in shown), person_ids=tuple(shown), roles=tuple(dict.fromkeys(roles)), companion=keepers[0],
        lead=keepers[1], opened_on=case.opened_on,
        closed_on=case.closed_on, last_contact_on=case.last_contact_on, silent_days=silent_days(case, today), changed_at=case.changed_at,
    )  # fmt: skip


def silent_days(case: Case, today: date) -> int | None:
    """連絡の周期を何日過ぎたか。過ぎていなければ None。"""
    if case.contact_rhythm_days is None:
        return None
    since = max(case.last_contact_on or case.opened_on, case.closed_on or case.opened_on)
    passed = (today - since).days - case.contact_rhythm_days
    return passed if passed > 0 else None


def _read_after(after: str) -> tuple[datetime, UUID]:
    moment, _, last = after.partition("|")
    try:
        return datetime.fromisoformat(moment), UUID(last)
    except ValueError:
        return _LAST
