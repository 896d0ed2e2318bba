"""事案のコマンドに渡す値: 経過の一件、つなぎの一通。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from kasane.cases.domain.codes import Agreement, Audience, Basis, Explained, HeardHow, ReferralKind, ReferralState


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """支援経過記録の一件(forms §6.1)。事実・本人の言葉・見立てを分けて持つ。"""

    happened_on: date
    method: str
    counterpart: str
    title: str
    fact: str
    counterpart_name: str = ""
    met: str = ""
    activity: str = ""
    words: str = ""
    view: str = ""
    next_action: str = ""
    next_due: date | None = None
    audience: Audience = Audience.TEAM
    person_id: UUID | None = None
    starts_at: time | None = None
    ends_at: time | None = None


@dataclass(frozen=True, slots=True)
class HeardFacts:
    """席のない機関から聞いた返事: 何と・だれが・どう・いつ言ったか。"""

    to: ReferralState
    told_by: str
    how: HeardHow
    told_on: date
    text: str = ""


@dataclass(frozen=True, slots=True)
class ReferralFacts:
    """つなぎの一通(seed 000): 説明したか、本人の返事、同行、何をどの根拠で渡すか、いつまでに答えてもらうか。

    person_ids は、受諾されたときに部屋を開く人(根拠が own なら空で、手紙の一通だけを渡す)。sensitive は要配慮の部屋も開くか。
    """

    kind: ReferralKind
    to_agency_id: UUID
    purpose: str
    summary: str
    explained: Explained
    agreement: Agreement
    basis: Basis
    answer_by: date
    agreement_note: str = ""
    accompanied: bool = False
    accompany_note: str = ""
    basis_note: str = ""
    statute_code: str = ""
    consent_id: UUID | None = None
    person_ids: tuple[UUID, ...] = ()
    sensitive: bool = False
