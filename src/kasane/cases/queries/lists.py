"""事案の一覧(自機関の事案、途絶えている事案、その人の事案)。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from kasane.access.reading import Row, rows_of
from kasane.agencies.queries.names import agency_names
from kasane.cases.domain import PartRole, Stage
from kasane.cases.models import CasePerson
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.people.queries.lines import person_names
from kasane.people.queries.merged import merged_ids

PAGE: Final = 50
# 人は本人を先に、役は伴走・主担当・支援チームの順(符号の並びと同じ)。
_LINES: Final = """
    SELECT c.id, c.number, c.title, c.stage, c.opened_on, c.closed_on, c.last_contact_on, c.contact_rhythm_days,
           ARRAY(SELECT p.person_id FROM cases_person p WHERE p.case_id = c.id ORDER BY p.standing <> 'self', p.recorded_at, p.id),
           v.roles, v.companion, v.lead, c.changed_at
    FROM {source} WITH ORDINALITY AS wanted (id, place) JOIN cases_case c ON c.id = wanted.id
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(DISTINCT i.role) FILTER (WHERE i.agency_id = %s), '{{}}') AS roles,
               (array_agg(i.agency_id) FILTER (WHERE i.role = 'companion'))[1] AS companion,
               (array_agg(i.agency_id) FILTER (WHERE i.role = 'lead'))[1] AS lead
        FROM cases_involvement i WHERE i.case_id = c.id AND i.valid_to IS NULL) v
    ORDER BY wanted.place
"""
_MINE: Final = _LINES.format(source="cases_mine(%s, %s, %s, %s, %s, %s, %s)")
_SILENT: Final = """
    SELECT c.id, c.number, c.title, c.opened_on, c.closed_on, c.last_contact_on, c.contact_rhythm_days,
           ARRAY(SELECT p.person_id FROM cases_person p WHERE p.case_id = c.id)
    FROM cases_silent(%s, %s) WITH ORDINALITY AS wanted (id, place) JOIN cases_case c ON c.id = wanted.id ORDER BY wanted.place
"""
_CHOSEN: Final = _LINES.format(source="unnest(%s::uuid[])")
_LAST: Final = (datetime(9999, 12, 31, tzinfo=UTC), UUID(int=2**128 - 1))


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """一覧の絞り込み。

    mine_only は自分(配属)が担当のもの。closed が None なら、終結したものも合わせて出す。"""

    stage: str = ""
    role: str = ""
    mine_only: bool = False
    closed: bool | None = False


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
class SilentLine:
    """連絡が途絶えている事案の一行。person_ids は事案の人のうち部屋の見える人。"""

    id: UUID
    number: str
    title: str
    last_contact_on: date | None
    silent_days: int
    person_ids: tuple[UUID, ...]


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
    asked = [moment, last_id, wanted.closed, wanted.stage, wanted.role, wanted.mine_only, take + 1]
    lines = _lines(_MINE, asked, by)
    shown = lines[:take]
    return CaseList(shown, f"{shown[-1].changed_at.isoformat()}|{shown[-1].id}" if len(lines) > take else "")


def silent_cases(by: Actor, *, take: int = PAGE) -> tuple[SilentLine, ...]:
    """自機関が伴走する事案のうち、連絡の周期を過ぎて連絡の取れていないもの。終結した後の見守りも含む(mission 1.5)。"""
    today = clock.today()
    return tuple(
        SilentLine(key, number, title, last_contact_on, silent_days(opened, closed, last_contact_on, days, today) or 0, tuple(people))
        for key, number, title, opened, closed, last_contact_on, days, people in rows_of(_SILENT, [today, take])
    )


def cases_of_person(person_id: UUID, *, by: Actor | None = None) -> tuple[CaseLine, ...]:
    """この人の(この人に名寄せした記録の分も含む)事案のうち、行為者に見えるもの。by を渡すと、自機関の役も出る。"""
    ids = list(CasePerson.objects.filter(person_id__in=merged_ids(person_id)).order_by("-recorded_at").values_list("case_id", flat=True))
    return case_lines(list(dict.fromkeys(ids)), by=by)


def case_lines(ids: Sequence[UUID], *, by: Actor | None) -> tuple[CaseLine, ...]:
    """番号の順のまま一覧の行を返す。見えない事案は黙って落とす(問いは三つ。番号がなければ問わない)。"""
    return _lines(_CHOSEN, [list(ids)], by) if ids else ()


def _lines(statement: str, asked: Sequence[Any], by: Actor | None) -> tuple[CaseLine, ...]:
    rows = rows_of(statement, [*asked, by.agency_id if by else None])
    names = person_names(person for row in rows for person in row[8])
    agencies = agency_names(agency for row in rows for agency in row[10:12] if agency)
    today = clock.today()
    return tuple(_line(row, names, agencies, today) for row in rows)


def _line(row: Row, names: Mapping[UUID, str], agencies: Mapping[UUID, str], today: date) -> CaseLine:
    key, number, title, stage, opened_on, closed_on, last_contact_on, rhythm_days, people, roles, companion, lead, changed_at = row
    shown = tuple(person for person in people if person in names)
    return CaseLine(
        id=key, number=number, title=title, stage=stage, stage_label=Stage.label_of(stage), persons=tuple(names[one] for one in shown),
        person_ids=shown, roles=tuple(PartRole.label_of(role) for role in roles), companion=agencies.get(companion, ""),
        lead=agencies.get(lead, ""), opened_on=opened_on, closed_on=closed_on, last_contact_on=last_contact_on,
        silent_days=silent_days(opened_on, closed_on, last_contact_on, rhythm_days, today), changed_at=changed_at,
    )  # fmt: skip


def silent_days(opened_on: date, closed_on: date | None, last_contact_on: date | None, rhythm_days: int | None, today: date) -> int | None:
    """連絡の周期を何日過ぎたか。過ぎていなければ None。"""
    if rhythm_days is None:
        return None
    since = max(last_contact_on or opened_on, closed_on or opened_on)
    passed = (today - since).days - rhythm_days
    return passed if passed > 0 else None


def _read_after(after: str) -> tuple[datetime, UUID]:
    moment, _, last = after.partition("|")
    try:
        return datetime.fromisoformat(moment), UUID(last)
    except ValueError:
        return _LAST
