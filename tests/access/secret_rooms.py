"""csw の機関だけが知るプランと会議: すべての URL の試験(test_every_url)が使う。

市の決定・評価・進み具合・札のように、ほかの機関がいて初めてできるものは、どこにもない番号を使う(それぞれの部屋の試験が、本物で確かめる)。
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from conferences.conferences_town import as_, come, conference, fact, item

from kasane.conferences import commands as conferences
from kasane.conferences.commands import minutes
from kasane.conferences.domain.minutes import MinuteKind
from kasane.conferences.models import Member
from kasane.documents import commands as documents
from kasane.documents.domain.jobs import JobKind
from kasane.kernel.actor import Actor
from kasane.plans import commands as plans
from kasane.plans.domain import Programme, Who
from kasane.plans.domain.codes import PlanKind
from kasane.plans.domain.facts import StepFacts

NOWHERE = UUID(int=7)


def room_secrets(by: Actor, case: UUID, person: UUID, agency: UUID, application: UUID) -> dict[str, dict[str, Any]]:
    """部屋の名前 → URL の引数の名前ごとの番号。"""
    held, hidden, seat, line, minute = _conference(by, case, person)
    plan, goal, step = _plan(by, case, person)
    job = documents.ask_packet(by=by, kind=JobKind.CASE_FILE, targets=[case])
    return {
        "plans": {
            "plan_id": plan, "goal_id": goal, "step_id": step, "item": "untangling", "decision_id": NOWHERE, "evaluation_id": NOWHERE,
            "request_id": NOWHERE, "agency_id": agency,
        },
        "conferences": {
            "conference_id": held, "item_id": hidden, "seat_id": seat, "fact_id": line, "minute_id": minute, "cooperation_id": NOWHERE,
            "role_id": NOWHERE, "need_id": NOWHERE, "appointment_id": NOWHERE, "appointed_id": NOWHERE, "kind_code": "support_conference",
            "whose_id": by.posting_id,
        },
        "portal": {"item_id": hidden, "member_id": NOWHERE, "cooperation_id": NOWHERE, "ticket_id": NOWHERE, "message_id": NOWHERE},
        "documents": {
            "kind": "assessment", "subject": application, "conference_id": held, "correction_id": NOWHERE, "form_code": "1-1A", "job_id": job,
        },
    }  # fmt: skip


def _conference(by: Actor, case: UUID, person: UUID) -> tuple[UUID, UUID, UUID, UUID, UUID]:
    held = conference(by, place="秘印の場所")
    hidden = item(by, held, case, person, heading="秘印の議題")
    line = conferences.put_fact(by=by, item_id=hidden, facts=fact("秘印の事実"))
    conferences.open_conference(by=by, conference_id=held)
    come(by, hidden, by)
    minute = minutes.write_minute(by=by, item_id=hidden, kind=next(iter(MinuteKind)), text="秘印の発言")
    with as_(by):
        seat = Member.objects.filter(item_id=hidden, posting_id=by.posting_id).get()
    return held, hidden, seat.id, line, minute


def _plan(by: Actor, case: UUID, person: UUID) -> tuple[UUID, UUID, UUID]:
    plan = plans.start_plan(by=by, case_id=case, kind=PlanKind.OUTREACH, consented=False)
    goal = plans.add_goal(by=by, plan_id=plan, person_id=person, text="秘印の目標")
    step = StepFacts(programme=Programme.OUTREACH, who=Who.SELF, content="秘印の実施事項", issue="秘印の課題", frequency="週1回")
    return plan, goal, plans.add_step(by=by, plan_id=plan, person_id=person, facts=step)
