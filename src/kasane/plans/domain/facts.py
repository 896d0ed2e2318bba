"""画面からコマンドへ渡す値。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kasane.consent.domain.codes import GivenBy, Method
from kasane.plans.domain.codes import Programme, Who


@dataclass(frozen=True, slots=True)
class HeadFacts:
    """プランの頭(P-06・P-08・P-10〜P-12、先に始めた日、終結の見通し)。世帯の全体のことだけを書く。written_on(作成日)が空なら今のまま。"""

    hope: str = ""
    long_goal: str = ""
    policy: str = ""
    period_from: date | None = None
    period_to: date | None = None
    monitoring_on: date | None = None
    lead_agency_id: UUID | None = None
    lead_posting_id: UUID | None = None
    early_start_on: date | None = None
    early_start_reason: str = ""
    end_outlook: str = ""
    written_on: date | None = None


@dataclass(frozen=True, slots=True)
class StepFacts:
    """実施事項の一行(P-09・P-13)。who が機関なら agency_id、ほかは who_text に名前。"""

    who: Who
    content: str
    programme: Programme
    issue: str = ""
    agency_id: UUID | None = None
    who_text: str = ""
    contact: str = ""
    frequency: str = ""
    period_from: date | None = None
    period_to: date | None = None
    service: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TextFacts:
    """種別ごとの欄の一つ。choices は選んだ選択肢の番号。"""

    text: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExplanationFacts:
    """本人への説明と同意(P-16)。本人以外が言った・書いたなら、その人の名前と理由。"""

    explained_on: date
    agreed: bool
    method: Method
    given_by: GivenBy = GivenBy.SELF
    proxy_name: str = ""
    proxy_reason: str = ""
    paper_kept: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """支援決定(forms §7): 文書番号、決裁日、決定の内容、条件、起案文。"""

    document_number: str
    decided_on: date
    content: str
    conditions: str = ""
    draft_text: str = ""
