"""関わる機関: 今の伴走・主担当・支援チームと、これまで。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kasane.agencies.queries.names import agency_names, posting_names
from kasane.cases.domain import Basis, PartRole
from kasane.cases.models import Involvement


@dataclass(frozen=True, slots=True)
class PartLine:
    """一つの関わり。staff は担当の名前(決めていなければ空)。"""

    id: UUID
    role: str
    role_label: str
    agency_id: UUID
    agency: str
    posting_id: UUID | None
    staff: str
    duty: str
    basis: str
    basis_label: str
    consent_id: UUID | None
    referral_id: UUID | None
    since: datetime
    until: datetime | None
    ended_reason: str


def team_now(case_id: UUID) -> tuple[PartLine, ...]:
    """今関わっている機関。伴走・主担当・支援チームの順。"""
    return _lines(Involvement.objects.filter(case_id=case_id, valid_to__isnull=True))


def team_ever(case_id: UUID) -> tuple[PartLine, ...]:
    """これまでに関わった機関のすべて。"""
    return _lines(Involvement.objects.filter(case_id=case_id))


def _lines(found: Iterable[Involvement]) -> tuple[PartLine, ...]:
    order = [one.value for one in PartRole]
    rows = sorted(found, key=lambda row: (order.index(row.role), row.valid_from, row.id))
    agencies = agency_names(row.agency_id for row in rows)
    staff = posting_names(row.posting_id for row in rows if row.posting_id)
    return tuple(
        PartLine(
            id=row.id, role=row.role, role_label=PartRole.label_of(row.role), agency_id=row.agency_id,
            agency=agencies.get(row.agency_id, ""), posting_id=row.posting_id,
            staff=staff.get(row.posting_id, "") if row.posting_id else "", duty=row.duty, basis=row.basis,
            basis_label=Basis.label_of(row.basis), consent_id=row.consent_id, referral_id=row.referral_id, since=row.valid_from,
            until=row.valid_to, ended_reason=row.ended_reason,
        )
        for row in rows
    )  # fmt: skip
