"""見本の町が、プランと会議まで暮らしている: どの状態のプランも会議も一つはあり、机の今日の仕事にはどれも何かがある。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kasane.cases.domain import Stage
from kasane.cases.models import Case
from kasane.conferences.domain.circles import reads_as
from kasane.conferences.models import Appointed, Conference, Cooperation, Decision, Fact, Item, Member, Minute, Need, RoleDecided
from kasane.conferences.queries.circles import circles
from kasane.consent.models import Consent
from kasane.demo.accounts import accounts
from kasane.demo.storybook import sequels
from kasane.kernel.actor import Actor, Role
from kasane.kernel.fiscal import FiscalYear
from kasane.plans.domain import Finality, PlanState
from kasane.plans.models import Approval, CityDecision, Evaluation, Explanation, Plan, Progress, ProgressAsk, Step
from kasane.plans.queries import decision_desk
from kasane.plans.queries.progress import monitoring_due, progress_waiting
from kasane.portal.models import Page, Ticket
from kasane.screens.desk import desk

pytestmark = pytest.mark.django_db
ROOMS = ("kasane.plans.", "kasane.conferences.", "kasane.portal.")
ARRIVES_LATER = "外の構成員・協力依頼の相手から届いた文"
"""町が確定した後に、窓口の処理として届く一通(test_prepared_town.py が、本物の ./start の道で確かめる)。"""

NO_CASEWORK = {Role.ACCOUNT_ADMIN, Role.SYSTEM_ADMIN, Role.AUDITOR, Role.STATISTICIAN, Role.PRIVACY_OFFICER}
"""人の記録を見ない机。プランと会議の今日の仕事は、初めからない。"""


@pytest.fixture
def everywhere(standing, seen_by):
    """すべての机から見える行を、重ねずに集める(見てよい人の目だけで)。"""

    def gather(rows: Callable[[], Any]) -> list[Any]:
        found = {}
        for person in standing.town.staff:
            with seen_by(person.login_id):
                found.update((row.pk, row) for row in rows())
        return list(found.values())

    return gather


def plan_of(everywhere, home_title: str) -> Plan:
    """この題の事案の、ただ一つのプラン。"""
    case = next(one for one in everywhere(Case.objects.all) if one.title == home_title)
    found = [one for one in everywhere(Plan.objects.all) if one.case_id == case.id]
    assert len(found) == 1
    return found[0]


def test_plans_are_in_every_state_a_town_meets(everywhere):
    found = {one.state for one in everywhere(Plan.objects.all)}
    wanted = {PlanState.DRAFT, PlanState.APPROVED, PlanState.FINAL, PlanState.ENDED, PlanState.SUSPENDED}
    assert {one.value for one in wanted} <= found
    assert {one.kind for one in everywhere(Plan.objects.all)} == {"coordination", "participation", "outreach"}


def test_worked_example_went_through_the_whole_road(everywhere, standing, person_id):
    """forms.md §13.1: 二人の同意、決定と確認の混ざったプラン、六つの役割、二人への説明、会議、支援決定。"""
    plan = plan_of(everywhere, "母の介護と、20年家にいる長男")
    assert (plan.kind, plan.state, plan.consented) == ("coordination", "final", True)
    steps = [one for one in everywhere(Step.objects.all) if one.plan_id == plan.id]
    assert len(steps) == 6
    assert {one.programme for one in steps} == {"outreach", "participation", "other"}
    assert {one.who for one in steps} == {"agency", "self", "community"}
    assert len({one.agency_id for one in steps if one.agency_id}) == 3
    people = {person_id("p01", "son"), person_id("p01", "mother")}
    assert {one.person_id for one in everywhere(Explanation.objects.all) if one.plan_id == plan.id and one.agreed} == people
    approval = [one for one in everywhere(Approval.objects.all) if one.plan_id == plan.id]
    assert [(one.kind_code, one.outcome) for one in approval] == [("layered_conference", "approved")]
    decided = [one for one in everywhere(CityDecision.objects.all) if one.plan_id == plan.id]
    assert [(one.finality, one.state) for one in decided] == [(Finality.DECIDE_AND_CHECK.value, "decided")]
    assert approval[0].decided_on < plan.confirmed_on == decided[0].decided_on
    given = [one for one in everywhere(Consent.objects.all) if one.person_id in people and one.kind == "sharing"]
    assert {one.person_id for one in given} == people


def test_meeting_that_approved_it_was_attended_by_city_and_coordinator(everywhere, standing):
    plan = plan_of(everywhere, "母の介護と、20年家にいる長男")
    item = next(one for one in everywhere(Item.objects.all) if one.plan_id == plan.id)
    came = [one for one in everywhere(Member.objects.all) if one.item_id == item.id and one.attended]
    posts = {standing.actor(person.login_id).posting_id: standing.actor(person.login_id) for person in standing.town.staff}
    roles = [posts[one.posting_id].roles for one in came]
    assert any(Role.CITY_OFFICER in held for held in roles)
    assert any(Role.COORDINATOR in held for held in roles)
    assert len(came) == 5
    assert all(one.acknowledged_at and one.acknowledged_at < item_opened(everywhere, item) for one in came)


def item_opened(everywhere, item: Item) -> Any:
    """その議題の会議が開会した時刻。"""
    return next(one for one in everywhere(Conference.objects.all) if one.id == item.conference_id).opened_at


def test_progress_is_asked_and_partly_answered_and_a_monitoring_is_due_soon(everywhere, seen_by):
    plan = plan_of(everywhere, "母の介護と、20年家にいる長男")
    asks = [one for one in everywhere(ProgressAsk.objects.select_related("request").all) if one.request.plan_id == plan.id]
    assert {one.answered_at is None for one in asks} == {True, False}
    assert any(one.text for one in everywhere(Progress.objects.all))
    with seen_by("centre.1") as actor:
        near = [one for one in monitoring_due(actor) if one.plan_id == plan.id]
        assert len(near) == 1
        assert near[0].late_days == 0
    with seen_by("care-north.1") as actor:
        assert [one for one in progress_waiting(actor) if one.plan_id == plan.id]


def test_city_meets_a_plan_to_decide_and_a_report(seen_by):
    with seen_by("welfare.1") as actor:
        shown = decision_desk(actor)
    assert len(shown.waiting) == 1
    assert {one.state.value for one in shown.settled} == {"decided", "received"}
    assert {one.finality for one in shown.settled if one.state.value == "received"} == {Finality.REPORT}


def test_report_only_plan_is_final_without_a_decision(everywhere):
    plan = plan_of(everywhere, "入院と、その先の住まい")
    assert plan.state == "final"
    assert {one.programme for one in everywhere(Step.objects.all) if one.plan_id == plan.id} == {"other"}
    approval = next(one for one in everywhere(Approval.objects.all) if one.plan_id == plan.id)
    assert plan.confirmed_on == approval.decided_on


def test_one_case_ended_with_a_lead_and_follow_up_one_is_suspended_one_came_back(everywhere):
    cases = {one.title: one for one in everywhere(Case.objects.all)}
    ended, back = cases["帰る家がない67歳"], cases["退院の後の一人暮らし"]
    assert (ended.stage, ended.contact_rhythm_days) == (Stage.CLOSED.value, 90)
    evaluation = next(one for one in everywhere(Evaluation.objects.all) if one.plan_id == plan_of(everywhere, ended.title).id)
    assert evaluation.outcome == "close"
    assert evaluation.next_lead_agency_id is not None
    assert evaluation.carried_at is not None
    assert cases["夜に出歩く夫と、支える妻"].stage == Stage.SUSPENDED.value
    assert plan_of(everywhere, back.title).state == "ended"
    assert back.stage not in (Stage.CLOSED.value, Stage.SUSPENDED.value)
    assert back.closed_on is None


def test_support_conference_on_someone_who_refuses(everywhere, standing, seen_by):
    with seen_by("welfare.1"):
        rows = list(Item.objects.filter(heading__contains="片づけを断っている").select_related("conference"))
        assert {one.state for one in rows} == {"decided"}
        last = max(rows, key=lambda one: one.conference.held_on)
        assert not last.on_consent
        assert Fact.objects.filter(item=last, provenance="conference").count() >= 3
        assert Minute.objects.filter(item=last).count() >= 3
        assert Decision.objects.get(item=last).outcome == "noted"
        assert {one.state for one in Cooperation.objects.filter(item=last)} == {"waiting"}
        came = Member.objects.filter(item=last, attended=True)
        assert came.count() == 7
        assert not came.filter(acknowledged_at=None).exists()
    assert len([one for one in everywhere(RoleDecided.objects.all) if one.item_id == last.id]) == 3
    assert len(everywhere(Need.objects.all)) >= 4
    assert {one.state for one in everywhere(Need.objects.all)} >= {"named", "working"}


def test_next_one_waits_with_a_commissioner_and_a_hospital_appointed(seen_by, standing):
    with seen_by("welfare.4"):
        next_one = Conference.objects.get(state="called")
        item = Item.objects.get(conference=next_one)
        outside = list(Member.objects.filter(item=item, outside_member_id__isnull=False))
        assert len(outside) == 2
        listed = set(Appointed.objects.exclude(signed_on=None).values_list("outside_member_id", flat=True))
        assert {one.outside_member_id for one in outside} <= listed
        assert Fact.objects.filter(item=item).count() >= 4
        assert Member.objects.filter(item=item, posting_id__isnull=False, acknowledged_at=None).exists(), "まだ守秘を確認していない人もいる"
        assert Ticket.objects.filter(item_id=item.id, revoked_at=None).count() == 2
        assert Page.objects.filter(item_id=item.id, wiped_at=None).count() == 2
    assert standing.loaded.tickets.keys() == {"visitor", "answered"}
    for issued in standing.loaded.tickets.values():
        assert issued.code not in repr(standing.loaded), "札の番号は、書き表しに出ない"


def test_circles_show_real_numbers_and_hide_the_small_ones(everywhere, seen_by):
    """振り返りの数は、町の行から数えた数と同じで、1から4の数と引き算で分かる数だけが伏せてある(security.md N62)。"""
    closed = {one.id: one for one in everywhere(lambda: Conference.objects.filter(state="closed"))}
    items = everywhere(lambda: Item.objects.filter(conference__in=closed).exclude(state="cancelled"))
    assert len(items) == 15
    settled = {one.item_id for one in everywhere(lambda: Decision.objects.filter(outcome__in=("approved", "declined", "noted")))}
    seen = []
    for kind in ("support_conference", "layered_conference"):
        for year in {FiscalYear.of(one.held_on) for one in closed.values()}:
            held = {one.id for one in closed.values() if one.kind_code == kind and FiscalYear.of(one.held_on) == year}
            mine = [one for one in items if one.conference_id in held]
            done = len([one for one in mine if one.id in settled])
            with seen_by("welfare.1"):
                seen.append(circles(kind, year))
            assert (seen[-1].items, seen[-1].decided) == (shown(len(mine)), shown(done) if shown(len(mine) - done) is not None else None)
            assert (seen[-1].days is not None) == (done >= 5)
    assert any(one.items for one in seen)
    assert sum(one.needs for one in seen) == 4
    assert {"個別ケース", "機関協働の課題", "資源"} <= {label for one in seen for label in one.purposes}
    assert {"介護", "困窮"} <= {label for one in seen for label in one.returned}
    assert {"介護", "重層"} <= {label for one in seen for label in one.brought}
    assert all(isinstance(line, str) for one in seen for line in reads_as(one))


def shown(count: int) -> int | None:
    """1から4は伏せる。"""
    return None if 1 <= count <= 4 else count


def headings() -> list[str]:
    """プラン・会議・外の窓口の部屋が登録した、今日の仕事の見出し。"""
    return [heading for heading, work in desk._work.items() if work.provider.__module__.startswith(ROOMS)]


@pytest.fixture(scope="module")
def work_by_desk(standing) -> dict[str, dict[str, int]]:
    """サインインの案内に出る人 → 見出し → 件数。"""
    from kasane.access.session import acting_as

    found: dict[str, dict[str, int]] = {}
    for account in accounts(standing.town.seed):
        with acting_as(standing.actor(account.login_id)) as actor:
            found[account.login_id] = {heading: len(desk._work[heading].provider(actor)) for heading in headings()}
    return found


def test_every_list_of_todays_work_has_something_for_someone(work_by_desk):
    assert len(headings()) >= 11
    empty = [heading for heading in headings() if not any(counts[heading] for counts in work_by_desk.values())]
    assert empty == [ARRIVES_LATER]


def test_every_casework_desk_meets_something(standing, work_by_desk):
    idle = {account.login_id for account in accounts(standing.town.seed) if not any(work_by_desk[account.login_id].values())}
    without = {account.login_id for account in accounts(standing.town.seed) if account.roles <= NO_CASEWORK}
    assert idle == without


def test_everybody_acted_only_while_in_post(standing):
    """台本の行いは、その人の配属の期間の中にある(着任の前の人が、過去の会議を開いたことにしない)。"""
    posts = {person.login_id: person.posts[0] for person in standing.town.staff}
    for story in sequels():
        for step in story.steps:
            post = posts[step.by]
            assert post.from_days <= step.day, (story.home, step.by, step.day)
            assert post.to_days is None or step.day < post.to_days
            assert step.day <= 0


def test_neighbour_sees_no_plan_and_no_meeting_of_the_north(seen_by, everywhere):
    plan = plan_of(everywhere, "母の介護と、20年家にいる長男")
    with seen_by("station-south.1") as actor:
        assert isinstance(actor, Actor)
        assert not Plan.objects.filter(id=plan.id).exists()
        assert not Item.objects.exists()
        assert not CityDecision.objects.exists()
