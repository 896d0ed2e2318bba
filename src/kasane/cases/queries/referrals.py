"""つなぎの一覧と、一通。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection

from kasane.access.domain import Ground
from kasane.access.policy import Action, decide
from kasane.access.queries import held
from kasane.access.reading import rows_of
from kasane.agencies.queries.names import agency_names, posting_names
from kasane.agencies.queries.register import statute_labels
from kasane.cases.domain import Agreement, Basis, Explained, ReferralKind, ReferralState
from kasane.cases.domain.facts import ReferralFacts
from kasane.cases.domain.referrals import CAME_BACK, may_acknowledge, may_answer, may_hear
from kasane.cases.models import Case, Referral, ReferralRoom
from kasane.cases.queries.rhythms import rhythm
from kasane.cases.queries.visible import visible_case, visible_referral
from kasane.kernel import clock
from kasane.kernel.actor import Actor, Role
from kasane.kernel.decision import Decision, NotVisible

_LIMIT: Final = 200
_CITY_LIMIT: Final = 1000
_WAITING: Final = (
    "SELECT id, case_id, kind, state, from_agency_id, to_agency_id, sent_on, answer_by, purpose, answer, answered_at, outcome, returned_at"
    " FROM cases_referral WHERE to_agency_id = %s AND state = 'sent' AND kind <> ALL (%s) AND answer_by <= %s"
    " ORDER BY answer_by, id LIMIT %s"
)


_CAME_BACK: Final = _WAITING.split(" WHERE ")[0] + (
    " WHERE id IN (SELECT cases_came_back(%s)) ORDER BY coalesce(returned_at, answered_at) DESC, id"
)
_OURS: Final = "SELECT cases_returns_to_us(%s)"
_SEATED: Final = "SELECT cases_seated(%s, %s)"


class _Letter(NamedTuple):
    """一通の行(_WAITING の列の順)。"""

    id: UUID
    case_id: UUID
    kind: str
    state: str
    from_agency_id: UUID
    to_agency_id: UUID
    sent_on: date
    answer_by: date
    purpose: str
    answer: str
    answered_at: datetime | None
    outcome: str
    returned_at: datetime | None


_HEARABLE: Final = {ReferralState.SENT: ReferralState.ACCEPTED, ReferralState.ACCEPTED: ReferralState.RETURNED}


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """つなぎの一行。overdue_days は答えの期限を過ぎた日数(過ぎていない・答えがあるなら None)。"""

    id: UUID
    case_id: UUID
    kind: str
    kind_label: str
    state: str
    state_label: str
    from_agency_id: UUID
    from_agency: str
    to_agency_id: UUID
    to_agency: str
    sent_on: date
    answer_by: date
    overdue_days: int | None
    purpose: str
    answer: str
    answered_at: datetime | None
    outcome: str
    returned_at: datetime | None

    @property
    def answered_on(self) -> date | None:
        """答えた日(日本時間)。"""
        return _day(self.answered_at)

    @property
    def returned_on(self) -> date | None:
        """もどした日(日本時間)。"""
        return _day(self.returned_at)


@dataclass(frozen=True, slots=True)
class ReferralSheet:
    """つなぎの一通。受けた機関に見えるのはこの値だけ。case_id は、事案も見える人にだけある。"""

    line: ReferralLine
    compartment_id: UUID
    version: int
    summary: str
    explained_label: str
    agreement_label: str
    agreement_note: str
    accompanied: bool
    accompany_note: str
    basis: str
    basis_label: str
    basis_note: str
    statute: str
    consent_until: datetime | None
    opens_persons: tuple[UUID, ...]
    from_staff: str
    answer: str
    answered_at: datetime | None
    outcome: str
    returned_at: datetime | None
    seen_at: datetime | None
    case_id: UUID | None
    case_number: str
    decisions: dict[str, Decision]
    is_receiver: bool


@dataclass(frozen=True, slots=True)
class LetterLine:
    """つなぎの一行と、それが開く人。"""

    line: ReferralLine
    opens_persons: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class OverdueLine:
    """市に見える、答えのないつなぎの一行(個人に関することは含まない)。"""

    from_agency: str
    to_agency: str
    sent_on: date
    answer_by: date
    days: int


def referral_sheet(referral_id: UUID, *, by: Actor) -> ReferralSheet:
    """つなぎの一通。見えない・無いなら NotVisible。受けた機関には、事案の番号も件名も人の名前も出さない(要約に書かれたことだけ)。"""
    return _sheet(visible_referral(referral_id), by)


def preview_letter(case_id: UUID, facts: ReferralFacts, *, by: Actor) -> ReferralSheet:
    """送る前に、受ける機関に見える形を見せる。送れるかどうかの規則は、送るときに確かめる。見えない事案なら NotVisible。"""
    case = visible_case(case_id)
    values = {one.name: getattr(facts, one.name) for one in fields(facts) if one.name not in ("person_ids", "sensitive")}
    row = Referral(
        case_id=case.id, compartment_id=case.compartment_id, from_agency_id=by.agency_id, from_posting_id=by.posting_id,
        sent_on=clock.today(), **values,
    )  # fmt: skip
    sheet = _sheet(row, by)
    return replace(sheet, opens_persons=facts.person_ids, is_receiver=False, decisions={})


def _sheet(row: Referral, by: Actor) -> ReferralSheet:
    mine = [item.ground for item in held(row.compartment_id)]
    if not mine:
        raise NotVisible
    rooms = list(ReferralRoom.objects.filter(referral_id=row.id))
    case = Case.objects.filter(id=row.case_id).first()
    laws = statute_labels(row.sent_on)
    return ReferralSheet(
        line=_lines([row])[0], compartment_id=row.compartment_id, version=row.version, summary=row.summary,
        explained_label=Explained.label_of(row.explained), agreement_label=Agreement.label_of(row.agreement),
        agreement_note=row.agreement_note, accompanied=row.accompanied, accompany_note=row.accompany_note, basis=row.basis,
        basis_label=Basis.label_of(row.basis), basis_note=row.basis_note, statute=laws.get(row.statute_code, ""),
        consent_until=min((room.until for room in rooms if room.until), default=None),
        opens_persons=tuple(dict.fromkeys(room.person_id for room in rooms if room.person_id)),
        from_staff=posting_names([row.from_posting_id]).get(row.from_posting_id, ""), answer=row.answer, answered_at=row.answered_at,
        outcome=row.outcome, returned_at=row.returned_at, seen_at=row.seen_at, case_id=case.id if case else None,
        case_number=case.number if case else "",
        decisions=_decisions(row, mine, by), is_receiver=Ground.ASKED in mine and row.to_agency_id == by.agency_id,
    )  # fmt: skip


def _decisions(row: Referral, mine: list[Ground], by: Actor) -> dict[str, Decision]:
    """受諾・差戻し・もどし・取下げ・聞いた返事のそれぞれができるか(役割・根拠・状態のどれかが足りなければ、その理由)。"""
    now = ReferralState(row.state)
    ways = (
        ("accept_referral", Action.ANSWER_REFERRAL, ReferralState.ACCEPTED),
        ("decline_referral", Action.ANSWER_REFERRAL, ReferralState.DECLINED),
        ("return_referral", Action.ANSWER_REFERRAL, ReferralState.RETURNED),
        ("recall_referral", Action.REFER_CASE, ReferralState.RECALLED),
    )
    found = {}
    for name, action, to in ways:
        allowed = decide(action, by=by, held=mine)
        found[name] = may_answer(now, to) if allowed.allowed else allowed
    allowed = decide(Action.REFER_CASE, by=by, held=mine)
    ours = allowed.allowed and now in (*CAME_BACK, *_HEARABLE) and returns_to_us(row.id)
    to = _HEARABLE.get(now, ReferralState.ACCEPTED)
    seated = ours and now in _HEARABLE and is_seated(row.to_agency_id)
    hearing = may_hear(now, to, kind=ReferralKind(row.kind), ours=ours, seated=seated)
    found["hear_referral"] = hearing if allowed.allowed else allowed
    found["acknowledge_referral"] = may_acknowledge(now, ours=ours, seen=row.seen_at is not None) if allowed.allowed else allowed
    return found


def returns_to_us(referral_id: UUID) -> bool:
    """戻ってきたこの一通を受け止めるのは、行為者の機関か(送った機関。もう関わっていなければ伴走の機関)。"""
    return bool(rows_of(_OURS, [referral_id])[0][0])


def is_seated(agency_id: UUID, since: date | None = None) -> bool:
    """この機関に、since の日(既定は今日)から今日までに、この仕組みを使う人がいるか。"""
    return bool(rows_of(_SEATED, [agency_id, since or clock.today()])[0][0])


def came_back(*, limit: int = _LIMIT) -> tuple[ReferralLine, ...]:
    """行為者の機関に戻ってきて、まだ読んだと記されていないつなぎ。新しく戻ったものから limit 件まで。"""
    return _lines(_Letter(*row) for row in rows_of(_CAME_BACK, [limit]))


def referrals_of(case_id: UUID) -> tuple[ReferralLine, ...]:
    """事案のつなぎのうち、行為者に見えるもの(支援チームには見えない)。新しい順。"""
    return _lines(Referral.objects.filter(case_id=case_id).order_by("-sent_on", "-id"))


def letters_by_id(ids: Sequence[UUID]) -> dict[UUID, LetterLine]:
    """つなぎの番号 → 一行と、それが開く人。見えないものは黙って落とす(問いは三つ)。"""
    opens: dict[UUID, dict[UUID, None]] = {one: {} for one in ids}
    rooms = ReferralRoom.objects.filter(referral_id__in=ids)
    for letter, person in rooms.values_list("referral_id", "person_id"):
        if person:
            opens[letter][person] = None
    return {line.id: LetterLine(line, tuple(opens[line.id])) for line in _lines(Referral.objects.filter(id__in=ids))}


def waiting_for_me(by: Actor, *, limit: int = _LIMIT, without: Sequence[str] = ()) -> tuple[ReferralLine, ...]:
    """自機関が答えを待たれているつなぎ。期限の近い順に limit 件まで。without は除く種類の符号。"""
    return _lines(_Letter(*row) for row in rows_of(_WAITING, [by.agency_id, list(without), date.max, limit]))


def in_hand(by: Actor) -> tuple[ReferralLine, ...]:
    """自機関が受諾して、まだもどしていないつなぎ。"""
    found = Referral.objects.filter(to_agency_id=by.agency_id, state=ReferralState.ACCEPTED.value)
    return _lines(found.order_by("sent_on", "id")[:_LIMIT])


def overdue_for_manager(by: Actor, *, limit: int = _LIMIT, without: Sequence[str] = ()) -> tuple[ReferralLine, ...]:
    """期限を過ぎても答えていない、自機関あてのつなぎ。機関の管理者にだけ返る(ほかの役割には空)。期限の古い順に limit 件まで。

    without は除く種類の符号。
    """
    if not by.has(Role.MANAGER):
        return ()
    last = clock.today() - timedelta(days=max(rhythm("referral_to_manager", clock.today()), 1))
    return _lines(_Letter(*row) for row in rows_of(_WAITING, [by.agency_id, list(without), last, limit]))


def overdue_for_city(*, limit: int = _CITY_LIMIT) -> tuple[OverdueLine, ...]:
    """市への知らせ: 期限を過ぎて答えのないつなぎの、機関の名前・日付・日数だけ。市職員・支援会議事務局でなければ空。"""
    today = clock.today()
    with connection.cursor() as cursor:
        sql = "SELECT from_agency_id, to_agency_id, sent_on, answer_by, days FROM cases_overdue_for_city(%s, %s) LIMIT %s"
        cursor.execute(sql, [today, rhythm("referral_to_city", today) - 1, limit])
        rows = cursor.fetchall()
    names = agency_names({one for row in rows for one in row[:2]})
    return tuple(OverdueLine(names.get(a, ""), names.get(b, ""), sent, due, days) for a, b, sent, due, days in rows)


def _lines(found: Iterable[Referral | _Letter]) -> tuple[ReferralLine, ...]:
    rows = list(found)
    if not rows:
        return ()
    names = agency_names({row.from_agency_id for row in rows} | {row.to_agency_id for row in rows})
    today = clock.today()
    return tuple(
        ReferralLine(
            id=row.id, case_id=row.case_id, kind=row.kind, kind_label=ReferralKind.label_of(row.kind), state=row.state,
            state_label=ReferralState.label_of(row.state), from_agency_id=row.from_agency_id, from_agency=names.get(row.from_agency_id, ""),
            to_agency_id=row.to_agency_id, to_agency=names.get(row.to_agency_id, ""), sent_on=row.sent_on, answer_by=row.answer_by,
            overdue_days=(today - row.answer_by).days if row.state == "sent" and row.answer_by < today else None, purpose=row.purpose,
            answer=row.answer, answered_at=row.answered_at, outcome=row.outcome, returned_at=row.returned_at,
        )
        for row in rows
    )  # fmt: skip


def _day(moment: datetime | None) -> date | None:
    return clock.jst(moment).date() if moment else None
