"""会議の画面と、自分が役員の会議の一覧。どちらも役員にだけ見える。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from kasane.access.reading import Row, rows_of
from kasane.agencies.queries.names import agency_names
from kasane.conferences.domain.codes import DECIDERS, ConferenceState, ItemState, Occasion, Outcome, Part, Purpose
from kasane.conferences.domain.rules import may_move, may_reorder, may_reschedule
from kasane.conferences.models import Conference, Officer
from kasane.conferences.queries.heads import head_of
from kasane.conferences.queries.kinds import kind_by_id
from kasane.conferences.queries.shapes import AgendaLine, ConferenceLine, ConferencePage, OfficerLine
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible

_ITEMS: Final = """
    SELECT i.id, i.position, i.minutes, i.heading, i.occasion, i.purpose, i.on_consent, i.reporter_agency_id, i.case_id, i.plan_id, i.state,
           i.shown_from, i.shown_until, coalesce(m.seated, 0), coalesce(m.acknowledged, 0), d.outcome
    FROM conferences_item i LEFT JOIN conferences_seats_counted(%s) m ON m.item_id = i.id
    LEFT JOIN conferences_decision d ON d.item_id = i.id
    WHERE i.conference_id = %s ORDER BY i.position, i.id
"""
_PEOPLE: Final = "SELECT item_id, person_id FROM conferences_item_person WHERE item_id = ANY (%s) ORDER BY id"
_OFFICERS: Final = """
    SELECT o.id, o.posting_id, coalesce(s.name, ''), coalesce(a.name, ''), o.part, o.acknowledged_at,
           (SELECT max(b.acknowledged_at) FROM conferences_acknowledged b WHERE b.seat_id = o.id) FROM conferences_officer o
    LEFT JOIN agencies_posting p ON p.id = o.posting_id LEFT JOIN agencies_staffprofile s ON s.account_id = p.account_id
    LEFT JOIN agencies_agency a ON a.id = o.agency_id WHERE o.conference_id = %s AND o.ended_at IS NULL ORDER BY o.recorded_at, o.id
"""
_COUNTS: Final = """
    SELECT i.conference_id, count(*), count(*) FILTER (WHERE i.state = 'tabled') FROM conferences_item i
    WHERE i.conference_id = ANY (%s) GROUP BY i.conference_id
"""


def conference_page(conference_id: UUID, by: Actor) -> ConferencePage:
    """会議の画面: 次第、役員、進めてよいこと。役員でない・無い会議は NotVisible。"""
    row = Conference.objects.select_related("kind").filter(id=conference_id).first()
    if row is None:
        raise NotVisible
    items = agenda_of(conference_id)
    officers = _officers(conference_id)
    parts = [one.part for one in officers if one.posting_id == by.posting_id and one.acknowledged_at]
    state = ConferenceState(row.state)
    working = _may_arrange(state, parts)
    late = bool(row.late_reason)
    moving = {
        to: may_move(state, to, parts=parts, held_on=row.held_on, today=clock.today(), late=late)
        for to in (ConferenceState.CALLED, ConferenceState.OPEN, ConferenceState.CLOSED, ConferenceState.CANCELLED)
    }
    return ConferencePage(
        head=head_of(row), kind=kind_by_id(row.kind_id, on=row.held_on), compartment_id=row.compartment_id, version=row.version,
        minutes_planned=sum(one.minutes for one in items), items=items, officers=officers, may_add_item=working, may_seat=working,
        may_call=moving[ConferenceState.CALLED], may_open=moving[ConferenceState.OPEN], may_close=moving[ConferenceState.CLOSED],
        may_cancel=moving[ConferenceState.CANCELLED], may_reschedule=may_reschedule(state, parts=parts, late=late),
        may_reorder=may_reorder(state, parts=parts), late_reason=row.late_reason,
    )  # fmt: skip


def my_conferences(by: Actor, *, limit: int | None = None) -> tuple[ConferenceLine, ...]:
    """自分が役員の会議。新しい順(limit 件まで)。"""
    rows = list(Conference.objects.select_related("kind").order_by("-held_on", "-starts_at", "id")[:limit])
    counts = {key: (count, left) for key, count, left in rows_of(_COUNTS, [[row.id for row in rows]])}
    mine: dict[UUID, list[Part]] = {}
    seats = Officer.objects.filter(conference__in=rows, posting_id=by.posting_id, ended_at=None).values_list("conference_id", "part")
    for key, part in seats:
        mine.setdefault(key, []).append(Part(part))
    return tuple(ConferenceLine(head_of(row), tuple(mine.get(row.id, ())), *counts.get(row.id, (0, 0))) for row in rows)


def agenda_of(conference_id: UUID) -> tuple[AgendaLine, ...]:
    """次第の行(見える議題だけ)。問いの数は議題の数によらない。"""
    rows = rows_of(_ITEMS, [conference_id, conference_id])
    people: dict[UUID, list[UUID]] = {}
    for item, person in rows_of(_PEOPLE, [[row[0] for row in rows]]):
        people.setdefault(item, []).append(person)
    names = agency_names(row[7] for row in rows)
    return tuple(_agenda(row, names, people.get(row[0], ())) for row in rows)


def _agenda(row: Row, names: dict[UUID, str], people: Sequence[UUID]) -> AgendaLine:
    key, position, minutes, heading, occasion, purpose, on_consent, reporter, case, plan, state, since, until, members, read, outcome = row
    return AgendaLine(
        id=key, position=position, minutes=minutes, heading=heading, occasion=Occasion(occasion), purpose=Purpose(purpose),
        on_consent=on_consent, reporter=names.get(reporter, ""), case_id=case, plan_id=plan, state=ItemState(state), shown_from=since,
        shown_until=until, members=members, acknowledged=read, outcome=Outcome(outcome) if outcome else None, person_ids=tuple(people),
    )  # fmt: skip


def _officers(conference_id: UUID) -> tuple[OfficerLine, ...]:
    rows = rows_of(_OFFICERS, [conference_id])
    return tuple(OfficerLine(key, posting, name, agency, Part(part), *read) for key, posting, name, agency, part, *read in rows)


def _may_arrange(state: ConferenceState, parts: Sequence[Part]) -> Decision:
    if not DECIDERS & frozenset(parts):
        return Decision.no("この会議の事務局か司会だけができます。", "会議の運営")
    if state in (ConferenceState.CLOSED, ConferenceState.CANCELLED):
        return Decision.no(f"「{state.label_ja}」の会議です。", "会議の運営")
    return Decision.yes("議題を上げ、役員を決められます。", "会議の運営")
