"""席のない機関から電話や紙で聞いた、つなぎの返事。"""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.audit import journal
from kasane.cases.commands.common import ask
from kasane.cases.commands.referrals import named_in
from kasane.cases.domain import HeardFacts, ReferralKind, ReferralState
from kasane.cases.domain.referrals import heard_problems, may_hear
from kasane.cases.queries.referrals import is_seated, returns_to_us
from kasane.cases.queries.visible import visible_referral
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned
from kasane.kernel.wareki import format_wareki

_REFUSAL: Final = "この返事は、書けません(受けた機関に席があるか、もう答えられています)。"


@act(Action.REFER_CASE)
def hear_referral(*, by: Actor, referral_id: UUID, facts: HeardFacts) -> None:
    """席のない機関から聞いた返事(受諾・差戻し・もどし)を書く。受諾でも、受けた機関に記録は何も開かない。

    受けた機関に席がある、受け止める機関でない、もう答えられているなら Refused。足りない事柄は Invalid。見えないなら NotVisible。
    """
    referral = visible_referral(referral_id)
    decision = require(require_access(Action.REFER_CASE, referral.compartment_id, by=by))
    facts = replace(facts, told_by=cleaned("told_by", facts.told_by), text=cleaned("text", facts.text))
    if problems := heard_problems(facts, sent_on=referral.sent_on, today=clock.today()):
        raise Invalid(problems)
    require(
        may_hear(
            ReferralState(referral.state), facts.to, kind=ReferralKind(referral.kind), ours=returns_to_us(referral_id),
            seated=is_seated(referral.to_agency_id, facts.told_on),
        )
    )  # fmt: skip
    subjects = named_in(referral)
    words = f"{facts.how.label_ja}（{facts.told_by}、{format_wareki(facts.told_on)}）\n{facts.text}".strip()
    heading = f"{facts.how.label_ja}：{facts.to.label_ja}"
    given = [
        referral_id, new_id(), new_id(), facts.to.value, facts.told_by, facts.how.value, facts.told_on, facts.text, words, heading,
        clock.now(),
    ]  # fmt: skip
    ask("SELECT cases_hear(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)", given, refusal=_REFUSAL)
    journal.record(
        act="hear_referral", by=by, subjects=subjects, compartment_id=referral.compartment_id, ground=decision.ground, reason=words,
        changed=[facts.to.value],
    )  # fmt: skip
