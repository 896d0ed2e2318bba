"""様式1-2のまだ空の欄に、取り入れられる案。"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kasane.agencies.queries.names import agency_names
from kasane.cases.queries import CaseHeader
from kasane.cases.registry import Proposal, proposals_of
from kasane.kernel.wareki import format_wareki
from kasane.programmes.coordination.domain.proposal import ITEM_OF, may_take
from kasane.programmes.coordination.queries.sheet import AssessmentSheet


@dataclass(frozen=True, slots=True)
class ProposedLine:
    """画面に出す案の一行。words は取り入れる値、said は聞いた機関・日・確かさ、told は元の記録。"""

    subject: str
    ref: UUID
    label: str
    words: str
    said: str
    told: str


def proposed(header: CaseHeader, sheet: AssessmentSheet) -> tuple[ProposedLine, ...]:
    """取り入れられる案。欄に値があるもの、今の選択肢にないものは出さない。"""
    found: list[tuple[Proposal, str, str]] = []
    for one in proposals_of(header.id):
        cell = sheet.cell(ITEM_OF.get(one.subject, ""))
        if cell is not None and may_take(written=not cell.value.is_blank, known=one.code in cell.item.choices).allowed:
            found.append((one, cell.item.label, cell.item.choices[one.code]))
    names = agency_names({one.agency_id for one, _, _ in found})
    return tuple(
        ProposedLine(
            one.subject, one.ref, label, words, f"{names.get(one.agency_id, '')}　{format_wareki(one.as_of)}時点　聞いた(未確認)", one.told
        )
        for one, label, words in found
    )
