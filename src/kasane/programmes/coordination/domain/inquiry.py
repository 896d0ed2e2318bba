"""照会(seed 001 §6-5(3)②、mission 2.3): 何を、だれについて、どの根拠で聞いてよいか。答えてよいか。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from kasane.kernel.coded import Coded
from kasane.kernel.decision import Decision

TAX_OFFICE: Final = "1301"
TAX_GROUND: Final = "地方税法22条"
GROUND: Final = "個人情報の保護に関する法律69条"


class AskingBasis(Coded):
    """聞いてよい根拠。"""

    CONSENT = "consent", "本人の同意がある"
    LAW = "law", "法令に定めがある"


class InquiryState(Coded):
    """照会の状態。"""

    SENT = "sent", "答えを待っている"
    ANSWERED = "answered", "答えが届いた"
    WITHDRAWN = "withdrawn", "取り下げた"


@dataclass(frozen=True, slots=True)
class AskingFacts:
    """聞いてよいかを決める事実。

    own は自分の機関への照会か。items は聞く項目の数、declared_only は本人の申告だけで書く項目を含むか。
    consented は、聞く人と項目のすべてに使える同意があるか(判断の文つき)。
    statute_known は、挙げた法令がその日に効力を持つ行か。
    """

    own: bool
    agency_kind: str
    items: int
    declared_only: bool
    free_text: bool
    basis: AskingBasis
    statute_known: bool
    consented: Decision | None


def may_ask(facts: AskingFacts) -> Decision:
    """この機関に、この項目を、この根拠で聞いてよいか。

    聞くことは、相手にこの人が相談していると知らせることでもあるので、同意か法令の根拠が要る。税の情報は、税の窓口からも
    ほかの機関からも集めない(forms §13 規則5)。
    """
    refusal = ""
    ground = GROUND
    if facts.own:
        refusal = "自分の機関には照会できません。分かっていることは、そのまま書いてください。"
    elif facts.agency_kind == TAX_OFFICE or facts.declared_only:
        refusal, ground = "税の情報は照会で集められません。本人の申告か、本人が出した書類だけを使います。", TAX_GROUND
    elif not facts.items and not facts.free_text:
        refusal = "聞きたい項目を選ぶか、聞きたいことを書いてください。"
    elif facts.basis is AskingBasis.LAW and not facts.statute_known:
        refusal = "根拠とする法令を選んでください。"
    elif facts.basis is AskingBasis.CONSENT and facts.consented is None:
        refusal = "だれについての照会かを選んでください。"
    if refusal:
        return Decision.no(refusal, ground)
    if facts.basis is AskingBasis.CONSENT and facts.consented is not None:
        return facts.consented
    return Decision.yes("法令の定めがあるため、照会できます。", GROUND)


def may_answer_inquiry(*, state: InquiryState) -> Decision:
    """照会に答えてよいか: 待たれている照会に一度だけ。"""
    if state is not InquiryState.SENT:
        return Decision.no(f"この照会は「{state.label_ja}」です。もう答えられません。", GROUND)
    return Decision.yes("答えを待っている照会です。", GROUND)


def may_take_over(*, state: InquiryState, answered: bool, taken: bool) -> Decision:
    """届いた答えを、アセスメントの事実に取り入れてよいか: 答えのある問いを一度だけ。"""
    if state is not InquiryState.ANSWERED or not answered:
        return Decision.no("この問いには、答えが届いていません。", GROUND)
    if taken:
        return Decision.no("この答えは、すでにアセスメントに取り入れています。", GROUND)
    return Decision.yes("届いた答えです。", GROUND)


def letter_problems(*, answer_by: date, purpose: str, today: date) -> dict[str, str]:
    """照会の書きぶりの誤り: 目的は必須、答えの期限は今日より後。"""
    problems = {}
    if not purpose.strip():
        problems["purpose"] = "何のために聞くのかを書いてください。相手の機関が読みます。"
    if answer_by <= today:
        problems["answer_by"] = "答えの期限は、あすより後にしてください。"
    return problems
