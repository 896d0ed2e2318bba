"""csw の機関だけが知るプランと会議と窓口: すべての URL の試験(test_every_url)が、本物の番号で試すための一通り。

市の決定は、この試験のために置いた別の課(empty_agency)に求める。登場人物の市の担当は、関わりのない課の人として試される。
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from cases.cases_town import agrees
from conferences.conferences_town import as_, come, conference, fact, invite, item
from django.db import connection, connections
from people_of_the_town import Cast
from plans.plans_town import approve, decision_facts, explained, head, step, tabled

from kasane.agencies.commands import staff
from kasane.agencies.domain import Field
from kasane.conferences import commands as conferences
from kasane.conferences.commands import appointments, cooperation, minutes, needs, roles
from kasane.conferences.domain.appointment import AppointmentFacts, AppointmentKind, AppointmentScope
from kasane.conferences.domain.codes import Purpose
from kasane.conferences.domain.cooperation import Addressee, CooperationFacts, Wanted
from kasane.conferences.domain.minutes import MinuteKind
from kasane.conferences.models import Appointed, Member
from kasane.documents import commands as documents
from kasane.documents.domain.corrections import Correction, CorrectionKind
from kasane.documents.domain.jobs import Asked, JobKind
from kasane.documents.domain.jobs import Purpose as Use
from kasane.kernel import clock
from kasane.kernel.actor import Actor, Role
from kasane.plans import commands as plans
from kasane.plans.commands import evaluation, progress
from kasane.plans.domain import Occasion, Programme, Who
from kasane.plans.domain.codes import PlanKind
from kasane.plans.domain.facts import StepFacts
from kasane.plans.models import Goal
from kasane.portal import tokens
from kasane.portal.commands import Issued, issue_ticket

_APPROVE = "plans_approve(uuid, text, text, boolean, uuid, uuid, text, date, timestamptz)"
_DOORS = (
    "portal_open(bytea, bytea, bytea, bytea, inet), portal_read(bytea, bytea, inet), portal_acknowledge(bytea, bytea, bytea, inet),"
    " portal_contribute(bytea, bytea, uuid, text, inet)"
)


def room_secrets(cast: Cast, case: UUID, person: UUID, application: UUID) -> dict[str, dict[str, Any]]:
    """部屋の名前 → URL の引数の名前ごとの番号(「画面:引数」は、その画面だけの番号)。"""
    with _the_app_may(f"{_APPROVE}, {_DOORS}"):
        return _rooms(cast, case, person, application)


def _rooms(cast: Cast, case: UUID, person: UUID, application: UUID) -> dict[str, dict[str, Any]]:
    by = cast.csw
    room = _conference(cast, case, person)
    plan, goal, written = _plan(by, case, person)
    after = _after_meeting(cast, case, person)
    job = documents.ask_packet(by=by, kind=JobKind.CASE_FILE, targets=[case], asked=Asked(Use.OTHER, "秘印の目的"))
    outside = room.pop("outside")
    issued = issue_ticket(by=by, member_id=outside)
    return {
        "plans": {"plan_id": plan, "goal_id": goal, "step_id": written, "item": "preparing", "writing_text:item": "sources", "write_text:item": "sources", "agency_id": by.agency_id, **after},
        "conferences": {**room, "kind_code": "support_conference", "whose_id": by.posting_id},
        "portal": {
            "item_id": room["item_id"], "member_id": outside, "cooperation_id": room["cooperation_id"], "ticket_id": issued.ticket_id,
            "message_id": _message(by, issued),
        },
        "documents": {
            "kind": "assessment", "subject": application, "conference_id": room["conference_id"], "correction_id": _correction(cast),
            "form_code": "1-1A", "job_id": job,
        },
    }  # fmt: skip


def _correction(cast: Cast) -> UUID:
    """様式の直しの一つ(まだ効いている)。"""
    fixed = Correction("1-1A", CorrectionKind.LABEL, "wishes", "", "ご要望", None, clock.today(), None)
    return documents.correct_form(by=cast.city, correction=fixed, reason="公式の様式と違うため")


def _conference(cast: Cast, case: UUID, person: UUID) -> dict[str, UUID]:
    by = cast.csw
    held = conference(by, place="秘印の場所")
    hidden = item(by, held, case, person, heading="秘印の議題")
    line = conferences.put_fact(by=by, item_id=hidden, facts=fact("秘印の事実"))
    for_seat, _ = _appointed(cast)
    outside = invite(by, hidden, cast.minsei, appointment_id=for_seat)
    conferences.open_conference(by=by, conference_id=held)
    come(by, hidden, by)
    minute = minutes.write_minute(by=by, item_id=hidden, kind=next(iter(MinuteKind)), text="秘印の発言")
    asked = CooperationFacts(
        addressee=Addressee.AGENCY, agency_id=cast.empty_agency, wanted=(next(iter(Wanted)),), asked="秘印の求め",
        deadline=clock.today() + timedelta(days=7), contact="秘印の課",
    )  # fmt: skip
    appointment, appointed = _appointed(cast)
    with as_(by):
        seat = Member.objects.filter(item_id=hidden, posting_id=by.posting_id).get().id
    return {
        "conference_id": held, "item_id": hidden, "seat_id": seat, "fact_id": line, "minute_id": minute,
        "cooperation_id": cooperation.request_cooperation(by=by, item_id=hidden, facts=asked),
        "role_id": roles.assign_role(by=by, item_id=hidden, wording="週に一度の見守り", agency_id=by.agency_id),
        "need_id": needs.name_need(by=by, item_id=hidden, text="夜の居場所", field=next(iter(Field)), purpose=Purpose.RESOURCE),
        "appointment_id": appointment, "appointed_id": appointed, "outside": outside,
    }  # fmt: skip


def _appointed(cast: Cast) -> tuple[UUID, UUID]:
    """守秘の手続きの済んだ民生委員の委嘱。(委嘱, 名簿の一人)。"""
    today = clock.today()
    facts = AppointmentFacts(
        AppointmentKind.PERSON, AppointmentScope.KIND, (cast.minsei,), today, today + timedelta(days=90), kind_code="support_conference"
    )
    key = appointments.appoint(by=cast.city, facts=facts)
    with as_(cast.city):
        listed = Appointed.objects.get(appointment_id=key).id
    appointments.note_briefing(by=cast.city, appointed_id=listed, on=today, wording="守秘", version=1)
    appointments.note_paper(by=cast.city, appointed_id=listed, on=today, place="簿冊", version=2)
    return key, listed


def _message(by: Actor, issued: Issued) -> UUID:
    """外の構成員が、札で入って守秘を確認し、届けた文(まだ扱っていない)。"""
    token, key = issued.link.rstrip("/").rpartition("/")[2], uuid4()
    here = [tokens.digest("入室"), tokens.digest("端末")]
    with as_(by), connection.cursor() as cursor:
        entering = [tokens.digest(token), tokens.code_digest(token, issued.code), here[1], here[0]]
        cursor.execute("SELECT portal_open(%s::bytea, %s::bytea, %s::bytea, %s::bytea, NULL)", entering)
        assert cursor.fetchone() == (True,)
        cursor.execute("SELECT portal_read(%s::bytea, %s::bytea, NULL) ->> 'wording'", here)
        wording = cursor.fetchone()[0]
        cursor.execute("SELECT portal_acknowledge(%s::bytea, %s::bytea, %s::bytea, NULL)", [*here, tokens.digest(wording)])
        assert cursor.fetchone() == (True,)
        cursor.execute("SELECT portal_contribute(%s::bytea, %s::bytea, %s, '秘印の届いた文', NULL)", [*here, key])
        assert cursor.fetchone() == (True,)
    return key


def _plan(by: Actor, case: UUID, person: UUID) -> tuple[UUID, UUID, UUID]:
    plan = plans.start_plan(by=by, case_id=case, kind=PlanKind.OUTREACH, consented=False)
    goal = plans.add_goal(by=by, plan_id=plan, person_id=person, text="秘印の目標")
    line = StepFacts(programme=Programme.OUTREACH, who=Who.SELF, content="秘印の実施事項", issue="秘印の課題", frequency="週1回")
    return plan, goal, plans.add_step(by=by, plan_id=plan, person_id=person, facts=line)


def _after_meeting(cast: Cast, case: UUID, person: UUID) -> dict[str, UUID]:
    """会議の後のもの: 市の決定を待つ一件、確定したプランの評価、進み具合を聞いた一回。"""
    by = cast.csw
    agrees(by, case, person, by.agency_id)
    officer = _another_section(cast)
    settled, waiting = (_submitted(cast, case, person, kind) for kind in (PlanKind.PARTICIPATION, PlanKind.COORDINATION))
    plans.decide_plan(by=officer, decision_id=settled[1], facts=decision_facts(content="秘印の決定"))
    due = clock.today() + timedelta(days=7)
    with as_(by):
        goal = Goal.objects.get(plan_id=settled[0]).id
    return {
        "grading:goal_id": goal, "grade:goal_id": goal,
        "decision_id": waiting[1],
        "evaluation_id": evaluation.start_evaluation(by=by, plan_id=settled[0], evaluated_on=clock.today()),
        "request_id": progress.ask_progress(by=by, plan_id=settled[0], due_on=due, agency_ids=[by.agency_id], question="秘印の問い"),
    }  # fmt: skip


def _submitted(cast: Cast, case: UUID, person: UUID, kind: PlanKind) -> tuple[UUID, UUID]:
    """会議で了承され、別の課に決定を求めたプラン。(プラン, 一件)。"""
    by = cast.csw
    plan = plans.start_plan(by=by, case_id=case, kind=kind, consented=True)
    plans.write_plan(by=by, plan_id=plan, version=1, facts=head(hope="秘印の願い"))
    plans.add_goal(by=by, plan_id=plan, person_id=person, text="秘印の目標")
    line = step(Programme.PARTICIPATION, who=Who.AGENCY, agency_id=by.agency_id, content="秘印の実施事項", issue="秘印の課題")
    plans.add_step(by=by, plan_id=plan, person_id=person, facts=line)
    explained(by, plan, person)
    tabled(by, plan)
    approve(by, plan, Occasion.ESTABLISH)
    return plan, plans.submit_for_decision(by=by, plan_id=plan, agency_id=cast.empty_agency)


def _another_section(cast: Cast) -> Actor:
    """登場人物のいない課の、市の担当。"""
    made = staff.create_account(by=cast.account_admin, login_id="test-another-section", name="別の 課子")
    posting = staff.appoint(
        by=cast.account_admin, account_id=made.account_id, agency_id=cast.empty_agency, roles=[Role.CITY_OFFICER],
        valid_from=clock.today(), reason="試験",
    )  # fmt: skip
    return Actor(made.account_id, posting, cast.empty_agency, frozenset({Role.CITY_OFFICER}), "別の 課子", "別の課")


@contextmanager
def _the_app_may(functions: str) -> Iterator[None]:
    """記録を用意する間だけ、会議の所有者や外の窓口の関数を、業務の接続から呼べるようにする。URL を試すときには、もう呼べない。"""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {functions} TO kasane_app")
    try:
        yield
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute(f"REVOKE EXECUTE ON FUNCTION {functions} FROM kasane_app")
