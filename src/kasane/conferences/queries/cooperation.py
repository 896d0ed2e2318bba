"""協力依頼を読む: 議題の側(答えまで全部)と、求められた側(答えるまでの依頼書だけ)。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from kasane.access.queries import held
from kasane.access.reading import rows_of
from kasane.agencies.queries import agency_names
from kasane.agencies.queries.register import statute_labels
from kasane.conferences.domain.cooperation import Addressee, CooperationFacts, CooperationState, Wanted, may_ask, may_move
from kasane.conferences.models import Item
from kasane.conferences.queries.appointments import cover_of
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision

_LINES: Final = """
    SELECT c.id, c.item_id, c.addressee, c.agency_id, c.outside_member_id, c.addressee_name, c.statute_code, c.number, c.requested_on,
           c.wanted, c.asked, c.contact, c.deadline, c.two_way, c.state, c.answer, c.answered_on, c.answered_via, o.name, o.organisation,
           c.about, c.person_ids
    FROM conferences_cooperation c LEFT JOIN agencies_outsidemember o ON o.id = c.outside_member_id WHERE {wanted}
"""
_OF_ITEM: Final = _LINES.format(wanted="c.item_id = %s ORDER BY c.requested_on, c.id")
_ONE: Final = _LINES.format(wanted="c.id = %s")
_WAITING: Final = _LINES.format(
    wanted="c.state = 'waiting' AND EXISTS (SELECT 1 FROM conferences_officer f"
    " JOIN conferences_item i ON i.conference_id = f.conference_id WHERE i.id = c.item_id AND f.posting_id = %s AND f.ended_at IS NULL)"
    " ORDER BY c.deadline, c.id LIMIT %s"
)
_ASKED: Final = (
    "SELECT id, statute_code, number, requested_on, wanted, asked, contact, deadline, about, person_ids"
    " FROM conferences_asked_of_me(%s, %s)"
)
_POWER: Final = """
    SELECT EXISTS (SELECT 1 FROM conferences_kind k JOIN access_statute s ON s.code = k.statute_code || '.request'
        WHERE k.code = conferences_kind_of(%(item)s) AND k.valid_from <= %(on)s AND (k.valid_to IS NULL OR k.valid_to > %(on)s)
          AND s.valid_from <= %(on)s AND (s.valid_to IS NULL OR s.valid_to >= %(on)s))
"""
_SEATED: Final = "SELECT EXISTS (SELECT 1 FROM conferences_member m WHERE m.item_id = %s AND m.agency_id = %s AND m.left_at IS NULL)"


@dataclass(frozen=True, slots=True)
class CooperationLine:
    """協力依頼の一件(議題の側)。to は相手の呼び名、late は期限を過ぎた日数。may_record は答えを残せるか。"""

    id: UUID
    item_id: UUID
    addressee: Addressee
    agency_id: UUID | None
    outside_member_id: UUID | None
    to: str
    statute: str
    number: str
    requested_on: date
    wanted: tuple[Wanted, ...]
    asked: str
    contact: str
    deadline: date
    two_way: bool
    state: CooperationState
    answer: str
    answered_on: date | None
    answered_via: str
    late: int
    may_record: Decision
    about: str
    person_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class AskedLetter:
    """求められた側が答えるまで読める依頼書。議題も事案も、ほかの答えも入らない。about は対象者(空なら、だれとも示していない)。"""

    id: UUID
    statute: str
    number: str
    requested_on: date
    wanted: tuple[Wanted, ...]
    asked: str
    contact: str
    deadline: date
    late: int
    about: str
    person_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class AskingBase:
    """求める前に分かること。"""

    has_power: bool
    closed: bool
    decision: Decision


def cooperation_of(item_id: UUID) -> tuple[CooperationLine, ...]:
    """この議題の協力依頼。議題の部屋を持つ人だけに返る。"""
    return _lines(_OF_ITEM, [item_id])


def cooperation(cooperation_id: UUID) -> CooperationLine | None:
    """協力依頼の一件。議題の部屋を持たない人(求められた側を含む)には None。"""
    found = _lines(_ONE, [cooperation_id])
    return found[0] if found else None


def waiting_answers(by: Actor, *, limit: int) -> tuple[CooperationLine, ...]:
    """自分が役員の会議で、答えを待っている協力依頼。期限の近い順。"""
    return _lines(_WAITING, [by.posting_id, limit])


def asked_of_me(cooperation_id: UUID) -> AskedLetter | None:
    """自分の機関に届いて、まだ答えていない依頼書。答えた後・届いていないものは None(N24)。"""
    found = _letters(cooperation_id, 1)
    return found[0] if found else None


def letters_to_me(*, limit: int) -> tuple[AskedLetter, ...]:
    """自分の機関に届いて、答えを待たれている依頼書。期限の近い順。"""
    return _letters(None, limit)


def may_ask_item(item: Item) -> AskingBase:
    """この議題で協力を求められるか(一方向)。読むだけの構成員には求められない。"""
    power = bool(rows_of(_POWER, {"item": item.id, "on": clock.today()})[0][0])
    closed = item.ended_at is not None
    writes = any(one.may_write for one in held(item.compartment_id))
    fine = may_ask(has_power=power, closed=closed, two_way=False, appointed=Decision.yes("一方向"))
    return AskingBase(power, closed, fine if writes else Decision.no("協力を求めるのは、この議題の事務局・司会です。", "会議の役員"))


def standing_of(item: Item, facts: CooperationFacts) -> Decision:
    """相手が、この議題の構成員か(機関なら席のある職員がいるか、外の人なら委嘱が効いているか)。"""
    if facts.addressee is Addressee.MEMBER and facts.outside_member_id is not None:
        return cover_of(facts.outside_member_id, item_id=item.id, kind_code=kind_code_of(item.id), on=clock.today())
    if facts.addressee is Addressee.AGENCY and facts.agency_id is not None and rows_of(_SEATED, [item.id, facts.agency_id])[0][0]:
        return Decision.yes("この機関の職員が構成員です。", "社会福祉法106条の6")
    return Decision.no("この相手は、まだ構成員ではありません。", "社会福祉法106条の6")


def kind_code_of(item_id: UUID) -> str:
    """議題の会議の種類。議題の部屋を持たない人には空。"""
    return str(rows_of("SELECT coalesce(conferences_kind_of(%s), '')", [item_id])[0][0])


def _letters(wanted: UUID | None, limit: int) -> tuple[AskedLetter, ...]:
    today = clock.today()
    statutes = statute_labels(today)
    return tuple(
        AskedLetter(
            key,
            statutes.get(code, ""),
            number,
            on,
            tuple(map(Wanted, kinds)),
            asked,
            contact,
            deadline,
            max(0, (today - deadline).days),
            about,
            tuple(people),
        )
        for key, code, number, on, kinds, asked, contact, deadline, about, people in rows_of(_ASKED, [wanted, limit])
    )


def _lines(statement: str, values: Sequence[Any]) -> tuple[CooperationLine, ...]:
    rows = rows_of(statement, values)
    names = agency_names(row[3] for row in rows if row[3] is not None)
    today = clock.today()
    statutes = statute_labels(today)
    return tuple(_line(row, names, statutes, today) for row in rows)


def _line(row: Sequence[Any], names: dict[UUID, str], statutes: dict[str, str], today: date) -> CooperationLine:
    (key, item, addressee, agency, outside, named, code, number, on, kinds, asked, contact, deadline, two_way, state, answer, answered_on,
     via, outside_name, body, about, people) = row  # fmt: skip
    now = CooperationState(state)
    to = {Addressee.AGENCY: names.get(agency, ""), Addressee.MEMBER: f"{body or ''}　{outside_name or ''}".strip(), Addressee.OTHER: named}
    return CooperationLine(
        id=key, item_id=item, addressee=Addressee(addressee), agency_id=agency, outside_member_id=outside, to=to[Addressee(addressee)],
        statute=statutes.get(code, ""), number=number, requested_on=on, wanted=tuple(map(Wanted, kinds)), asked=asked, contact=contact,
        deadline=deadline, two_way=two_way, state=now, answer=answer, answered_on=answered_on, answered_via=via,
        late=max(0, (today - deadline).days) if now is CooperationState.WAITING else 0,
        may_record=may_move(now, CooperationState.ANSWERED), about=about, person_ids=tuple(people),
    )  # fmt: skip
