"""市の決めごとを改める。前の行は残り、その日から新しい行が効く。"""

from __future__ import annotations

from django.db import connection

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Invalid
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned_facts
from kasane.plans.domain.settings import GROUND, CitySetting, SettingFacts, setting_problems
from kasane.plans.models import Setting, SettingChange
from kasane.plans.queries.plans import deciding_agencies
from kasane.plans.queries.settings import setting_line, value_on


@act(Action.SET_NOTICE)
def set_decision_rule(*, by: Actor, which: CitySetting, facts: SettingFacts) -> None:
    """決めごとを valid_from の日から改める。同じ日からの行がもうあれば、その行を直す(履歴は残る)。

    市の担当者だけ。版が今の版と違えば Conflict。今日より前の日、市の担当者のいない課、理由のない改めは Invalid。
    もう確定の仕方の決まったプランと、届いた一件は変わらない。
    """
    facts = cleaned_facts(facts)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('kasane.plans.setting', 0))")
    now = setting_line(which)
    if now.version != facts.version:
        raise Conflict(now, facts.value)
    serving = value_on(which, facts.valid_from)
    deciding = {str(key) for key, _ in deciding_agencies()}
    problems = setting_problems(which, facts, today=clock.today(), serving=serving, coming=bool(now.coming), deciding=deciding)
    if problems:
        raise Invalid(problems)
    given = {"value": facts.value, "verified": True, "source": facts.reason, "valid_to": None}
    Setting.objects.update_or_create(
        name=which.value, valid_from=facts.valid_from, defaults=given, create_defaults={**given, "id": new_id()}
    )
    SettingChange.objects.create(
        name=which.value, version=now.version + 1, before=serving, after=facts.value, valid_from=facts.valid_from, reason=facts.reason,
        recorded_at=clock.now(), recorded_by=by.posting_id,
    )  # fmt: skip
    journal.record(act="set_decision_rule", by=by, ground=GROUND, reason=facts.reason, changed=[which.value])
