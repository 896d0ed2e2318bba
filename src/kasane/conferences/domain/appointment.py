"""委嘱の規則: だれを、どの範囲で、いつからいつまで構成員とするか(社会福祉法106条の6、seed 002)。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kasane.kernel.coded import Coded
from kasane.kernel.decision import Decision
from kasane.kernel.fiscal import FiscalYear

_GROUND: Final = "社会福祉法106条の6(構成員の委嘱)"


class AppointmentKind(Coded):
    """委嘱のしかた。団体は、事前調整の上で、属する人を名簿でまとめて委嘱できる(seed 002)。"""

    PERSON = "person", "一人への委嘱"
    BODY = "body", "団体への一括の委嘱"


class AppointmentScope(Coded):
    """委嘱の及ぶ範囲。"""

    ITEM = "item", "一つの議題だけ"
    KIND = "kind", "この会議のすべての議題"


@dataclass(frozen=True, slots=True)
class AppointmentFacts:
    """委嘱簿の一件に書くこと。member_ids は委嘱する人(団体なら名簿の全員)。valid_to は最後の日(その日を含む)。"""

    kind: AppointmentKind
    scope: AppointmentScope
    member_ids: tuple[UUID, ...]
    valid_from: date
    valid_to: date
    kind_code: str = ""
    item_id: UUID | None = None
    organisation: str = ""
    agreed_on: date | None = None
    agreed_with: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """名簿の一人の今: 委嘱が効く期間(終わりの日を含む)、守秘の説明と誓約の日、範囲。"""

    effective_from: date
    valid_to: date
    briefed_on: date | None
    signed_on: date | None
    scope: AppointmentScope
    kind_code: str
    item_id: UUID | None
    removed: bool = False


def appointment_problems(facts: AppointmentFacts) -> dict[str, str]:
    """書き方の誤り(欄 → 理由)。なければ空。"""
    wrong: dict[str, str] = {}
    if not facts.member_ids:
        wrong["member_ids"] = "委嘱する人を選んでください。"
    if facts.kind is AppointmentKind.PERSON and len(set(facts.member_ids)) > 1:
        wrong["member_ids"] = "一人への委嘱です。何人もまとめて委嘱するときは「団体への一括の委嘱」を選んでください。"
    if facts.kind is AppointmentKind.BODY:
        if not facts.organisation:
            wrong["organisation"] = "団体の名前を書いてください。"
        if facts.agreed_on is None or not facts.agreed_with:
            wrong["agreed_on"] = "団体への一括の委嘱には、団体との事前の調整が要ります。調整した日と相手を書いてください。"
        elif facts.agreed_on > facts.valid_from:
            wrong["agreed_on"] = "事前の調整の日が、委嘱の始まりより後になっています。"
    if facts.valid_to < facts.valid_from:
        wrong["valid_to"] = "終わりの日が、始まりの日より前になっています。"
    if facts.scope is AppointmentScope.ITEM and facts.item_id is None:
        wrong["item_id"] = "委嘱する議題を選んでください。"
    if facts.scope is AppointmentScope.KIND and not facts.kind_code:
        wrong["kind_code"] = "委嘱する会議を選んでください。"
    if not wrong and facts.kind is AppointmentKind.PERSON and facts.organisation:
        wrong["organisation"] = "一人への委嘱です。団体の名前は、団体への一括の委嘱のときに書きます。"
    if not wrong and (facts.kind_code if facts.scope is AppointmentScope.ITEM else facts.item_id):
        wrong["scope"] = "委嘱の範囲は、一つの議題か、この会議のすべての議題の、どちらか一方です。"
    return wrong


def effective_from(valid_from: date, recorded_on: date) -> date:
    """委嘱が効き始める日。さかのぼって書いても、書いた日より前には効かない(後から委嘱して、前の共有を正しくすることはできない)。"""
    return max(valid_from, recorded_on)


def number_label(fiscal_year: int, serial: int) -> str:
    """委嘱番号の言い方。"""
    return f"{FiscalYear(fiscal_year).label}第{serial}号"


def covers(listed: Listed, *, on: date, kind_code: str, item_id: UUID) -> Decision:
    """この委嘱で、この日のこの議題の構成員になれるか。守秘の説明と署名が済むまでは、委嘱していても入れない(N21)。"""
    if listed.removed:
        return Decision.no("名簿から外れた人です。", _GROUND)
    if on < listed.effective_from:
        return Decision.no("委嘱がまだ始まっていません。", _GROUND)
    if on > listed.valid_to:
        return Decision.no("委嘱の期間が終わっています。委嘱し直してください。", _GROUND)
    if listed.scope is AppointmentScope.ITEM and listed.item_id != item_id:
        return Decision.no("別の議題についての委嘱です。この議題について委嘱してください。", _GROUND)
    if listed.scope is AppointmentScope.KIND and listed.kind_code != kind_code:
        return Decision.no("別の会議についての委嘱です。この会議について委嘱してください。", _GROUND)
    if listed.briefed_on is None or listed.briefed_on > on:
        return Decision.no("守秘義務の説明がまだです。説明した日を委嘱簿に書いてください。", _GROUND)
    if listed.signed_on is None or listed.signed_on > on:
        return Decision.no("署名した書面(誓約書)がまだです。受け取った日を委嘱簿に書いてください。", _GROUND)
    return Decision.yes("委嘱されています。", _GROUND)


def may_attend_on_paper(*, outside: bool, acknowledged: bool, left: bool, cover: Decision) -> Decision:
    """紙の誓約書によって出席にしてよいか。cover は、開催の日に効く委嘱(説明と署名した誓約書を含む)があるか。"""
    if left or not outside:
        return Decision.no("紙の誓約書で出席にできるのは、この議題の外の構成員だけです。職員は、かさねで守秘を確認します。", _GROUND)
    if acknowledged:
        return Decision.no("この人は守秘を確認しています。「出席を取る」で記録してください。", _GROUND)
    if not cover.allowed:
        return cover
    return Decision.yes("委嘱簿に、守秘の説明と署名した誓約書があります。資料は、本人が確認するまで開きません。", _GROUND)


def best_cover(listed: tuple[Listed, ...], *, on: date, kind_code: str, item_id: UUID) -> Decision:
    """その人のすべての委嘱のうち一つでも効くか。どれも効かなければ、いちばん新しい委嘱の理由。一件もなければ委嘱がないこと。"""
    answers = [covers(one, on=on, kind_code=kind_code, item_id=item_id) for one in sorted(listed, key=lambda one: one.effective_from)]
    if not answers:
        return Decision.no("委嘱されていません。外の人に会議の資料を見せるには、先に委嘱してください。", _GROUND)
    return next((answer for answer in answers if answer.allowed), answers[-1])
