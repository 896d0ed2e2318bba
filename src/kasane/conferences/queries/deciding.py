"""決めてよいか、会議が成り立っているか、だれが席にいるか(役員が見る)。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.agencies.queries.names import agency_names, posting_names
from kasane.agencies.queries.register import statute_labels
from kasane.conferences.domain.codes import ItemState, Outcome, Part
from kasane.conferences.domain.rules import Attendance, is_officer, may_decide, quorum
from kasane.conferences.models import Decision as DecisionRow
from kasane.conferences.models import Item, Member
from kasane.conferences.queries.heads import MySeat, seat_of
from kasane.conferences.queries.kinds import rule_of
from kasane.conferences.queries.packets import visible_item
from kasane.conferences.queries.shapes import DecisionLine, MemberLine
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision

_ROLES: Final = "SELECT id, roles FROM agencies_posting WHERE id = ANY (%s)"
_STANDS: Final = "SELECT conferences_consent_stands(%s)"
_BEFORE: Final = "SELECT seat_id, max(acknowledged_at) FROM conferences_acknowledged WHERE seat_id = ANY (%s) GROUP BY seat_id"
_OUTSIDE: Final = "SELECT id, name, organisation, secrecy_statute_code FROM agencies_outsidemember WHERE id = ANY (%s)"


@dataclass(frozen=True, slots=True)
class Deciding:
    """決めてよいかの答えと、会議が成り立っているかの答え。"""

    decision: Decision
    quorum: Decision


def deciding_of(item_id: UUID, *, by: Actor) -> Deciding:
    """この議題を、今この人が決めてよいか。見えない議題は NotVisible。"""
    item = visible_item(item_id)
    return deciding(item, seat_of(item_id))


def deciding(item: Item, seat: MySeat) -> Deciding:
    """席と出席から答える。出席は役員にだけ見えるので、ほかの人には引かない。"""
    held = quorum(rule_of(seat.kind), attendance(item.id) if is_officer(seat.part) else ())

    def answer(*, covered: bool) -> Decision:
        return may_decide(
            part=seat.part, present=seat.attended, conference=seat.state, item=ItemState(item.state), held=held, covered=covered
        )  # fmt: skip

    decision = answer(covered=True)
    if decision.allowed and item.on_consent:  # 同意を照らすのは席の機関の数だけかかるので、ほかのすべてが整ってから
        decision = answer(covered=any(found for (found,) in rows_of(_STANDS, [item.id])))
    return Deciding(decision, held)


def attendance(item_id: UUID) -> tuple[Attendance, ...]:
    """出席している構成員(役員にだけ見える)。"""
    rows = Member.objects.filter(item_id=item_id, attended=True, left_at=None).values_list("id", "part", "posting_id")
    roles: dict[UUID, list[str]] = dict(rows_of(_ROLES, [[posting for _, _, posting in rows if posting]]))
    return tuple(Attendance(key, Part(part), frozenset(roles.get(posting, ()) if posting else ())) for key, part, posting in rows)


def members_of(item_id: UUID) -> tuple[MemberLine, ...]:
    """議題の構成員の名簿。役員にだけ返り、構成員には空(security.md N23)。"""
    rows = list(Member.objects.filter(item_id=item_id).order_by("invited_at", "id"))
    people = posting_names(row.posting_id for row in rows if row.posting_id)
    agencies = agency_names(row.agency_id for row in rows if row.agency_id)
    laws = statute_labels(clock.today())
    outside = {row[0]: row[1:] for row in rows_of(_OUTSIDE, [[row.outside_member_id for row in rows if row.outside_member_id]])}
    before: dict[UUID, datetime] = dict(rows_of(_BEFORE, [[row.id for row in rows]]))
    return tuple(replace(_member(row, people, agencies, outside, laws), read_before=before.get(row.id)) for row in rows)


def decision_of(item_id: UUID) -> DecisionLine | None:
    """議題の決定。まだなら None。"""
    row = DecisionRow.objects.filter(item_id=item_id).first()
    if row is None:
        return None
    names = agency_names([row.lead_agency_id]) if row.lead_agency_id else {}
    return DecisionLine(
        outcome=Outcome(row.outcome), text=row.text, lead_agency_id=row.lead_agency_id,
        lead_agency=names.get(row.lead_agency_id, "") if row.lead_agency_id else "", next_monitoring_on=row.next_monitoring_on,
        decided_on=row.decided_on, attended=row.attended,
    )  # fmt: skip


def _member(
    row: Member, people: dict[UUID, str], agencies: dict[UUID, str], outside: dict[UUID, tuple[str, str, str]], laws: dict[str, str]
) -> MemberLine:
    name, organisation, law = outside.get(row.outside_member_id, ("", "", "")) if row.outside_member_id else ("", "", "")
    return MemberLine(
        id=row.id, posting_id=row.posting_id, outside_member_id=row.outside_member_id, agency_id=row.agency_id,
        name=people.get(row.posting_id, "") if row.posting_id else name,
        agency=agencies.get(row.agency_id, organisation) if row.agency_id else organisation, part=Part(row.part),
        outside=row.outside_member_id is not None, appointment_id=row.appointment_id, two_way=row.two_way,
        acknowledged_at=row.acknowledged_at, attended=row.attended, left_at=row.left_at, shown_from=row.shown_from,
        shown_until=row.shown_until, secrecy_statute=laws.get(law, ""), paper_reason=row.paper_reason,
    )  # fmt: skip
