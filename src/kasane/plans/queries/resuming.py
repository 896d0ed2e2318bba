"""再開の下見: 元の支援チームのうち、だれがそのまま戻れ、だれの根拠が終わっているか(seed 001 §6-5(3)⑤)。"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kasane.access.policy import Action
from kasane.access.reading import rows_of
from kasane.agencies.queries.names import agency_names
from kasane.cases.domain import Basis, Stage
from kasane.cases.domain.stages import may_reopen
from kasane.cases.queries import CaseHeader, case_header
from kasane.consent.domain.codes import Topic
from kasane.consent.domain.coverage import ConsentAct, covers
from kasane.consent.queries.ledger import acts_of
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision
from kasane.plans.domain.resuming import Former, may_return, persons_lapsed, persons_standing

# 元のチーム: 最後の終結で離れた支援チーム。中断なら、今も残っている支援チーム(同意が切れて見えなくなっていないかを確かめる)。
_TEAM: Final = """
    SELECT v.agency_id, v.posting_id, v.duty, v.basis, v.valid_to IS NULL,
           EXISTS (SELECT 1 FROM agencies_agency a WHERE a.id = v.agency_id AND (a.closed_on IS NULL OR a.closed_on > %(today)s)),
           EXISTS (SELECT 1 FROM agencies_posting s WHERE s.id = v.posting_id AND s.agency_id = v.agency_id AND s.valid_from <= %(today)s
                   AND (s.valid_to IS NULL OR s.valid_to > %(today)s)),
           ARRAY(SELECT DISTINCT g.person_id FROM cases_involvement_grant g WHERE g.involvement_id = v.id AND g.person_id IS NOT NULL),
           ARRAY(SELECT s.person_id FROM cases_involvement_grant g JOIN cases_person s ON s.sensitive_room = g.room_id
                 WHERE g.involvement_id = v.id AND s.case_id = v.case_id)
    FROM cases_involvement v
    WHERE v.case_id = %(case)s AND v.role = 'member' AND (v.valid_to IS NULL OR v.valid_to >= (
        SELECT max(n.recorded_at) FROM cases_note n WHERE n.case_id = v.case_id AND n.kind = 'event' AND n.act = 'close_case'))
    ORDER BY v.valid_from, v.id
"""


@dataclass(slots=True)
class _Seat:
    """元の関わり(同じ機関が二度入っていれば、後の関わりに、見ていた人を合わせたもの)。"""

    agency_id: UUID
    posting_id: UUID | None
    duty: str
    basis: Basis
    staying: bool
    is_open: bool
    seated: bool
    people: list[UUID]
    private: list[UUID]


@dataclass(frozen=True, slots=True)
class FormerLine:
    """元のチームの一つの機関。persons は戻ったときに部屋が開く人、lapsed は前は見ていたが根拠が続いていない人 → 理由。

    decision が、そのまま戻れるか(戻れない理由)。sensitive は要配慮の記録も開くか、narrowed は前より狭くなるか。
    by_law は、条文と理由を書けばいっしょに戻れるか。here は、今も関わっているか。
    """

    agency_id: UUID
    agency: str
    posting_id: UUID | None
    duty: str
    basis: Basis
    persons: tuple[UUID, ...]
    lapsed: Mapping[UUID, str]
    sensitive: bool
    narrowed: bool
    by_law: bool
    here: bool
    decision: Decision


@dataclass(frozen=True, slots=True)
class Resuming:
    """再開の下見。decision は再開できるか。"""

    case: CaseHeader
    decision: Decision
    lines: tuple[FormerLine, ...]

    @property
    def returning(self) -> tuple[FormerLine, ...]:
        """そのまま戻れる機関。"""
        return tuple(line for line in self.lines if line.decision.allowed)

    @property
    def left(self) -> tuple[FormerLine, ...]:
        """戻れない機関(理由つき)。"""
        return tuple(line for line in self.lines if not line.decision.allowed)


def resuming(case_id: UUID, *, by: Actor, restated: Collection[UUID] = ()) -> Resuming:
    """再開の下見。restated は、法令の根拠を改めて決めた機関。見えない・無い事案は NotVisible。"""
    header = case_header(case_id, by=by)
    allowed = header.decisions[Action.CLOSE_CASE.value]
    decision = may_reopen(Stage(header.stage)) if allowed.allowed else allowed
    seats = _seats(case_id)
    names = agency_names(seat.agency_id for seat in seats)
    here = {part.agency_id for part in header.team}
    acts = acts_of(case_id, {person for seat in seats for person in seat.people})
    lines = tuple(_line(seat, names.get(seat.agency_id, ""), here, acts, by, restated) for seat in seats)
    return Resuming(header, decision, lines)


def _seats(case_id: UUID) -> tuple[_Seat, ...]:
    found: dict[UUID, _Seat] = {}
    for agency, posting, duty, basis, staying, is_open, seated, people, private in rows_of(
        _TEAM, {"case": case_id, "today": clock.today()}
    ):
        seat = _Seat(agency, posting, duty, Basis(basis), staying, is_open, seated, people, private)
        if before := found.get(agency):
            seat.people, seat.private = list({*before.people, *people}), list({*before.private, *private})
            seat.staying = staying or before.staying
        found[agency] = seat
    return tuple(found.values())


def _line(seat: _Seat, name: str, here: set[UUID], acts: list[ConsentAct], by: Actor, restated: Collection[UUID]) -> FormerLine:
    agency, today = seat.agency_id, clock.today()
    former = Former(
        own=agency == by.agency_id, is_open=seat.is_open, here=seat.staying or agency in here, basis=seat.basis,
        consents={person: covers(acts, person, agency, Topic.CIRCUMSTANCES, today) for person in seat.people}, restated=agency in restated,
    )  # fmt: skip
    decision, persons = may_return(former), persons_standing(former)
    healthy = seat.basis is Basis.LAW or all(covers(acts, person, agency, Topic.HEALTH, today).allowed for person in persons)
    sensitive = bool(persons) and set(persons) <= set(seat.private) and healthy
    return FormerLine(
        agency_id=agency, agency=name, posting_id=seat.posting_id if seat.seated else None, duty=seat.duty, basis=seat.basis,
        persons=persons if decision.allowed else (), lapsed=persons_lapsed(former), sensitive=sensitive,
        narrowed=bool(set(persons) & set(seat.private)) and not sensitive,
        by_law=seat.basis is Basis.LAW and not decision.allowed and former.is_open and not former.here and not former.own,
        here=former.here or former.own, decision=decision,
    )  # fmt: skip
