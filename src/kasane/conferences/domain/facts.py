"""コマンドに渡す値: 会議・議題・資料の一行・決定として、人が書いたこと。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from kasane.conferences.domain.codes import Method, Occasion, Outcome, Part, Provenance, Purpose, Section
from kasane.consent.domain.codes import Topic

FROM_OUTSIDE: Final = "portal_message"
"""外の窓口から届いた文を資料にした行の、元の種類。出どころを、載せた事務局の機関の言葉にしないため。"""


@dataclass(frozen=True, slots=True)
class ConferenceFacts:
    """会議の招集として書いたこと。takes_proposals は、ほかの機関の担当からも議題を受けるか。place に人の名前は書かない。

    late_reason は、開かれた後に入れる理由(過ぎた日の会議のときだけ)。
    """

    kind_code: str
    held_on: date
    starts_at: time
    ends_at: time
    place: str = ""
    method: Method = Method.IN_PERSON
    purpose: Purpose = Purpose.CASE
    takes_proposals: bool = False
    late_reason: str = ""


@dataclass(frozen=True, slots=True)
class Moving:
    """会議を移す先として書いたこと。"""

    held_on: date
    starts_at: time
    ends_at: time
    place: str
    method: Method


@dataclass(frozen=True, slots=True)
class AgendaPlace:
    """次第の一行。並びが、そのまま順になる。"""

    item_id: UUID
    minutes: int


@dataclass(frozen=True, slots=True)
class Seating:
    """会議の役員(事務局・司会・記録)の一人。"""

    posting_id: UUID
    part: Part


@dataclass(frozen=True, slots=True)
class TabledPerson:
    """議題に上げる一人。label は資料での呼び方(氏名でも「長男」でもよい。書いたとおりに構成員に見える)。"""

    person_id: UUID
    label: str


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """議題の一件。heading に名前は書かない。shown_from・shown_until を空けると、決められた日数の窓になる。

    brought_by は持ち込んだ機関(その分野の窓口だけでは対応が難しいとした機関。seed 000)。空けると、議題を上げる人の機関。
    """

    occasion: Occasion
    heading: str
    purpose: Purpose = Purpose.CASE
    minutes: int = 20
    case_id: UUID | None = None
    plan_id: UUID | None = None
    people: tuple[TabledPerson, ...] = ()
    brought_by: UUID | None = None
    requested_on: date | None = None
    shown_from: datetime | None = None
    shown_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PacketFact:
    """資料の一行として書いたこと。tax_words_seen は「税を思わせる言葉があるが、税務の情報ではないと確かめた」という返事。"""

    section: Section
    text: str
    provenance: Provenance
    topic: Topic = Topic.CIRCUMSTANCES
    person_id: UUID | None = None
    as_of: date | None = None
    source_kind: str = ""
    source_id: UUID | None = None
    tax_words_seen: bool = False


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """議題の決定として書いたこと(forms M-09)。"""

    outcome: Outcome
    text: str
    lead_agency_id: UUID | None = None
    next_monitoring_on: date | None = None


@dataclass(frozen=True, slots=True)
class KindFacts:
    """会議の種類の一行として、市が書いたこと。secrecy_wording を空けると、前の行の文(なければ法の形に合わせた文)になる。"""

    code: str
    name: str
    statute_code: str
    consent_required: bool
    penal_secrecy: bool
    host: str = ""
    chair: str = ""
    both_laws: bool = False
    needs_city: bool = False
    needs_coordinator: bool = False
    minimum_members: int = 2
    allowed_occasions: tuple[Occasion, ...] = (Occasion.SHARE, Occasion.URGENT, Occasion.RESOURCE)
    approves_plans: bool = False
    source: str = ""
    secrecy_wording: str = ""
    penalty_code: str = ""
    position: int = 100
    verified: bool = False
