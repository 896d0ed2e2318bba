"""確定の仕方: プランの行から、支援決定・支援決定と確認・報告のどれかを決める(seed 001 §6-6(4)、forms §7)。"""

from __future__ import annotations

from dataclasses import dataclass

from kasane.plans.domain.codes import Finality, PlanKind, Programme

_DECIDED = frozenset({Programme.OUTREACH, Programme.PARTICIPATION})
_BY_KIND = {PlanKind.PARTICIPATION: Programme.PARTICIPATION, PlanKind.OUTREACH: Programme.OUTREACH}


@dataclass(frozen=True, slots=True)
class PlanContent:
    """確定の仕方を決める事実。programmes は、取り下げていない行が使う事業。

    preconsent_needs_decision: 同意前のアウトリーチプランにも支援決定が要るか(市の決めごと。既定は要る)。
    """

    kind: PlanKind
    consented: bool
    programmes: frozenset[Programme]
    preconsent_needs_decision: bool = True


def finality(content: PlanContent) -> Finality:
    """確定の仕方。参加支援・アウトリーチのプランは、行になくても、その事業を使うものとして数える。

    同じ規則を SQL(plans_finality)が持ち、乱数の世界で一致を確かめている。
    """
    used = content.programmes | ({_BY_KIND[content.kind]} if content.kind in _BY_KIND else frozenset())
    if not used & _DECIDED:
        return Finality.REPORT
    if content.kind is PlanKind.OUTREACH and not content.consented and not content.preconsent_needs_decision:
        return Finality.REPORT
    return Finality.DECIDE_AND_CHECK if Programme.OTHER in used else Finality.DECIDE
