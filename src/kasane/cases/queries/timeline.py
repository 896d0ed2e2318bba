"""経過(時の順の一本): 支援経過記録とできごと。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final, NamedTuple
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.agencies.queries.names import agency_names, posting_names
from kasane.agencies.queries.register import label_sets
from kasane.cases.domain import Audience
from kasane.cases.models import Note
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible
from kasane.kernel.wareki import format_wareki
from kasane.people.queries.lines import person_names

PAGE: Final = 30
NOTE_LISTS: Final = ("note_method", "note_counterpart", "note_met", "note_activity")

_Names = Mapping[UUID, str]
_LATEST: Final = (date.max, UUID(int=2**128 - 1))
_COLUMNS: Final = (
    "SELECT id, kind, act, value, about_id, about_agency_id, happened_on, starts_at, ends_at, method, counterpart, counterpart_name, met,"
    " activity, title, fact, words, view, next_action, next_due, next_done_at IS NOT NULL, audience, person_id, agency_id, recorded_at,"
    " recorded_by, corrects_id, correction_reason, corrected_at IS NOT NULL FROM cases_note WHERE case_id = %s"
)
_PAGE: Final = f"{_COLUMNS} AND (happened_on, id) < (%s, %s) AND (NOT %s OR kind = 'contact') ORDER BY happened_on DESC, id DESC LIMIT %s"


class _Written(NamedTuple):
    """経過の行(_COLUMNS の列の順)。"""

    id: UUID
    kind: str
    act: str
    value: str
    about_id: UUID | None
    about_agency_id: UUID | None
    happened_on: date
    starts_at: time | None
    ends_at: time | None
    method: str
    counterpart: str
    counterpart_name: str
    met: str
    activity: str
    title: str
    fact: str
    words: str
    view: str
    next_action: str
    next_due: date | None
    next_done: bool
    audience: str
    person_id: UUID | None
    agency_id: UUID
    recorded_at: datetime
    recorded_by: UUID
    corrects_id: UUID | None
    correction_reason: str
    corrected: bool


@dataclass(frozen=True, slots=True)
class NoteLine:
    """経過の一行。is_event はできごと。corrected_at があれば、後の記録で訂正されている。"""

    id: UUID
    is_event: bool
    act: str
    value: str
    about_id: UUID | None
    about_agency: str
    happened_on: date
    time: str
    method: str
    counterpart: str
    met: str
    activity: str
    title: str
    fact: str
    words: str
    view: str
    next_action: str
    next_due: date | None
    next_done: bool
    audience: str
    audience_label: str
    person_id: UUID | None
    person_name: str
    agency: str
    staff: str
    recorded: str
    corrects_id: UUID | None
    correction_reason: str
    corrected: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """経過の一頁(新しい順)。next は次の頁の始まり。"""

    lines: tuple[NoteLine, ...]
    next: str

    @property
    def person_ids(self) -> list[UUID]:
        """名前の出る人(閲覧記録に残す)。"""
        return [line.person_id for line in self.lines if line.person_id]


def timeline(
    case_id: UUID, *, by: Actor, after: str = "", contacts_only: bool = False, names: Mapping[UUID, str] | None = None
) -> Timeline:
    """経過を新しい順に30件。見える部屋のものだけ(RLS)。after は前の頁の next。names は、もう引いてある人の名前。"""
    on, last = _read_after(after) if after else _LATEST
    rows = [_Written(*row) for row in rows_of(_PAGE, [case_id, on, last, contacts_only, PAGE + 1])]
    lines = note_lines(rows[:PAGE], by=by, names=names)
    more = len(rows) > PAGE
    return Timeline(lines, f"{rows[PAGE - 1].happened_on.isoformat()}|{rows[PAGE - 1].id}" if more else "")


def raw_note(case_id: UUID, note_id: UUID) -> Note:
    """訂正の画面に元の値を出すための行。見えない・無いなら NotVisible。"""
    found = Note.objects.filter(case_id=case_id, id=note_id).first()
    if found is None:
        raise NotVisible
    return found


def note_lines(rows: Sequence[_Written], *, by: Actor, names: Mapping[UUID, str] | None = None) -> tuple[NoteLine, ...]:
    """行に名前をつける(問いの数は件数によらない)。names にある人は引き直さない。"""
    agencies = agency_names({row.agency_id for row in rows} | {row.about_agency_id for row in rows if row.about_agency_id})
    staff = posting_names(row.recorded_by for row in rows)
    people = dict(names or {})
    people |= person_names({row.person_id for row in rows if row.person_id} - people.keys())
    codes = label_sets(NOTE_LISTS)
    return tuple(_line(row, agencies, staff, people, codes, by) for row in rows)


def _line(row: _Written, agencies: _Names, staff: _Names, people: _Names, codes: Mapping[str, Mapping[str, str]], by: Actor) -> NoteLine:
    method, counterpart, met, activity = (
        codes[name].get(code, code) for name, code in zip(NOTE_LISTS, (row.method, row.counterpart, row.met, row.activity), strict=True)
    )
    return NoteLine(
        id=row.id, is_event=row.kind == "event", act=row.act, value=row.value, about_id=row.about_id,
        about_agency=agencies.get(row.about_agency_id, "") if row.about_agency_id else "", happened_on=row.happened_on, time=_time(row),
        method=method, counterpart=" ".join(filter(None, (counterpart, row.counterpart_name))), met=met, activity=activity,
        title=row.title, fact=row.fact, words=row.words, view=row.view, next_action=row.next_action, next_due=row.next_due,
        next_done=row.next_done, audience=row.audience, audience_label=Audience.label_of(row.audience), person_id=row.person_id,
        person_name=people.get(row.person_id, "") if row.person_id else "", agency=agencies.get(row.agency_id, ""),
        staff=staff.get(row.recorded_by, ""), recorded=_moment(row.recorded_at), corrects_id=row.corrects_id,
        correction_reason=row.correction_reason, corrected=row.corrected, own=row.agency_id == by.agency_id,
    )  # fmt: skip


def _time(row: _Written) -> str:
    if row.starts_at is None:
        return ""
    return f"{row.starts_at:%H:%M}" + (f"〜{row.ends_at:%H:%M}" if row.ends_at else "")


def _moment(at: datetime) -> str:
    local = clock.jst(at)
    return f"{format_wareki(local.date())} {local:%H:%M}"


def _read_after(after: str) -> tuple[date, UUID]:
    on, _, last = after.partition("|")
    try:
        return date.fromisoformat(on), UUID(last)
    except ValueError as broken:
        raise NotVisible from broken
