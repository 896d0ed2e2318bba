"""画面・書類・外の窓口に渡す値。どれも、見てよいかを確かめた後の値だけを持つ。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from kasane.conferences.domain.codes import (
    OFFICERS,
    ConferenceState,
    ItemState,
    Method,
    Occasion,
    Outcome,
    Part,
    Provenance,
    Purpose,
    Section,
)
from kasane.consent.domain.codes import Topic
from kasane.kernel.decision import Decision


@dataclass(frozen=True, slots=True)
class KindLine:
    """会議の種類の一行。wording は、構成員に見せて確認を求める守秘の文(その日に効いている罰則を含む)。

    secrecy_wording はその行に書かれたまま(罰則の入る所は {penalty})、penalty_code はそこに入る条文の符号。
    """

    id: UUID
    code: str
    name: str
    statute: str
    statute_code: str
    consent_required: bool
    both_laws: bool
    penal_secrecy: bool
    wording: str
    secrecy_wording: str
    penalty_code: str
    position: int
    host: str
    chair: str
    needs_city: bool
    needs_coordinator: bool
    minimum_members: int
    occasions: tuple[Occasion, ...]
    approves_plans: bool
    body_id: UUID | None
    valid_from: date
    valid_to: date | None
    verified: bool
    source: str


@dataclass(frozen=True, slots=True)
class ConferenceHead:
    """会議の見出し(日時・場所・種類)。議題の構成員にも見せてよい値だけ。"""

    id: UUID
    kind_code: str
    kind: str
    number: int
    held_on: date
    starts_at: time
    ends_at: time
    place: str
    method: Method
    purpose: Purpose
    state: ConferenceState

    @property
    def title(self) -> str:
        """会議の呼び名(例 第3回 支援会議)。"""
        return f"第{self.number}回 {self.kind}"


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """次第の一行(役員が見る)。decision は決まったときの決定の言い方。"""

    id: UUID
    position: int
    minutes: int
    heading: str
    occasion: Occasion
    purpose: Purpose
    on_consent: bool
    reporter: str
    case_id: UUID | None
    plan_id: UUID | None
    state: ItemState
    shown_from: datetime
    shown_until: datetime
    members: int
    acknowledged: int
    outcome: Outcome | None
    person_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class OfficerLine:
    """役員の一行。read_before は、改められる前の守秘の文を確かめた時刻。"""

    id: UUID
    posting_id: UUID
    name: str
    agency: str
    part: Part
    acknowledged_at: datetime | None
    read_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class MemberLine:
    """構成員の一行(役員が見る)。outside は外部の構成員か。read_before は、改められる前の守秘の文を確かめた時刻。"""

    id: UUID
    posting_id: UUID | None
    outside_member_id: UUID | None
    agency_id: UUID | None
    name: str
    agency: str
    part: Part
    outside: bool
    appointment_id: UUID | None
    two_way: bool
    acknowledged_at: datetime | None
    attended: bool | None
    left_at: datetime | None
    shown_from: datetime
    shown_until: datetime
    secrecy_statute: str = ""
    read_before: datetime | None = None
    paper_reason: str = ""

    @property
    def by_paper(self) -> bool:
        """紙の誓約書でなら、出席にできるかもしれない席か(委嘱が効いているかは、開いた画面が確かめる)。"""
        return self.outside and self.acknowledged_at is None and self.left_at is None and not self.attended

    @property
    def releasable(self) -> bool:
        """席から外せるか。役員の席は会議の役員を終えて外すので、議題ごとには外せない。"""
        return self.left_at is None and self.part not in OFFICERS


@dataclass(frozen=True, slots=True)
class ConferencePage:
    """会議の画面(役員だけ)。late_reason は、開かれた後に入れた会議の、その理由。"""

    head: ConferenceHead
    kind: KindLine
    compartment_id: UUID
    version: int
    minutes_planned: int
    items: tuple[AgendaLine, ...]
    officers: tuple[OfficerLine, ...]
    may_add_item: Decision
    may_seat: Decision
    may_call: Decision
    may_open: Decision
    may_close: Decision
    may_cancel: Decision
    may_reschedule: Decision
    may_reorder: Decision
    late_reason: str = ""


@dataclass(frozen=True, slots=True)
class ConferenceLine:
    """自分が役員の会議の一行。"""

    head: ConferenceHead
    parts: tuple[Part, ...]
    items: int
    undecided: int


@dataclass(frozen=True, slots=True)
class Invitation:
    """招集の一件: 日時・場所・目的の段階だけ。議題の題も、人の名前も、ほかの構成員も入らない。

    seat_id を確認(acknowledge_secrecy)に渡す。acknowledged_at が空なら、まだ何も見えない。
    """

    seat_id: UUID
    item_id: UUID | None
    conference_id: UUID | None
    head: ConferenceHead
    part: Part
    acknowledged_at: datetime | None
    shown_from: datetime
    shown_until: datetime
    wording: str
    may_acknowledge: Decision


@dataclass(frozen=True, slots=True)
class PacketLine:
    """資料の一行。source は出どころの機関、ground は出所の言い方(本人同意・106条の6・職務・税)。"""

    id: UUID
    position: int
    section: Section
    person_id: UUID | None
    about: str
    text: str
    provenance: Provenance
    first_provenance: Provenance
    topic: Topic
    source_agency_id: UUID
    source: str
    as_of: date
    contributed: bool
    relabelled_on: date | None
    relabelled_reason: str
    may_drop: Decision
    may_relabel: Decision


@dataclass(frozen=True, slots=True)
class Packet:
    """議題の資料。watermark は画面と紙に重ねる、見た人と時刻。"""

    item_id: UUID
    heading: str
    head: ConferenceHead
    lines: tuple[PacketLine, ...]
    people: tuple[tuple[UUID, str], ...]
    watermark: str
    ground: str
    shown_until: datetime

    @property
    def person_ids(self) -> tuple[UUID, ...]:
        """資料に載っている人。"""
        return tuple(person for person, _ in self.people)


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """議題の決定。"""

    outcome: Outcome
    text: str
    lead_agency_id: UUID | None
    lead_agency: str
    next_monitoring_on: date | None
    decided_on: date
    attended: int


@dataclass(frozen=True, slots=True)
class PresentLine:
    """議題の場に出た本人か家族の一人。about は、資料でのその人(本人)の呼び方。"""

    id: UUID
    relation: str
    said_name: str
    about: str

    @property
    def name(self) -> str:
        """出席者の欄に書く呼び方。"""
        return self.said_name or self.about

    @property
    def standing(self) -> str:
        """本人か、だれの何か。"""
        return f"{self.about}の{self.relation}" if self.relation else "本人"


@dataclass(frozen=True, slots=True)
class ItemRoom:
    """議題の部屋。構成員に見えるのはこれだけ(members は役員にだけ入る)。ボタンはすべて Decision。"""

    id: UUID
    compartment_id: UUID
    head: ConferenceHead
    wording: str
    heading: str
    occasion: Occasion
    purpose: Purpose
    minutes: int
    on_consent: bool
    ground: str
    state: ItemState
    case_id: UUID | None
    plan_id: UUID | None
    reporter: str
    shown_from: datetime
    shown_until: datetime
    version: int
    officer: bool
    people: tuple[tuple[UUID, str], ...]
    lines: tuple[PacketLine, ...]
    decision: DecisionLine | None
    members: tuple[MemberLine, ...]
    outcomes: tuple[Outcome, ...]
    may_put: Decision
    may_contribute: Decision
    may_invite: Decision
    may_attend: Decision
    may_lead: Decision
    may_sit: Decision
    may_minute: Decision
    may_decide: Decision
    may_close: Decision
    quorum: Decision
    provenances: tuple[Provenance, ...] = field(default=())
    presents: tuple[PresentLine, ...] = field(default=())

    @property
    def person_ids(self) -> tuple[UUID, ...]:
        """議題に上がっている人。"""
        return tuple(person for person, _ in self.people)


@dataclass(frozen=True, slots=True)
class OpenAgenda:
    """議題を受け付けている、ほかの機関の会議(日時と種類だけ)。"""

    head: ConferenceHead


@dataclass(frozen=True, slots=True)
class KindChoice:
    """この事案・この時期に選べる会議の種類。tabling が否なら、その理由と、代わりの種類の名前が入る。"""

    kind: KindLine
    tabling: Decision
