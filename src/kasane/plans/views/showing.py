"""プランの頁と様式2-1に並べるもの: 道のり、次にすること、頭の欄、説明、会議と市の手続、印の欄。"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.urls import reverse

from kasane.access.policy import Action
from kasane.cases.queries import CaseHeader
from kasane.kernel.wareki import format_wareki
from kasane.plans.domain.codes import DecisionState, Finality, PlanKind, PlanState, Programme
from kasane.plans.domain.evaluation import EvaluationState
from kasane.plans.queries import ItemLine, PlanPage
from kasane.plans.queries.evaluation import EvaluationLine
from kasane.plans.views.answering import Acts, plan_url

FINALITIES: Final = {
    Finality.DECIDE: "参加支援・アウトリーチだけのプランです。会議で了承された後、市が支援決定をした日に確定します。",
    Finality.DECIDE_AND_CHECK: "参加支援・アウトリーチと、そのほかの支援を含むプランです。会議で了承された後、市が支援決定をし、"
    "そのほかの支援の内容を確認した日に確定します。",
    Finality.REPORT: "市の支援決定がいらないプランです。会議で了承された日に確定し、市に報告されます。",
}
_SAID: Final = {
    PlanState.DRAFT: "目標・支援方針・実施事項・次に見直す日を書き、本人に説明してから、会議に諮ります。",
    PlanState.TABLED: "会議の結論を待っています。会議の場での手直しは、ここに書き込めます。",
    PlanState.APPROVED: "会議で了承されました。市の支援決定の日に確定します。",
    PlanState.FINAL: "プランに沿って支援しています。見直す日が来たら、進み具合を確かめ、評価シート（様式2-2）を書きます。",
    PlanState.REPLACED: "再プランに引き継いだプランです。",
    PlanState.ENDED: "会議で終結が決まったプランです。",
    PlanState.SUSPENDED: "会議で中断が決まったプランです。状況が変われば、再プランとして作り直せます。",
    PlanState.WITHDRAWN: "取り下げたプランです。",
}
_PLACES: Final = {PlanState.DRAFT: 0, PlanState.TABLED: 1, PlanState.APPROVED: 2, PlanState.FINAL: 3, PlanState.WITHDRAWN: -1}
_END: Final = 4


def plan_data(plan: PlanPage, header: CaseHeader, evaluations: tuple[EvaluationLine, ...], items: tuple[ItemLine, ...]) -> dict[str, Any]:
    """プランの頁に渡す値。"""
    return {
        "road": _road(plan), "next_said": _said(plan), "acts": _acts(plan, header, evaluations), "may": plan.decisions,
        "head_rows": head_rows(plan), "items": _items(plan, header, items), "evaluations": [_evaluation(one) for one in evaluations],
        **course_data(plan),
    }  # fmt: skip


def course_data(plan: PlanPage) -> dict[str, Any]:
    """説明と、会議と市の手続(頁と印刷に共通)。"""
    return {
        "finality_said": FINALITIES[plan.finality],
        "explained": [
            {
                "name": one.person_name, "on": one.on, "answer": "同意した" if one.agreed else "同意しなかった",
                "kind": "done" if one.agreed else "attention", "method": "\n".join(filter(None, (one.method, one.note))),
                "signed": "\n".join(filter(None, (_given(one), "署名した紙を保管" if one.paper_kept else ""))),
            }
            for one in plan.explained
        ],
        "approvals": [{"on": one.on, "occasion": one.occasion.label_ja, "outcome": one.outcome.label_ja} for one in plan.approvals],
        "city": [
            {
                "id": one.id, "finality": one.finality.label_ja, "state": one.state, "agency": one.agency, "on": one.decided_on,
                "number": one.document_number, "content": "\n".join(filter(None, (one.content, one.conditions))),
            }
            for one in plan.city
        ],
    }  # fmt: skip


def head_rows(plan: PlanPage) -> list[dict[str, Any]]:
    """頭の欄(本人・世帯の希望は、言葉として別に出す)。"""
    used = "、".join(one.label_ja for one in Programme if one in plan.programmes and one is not Programme.OTHER)
    early = f"{format_wareki(plan.early_start_on)}　{plan.early_start_reason}" if plan.early_start_on else ""
    return [
        {"label": "目指す姿（長期）", "value": plan.long_goal},
        {"label": "支援の方針", "value": plan.policy},
        {"label": "主担当", "value": "　".join(filter(None, (plan.lead_agency, plan.lead_staff))), "blank": "決まっていません"},
        {"label": "プランの期間", "value": _period(plan), "blank": "決まっていません"},
        {"label": "次に見直す日", "value": format_wareki(plan.monitoring_on) if plan.monitoring_on else "", "blank": "決まっていません"},
        {"label": "使う事業", "value": used, "blank": "参加支援・アウトリーチは使いません"},
        *([{"label": "市の決定より先の開始", "value": early}] if early else []),
        {"label": "終結の見通し", "value": plan.end_outlook},
        {"label": "本人の同意", "value": "得ている" if plan.consented else "まだ得ていない（アウトリーチ）"},
        *([{"label": "確定日", "value": format_wareki(plan.confirmed_on)}] if plan.confirmed_on else []),
        *([{"label": "終わった日", "value": format_wareki(plan.ended_on)}] if plan.ended_on else []),
    ]  # fmt: skip


def print_boxes(plan: PlanPage) -> dict[str, list[tuple[str, bool]]]:
    """様式2-1の印の欄。"""
    return {
        "kind": [(one.label_ja, one is plan.kind) for one in PlanKind],
        "consented": [("あり", plan.consented), ("なし（アウトリーチ同意前）", not plan.consented)],
        "programmes": [(one.label_ja, one in plan.programmes) for one in Programme if one is not Programme.OTHER],
        "finality": [(one.label_ja, one is plan.finality) for one in Finality],
    }


def _road(plan: PlanPage) -> list[dict[str, str]]:
    city = "市への報告" if plan.finality is Finality.REPORT else "市の支援決定"
    here = _END if plan.occasion and plan.state is PlanState.FINAL else _PLACES.get(plan.state, _END + 1)
    names = ("作る", "会議に諮る", city, "確定・実施", "評価・終わり")
    return [
        {"label": name, "url": "", "state": "current" if place == here else "done" if place < here else "todo"}
        for place, name in enumerate(names)
    ]


def _said(plan: PlanPage) -> str:
    if plan.occasion is not None and plan.state is PlanState.FINAL:
        return f"「{plan.occasion.label_ja}」として会議に諮っています。会議の結論を待っています。"
    if plan.state in (PlanState.APPROVED,) and any(one.state is DecisionState.WAITING for one in plan.city):
        return "市へ出しました。支援決定を待っています。"
    why = f"前の理由：{plan.state_reason}" if plan.state_reason and plan.state in (PlanState.DRAFT, PlanState.WITHDRAWN) else ""
    return "　".join(filter(None, (_SAID[plan.state], why)))


def _acts(plan: PlanPage, header: CaseHeader, evaluations: tuple[EvaluationLine, ...]) -> list[dict[str, Any]]:
    acts, may, state = Acts(), plan.decisions, plan.state
    ending = state is PlanState.FINAL
    unsettled = next((one for one in evaluations if one.state is not EvaluationState.SETTLED), None)
    if ending:
        acts.add("following", "進み具合を確かめる", plan_url(plan.id, "following"))
        if unsettled:
            acts.add("evaluation", "評価シートの続きを書く", reverse("plans:evaluation", args=[unsettled.id]))
        else:
            acts.add("evaluate", "評価シートを書き始める", plan_url(plan.id, "start_evaluation"), may["evaluate"], post=True)
    if plan.occasion:
        acts.add("recall", "会議に諮るのを取りやめる", plan_url(plan.id, "recalling"), may["recall"], kind="secondary")
    elif state is PlanState.DRAFT or ending:
        label = "終結・中断を会議に諮る" if ending else "会議に諮る"
        acts.add("table", label, plan_url(plan.id, "tabling"), may["table"], kind="secondary" if ending else "")
    if state is PlanState.DRAFT and not plan.consented:
        acts.add("consent", "本人の同意を得た", plan_url(plan.id, "take_consent"), may["write"], kind="secondary", post=True)
    if state is PlanState.APPROVED:
        acts.add("submit", "市の支援決定を求める", plan_url(plan.id, "submitting"), may["submit"])
    if state in (PlanState.FINAL, PlanState.SUSPENDED):
        again = reverse("plans:starting", args=[plan.case_id])
        acts.add("replan", "再プランを作る", f"{again}?replaces={plan.id}", header.decisions[Action.WRITE_PLAN.value], kind="secondary")
    if state in (PlanState.DRAFT, PlanState.TABLED, PlanState.APPROVED):
        acts.add("withdraw", "取り下げる", plan_url(plan.id, "withdrawing"), may["withdraw"], kind="secondary")
    return acts.shown


def _items(plan: PlanPage, header: CaseHeader, items: tuple[ItemLine, ...]) -> dict[str, list[dict[str, Any]]]:
    """種別ごとの欄: 世帯の欄は一つ、人ごとの欄は名前の見える人の数だけ並べる。書いたものと、まだのものに分ける。"""
    written = {(one.item, one.person_id): one for one in plan.texts}
    seats: dict[bool, list[tuple[UUID | None, str]]] = {False: [(None, "")], True: list(header.names.items())}
    rows = []
    for item in items:
        for person, name in seats[item.by_person]:
            line = written.get((item.code, person))
            args = [plan.id, item.code, *([person] if person else [])]
            rows.append(
                {
                    "label": f"{item.label}（{name}さん）" if name else item.label, "value": line.said if line else "", "blank": "まだ",
                    "href": reverse(f"plans:writing_text{'_of' if person else ''}", args=args) if plan.decisions["write"].allowed else "",
                    "action": "書く",
                }
            )  # fmt: skip
    return {"written": [row for row in rows if row["value"]], "blank": [row for row in rows if not row["value"]]}


def _evaluation(one: EvaluationLine) -> dict[str, Any]:
    outcome = one.outcome.label_ja if one.outcome else "評価結果はまだ"
    return {"id": one.id, "on": one.evaluated_on, "outcome": outcome, "state": one.state}


def _given(one: Any) -> str:
    return f"{one.given_by}：{one.proxy_name}（{one.proxy_reason}）" if one.proxy_name else one.given_by


def _period(plan: PlanPage) -> str:
    start, end = plan.period_from, plan.period_to
    return f"{format_wareki(start) if start else ''}〜{format_wareki(end) if end else ''}" if start or end else ""
