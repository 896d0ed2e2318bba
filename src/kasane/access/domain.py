"""区画・根拠・緊急閲覧の規則。値と時刻だけで決まる。"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Final
from uuid import UUID

from kasane.kernel.coded import Coded
from kasane.kernel.decision import Decision


class Kind(IntEnum):
    """区画の種類（security.md §2.2 の等級）。番号は高さではなく、別々の部屋の番号である。"""

    IDENTITY = 1
    GENERAL = 2
    SENSITIVE = 3
    CONFERENCE = 4
    TAX = 5
    PROTECTED = 6

    @property
    def label_ja(self) -> str:
        """画面に出す区画の名前。"""
        return _KIND_JA[self]


_KIND_JA: Final = {
    Kind.IDENTITY: "人・世帯",
    Kind.GENERAL: "通常",
    Kind.SENSITIVE: "要配慮",
    Kind.CONFERENCE: "支援会議（106条の6）",
    Kind.TAX: "税（地方税法22条）",
    Kind.PROTECTED: "支援措置による秘匿",
}


class Ground(Coded):
    """見てよい根拠（architecture §5）。"""

    RECEIVED = "received", "受付機関（職務）"
    LEAD = "lead", "主担当"
    CITY = "city", "実施主体（市）"
    ENTRUSTED = "entrusted", "受託"
    TEAM = "team", "支援チーム"
    ASKED = "asked", "依頼を受けた機関"
    CONSENT = "consent", "本人同意"
    CONFERENCE = "conference", "支援会議の構成員"
    LAW = "law", "法令に基づく提供"
    NAMED = "named", "名指しの担当者"
    EMERGENCY = "emergency", "緊急"
    STANDING = "standing", "常時閲覧の窓口"

    @property
    def writes(self) -> bool:
        """この根拠で書けるか。同意・会議・法令・緊急は読むためだけの根拠である。"""
        return self in _WRITING

    @property
    def must_end(self) -> bool:
        """終わりの日時を決めずには与えられない根拠か。"""
        return self in _TIMED


_WRITING: Final = frozenset({Ground.RECEIVED, Ground.LEAD, Ground.CITY, Ground.ENTRUSTED, Ground.TEAM, Ground.ASKED, Ground.NAMED})
_TIMED: Final = frozenset({Ground.CONSENT, Ground.CONFERENCE, Ground.LAW, Ground.EMERGENCY})
MANAGING: Final = frozenset({Ground.RECEIVED, Ground.LEAD, Ground.CITY, Ground.NAMED})


class HolderKind(StrEnum):
    """根拠を持つ者の種類。"""

    AGENCY = "agency"
    POSTING = "posting"
    ACCOUNT = "account"


class DenyKind(Coded):
    """根拠に勝つ拒否。"""

    CONFLICT = "conflict", "利害関係"
    SEAL = "seal", "封印"


@dataclass(frozen=True, slots=True)
class Seat:
    """ある配属: 人・配属・機関と、その有効期間。日付は日本時間の0時に切り替わる。"""

    account_id: UUID
    posting_id: UUID
    agency_id: UUID
    active: bool
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class GrantFact:
    """根拠の一件。compartment_id が None のものは、種類 kind の区画すべてに及ぶ常時の根拠。"""

    compartment_id: UUID | None
    kind: Kind | None
    holder_kind: HolderKind
    holder_id: UUID
    ground: Ground
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class DenyFact:
    """拒否の一件。holder_id が None のものは封印: 名指しの人だけが通れる。"""

    compartment_id: UUID
    holder_id: UUID | None
    since: datetime
    until: datetime | None


def in_effect(since: datetime, until: datetime | None, at: datetime) -> bool:
    """期間の判定: 始まりの瞬間を含み、終わりの瞬間を含まない。"""
    return since <= at and (until is None or at < until)


def grounds_held(
    seat: Seat, compartment_id: UUID, kind: Kind, grants: list[GrantFact], denies: list[DenyFact], at: datetime
) -> frozenset[Ground]:
    """この配属がこの区画に今持つ根拠（security.md §2.3）。

    配属が終わった者、利害関係で断られた者には何も残らない。封印された区画では、名指し（人そのもの）の根拠だけが残る。
    同じ規則を SQL（access/sql/core.sql と rls.py）が持ち、乱数の世界で一致を確かめている。
    """
    if not (seat.active and in_effect(seat.since, seat.until, at)):
        return frozenset()
    holders = {seat.account_id, seat.posting_id, seat.agency_id}
    here = [d for d in denies if d.compartment_id == compartment_id and in_effect(d.since, d.until, at)]
    if any(d.holder_id in holders for d in here):
        return frozenset()
    sealed = any(d.holder_id is None for d in here)
    return frozenset(g.ground for g in grants if _reaches(g, compartment_id, kind, holders, sealed, at))


def _reaches(grant: GrantFact, compartment_id: UUID, kind: Kind, holders: set[UUID], sealed: bool, at: datetime) -> bool:
    if grant.holder_id not in holders or not in_effect(grant.since, grant.until, at):
        return False
    if grant.compartment_id is None:
        return grant.kind == kind and not sealed
    if grant.compartment_id != compartment_id:
        return False
    return grant.holder_kind is HolderKind.ACCOUNT or not sealed


EMERGENCY_LASTS: Final = timedelta(minutes=60)
EMERGENCY_KINDS: Final = frozenset({Kind.IDENTITY, Kind.GENERAL})
EMERGENCY_PER_DAY: Final = 3
_MIN_REASON: Final = 10


def may_break_glass(*, kind: Kind, reason: str, in_last_day: int, unreviewed: int) -> Decision:
    """緊急閲覧を開けるか（security.md §2.4 Break-glass）。

    kind: 区画の種類。reason: 理由の文。in_last_day: 直近24時間に開いた件数。unreviewed: 点検が済んでいない件数。
    支援措置・税・支援会議・要配慮の区画は開けない。理由は意味のある10文字以上。
    """
    ground = "閲覧権限の運用基準（緊急閲覧）"
    if kind not in EMERGENCY_KINDS:
        return Decision.no(f"「{kind.label_ja}」の区画は緊急閲覧の対象外です。保護責任者に連絡してください。", ground)
    if len("".join(reason.split())) < _MIN_REASON or len(set(reason)) < 5:
        return Decision.no("何が起きていて、なぜ今必要かを10文字以上で書いてください。", ground)
    if unreviewed > 0:
        return Decision.no("前回の緊急閲覧の点検が済んでいません。保護責任者の点検を受けてから使ってください。", ground)
    if in_last_day >= EMERGENCY_PER_DAY:
        return Decision.no("24時間に使える回数を超えました。保護責任者に連絡してください。", ground)
    return Decision.yes("緊急の必要があるため、60分だけ見られます。", ground)
