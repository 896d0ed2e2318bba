"""十五の書類を、長い文・異体字・空の欄を混ぜて一枚ずつ作る。日付の試験と、目で確かめるための絵の両方が使う。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from conferences.conference_work_room import meeting
from conferences.conferences_town import come, fact
from conferences.test_conferences_work_appointments import facts as appointing
from conferences.test_conferences_work_appointments import sworn
from conferences.test_conferences_work_cooperation import asked
from people.town import lives_at
from plans.plans_town import appeal_settled, approve, decision_facts, explained, household, tabled

from documents.papers_town import as_, settled, version_of, write
from documents.reading_town import rich_plan
from kasane.cases.queries import CaseFilters
from kasane.conferences import commands as conferences
from kasane.conferences.commands.appointments import appoint
from kasane.conferences.commands.minutes import write_minute
from kasane.conferences.commands.roles import assign_role
from kasane.conferences.domain.codes import Outcome as Conclusion
from kasane.conferences.domain.facts import DecisionFacts
from kasane.conferences.domain.minutes import MinuteKind
from kasane.conferences.queries.appointments import appointment
from kasane.documents.desk_papers import make_desk_paper
from kasane.documents.domain.leaf import Foot, Sheet, leaf
from kasane.documents.queries.case_list import case_list_paper
from kasane.documents.queries.correcting import form_as_corrected
from kasane.documents.queries.forms import current_forms
from kasane.documents.queries.paper import Paper, leaf_of
from kasane.documents.registry import make_paper
from kasane.kernel import clock
from kasane.plans import commands as plans
from kasane.plans.domain import Occasion, PlanKind
from kasane.plans.domain.codes import Grade, Outcome
from kasane.plans.domain.evaluation import EvaluationFacts, PartFacts
from kasane.plans.queries import plan_page
from kasane.plans.queries.letters import notices_of
from kasane.programmes.coordination.commands import application as applications
from kasane.programmes.coordination.domain.application import Variant

LONG = (
    "髙﨑𠮷子さんは「朝は起きられないけれど、夕方なら散歩ができる」と話した。息子の葛󠄀城さんは仕事を休みがちで、家賃が三か月遅れている。" * 4
)
DAY = date(2026, 4, 1)


def filled_papers(cast: Any) -> Iterator[tuple[str, Paper, Any]]:
    """(名前, 一枚, 作った人)。"""
    town = settled(cast.csw, cast.hokatsu)
    write(cast.csw, town.application_id, "matters", topics=["03", "12"], most_pressing="12", wishes=LONG)
    other = applications.start_application(by=cast.csw, case_id=town.case_id, person_id=town.son, variant=Variant.WITHOUT)
    _without_consent(cast, other)
    for name, kind, subject in (
        ("1-1A", "application", town.application_id), ("1-1B", "application", other), ("1-2", "assessment", None), ("progress", "progress", None),
    ):  # fmt: skip
        yield name, _made(cast.csw, kind, town.case_id, subject), cast.csw
    yield from _plans(cast)
    yield from _conference(cast)
    with as_(cast.csw):
        yield "case_list", case_list_paper(CaseFilters(stage="", mine_only=False, closed=False), by=cast.csw), cast.csw


def blank_leaves(cast: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """白紙の用紙(種別ごとの欄の定めは、サインインした人だけが読める)。"""
    with as_(cast.city):
        forms = current_forms()
        filled = {one.code: form_as_corrected(one.code) for one in forms}
    for one in forms:
        yield one.code, leaf(Sheet(filled[one.code], {}), Foot("北地域包括 北見", "令和8年11月20日 10:00", "白紙の用紙"))


def leaves_of(cast: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """書き込んだ書類の紙面。"""
    for name, paper, by in filled_papers(cast):
        with as_(by):
            yield name, leaf_of(paper, by=by)


def _made(by: Any, kind: str, case_id: UUID, subject: UUID | None) -> Paper:
    with as_(by):
        return make_paper(kind, case_id, subject, by=by)


def _desk(by: Any, kind: str, subject: UUID) -> Paper:
    with as_(by):
        return make_desk_paper(kind, subject, by=by)


def _without_consent(cast: Any, application_id: UUID) -> None:
    given: dict[str, dict[str, Any]] = {
        "source": {"received_on": clock.today(), "source_kind": "02", "source_name": "髙橋 民子", "source_belongs": "民生委員"},
        "known": {"place_hint": "北町のコンビニの裏", "household_known": LONG, "household_members": ["母 髙﨑 𠮷子", "姉（氏名不詳）"]},
        "heard": {"heard_topics": ["03", "12"], "heard_concern": LONG},
        "reason": {"no_consent_reason": "01", "urgency": "01", "urgency_handled": "消防が安否を確かめた"},
    }
    from kasane.programmes.coordination.domain.application import sections_for

    known = {one.key: set(one.fields) for one in sections_for(Variant.WITHOUT)}
    every = {name: value for values in given.values() for name, value in values.items()}
    for key, names in known.items():
        values = {name: value for name, value in every.items() if name in names}
        if values:
            applications.write_application(
                by=cast.csw, application_id=application_id, section=key, version=version_of(cast.csw, application_id), values=values
            )


def _plans(cast: Any) -> Iterator[tuple[str, Paper, Any]]:
    world = household(cast.csw, cast.csw.agency_id, cast.city.agency_id)
    lives_at(cast.csw, world.son, "かさね市南町4-5-6 南町ハイツ二〇三号室（髙﨑様方）")
    ids = {kind: rich_plan(cast.csw, world, kind, agency=cast.hokatsu.agency_id) for kind in PlanKind}
    chosen = ids[PlanKind.COORDINATION]
    goal = plans.add_goal(by=cast.csw, plan_id=chosen, person_id=world.son, text=LONG[:900])
    assert goal
    explained(cast.csw, chosen, world.son, world.mother)
    approve(cast.csw, tabled(cast.csw, chosen), Occasion.ESTABLISH)
    decision_id = plans.submit_for_decision(by=cast.csw, plan_id=chosen, agency_id=cast.city.agency_id)
    facts = decision_facts(content=LONG[:400], conditions="三か月ごとに状況を市に報告する")
    plans.decide_plan(by=cast.city, decision_id=decision_id, facts=facts)
    for kind, plan_id in ids.items():
        yield {"coordination": "2-1C", "participation": "2-1P", "outreach": "2-1O"}[kind.value], _made(
            cast.csw, "plan", world.case_id, plan_id
        ), cast.csw  # fmt: skip
    yield "2-2", _made(cast.csw, "evaluation", world.case_id, _evaluation(cast, world, chosen)), cast.csw
    appeal_settled(cast.city)
    with as_(cast.city):
        notice = notices_of([decision_id])[0].id
    yield "decision", _desk(cast.city, "decision", notice), cast.city


def _evaluation(cast: Any, world: Any, plan_id: UUID) -> UUID:
    key = plans.start_evaluation(by=cast.csw, plan_id=plan_id, evaluated_on=clock.today())
    facts = EvaluationFacts(
        clock.today(), Outcome.CLOSE, LONG[:300], next_lead_agency_id=cast.csw.agency_id, follow_up_needed=True, follow_up_method="02",
        follow_up_note="夏と冬に電話する", follow_up_days=45,
    )  # fmt: skip
    plans.write_evaluation(by=cast.csw, evaluation_id=key, version=1, facts=facts)
    part = PartFacts(("07", "99"), "夕方の散歩が続いた", LONG[:500], "このまま続けたい", "満足している", ("02", "99"), "役割が決まった")
    plans.write_part(by=cast.csw, evaluation_id=key, person_id=world.son, version=0, facts=part)
    with as_(cast.csw):
        goals = plan_page(plan_id, cast.csw).goals
    for goal, grade in zip(goals, (Grade.MOSTLY, Grade.CHANGED, Grade.ACHIEVED), strict=False):
        plans.grade_goal(by=cast.csw, evaluation_id=key, goal_id=goal.id, version=0, grade=grade, text=LONG[:200])
    return key


def _conference(cast: Any) -> Iterator[tuple[str, Paper, Any]]:
    at = meeting(cast, names=("髙﨑 𠮷子", "葛󠄀城 一郎"))
    for n in range(4):
        conferences.put_fact(
            by=cast.csw, item_id=at.item, facts=fact(LONG if n == 1 else f"新聞が{n}日分たまっている", person_id=at.people[0])
        )
    come(cast.city, at.item, cast.csw, cast.hokatsu, cast.city)
    for n, kind in enumerate(MinuteKind):
        write_minute(by=cast.hokatsu, item_id=at.item, kind=kind, text=LONG if n == 1 else "夕方の見守りは、民生委員と新聞店で分ける。")
    letter = asked(cast, at, asked=LONG[:600])
    assign_role(
        by=cast.city,
        item_id=at.item,
        wording="週に一度、夕方に声をかける",
        agency_id=cast.csw.agency_id,
        due_on=clock.today() + timedelta(30),
    )
    conclusion = DecisionFacts(outcome=Conclusion.NOTED, text=LONG[:300], next_monitoring_on=clock.today() + timedelta(60))
    sworn(cast.city, appointed := appoint(by=cast.city, facts=appointing(cast.minsei)))
    with as_(cast.city):
        person = appointment(appointed).people[0].id
    for kind, subject in (("agenda", at.conference), ("packet", at.item), ("cooperation", letter), ("appointment", person)):
        yield kind, _desk(cast.city, kind, subject), cast.city
    conferences.decide_item(by=cast.city, item_id=at.item, facts=conclusion)
    yield "minutes", _desk(cast.city, "minutes", at.item), cast.city
