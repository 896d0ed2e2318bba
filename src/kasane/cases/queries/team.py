"""関わる機関: 今の伴走・主担当・支援チームと、これまで。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from kasane.access.reading import Row, rows_of
from kasane.agencies.queries.names import agency_names, posting_names
from kasane.cases.domain import Basis, PartRole

# 役の符号の順が、伴走・主担当・支援チームの順。
_EVER: Final = """
    SELECT id, role, agency_id, posting_id, duty, basis, consent_id, referral_id, valid_from, valid_to, ended_reason
    FROM cases_involvement WHERE case_id = %s ORDER BY role, valid_from, id
"""
_NOW: Final = _EVER.replace("case_id = %s", "case_id = %s AND valid_to IS NULL")


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
    return _lines(rows_of(_NOW, [case_id]))


def team_ever(case_id: UUID) -> tuple[PartLine, ...]:
    """これまでに関わった機関のすべて。"""
    return _lines(rows_of(_EVER, [case_id]))


def _lines(rows: list[Row]) -> tuple[PartLine, ...]:
    agencies = agency_names(row[2] for row in rows)
    staff = posting_names(row[3] for row in rows if row[3])
    return tuple(_line(row, agencies, staff) for row in rows)


def _line(row: Row, agencies: Mapping[UUID, str], staff: Mapping[UUID, str]) -> PartLine:
    key, role, agency, posting, duty, basis, consent, referral, since, until, ended_reason = row
    return PartLine(
        id=key, role=role, role_label=PartRole.label_of(role), agency_id=agency, agency=agencies.get(agency, ""), posting_id=posting,
        staff=staff.get(posting, ""), duty=duty, basis=basis, basis_label=Basis.label_of(basis), consent_id=consent, referral_id=referral,
        since=since, until=until, ended_reason=ended_reason,
    )  # fmt: skip


def keepers_grants(grant_ids: Sequence[UUID]) -> frozenset[UUID]:
    """この根拠のうち、続いている伴走・主担当に結び付いたもの。管理する区画の根拠だけを答える(事案が見えなくても)。"""
    return frozenset(row[0] for row in rows_of("SELECT cases_keeps(%s)", [list(grant_ids)]))
