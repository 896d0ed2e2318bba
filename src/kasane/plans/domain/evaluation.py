"""評価(様式2-2)の規則: いつ書けるか、会議に諮るまでに何が要るか、終結・中断・再プランのそれぞれに足りないものは何か(forms §5・§6.3)。

終わり方を決めるのは会議であって、ここではない。ここが決めるのは「会議に諮れるだけのことが書いてあるか」だけで、
同じ規則をデータベースの関数 plans_finish_evaluation が持つ。
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final
from uuid import UUID

from kasane.kernel.coded import Coded
from kasane.kernel.decision import Decision
from kasane.plans.domain.codes import Grade, Outcome, PlanState

GROUND: Final = "プラン評価シート（様式2-2）"
CONFERENCE_GROUND: Final = "重層的支援会議の開催のタイミング（終結の判断時・中断の決定時）"
OTHER: Final = "99"
LONGEST_FOLLOW_UP: Final = 1000

CHANGES_LIST: Final = "plan_change"
END_LIST: Final = "plan_end_reason"
SUSPEND_LIST: Final = "plan_suspend_reason"
METHOD_LIST: Final = "plan_follow_up_method"

REASON_LIST: Final[Mapping[Outcome, str]] = MappingProxyType({Outcome.CLOSE: END_LIST, Outcome.SUSPEND: SUSPEND_LIST})
"""評価の結果ごとの、理由の選択肢(C07・C08)。再プランに理由の選択肢はない。"""


class EvaluationState(Coded):
    """評価の状態。書き終えると会議に諮れるようになり、諮っている間と決まった後は変えられない。"""

    DRAFT = "draft", "作成中"
    FINISHED = "finished", "書き終えた（会議に諮れる）"
    TABLED = "tabled", "会議に諮っている"
    SETTLED = "settled", "会議で決まった"


EVALUATION_TRANSITIONS: Final[Mapping[EvaluationState, frozenset[EvaluationState]]] = MappingProxyType(
    {
        EvaluationState.DRAFT: frozenset({EvaluationState.FINISHED}),
        EvaluationState.FINISHED: frozenset({EvaluationState.DRAFT, EvaluationState.TABLED, EvaluationState.SETTLED}),
        EvaluationState.TABLED: frozenset({EvaluationState.DRAFT, EvaluationState.SETTLED}),
        EvaluationState.SETTLED: frozenset(),
    }
)
"""評価の状態の表。会議で差し戻されると作成中に戻る。再プランの評価は、次のプランが確定した時に決まる。"""


@dataclass(frozen=True, slots=True)
class EvaluationFacts:
    """評価の頭の欄(V-01・V-07・V-08・V-11)。人ごとの欄は PartFacts に分けて、その人の部屋に置く。"""

    evaluated_on: date
    outcome: Outcome | None = None
    opinions: str = ""
    next_lead_agency_id: UUID | None = None
    next_lead_posting_id: UUID | None = None
    follow_up_needed: bool | None = None
    follow_up_method: str = ""
    follow_up_note: str = ""
    follow_up_days: int | None = None


@dataclass(frozen=True, slots=True)
class PartFacts:
    """世帯、または一人についての欄(V-04〜V-06、V-09・V-10)。理由も人ごとに書く(入院・収監などは要配慮になりうるため)。"""

    changes: tuple[str, ...] = ()
    changes_text: str = ""
    state_now: str = ""
    wishes: str = ""
    satisfaction: str = ""
    reasons: tuple[str, ...] = ()
    reasons_text: str = ""


@dataclass(frozen=True, slots=True)
class Finishing:
    """書き終えたかを決める事実。数は全部の部屋から数える(一部の人しか見えない機関にも、同じ答えになるように)。

    ungraded: 評価のない目標の数。untold: 評価不能なのに説明のない目標の数。described: 現況がどこかに書いてあるか。
    reasoned: 今の結果についての理由がどこかにあるか。lead_open: 終結後の主担当(担当)が今選べるか。
    """

    facts: EvaluationFacts
    ungraded: int = 0
    untold: int = 0
    described: bool = False
    reasoned: bool = False
    lead_open: bool = True


def may_start_evaluation(plan: PlanState, *, unsettled: bool) -> Decision:
    """評価を始められるか。確定したプランだけで、決まっていない評価は一つまで。"""
    if plan is not PlanState.FINAL:
        return Decision.no(f"評価は、確定したプランについて書きます。このプランは「{plan.label_ja}」です。", GROUND)
    if unsettled:
        return Decision.no("このプランには、まだ決まっていない評価があります。その続きを書いてください。", GROUND)
    return Decision.yes("評価を始められます。", GROUND)


def may_write_evaluation(state: EvaluationState) -> Decision:
    """書き加えられるか。書き終えた評価は、作成中に戻してから直す。"""
    if EvaluationState.FINISHED in EVALUATION_TRANSITIONS[state]:
        return Decision.yes("書けます。ほかの機関も同時に書けます。", GROUND)
    if state is EvaluationState.FINISHED:
        return Decision.no("書き終えた評価です。直すときは、先に「作成中に戻す」を押してください。", GROUND)
    if state is EvaluationState.TABLED:
        return Decision.no("会議に諮っている評価は変えられません。会議で差し戻されれば、また書けます。", CONFERENCE_GROUND)
    return Decision.no("会議で決まった評価は変えられません。", CONFERENCE_GROUND)


def may_reopen_evaluation(state: EvaluationState) -> Decision:
    """作成中に戻せるか。まだ諮っていない評価だけ。"""
    if state is EvaluationState.DRAFT:
        return Decision.no("作成中の評価です。そのまま書けます。", GROUND)
    if state is not EvaluationState.TABLED and EvaluationState.DRAFT in EVALUATION_TRANSITIONS[state]:
        return Decision.yes("作成中に戻せます。", GROUND)
    return may_write_evaluation(state)


def writing_problems(facts: EvaluationFacts, *, confirmed_on: date | None, today: date, methods: Mapping[str, str]) -> dict[str, str]:
    """頭の欄の書きぶりの誤り(足りないことではなく、合わないこと)。"""
    problems: dict[str, str] = {}
    if facts.evaluated_on > today:
        problems["evaluated_on"] = "評価日は、今日以前の日にしてください。"
    elif confirmed_on is not None and facts.evaluated_on < confirmed_on:
        problems["evaluated_on"] = "評価日は、プランの確定日より後にしてください。"
    if facts.follow_up_days is not None and not 1 <= facts.follow_up_days <= LONGEST_FOLLOW_UP:
        problems["follow_up_days"] = f"様子をうかがう間隔は、1日から{LONGEST_FOLLOW_UP}日までにしてください。"
    if facts.follow_up_method and facts.follow_up_method not in methods:
        problems["follow_up_method"] = "フォローアップの方法を、選択肢から選んでください。"
    if facts.next_lead_posting_id is not None and facts.next_lead_agency_id is None:
        problems["next_lead_agency_id"] = "終結後の主担当機関も選んでください。"
    return problems


def part_problems(facts: PartFacts, outcome: Outcome | None, *, lists: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """人ごとの欄の書きぶりの誤り。理由は、評価の結果に合う選択肢(C07・C08)から選ぶ。"""
    problems: dict[str, str] = {}
    if not set(facts.changes) <= lists[CHANGES_LIST].keys():
        problems["changes"] = "見られた変化を、選択肢から選んでください。"
    elif OTHER in facts.changes and not facts.changes_text.strip():
        problems["changes_text"] = "「その他」の変化を、言葉で書いてください。"
    wanted = REASON_LIST.get(outcome) if outcome else None
    if facts.reasons and wanted is None:
        problems["reasons"] = "終結・中断の理由は、評価の結果を「終結」か「中断」にしてから選んでください。"
    elif wanted is not None and not set(facts.reasons) <= lists[wanted].keys():
        problems["reasons"] = "理由を、評価の結果に合う選択肢から選んでください。"
    elif OTHER in facts.reasons and not facts.reasons_text.strip():
        problems["reasons_text"] = "「その他」の理由を、言葉で書いてください。"
    return problems


def grade_problem(grade: Grade, text: str) -> str:
    """目標ごとの評価の誤り。評価できないときは、状況がどう変わったかが要る。"""
    if grade is Grade.CHANGED and not text.strip():
        return "評価できないときは、状況がどう変わったかを書いてください。"
    return ""


def lacking(given: Finishing) -> dict[str, str]:
    """会議に諮るまでに足りないもの: 欄の名前 → 何が要るか。空なら、書き終えられる。"""
    facts, found = given.facts, {}
    if facts.outcome is None:
        found["outcome"] = "評価の結果（終結・再プランして継続・中断）を選んでください。"
    if given.ungraded:
        found["goals"] = f"目標の達成状況が、あと{given.ungraded}件書かれていません。"
    elif given.untold:
        found["goals"] = "評価できない目標に、状況がどう変わったかを書いてください。"
    if not given.described:
        found["state_now"] = "現在の状況と残された課題を書いてください。"
    if facts.outcome in REASON_LIST and not given.reasoned:
        found["reasons"] = f"{'終結' if facts.outcome is Outcome.CLOSE else '中断'}の理由を一つ以上選んでください。"
    if facts.outcome is Outcome.CLOSE:
        found |= _lead_lacking(facts, lead_open=given.lead_open)
    if facts.outcome in (Outcome.CLOSE, Outcome.SUSPEND):
        found |= _follow_up_lacking(facts)
    return found


def _lead_lacking(facts: EvaluationFacts, *, lead_open: bool) -> dict[str, str]:
    if facts.next_lead_agency_id is None:
        return {"next_lead_agency_id": "終結後に主担当になる機関を決めてください。だれも受け持たない終結はありません。"}
    if not lead_open:
        return {"next_lead_agency_id": "終結後の主担当に選んだ機関（担当）は、今は開いていないか、配属されていません。選び直してください。"}
    return {}


def _follow_up_lacking(facts: EvaluationFacts) -> dict[str, str]:
    if facts.follow_up_needed is None:
        return {"follow_up_needed": "フォローアップが要るかどうかを決めてください。"}
    if not facts.follow_up_needed:
        return {} if facts.follow_up_note.strip() else {"follow_up_note": "フォローアップが要らない理由を書いてください。"}
    found = {}
    if not facts.follow_up_method:
        found["follow_up_method"] = "フォローアップの方法を選んでください。"
    if facts.follow_up_days is None:
        found["follow_up_days"] = "何日ごとに様子をうかがうかを決めてください。"
    return found


def may_finish_evaluation(state: EvaluationState, found: Mapping[str, str]) -> Decision:
    """書き終えられるか。足りないものを一文で言う。"""
    written = may_write_evaluation(state)
    if not written.allowed:
        return written
    if found:
        return Decision.no("会議に諮るには、次のことが要ります。" + "".join(found.values()), GROUND)
    return Decision.yes("書き終えられます。終結・再プラン・中断は、会議で了承されて初めて決まります。", CONFERENCE_GROUND)


def may_close_case(open_plans: Mapping[PlanState, int], *, next_lead: str = "", lead_taken: bool = True) -> Decision:
    """事案を終結できるか: 会議を経ずに終わるプランがないこと、会議で決めた終結後の主担当に引き継いであること。

    open_plans: 諮っている・了承された・確定したプランの数(状態ごと)。next_lead: 最後の終結の会議で決めた機関の名前。
    """
    living = {state: count for state, count in open_plans.items() if count}
    if living:
        words = "、".join(f"「{state.label_ja}」が{living[state]}件" for state in PlanState if state in living)
        return Decision.no(
            f"終わっていないプランがあります（{words}）。プランの評価（様式2-2）を書き、会議で終結か中断が了承されてから、事案を終結してください。",
            CONFERENCE_GROUND,
        )
    if not lead_taken:
        return Decision.no(
            f"会議で決めた終結後の主担当（{next_lead}）への引継ぎが済んでいません。評価の画面の「終結の手続き」から引き継いでください。",
            CONFERENCE_GROUND,
        )
    return Decision.yes("会議を待っているプランはありません。", CONFERENCE_GROUND)


def may_carry_out(state: EvaluationState, outcome: Outcome | None, *, carried: bool) -> Decision:
    """会議で決まった終結・中断の手続き(主担当の引継ぎ、様子をうかがう間隔)を行えるか。一度だけ。"""
    if state is not EvaluationState.SETTLED or outcome is None:
        return Decision.no("会議で決まってから行えます。", CONFERENCE_GROUND)
    if outcome is Outcome.REPLAN:
        return Decision.no("再プランには、終結・中断の手続きはありません。", CONFERENCE_GROUND)
    if carried:
        return Decision.no("この手続きは、もう済んでいます。", GROUND)
    return Decision.yes("会議で決まったとおりに進められます。伴走する人は残ります。", CONFERENCE_GROUND)


def support_days(first_confirmed: date | None, until: date) -> int | None:
    """支援期間の日数: 初回プランの確定日から、終結の日(まだなら今日)まで。確定していなければ None。"""
    return None if first_confirmed is None else max((until - first_confirmed).days, 0)
