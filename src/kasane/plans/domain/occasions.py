"""四つの機会の規則: いつ、どの会議に、何が揃っていれば諮れるか(seed 001 §6-6、forms §6.3)。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kasane.kernel.decision import Decision
from kasane.plans.domain.codes import Occasion, PlanKind, PlanState
from kasane.plans.domain.settings import GROUND as REPORTED
from kasane.plans.domain.settings import UNREPORTED
from kasane.plans.domain.sources import EARLY_START, OCCASIONS
from kasane.plans.domain.states import TRANSITIONS, WRITABLE

GROUND: Final = OCCASIONS
_ENDS: Final = {Occasion.END: PlanState.ENDED, Occasion.SUSPEND: PlanState.SUSPENDED}


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """諮れるかを決める事実。

    occasion は今諮っている機会。replaced_state は引き継ぐ前のプランの状態(最初のプランなら None)。steps・goals は取り下げていない行の数。
    aimed は支援方針が書いてあるか、monitored はモニタリングの時期が決まっているか。
    unexplained は、このプランに行があり、説明への同意がまだ記録されていない人の数。
    begun_early は市の決定より先に始めた日が書いてあるか、decided は参加支援・アウトリーチ(市が支援決定をする事業)を使うか。
    ended・replanned・suspended は、その結果の評価(様式2-2)を書き終えたか。
    unreported は、支援決定の要らないプランなのに、報告を受ける課が決まっていないか。
    """

    kind: PlanKind
    state: PlanState
    consented: bool
    occasion: Occasion | None = None
    replaced_state: PlanState | None = None
    steps: int = 0
    goals: int = 0
    aimed: bool = False
    monitored: bool = False
    unexplained: int = 0
    begun_early: bool = False
    decided: bool = False
    ended: bool = False
    replanned: bool = False
    suspended: bool = False
    unreported: bool = False


def may_table(facts: PlanFacts, occasion: Occasion) -> Decision:
    """この機会として会議に諮れるか。断る理由には、何が足りないかを書く。"""
    if facts.occasion is not None:
        return Decision.no(f"「{facts.occasion.label_ja}」として、もう会議に諮っています。", GROUND)
    if occasion in (Occasion.ESTABLISH, Occasion.REPLAN):
        return _may_table_new(facts, occasion)
    if _ENDS[occasion] not in TRANSITIONS[facts.state]:
        return Decision.no(f"確定したプランについてだけ、{occasion.label_ja}として諮れます。", GROUND)
    if not (facts.ended if occasion is Occasion.END else facts.suspended):
        return Decision.no(f"プラン評価シート（様式2-2）を書き終えてから、{occasion.label_ja}として諮ってください。", GROUND)
    return Decision.yes(f"{occasion.label_ja}として会議に諮れます。", GROUND)


def _may_table_new(facts: PlanFacts, occasion: Occasion) -> Decision:
    if PlanState.TABLED not in TRANSITIONS[facts.state]:
        return Decision.no(f"「{facts.state.label_ja}」のプランです。作成中のプランだけを諮れます。", GROUND)
    if (occasion is Occasion.REPLAN) != (facts.replaced_state is not None):
        other = Occasion.REPLAN if occasion is Occasion.ESTABLISH else Occasion.ESTABLISH
        return Decision.no(f"このプランは「{other.label_ja}」として諮ります。", GROUND)
    if facts.replaced_state is not None and PlanState.REPLACED not in TRANSITIONS[facts.replaced_state]:
        return Decision.no("引き継ぐ前のプランが、確定・中断のどちらでもなくなっています。最初のプランとして作り直してください。", GROUND)
    if facts.replaced_state is PlanState.FINAL and not facts.replanned:
        return Decision.no("今のプランの評価（様式2-2）を「再プランして継続」で書き終えてから諮ってください。", GROUND)
    lacking = [
        name for name, present in (
            ("目標", facts.goals > 0), ("支援方針", facts.aimed), ("実施事項（役割分担）", facts.steps > 0),
            ("モニタリングの時期", facts.monitored),
        ) if not present
    ]  # fmt: skip
    if lacking:
        return Decision.no(f"{'・'.join(lacking)}がまだありません。会議で決めることなので、案を書いてから諮ってください。", GROUND)
    if facts.begun_early and not facts.decided:
        return Decision.no(
            "市の決定より先に始められるのは、参加支援・アウトリーチを使うプランだけです。使う事業を書くか、先に始めた日を消してください。",
            EARLY_START,
        )
    if facts.consented and facts.unexplained:
        return Decision.no(
            f"本人への説明と同意の記録がない人が{facts.unexplained}人います。説明してから諮ってください。", "様式2-1 本人説明・同意"
        )
    if facts.unreported:
        return Decision.no(UNREPORTED, REPORTED)
    return Decision.yes(f"{occasion.label_ja}として会議に諮れます。", GROUND)


def occasions_open(facts: PlanFacts) -> tuple[Occasion, ...]:
    """今、会議で決められる機会: すでに諮っていればそれだけ、まだなら諮れるもの。"""
    if facts.occasion is not None:
        return (facts.occasion,)
    return tuple(one for one in Occasion if may_table(facts, one).allowed)


def may_write(state: PlanState) -> Decision:
    """プランの中身を書けるか。了承された後は、会議を経ずに変えられない。"""
    if state in WRITABLE:
        return Decision.yes("書けます。変える前の文は、版として残ります。", "様式2-1")
    return Decision.no(f"「{state.label_ja}」のプランは書き換えられません。変えるときは、再プランとして会議に諮ってください。", GROUND)


def may_explain(state: PlanState) -> Decision:
    """本人への説明と同意を残せるか。確定した後も残せる(決まったことを本人に伝えるので)。"""
    ground = "様式2-1 本人説明・同意"
    if state in (PlanState.DRAFT, PlanState.TABLED, PlanState.APPROVED, PlanState.FINAL):
        return Decision.yes("説明と同意を残せます。", ground)
    return Decision.no(f"「{state.label_ja}」のプランには、説明を残せません。", ground)


def may_recall(facts: PlanFacts) -> Decision:
    """会議に諮るのを取りやめられるか。"""
    if facts.occasion is None:
        return Decision.no("会議に諮っていません。", GROUND)
    return Decision.yes("諮るのを取りやめ、諮る前の状態に戻せます。", GROUND)


def may_withdraw(state: PlanState, *, waiting: bool) -> Decision:
    """プランを取り下げられるか。市の決定を待っている間は、市が差し戻してから。"""
    if PlanState.WITHDRAWN not in TRANSITIONS[state]:
        return Decision.no(f"「{state.label_ja}」のプランは取り下げられません。終わらせるときは、会議に諮ってください。", GROUND)
    if waiting:
        return Decision.no("市の決定を待っています。市に差し戻してもらってから取り下げてください。", "支援決定")
    return Decision.yes("取り下げられます。", GROUND)
