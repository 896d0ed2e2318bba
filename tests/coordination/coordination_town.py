"""多機関協働の試験の道具: コマンドだけを使って、依頼・受理・アセスメント・照会までを進める。

北地域包括(hokatsu)が母と長男の事案を持ち、社協(csw)に多機関協働を依頼する。隣の町の窓口(neighbour)は、どこにも出てこない。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from people.town import register

from kasane.cases import commands as cases
from kasane.cases.domain import Agreement, Basis, Explained, ReferralFacts, ReferralKind, Standing
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.programmes.coordination import commands
from kasane.programmes.coordination.domain.assessment import Certainty, Origin, Section, Source
from kasane.programmes.coordination.domain.entry import Route, TalkMethod
from kasane.programmes.coordination.domain.inquiry import AskingBasis
from kasane.programmes.coordination.domain.values import FactValue

STATUTE = "privacy.69_2_4"


@dataclass(frozen=True)
class World:
    """事案、母、長男、依頼。"""

    case_id: UUID
    mother: UUID
    son: UUID
    referral_id: UUID


def days(count: int) -> date:
    return clock.today() + timedelta(days=count)


def request_facts(to_agency: UUID, *people: UUID, **rest: Any) -> commands.RequestFacts:
    """多機関協働への依頼(法令を根拠に、二人の部屋を要配慮まで開く)。"""
    letter: dict[str, Any] = {
        "kind": ReferralKind.COORDINATION, "to_agency_id": to_agency, "purpose": "役割の整理をお願いしたい",
        "summary": "母の介護と、長男のひきこもりが重なっている", "explained": Explained.EXPLAINED, "agreement": Agreement.AGREED,
        "basis": Basis.LAW, "statute_code": STATUTE, "basis_note": "本人の利益のため", "answer_by": days(7), "person_ids": people,
        "sensitive": True,
    }  # fmt: skip
    entry: dict[str, Any] = {"route": Route.IN_FIELD, "tried": "訪問を九回した", "wanted": "役割分担を決めたい"}
    entry |= {name: rest.pop(name) for name in list(rest) if name in entry}
    return commands.RequestFacts(ReferralFacts(**(letter | rest)), **entry)


def opened(source: Actor) -> tuple[UUID, UUID, UUID]:
    """二人を登録して事案を開く。"""
    mother, son = register(source, "高橋 花子"), register(source, "高橋 太郎", "タカハシ タロウ", "昭和47年5月5日")
    case_id = cases.open_case(
        by=source, title="母と長男の二人暮らし", person_ids=[(son, Standing.SELF), (mother, Standing.FAMILY)],
        opened_on=clock.today(), reason="民生委員から",
    )  # fmt: skip
    return case_id, mother, son


def requested(source: Actor, receiver: Actor, **rest: Any) -> World:
    """依頼まで。"""
    case_id, mother, son = opened(source)
    facts = request_facts(receiver.agency_id, son, mother, **rest)
    return World(case_id, mother, son, commands.refer_to_coordination(by=source, case_id=case_id, facts=facts))


def talked(by: Actor, referral_id: UUID, **rest: Any) -> UUID:
    """紹介元と話す。"""
    given: dict[str, Any] = {
        "talked_on": clock.today(), "method": TalkMethod.PHONE, "with_whom": "北見さん", "content": "長男は訪問を断っている",
    }  # fmt: skip
    return commands.talk_with_source(by=by, referral_id=referral_id, facts=commands.TalkFacts(**(given | rest)))


def taken_on(source: Actor, receiver: Actor) -> World:
    """受理まで。"""
    world = requested(source, receiver)
    talked(receiver, world.referral_id)
    commands.take_on_case(by=receiver, referral_id=world.referral_id, reason="複数の機関の役割整理が要る")
    return world


def source(origin: Origin = Origin.SELF, agency_id: UUID | None = None, **rest: Any) -> Source:
    given: dict[str, Any] = {"as_of": clock.today(), "certainty": Certainty.CONFIRMED}
    return Source(origin, agency_id, **(given | rest))


def cell(key: str, value: Any = "", own: bool = False, **rest: Any) -> commands.CellAnswer:
    """一つの欄への答え。値の型は Python の型から決まる。"""
    return commands.CellAnswer(key, fact(value), source(**rest), own)


def fact(value: Any) -> FactValue:
    match value:
        case UUID():
            return FactValue(named_id=value)
        case str():
            return FactValue(text=value)
        case int():
            return FactValue(amount=Decimal(value))
        case date():
            return FactValue(day=value)
        case [tuple(), *_]:
            return FactValue(rows=tuple(value))
        case _:
            return FactValue(codes=tuple(value))


def save(by: Actor, case_id: UUID, section: Section, *answers: commands.CellAnswer, person: UUID | None = None, base: int = 0) -> int:
    return commands.save_section(by=by, case_id=case_id, section=section, person_id=person, base=base, answers=answers)


def ask(by: Actor, case_id: UUID, to_agency: UUID, *people: UUID, keys: tuple[str, ...] = ("F-01",), **rest: Any) -> UUID:
    """照会する(既定は法令を根拠に)。"""
    given: dict[str, Any] = {
        "to_agency_id": to_agency, "person_ids": people, "item_keys": keys, "free_question": "", "purpose": "支援の組み立てのため",
        "basis": AskingBasis.LAW, "statute_code": STATUTE, "answer_by": days(14),
    }  # fmt: skip
    return commands.ask_agency(by=by, case_id=case_id, facts=commands.InquiryFacts(**(given | rest)))
