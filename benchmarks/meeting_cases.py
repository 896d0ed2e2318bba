"""会議に諮る一つの事案を、製品のコマンドだけで作る: 二人の同意（様式1-1）、様式1-2、様式2-1、経過。諮るところまで。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from kasane.access.session import acting_as
from kasane.cases import commands as cases
from kasane.cases.domain import NoteFacts, Standing
from kasane.cases.models import CasePerson
from kasane.consent import commands as consents
from kasane.consent.domain.codes import Method, Topic
from kasane.consent.domain.coverage import Scope
from kasane.consent.domain.recording import ConsentFacts
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.wareki import parse_date
from kasane.people import commands as people
from kasane.people.commands.places import PlaceFacts
from kasane.people.domain.codes import PlaceKind
from kasane.people.domain.person import PersonFacts
from kasane.plans import commands as plans
from kasane.plans.domain import Occasion, PlanKind, Programme, Who
from kasane.plans.domain.facts import ExplanationFacts, HeadFacts, StepFacts
from kasane.programmes.coordination import commands as coordination
from kasane.programmes.coordination.commands import application as applications
from kasane.programmes.coordination.domain.application import Variant
from kasane.programmes.coordination.domain.assessment import Certainty, Origin, Section, Source
from kasane.programmes.coordination.domain.values import FactValue

NOTES: Final = 10
_TOPICS: Final = frozenset({Topic.IDENTITY, Topic.CIRCUMSTANCES, Topic.HEALTH, Topic.FAMILY})
_FAMILIES: Final = (
    ("髙﨑", "タカサキ"),
    ("齋藤", "サイトウ"),
    ("渡邉", "ワタナベ"),
    ("𠮷田", "ヨシダ"),
    ("小澤", "オザワ"),
    ("濵口", "ハマグチ"),
)
_GIVEN: Final = (("ハナ", "ハナ"), ("𠮷男", "ヨシオ"), ("節子", "セツコ"), ("一郎", "イチロウ"), ("美咲", "ミサキ"))
_GOALS: Final = ("鉄道模型の話がしたい", "母に楽をさせたい", "朝、自分で起きたい")
_STEPS: Final = (
    ("外に出ていない", "週に一度、駅前まで散歩する", "週1回"), ("介護の負担", "訪問介護の回数を見直す", "月2回"),
    ("家計", "家計の表を一緒につける", "月1回"), ("受診の途切れ", "病院への付き添い", "月1回"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """相談の中身: 件名、今の様子、本人の言葉。"""

    title: str
    now: str
    words: str


def opened(by: Actor, number: int, told: Told, agencies: tuple[UUID, ...]) -> tuple[UUID, list[UUID], UUID]:
    """事案を開いて諮るところまで書く。返り値は（事案、二人、プラン）。"""
    family, given = _FAMILIES[number % len(_FAMILIES)], _GIVEN[number % len(_GIVEN)]
    pair = [_person(by, family, given, "昭和20年3月1日", number), _person(by, family, ("次郎", "ジロウ"), "昭和47年5月5日", number)]
    case_id = cases.open_case(
        by=by, title=told.title, person_ids=[(pair[0], Standing.SELF), (pair[1], Standing.FAMILY)], opened_on=clock.today(),
        reason="本人からの相談",
    )  # fmt: skip
    _applied(by, case_id, pair[0], told, agencies)
    _agreed(by, case_id, pair[1], agencies)
    _assessed(by, case_id, pair[0], told)
    for turn in range(NOTES):
        facts = NoteFacts(
            happened_on=clock.today(), method="visit", counterpart="self", title=f"訪問（{turn + 1}回目）", fact=told.now, words=told.words,
            view="急がず、困りごとから入る。",
        )  # fmt: skip
        cases.record_note(by=by, case_id=case_id, facts=facts)
    return case_id, pair, _planned(by, case_id, pair, told)


def _person(by: Actor, family: tuple[str, str], given: tuple[str, str], born: str, number: int) -> UUID:
    facts = PersonFacts(
        family_name=family[0], given_name=given[0], family_kana=family[1], given_kana=given[1], born=parse_date(born),
        resident_number=f"{900_000 + number:010}{'' if given[0] != '次郎' else '1'}",
    )  # fmt: skip
    person: UUID = people.register_person(by=by, facts=facts)
    people.record_place(by=by, person_id=person, facts=PlaceFacts(kind=PlaceKind.RESIDENCE, text=f"かさね市本町{number + 1}-2-3"))
    return person


def _applied(by: Actor, case_id: UUID, person: UUID, told: Told, agencies: tuple[UUID, ...]) -> None:
    """様式1-1（同意あり）。情報を共有してよい機関は、席のある機関のすべて。"""
    sheet: UUID = applications.start_application(by=by, case_id=case_id, person_id=person, variant=Variant.WITH_CONSENT)
    sections: tuple[tuple[str, dict[str, Any]], ...] = (
        ("reception", {"received_on": clock.today(), "visitor_kind": "01"}),
        ("household", {"lives_together": "yes", "household_size": 2, "mail_ok": "ask"}),
        ("matters", {"topics": ["03", "12"], "most_pressing": "12", "wishes": told.words}),
    )
    version = 1
    for section, values in sections:
        version = applications.write_application(by=by, application_id=sheet, section=section, version=version, values=values)
    consent = ConsentFacts(explained=True, paper_kept=True, scopes=_scopes(agencies))
    facts = applications.ApplyFacts(applied_on=clock.today(), shares=True, consent=consent)
    applications.record_application_consent(by=by, application_id=sheet, version=version, facts=facts)


def _agreed(by: Actor, case_id: UUID, person: UUID, agencies: tuple[UUID, ...]) -> None:
    with transaction.atomic(), acting_as(by):
        room = CasePerson.objects.get(case_id=case_id, person_id=person).compartment_id
    facts = ConsentFacts(given_on=clock.today(), paper_kept=True, explained=True, scopes=_scopes(agencies))
    consents.record_consent(by=by, case_id=case_id, person_id=person, room_id=room, facts=facts)


def _scopes(agencies: tuple[UUID, ...]) -> tuple[Scope, ...]:
    return tuple(Scope(one, _TOPICS) for one in agencies)


def _assessed(by: Actor, case_id: UUID, person: UUID, told: Told) -> None:
    """様式1-2の四つの段。"""
    source = Source(Origin("self"), None, clock.today(), Certainty.REPORTED)
    written: tuple[tuple[str, UUID | None, dict[str, FactValue]], ...] = (
        ("A", None, {"A-03": FactValue(codes=("05",)), "A-04": FactValue(codes=("6",))}),
        ("A", person, {"A-07": FactValue(text=told.words)}),
        ("G", person, {"G-03": FactValue(text=told.now)}),
        ("I", None, {"I-01": FactValue(day=clock.today()), "I-02": FactValue(codes=("01",)), "I-05": FactValue(text=told.title)}),
    )
    base = 0
    for section, who, said in written:
        answers = [coordination.CellAnswer(key, value, source, own_source=True) for key, value in said.items()]
        base = coordination.save_section(by=by, case_id=case_id, section=Section(section), person_id=who, base=base, answers=answers)


def _planned(by: Actor, case_id: UUID, pair: list[UUID], told: Told) -> UUID:
    """様式2-1: 頭、三つの目標、四つの実施事項、二人への説明。会議に諮る。"""
    today = clock.today()
    plan: UUID = plans.start_plan(by=by, case_id=case_id, kind=PlanKind.COORDINATION, consented=True)
    head = HeadFacts(
        hope=told.words, long_goal="人と話せる場がある", policy="本人の歩みに合わせる", period_from=today,
        period_to=today + timedelta(days=180), monitoring_on=today + timedelta(days=90),
    )  # fmt: skip
    plans.write_plan(by=by, plan_id=plan, version=1, facts=head)
    for text in _GOALS:
        plans.add_goal(by=by, plan_id=plan, person_id=pair[0], text=text)
    for issue, content, frequency in _STEPS:
        step = StepFacts(who=Who.SELF, content=content, programme=Programme.OTHER, issue=issue, frequency=frequency)
        plans.add_step(by=by, plan_id=plan, person_id=pair[0], facts=step)
    for person in pair:
        explained = ExplanationFacts(explained_on=today, agreed=True, method=Method.SIGNED, paper_kept=True)
        plans.explain_plan(by=by, plan_id=plan, person_id=person, facts=explained)
    plans.table_plan(by=by, plan_id=plan, occasion=Occasion.ESTABLISH)
    return plan
