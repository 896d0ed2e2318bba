"""ほかの部屋とのつなぎ目: 事案の終結をさえぎる規則とその先へ進む道、検索で見つかった文の読み直し、会議の資料に写せる行。"""

from __future__ import annotations

from uuid import UUID

from kasane.cases.registry import WayOn, register_closing_rule, register_records
from kasane.plans.domain.codes import PlanState
from kasane.plans.queries.closing import Hindering, closing_rule, hindering
from kasane.plans.queries.found import SEARCHED, loader_of
from kasane.plans.queries.recorded import plan_rows
from kasane.screens.links import link_to
from kasane.search.registry import register_source


def register() -> None:
    """起動時に一度だけ登録する。"""
    register_closing_rule(closing_rule, ways_on)
    register_records(plan_rows)
    for one in SEARCHED:
        register_source(one.kind, one.label, loader_of(one))


def ways_on(case_id: UUID) -> list[WayOn]:
    """終結をさえぎるプランごとに、次に開く画面: 評価の続き、評価の書き始め、会議・市の手続き、決まった終結の手続き。"""
    return [_way(one) for one in hindering(case_id)]


def _way(one: Hindering) -> WayOn:
    if one.uncarried is not None:
        return f"{one.name}の終結の手続き（主担当の引継ぎ）を済ませる", link_to("plans:carrying_out", one.uncarried)
    if one.unsettled is not None:
        return f"{one.name}の評価シート（様式2-2）の続きを開く", link_to("plans:evaluation", one.unsettled)
    plan = link_to("plans:plan", one.plan_id)
    if one.state is PlanState.FINAL:
        return f"{one.name}を開き、評価シート（様式2-2）を書き始める", plan
    return f"{one.name}を開く（{one.state.label_ja}）", plan
