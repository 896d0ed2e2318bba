"""経過(時の順の一本): 支援経過記録とできごと。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kasane.agencies.queries.names import agency_names, posting_names
from kasane.agencies.queries.register import label_sets
from kasane.cases.domain import Audience
from kasane.cases.models import Note
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible
from kasane.kernel.wareki import format_wareki
from kasane.people.queries.lines import person_lines

PAGE: Final = 30
NOTE_LISTS: Final = ("note_method", "note_counterpart", "note_met", "note_activity")


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
    found = Note.objects.filter(case_id=case_id).order_by("-happened_on", "-id")
    if contacts_only:
        found = found.filter(kind="contact")
    if after:
        on, last = _read_after(after)
        found = found.filter(happened_on__lte=on).exclude(happened_on=on, id__gte=last)
    rows = list(found[: PAGE + 1])
    lines = note_lines(rows[:PAGE], by=by, names=names)
    more = len(rows) > PAGE
    return Timeline(lines, f"{rows[PAGE - 1].happened_on.isoformat()}|{rows[PAGE - 1].id}" if more else "")


def one_note(case_id: UUID, note_id: UUID, *, by: Actor) -> NoteLine:
    """経過の一件。見えない・無いなら NotVisible。"""
    found = note_lines(list(Note.objects.filter(case_id=case_id, id=note_id)), by=by)
    if not found:
        raise NotVisible
    return found[0]


def raw_note(case_id: UUID, note_id: UUID) -> Note:
    """訂正の画面に元の値を出すための行。見えない・無いなら NotVisible。"""
    found = Note.objects.filter(case_id=case_id, id=note_id).first()
    if found is None:
        raise NotVisible
    return found


def note_lines(rows: list[Note], *, by: Actor, names: Mapping[UUID, str] | None = None) -> tuple[NoteLine, ...]:
    """行に名前をつける(問いの数は件数によらない)。names にある人は引き直さない。"""
    agencies = agency_names({row.agency_id for row in rows} | {row.about_agency_id for row in rows if row.about_agency_id})
    staff = posting_names(row.recorded_by for row in rows)
    people = dict(names or {})
    people |= {line.id: line.name for line in person_lines(list({row.person_id for row in rows if row.person_id} - people.keys()))}
    codes = label_sets(NOTE_LISTS)

    def label(name: str, row: Note) -> str:
        value: str = getattr(row, name)
        return codes[f"note_{name}"].get(value, value)

    return tuple(
        NoteLine(
            id=row.id, is_event=row.kind == "event", act=row.act, value=row.value, about_id=row.about_id,
            about_agency=agencies.get(row.about_agency_id, "") if row.about_agency_id else "", happened_on=row.happened_on, time=_time(row),
            method=label("method", row), counterpart=" ".join(filter(None, (label("counterpart", row), row.counterpart_name))),
            met=label("met", row), activity=label("activity", row), title=row.title, fact=row.fact, words=row.words, view=row.view,
            next_action=row.next_action, next_due=row.next_due, next_done=row.next_done_at is not None, audience=row.audience,
            audience_label=Audience.label_of(row.audience), person_id=row.person_id,
            person_name=people.get(row.person_id, "") if row.person_id else "",
            agency=agencies.get(row.agency_id, ""),
            staff=staff.get(row.recorded_by, ""), recorded=_moment(row), corrects_id=row.corrects_id,
            correction_reason=row.correction_reason,
            corrected=row.corrected_at is not None, own=row.agency_id == by.agency_id,
        )
        for row in rows
    )  # fmt: skip


def _time(row: Note) -> str:
    if row.starts_at is None:
        return ""
    return f"{row.starts_at:%H:%M}" + (f"〜{row.ends_at:%H:%M}" if row.ends_at else "")


def _moment(row: Note) -> str:
    local = clock.jst(row.recorded_at)
    return f"{format_wareki(local.date())} {local:%H:%M}"


def _read_after(after: str) -> tuple[date, UUID]:
    on, _, last = after.partition("|")
    try:
        return date.fromisoformat(on), UUID(last)
    except ValueError as broken:
        raise NotVisible from broken
