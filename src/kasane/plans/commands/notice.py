"""教示の定め: 市が、プログラムなしで、教示文か要らない理由を日付つきの行で定める。"""

from __future__ import annotations

from typing import Final

from kasane.access.commands import act
from kasane.access.dated import serving
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned_facts
from kasane.plans.commands.common import ask
from kasane.plans.domain.notice import GROUND, NoticeFacts, notice_problems
from kasane.plans.models import Setting

NAME: Final = "decision_notice"
_REFUSED: Final = "教示を定められるのは、市の担当者だけです。"


@act(Action.SET_NOTICE)
def set_notice(*, by: Actor, facts: NoticeFacts) -> int:
    """教示を今日から定める。前の行は昨日まで効いたものとして残る(今日の行だけは、その日のうちなら書き直せる)。

    まだ教示の決まっていない一件(決定を待つもの、決めて通知を出せずにいるもの)に入る。返り値はその数。もう決まった一件は変わらない。
    """
    facts = cleaned_facts(facts)
    if problems := notice_problems(facts):
        raise Invalid(problems)
    today = clock.today()
    Setting.objects.filter(serving(today), name=NAME, valid_from__lt=today).update(valid_to=today)
    given = {"value": facts.needed.value, "words": facts.words, "verified": True, "source": facts.basis, "valid_to": None}
    Setting.objects.update_or_create(name=NAME, valid_from=today, defaults=given, create_defaults={**given, "id": new_id()})
    settled: int = ask("SELECT plans_settle_notices(%s)", [clock.now()], refusal=_REFUSED)
    journal.record(act="set_notice", by=by, ground=GROUND, reason=facts.basis, changed=[f"{NAME}:{facts.needed.value}"])
    return settled
