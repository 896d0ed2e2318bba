"""綴りに入れてよい事案か、一つの綴りに何件まで入れられるか。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kasane.access.dated import serving
from kasane.access.policy import Action, decide
from kasane.access.queries import Held, held_in
from kasane.access.reading import rows_of
from kasane.cases.queries import CaseFilters, CaseHeader, CaseLine, my_cases
from kasane.documents.domain.jobs import JobKind, may_file
from kasane.documents.models import PaperLimit
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision

_WHOLE: Final = "SELECT case_id, whole FROM documents_reads_whole(%s)"
_ROOMS: Final = "SELECT id, compartment_id FROM cases_case WHERE id = ANY (%s)"


@dataclass(frozen=True, slots=True)
class FilingLine:
    """選ぶ画面の一行: 事案と、綴りに入れてよいか。"""

    case: CaseLine
    may: Decision


@dataclass(frozen=True, slots=True)
class Filing:
    """選ぶ画面の一頁。next は次の頁の始まり(なければ空)。"""

    lines: tuple[FilingLine, ...]
    next: str

    @property
    def allowed(self) -> tuple[CaseLine, ...]:
        """選べる事案。"""
        return tuple(one.case for one in self.lines if one.may.allowed)

    @property
    def refused(self) -> tuple[FilingLine, ...]:
        """選べない事案と、その理由。"""
        return tuple(one for one in self.lines if not one.may.allowed)

    @property
    def person_ids(self) -> tuple[UUID, ...]:
        """名前の出る人(閲覧記録に残す)。"""
        return tuple(dict.fromkeys(person for one in self.lines for person in one.case.person_ids))


def packet_limit(kind: JobKind) -> int:
    """この種類の綴りに、今日、何件まで入れられるか。"""
    return PaperLimit.objects.filter(serving(clock.today()), kind=kind.value).order_by("-valid_from").values_list("most", flat=True)[0]


def filing_of(header: CaseHeader) -> Decision:
    """この事案を綴りに入れてよいか。"""
    whole = _whole([header.id]).get(header.id, False) and len(header.names) == len(header.persons)
    return may_file(making=header.decisions[Action.MAKE_DOCUMENT.value], whole=whole, number=header.number)


def cases_to_file(by: Actor, *, after: str, mine_only: bool) -> Filing:
    """事案の一覧と同じ並びで、綴りに入れてよいかを添えて一頁。問いの数は件数によらない。"""
    found = my_cases(by, after, CaseFilters(mine_only=mine_only, closed=None))
    ids = [one.id for one in found.lines]
    whole = _whole(ids)
    rooms: dict[UUID, UUID] = dict(rows_of(_ROOMS, [ids]))
    grounds = held_in(list(rooms.values()))
    lines = [FilingLine(one, _may(one, by, whole.get(one.id, False), grounds[rooms[one.id]])) for one in found.lines]
    return Filing(tuple(lines), found.next)


def _whole(ids: list[UUID]) -> dict[UUID, bool]:
    return {key: bool(whole) for key, whole in rows_of(_WHOLE, [ids])}


def _may(one: CaseLine, by: Actor, whole: bool, grounds: Sequence[Held]) -> Decision:
    making = decide(Action.MAKE_DOCUMENT, by=by, held=[held.ground for held in grounds])
    return may_file(making=making, whole=whole and len(one.persons) == len(one.person_ids), number=one.number)
