"""人の試験の道具: コマンドだけを使って、架空の人と世帯を住まわせる。"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from kasane.kernel.actor import Actor
from kasane.kernel.wareki import parse_date
from kasane.people import commands
from kasane.people.commands.places import PlaceFacts
from kasane.people.commands.protection import Opponent, ProtectionFacts
from kasane.people.domain.codes import PlaceKind, ProtectionKind
from kasane.people.domain.person import PersonFacts

TODAY = date(2026, 11, 20)


def facts(name: str = "高橋 花子", kana: str = "タカハシ ハナコ", born: str = "昭和20年3月1日", **rest: Any) -> PersonFacts:
    """「姓 名」の書き方から人の事柄を作る。"""
    family, _, given = name.partition(" ")
    family_kana, _, given_kana = kana.partition(" ")
    return PersonFacts(
        family_name=family,
        given_name=given,
        family_kana=family_kana,
        given_kana=given_kana,
        born=parse_date(born) if born else None,
        **rest,
    )


def register(by: Actor, *args: Any, **rest: Any) -> UUID:
    """人を一人登録する。"""
    return commands.register_person(by=by, facts=facts(*args, **rest))


def lives_at(by: Actor, person_id: UUID, text: str, kind: PlaceKind = PlaceKind.RESIDENCE, **rest: Any) -> UUID:
    """居どころ・連絡先を一つ記録する。"""
    return commands.record_place(by=by, person_id=person_id, facts=PlaceFacts(kind=kind, text=text, **rest))


def protect(by: Actor, person_id: UUID, *opponents: UUID, **rest: Any) -> UUID:
    """支援措置を始める。"""
    given = ProtectionFacts(
        kind=ProtectionKind.DV,
        applied_on=TODAY,
        valid_from=TODAY,
        opponents=[Opponent(person_id=one) for one in opponents] or [Opponent(name="架空の相手方")],
        **rest,
    )
    return commands.protect_address(by=by, person_id=person_id, facts=given)
