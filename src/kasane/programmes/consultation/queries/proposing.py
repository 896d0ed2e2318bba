"""この事案に結ばれた相談から、様式1-2に取り入れられる案(相談経路 C02、来談者)。見える相談の分だけ。"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from kasane.cases.registry import Proposal
from kasane.programmes.consultation.domain.codes import Speaker
from kasane.programmes.consultation.models import Consultation
from kasane.programmes.consultation.queries.records import heading_of

# 話した人 → 来談者(様式1-2 A-03)の番号: 本人・家族・知人・関係機関・その他。
VISITORS: Final = {
    Speaker.SELF: "01",
    Speaker.FAMILY: "02",
    Speaker.NEIGHBOUR: "03",
    Speaker.WELFARE_VOLUNTEER: "04",
    Speaker.AGENCY: "04",
}
_OTHER: Final = "05"
_MOST: Final = 10


def proposals_from_consultations(case_id: UUID) -> list[Proposal]:
    """見える相談ごとの案。初めに受けた相談から。"""
    found = []
    for row in Consultation.objects.filter(case_id=case_id).order_by("received_on", "id")[:_MOST]:
        speaker = Speaker.read(row.speaker)
        codes = {"route": row.route, "visitor": VISITORS.get(speaker, _OTHER) if speaker else ""}
        found += [
            Proposal(subject, code, row.id, row.agency_id, row.received_on, heading_of(row)) for subject, code in codes.items() if code
        ]
    return found
