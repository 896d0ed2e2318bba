"""つなぎ・もどしの規則(seed 000、mission 1.4)。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final
from uuid import UUID

from kasane.cases.domain.codes import Agreement, Basis, Explained, ReferralKind, ReferralState, Stage
from kasane.cases.domain.facts import HeardFacts, ReferralFacts
from kasane.cases.domain.stages import TRANSITIONS
from kasane.kernel.decision import Decision

_GROUND: Final = "つなぎ・もどし"

ANSWERS: Final[Mapping[ReferralState, frozenset[ReferralState]]] = MappingProxyType(
    {
        ReferralState.SENT: frozenset({ReferralState.ACCEPTED, ReferralState.DECLINED, ReferralState.RECALLED}),
        ReferralState.ACCEPTED: frozenset({ReferralState.RETURNED}),
        ReferralState.DECLINED: frozenset(),
        ReferralState.RECALLED: frozenset(),
        ReferralState.RETURNED: frozenset(),
    }
)
"""つなぎの状態の表。終わった一通はもう動かない(もう一度つなぐときは、新しい一通を送る)。"""

STAGE_AFTER: Final[Mapping[ReferralState, Stage]] = MappingProxyType(
    {
        ReferralState.SENT: Stage.REQUESTED,
        ReferralState.ACCEPTED: Stage.ASSESSING,
        ReferralState.DECLINED: Stage.FIELD,
        ReferralState.RECALLED: Stage.FIELD,
    }
)
"""多機関協働への依頼の一通が動かす、事案の段階。依頼中・アセスメント中だけが動く(database の cases_follow_letter と同じ表)。"""


CAME_BACK: Final = frozenset({ReferralState.DECLINED, ReferralState.RETURNED})
"""送った側に戻ってきた状態。読んだと記すまで、送った側の今日の仕事に残る。"""


def may_answer(now: ReferralState, to: ReferralState) -> Decision:
    """この答えができる状態か。"""
    if to in ANSWERS[now]:
        return Decision.yes(f"「{to.label_ja}」にできます。", _GROUND)
    return Decision.no(f"このつなぎは「{now.label_ja}」の状態なので、「{to.label_ja}」にはできません。", _GROUND)


def may_acknowledge(now: ReferralState, *, ours: bool, seen: bool) -> Decision:
    """戻ってきた一通を、読んだと記せるか。

    ours: 行為者の機関が受け止めるか(送った機関。もう関わっていなければ伴走の機関)。seen: もう記されているか。
    """
    if now not in CAME_BACK:
        return Decision.no("差し戻された、またはもどされたつなぎではありません。", _GROUND)
    if not ours:
        return Decision.no("戻ってきたつなぎを受け止めるのは、送った機関（関わりを終えていれば、伴走の機関）です。", _GROUND)
    if seen:
        return Decision.no("もう読んだと記されています。", _GROUND)
    return Decision.yes("読んだと記せます。", _GROUND)


def may_hear(now: ReferralState, to: ReferralState, *, kind: ReferralKind, ours: bool, seated: bool) -> Decision:
    """受けた機関の代わりに、電話や紙で聞いた返事を書けるか。

    ours: 行為者の機関が受け止めるか(送った機関。もう関わっていなければ伴走の機関)。
    seated: 受けた機関に、聞いた日から今日までに、この仕組みを使う人がいるか。いれば、返事はその人が書く。
    """
    if to is ReferralState.RECALLED:
        return Decision.no("取り下げるのは、送った機関です。", _GROUND)
    if not (step := may_answer(now, to)).allowed:
        return step
    if kind is ReferralKind.COORDINATION:
        return Decision.no("多機関協働への依頼には、多機関協働を担う機関が自分で答えます。", _GROUND)
    if not ours:
        return Decision.no("聞いた返事を書くのは、送った機関（関わりを終えていれば、伴走の機関）です。", _GROUND)
    if seated:
        return Decision.no("受けた機関には、この仕組みを使う人がいます。返事は、その機関が書きます。", _GROUND)
    return Decision.yes("聞いた返事を書けます。受けた機関に、記録は開きません。", _GROUND)


def heard_problems(facts: HeardFacts, *, sent_on: date, today: date) -> dict[str, str]:
    """聞いた返事の不備(項目 → 理由)。"""
    found: dict[str, str] = {}
    if not facts.told_by.strip():
        found["told_by"] = "だれが言ったかを書いてください。例：受付の山田さん"
    if not sent_on <= facts.told_on <= today:
        found["told_on"] = "聞いた日は、つなぎを送った日から今日までの日にしてください。"
    if facts.to is not ReferralState.ACCEPTED and not facts.text.strip():
        found["text"] = "受けられない理由、またはしたことを、聞いたとおりに書いてください。"
    return found


def may_send(facts: ReferralFacts, *, from_agency: UUID, stage: Stage, waiting_coordination: int, receiver_open: bool) -> Decision:
    """つなぎを送れるか。

    from_agency: 送る機関。stage: 今の段階。waiting_coordination: 答えを待っている多機関協働への依頼の数。
    receiver_open: 受ける機関が今開いているか。自機関あて、閉じた機関あて、終結した事案、本人が断ったのに同意を根拠にするものを断る。
    """
    if stage is Stage.CLOSED:
        return Decision.no("終結した事案からはつなげません。再開してからつないでください。", _GROUND)
    if facts.to_agency_id == from_agency:
        return Decision.no("自分の機関へはつなげません。担当を替えるときは、伴走・主担当の引継ぎを使ってください。", _GROUND)
    if not receiver_open:
        return Decision.no("つなぎ先の機関が、今は開いていません。", _GROUND)
    if facts.kind is ReferralKind.COORDINATION:
        if waiting_coordination:
            return Decision.no("多機関協働への依頼が、もう答えを待っています。", _GROUND)
        if stage is not Stage.REQUESTED and Stage.REQUESTED not in TRANSITIONS[stage]:
            return Decision.no(f"「{stage.label_ja}」の段階からは、多機関協働へ依頼できません。", _GROUND)
    return _agreed(facts)


def _agreed(facts: ReferralFacts) -> Decision:
    if facts.basis is Basis.CONSENT and facts.agreement is not Agreement.AGREED:
        return Decision.no("本人の同意を根拠にするには、つなぐことに本人が同意していることが要ります。", "本人同意")
    if facts.basis is Basis.CONSENT and facts.explained is not Explained.EXPLAINED:
        return Decision.no("本人の同意を根拠にするには、つなぐ理由とつなぎ先を本人に説明していることが要ります。", "本人同意")
    if facts.agreement is Agreement.REFUSED and facts.basis is not Basis.LAW:
        return Decision.no("本人が断っています。断った人をつなげるのは、法令の根拠があるときだけです。", "本人同意")
    return Decision.yes("つなげます。", _GROUND)


def problems_of(facts: ReferralFacts, *, today: date) -> dict[str, str]:
    """入力の不備(項目 → 理由)。根拠ごとに要るものが違う。"""
    found: dict[str, str] = {}
    if not facts.purpose.strip():
        found["purpose"] = "何をしてほしいかを書いてください。"
    if not facts.summary.strip():
        found["summary"] = "つなぎ要約を書いてください。受ける機関が受諾するまで読めるのは、この一通だけです。"
    if facts.answer_by < today:
        found["answer_by"] = "答えの期限は、今日以後の日にしてください。"
    if facts.accompanied and not facts.accompany_note.strip():
        found["accompany_note"] = "だれが、いつ同行するかを書いてください。"
    return found | basis_problems(facts.basis, persons=len(facts.person_ids), statute_code=facts.statute_code, reason=facts.basis_note)


def basis_problems(basis: Basis, *, persons: int, statute_code: str, reason: str) -> dict[str, str]:
    """根拠に足りないもの(項目 → 理由)。共有は人ごとに根拠を名乗る。"""
    found: dict[str, str] = {}
    if basis is Basis.OWN and persons:
        found["person_ids"] = "自機関の職務を根拠に、ほかの機関へ記録を開くことはできません。本人同意か法令の根拠を選んでください。"
    if basis is not Basis.OWN and not persons:
        found["person_ids"] = "だれの記録を開くかを選んでください。"
    if basis is Basis.LAW and not statute_code:
        found["statute_code"] = "根拠にする条文を選んでください。"
    if basis is Basis.LAW and not reason.strip():
        found["basis_note"] = "なぜその条文によれるのかを書いてください。"
    return found
