"""事案の画面の一枚: 見出し、経過、つなぎ、関わる機関。"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kasane.cases.queries.header import CaseHeader, case_header
from kasane.cases.queries.measures import Hops, hops
from kasane.cases.queries.referrals import ReferralLine, referrals_of
from kasane.cases.queries.timeline import Timeline, timeline
from kasane.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class CasePage:
    """事案の画面に要るもの。"""

    header: CaseHeader
    timeline: Timeline
    referrals: tuple[ReferralLine, ...]
    hops: Hops

    @property
    def person_ids(self) -> list[UUID]:
        """名前の出る人(閲覧記録に残す)。"""
        return list(dict.fromkeys([*self.header.person_ids, *self.timeline.person_ids]))


def case_page(case_id: UUID, *, by: Actor, page: str = "") -> CasePage:
    """事案の画面。見えない・無いなら NotVisible。問いの数は、経過やつなぎの数によらない。"""
    header = case_header(case_id, by=by)
    return CasePage(header, timeline(case_id, by=by, after=page, names=header.names), referrals_of(case_id), hops(case_id))
