"""評価の頁に並べるもの: 次にすること、人ごとの欄、評価結果の欄、印刷の印の欄。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.urls import reverse

from kasane.cases.views.answering import case_sheet
from kasane.cases.views.choosing import partners
from kasane.kernel.decision import Decision, NotVisible
from kasane.kernel.wareki import format_wareki
from kasane.plans.domain.codes import Grade, Outcome, PlanKind
from kasane.plans.domain.evaluation import EvaluationState
from kasane.plans.forms.evaluation import CarryForm
from kasane.plans.queries import number_label
from kasane.plans.queries.evaluation import EvaluationPage, GradeLine, PartLine
from kasane.plans.views.answering import FORM, TAB, Acts, plan_url
from kasane.plans.views.choosing import Choices, with_current
from kasane.screens.answering import Sheet

_SAID: Final = {
    EvaluationState.DRAFT: "必要なことはそろいました。書き終えると、会議に諮れるようになります。",
    EvaluationState.FINISHED: "書き終えています。プランの頁から、会議に諮ってください。",
    EvaluationState.TABLED: "会議に諮っています。会議の結論を待っています。",
    EvaluationState.SETTLED: "会議で決まりました。",
}
_HEAD: Final = "書きかけでも保存できます。足りないことは評価の頁に出ます。終結・再プラン・中断は、会議で了承されて初めて決まります。"
_PART: Final = "人ごとに書きます。その人の記録を見られる機関だけが読みます。"
_CARRY: Final = (
    "会議で決まったとおりに、様子をうかがう間隔を決め、終結なら主担当を引き継ぎます。伴走は残り、状況が変わればすぐに再開できます。"
)
_FOLLOW: Final = {True: "要る", False: "要らない"}


def reasons_label(outcome: Outcome | None) -> str:
    """理由の欄の名前。"""
    return {Outcome.CLOSE: "終結の理由", Outcome.SUSPEND: "中断の理由"}.get(outcome, "") if outcome else ""


def evaluation_url(evaluation_id: UUID, name: str = "evaluation") -> str:
    """評価の頁の URL。"""
    return reverse(f"plans:{name}", args=[evaluation_id])


def plan_title(kind: PlanKind, number: int) -> str:
    """プランの呼び名。"""
    return f"{kind.label_ja}プラン　{number_label(number)}"


def part_of(shown: EvaluationPage, person_id: UUID | None) -> PartLine:
    """世帯、または名前の見える一人の欄。ほかは NotVisible。"""
    found = next((one for one in shown.parts if one.person_id == person_id), None)
    if found is None or (person_id and person_id not in shown.case.names):
        raise NotVisible
    return found


def goal_of(shown: EvaluationPage, goal_id: UUID) -> GradeLine:
    """見える目標。ほかは NotVisible。"""
    found = next((one for one in shown.goals if one.goal_id == goal_id), None)
    if found is None:
        raise NotVisible
    return found


def part_options(shown: EvaluationPage) -> dict[str, Any]:
    """人ごとの欄の選択肢。理由は、評価結果に合うものだけ。"""
    outcome, choices = shown.facts.outcome, shown.choices
    return {
        "changes": list(choices.changes.items()), "reasons": list(choices.reasons(outcome).items()),
        "reasons_label": reasons_label(outcome),
    }  # fmt: skip


def leads_after(shown: EvaluationPage) -> Choices:
    """終結後の主担当に選べる機関・担当者。"""
    facts = shown.facts
    now = f"{facts.next_lead_agency_id}:{facts.next_lead_posting_id or ''}" if facts.next_lead_agency_id else ""
    return with_current(partners(), now, f"{shown.next_lead}　{shown.next_lead_staff}（今の値）")


def evaluation_sheet(
    shown: EvaluationPage, act: str, *, part: PartLine | None = None, goal: GradeLine | None = None, compared: Any = None
) -> Sheet:
    """評価の入力画面: 頭、人ごとの欄(part)、目標の達成(goal)。"""
    key = [one for one in (part.person_id if part else None, goal.goal_id if goal else None) if one]
    name = f"{act}_of" if part and part.person_id else act
    title = f"{whose(part)}の変化と今の状況" if part else "目標の達成状況" if goal else "評価結果とその後"
    facts = ({"label": f"目標（{goal.name}）", "value": goal.goal},) if goal else ()
    return case_sheet(
        shown.case, title, reverse(f"plans:{name}", args=[shown.id, *key]), tab=TAB, back=evaluation_url(shown.id), template=FORM,
        lead=_PART if part else "" if goal else _HEAD, facts=facts, draft=f"evaluation:{shown.id}:{act}:{key[0] if key else ''}",
        compared=compared or _graded,
    )  # fmt: skip


def may_return(shown: EvaluationPage) -> bool:
    """終結とともに「もどし」にできる、自機関の受けたつなぎがあるか。"""
    return shown.facts.outcome is Outcome.CLOSE and bool(shown.to_return)


def carry_form(shown: EvaluationPage) -> partial[CarryForm]:
    """手続きの欄: もどせるつなぎがあるときだけ「もどしの内容」、主担当を決める終結のときだけ「引き継げないときの理由」を聞く。"""
    return partial(CarryForm, returns=may_return(shown), hands_on=shown.facts.outcome is Outcome.CLOSE)


def carry_sheet(shown: EvaluationPage) -> Sheet:
    """会議で決まった終結・中断の手続きの画面。"""
    facts, ready = shown.facts, shown.lead_ready
    rows: list[Mapping[str, Any]] = [
        {"label": "評価結果", "value": facts.outcome.label_ja if facts.outcome else ""},
        {"label": "フォローアップ", "value": _follow_up(shown)},
    ]
    if ready is not None:
        rows.append({"label": "終結後の主担当", "value": "　".join(filter(None, (shown.next_lead, shown.next_lead_staff)))})
        rows.append({"label": "引継ぎ", "value": ready.reason})
    rows += [{"label": f"受けていたつなぎ（{one.from_agency}）", "value": one.purpose} for one in shown.to_return if may_return(shown)]
    return case_sheet(
        shown.case, "会議で決まった手続きをする", evaluation_url(shown.id, "carry_out"), tab=TAB, back=evaluation_url(shown.id),
        submit="進める", draft=f"evaluation:{shown.id}:carry", lead=_CARRY, facts=tuple(rows), template=FORM,
    )  # fmt: skip


def whose(part: PartLine) -> str:
    """だれの欄か。"""
    return f"{part.name}さん" if part.person_id else part.name


def _graded(row: Any) -> Mapping[str, Any]:
    return {"grade": row.grade, "text": row.text, "version": row.version}


def evaluation_data(shown: EvaluationPage) -> dict[str, Any]:
    """評価の頁に渡す値。"""
    return {
        "evaluation": shown, "plan_title": plan_title(shown.plan_kind, shown.plan_number), "rows": _rows(shown),
        "lacking": list(shown.lacking.values()) if shown.state is EvaluationState.DRAFT else [], "said": _SAID[shown.state],
        "acts": _acts(shown), "parts": [_part(shown, one) for one in shown.parts],
    }  # fmt: skip


def evaluation_print_data(shown: EvaluationPage) -> dict[str, Any]:
    """様式2-2の印刷に渡す値。"""
    return {
        "case": shown.case, "evaluation": shown, "plan_title": plan_title(shown.plan_kind, shown.plan_number),
        "follow_up": _follow_up(shown), "parts": [_printed_part(shown, one) for one in _to_print(shown)],
        "grades": [{"line": one, "boxes": boxes(Grade.choices(), {one.grade.value} if one.grade else ())} for one in shown.goals],
        "outcome": boxes(Outcome.choices(), {shown.facts.outcome.value} if shown.facts.outcome else ()),
        "follow": boxes((("yes", "要る"), ("no", "要らない")), {None: (), True: {"yes"}, False: {"no"}}[shown.facts.follow_up_needed]),
    }  # fmt: skip


def boxes(choices: Iterable[tuple[str, str]], chosen: Iterable[str]) -> list[tuple[str, bool]]:
    """印の欄: (言い方, 選んだか)。"""
    picked = set(chosen)
    return [(label, code in picked) for code, label in choices]


def _acts(shown: EvaluationPage) -> list[dict[str, Any]]:
    def at(name: str) -> str:
        return reverse(f"plans:{name}", args=[shown.id])

    acts = Acts()
    if shown.state is EvaluationState.DRAFT:
        acts.add("finish", "書き終える", at("finish"), _finish(shown), post=True)
    if shown.state is EvaluationState.FINISHED:
        acts.add("to-plan", "プランの頁で会議に諮る", plan_url(shown.plan_id))
        acts.add("reopen", "作成中に戻す", at("reopen"), shown.reopen, kind="secondary", post=True)
    if shown.state is EvaluationState.SETTLED and shown.facts.outcome is not Outcome.REPLAN:
        acts.add("carry-out", "終結・中断の手続きをする", at("carrying_out"), shown.carry_out)
    return acts.shown


def _finish(shown: EvaluationPage) -> Decision:
    """足りないことは、すぐ上に一つずつ並んでいるので、ボタンでは繰り返さない。"""
    if shown.write.allowed and shown.lacking:
        return Decision.no("上に並んだことがそろうと、書き終えられます。", shown.finish.ground)
    return shown.finish


def _rows(shown: EvaluationPage) -> list[dict[str, Any]]:
    facts, derived = shown.facts, shown.derived
    lead = "　".join(filter(None, (shown.next_lead, shown.next_lead_staff)))
    return [
        {"label": "評価日", "value": format_wareki(facts.evaluated_on)},
        {"label": "評価者", "value": f"{shown.evaluator}（{shown.evaluator_agency}）"},
        {"label": "スタッフ・会議の意見", "value": facts.opinions},
        {"label": "評価結果", "value": facts.outcome.label_ja if facts.outcome else ""},
        {"label": "終結後の主担当", "value": lead},
        {"label": "フォローアップ", "value": _follow_up(shown)},
        {"label": "支援期間・回数", "value": _derived(derived.days, derived.replans, derived.meetings)},
        *([{"label": "決まった日", "value": format_wareki(shown.settled_on)}] if shown.settled_on else []),
        *([{"label": "手続き", "value": f"済み　{shown.carried_note}"}] if shown.carried else []),
    ]  # fmt: skip


def _derived(days: int | None, replans: int, meetings: int) -> str:
    return f"{'まだ確定していません' if days is None else f'{days}日'}　再プラン{replans}回　会議{meetings}回"


def _follow_up(shown: EvaluationPage) -> str:
    facts = shown.facts
    if facts.follow_up_needed is None:
        return ""
    every = f"{facts.follow_up_days}日ごと" if facts.follow_up_days else ""
    return "　".join(filter(None, (_FOLLOW[facts.follow_up_needed], shown.method, every, facts.follow_up_note)))


def _part(shown: EvaluationPage, one: PartLine) -> dict[str, Any]:
    label, facts = reasons_label(shown.facts.outcome), one.facts
    rows = [
        {"label": "見られた変化", "value": _told(one.changes, facts.changes_text)},
        {"label": "現在の状況と残された課題", "value": facts.state_now},
        {"label": "本人の希望・意向", "value": facts.wishes},
        {"label": "満足度・感想", "value": facts.satisfaction},
        *([{"label": label, "value": _told(one.reasons, facts.reasons_text)}] if label else []),
    ]
    key: tuple[UUID, ...] = (shown.id, one.person_id) if one.person_id else (shown.id,)
    name = "writing_part_of" if one.person_id else "writing_part"
    return {"name": whose(one), "rows": rows, "stale": one.stale, "url": reverse(f"plans:{name}", args=key)}


def _told(labels: Iterable[str], text: str) -> str:
    return "\n".join(filter(None, ("、".join(labels), text)))


def _to_print(shown: EvaluationPage) -> tuple[PartLine, ...]:
    """刷る欄: 書いたもの。一つも書いていなければ、手で書けるよう世帯の欄だけを空で刷る。"""
    written = tuple(one for one in shown.parts if one.version)
    return written or shown.parts[:1]


def _printed_part(shown: EvaluationPage, one: PartLine) -> dict[str, Any]:
    def marked(found: Mapping[str, str], chosen: Iterable[str]) -> list[tuple[str, bool]]:
        return boxes(found.items(), chosen)

    facts, choices, outcome = one.facts, shown.choices, shown.facts.outcome
    return {
        "name": whose(one), "facts": facts, "changes": marked(choices.changes, facts.changes),
        "ends": marked(choices.end_reasons, facts.reasons if outcome is Outcome.CLOSE else ()),
        "suspends": marked(choices.suspend_reasons, facts.reasons if outcome is Outcome.SUSPEND else ()),
    }  # fmt: skip
