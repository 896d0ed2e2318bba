"""台本のうち、包括的相談支援と多機関協働のこと: 相談、依頼と答え、様式1-2、照会、惜しいケース。"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from kasane.demo import play_cases
from kasane.demo.scene import Scene
from kasane.demo.storybook import Step
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.programmes.consultation import commands as consultations
from kasane.programmes.consultation.domain.codes import Channel, NextStep, Speaker, Urgency
from kasane.programmes.consultation.domain.consultation import CaseChoice, CaseMode, ConsultationFacts, NextStepFacts, SubjectsGiven
from kasane.programmes.coordination import commands as coordination
from kasane.programmes.coordination.domain.assessment import Certainty, Origin, Section, Source
from kasane.programmes.coordination.domain.entry import Route, TalkMethod
from kasane.programmes.coordination.domain.inquiry import AskingBasis
from kasane.programmes.coordination.domain.issue import IssueCertainty, IssueFacts, Weight
from kasane.programmes.coordination.domain.values import FactValue

_CHANNELS: Final = MappingProxyType(
    {
        "office": Channel.VISIT,
        "phone": Channel.PHONE,
        "visit": Channel.HOME_VISIT,
        "sns": Channel.SNS,
        "web": Channel.WEB,
        "outing": Channel.OUTPOST,
        "letter": Channel.LETTER,
    }
)
_STILL_OPEN: Final = 3
"""読み込む日から数えた、過ぎた照会の答えの期限。"""

_STEPS: Final = MappingProxyType(
    {
        "own": NextStep.OWN,
        "cooperate": NextStep.TOGETHER,
        "refer": NextStep.REFER,
        "coordination": NextStep.COORDINATION,
        "outreach": NextStep.OUTREACH,
    }
)


def hear(scene: Scene, step: Step, by: Actor) -> None:
    """相談を受け付ける。"""
    facts = ConsultationFacts(
        received_on=clock.today(),
        channel=_CHANNELS[step["how"]],
        speaker=Speaker("welfare_volunteer" if step["from"] == "minsei" else step["from"]),
        speaker_name=step.get("name"),
        wants_anonymity=step.get("anonymous", False),
        story=step["text"],
        topics=tuple(step["c01"]),
        main_topic=step["main"],
        urgency=Urgency(step["urgency"]) if step.get("urgency") else None,
    )
    given = SubjectsGiven(persons=scene.people(step.get("people", [])), households=(scene.household(),))
    scene.consultation_id = consultations.receive_consultation(by=by, facts=facts, subjects=given)
    scene.next_step = _STEPS[step["next"]]


def open_case(scene: Scene, step: Step, by: Actor) -> None:
    """事案を開き、受け付けた相談の次の一手を、その事案として続けることに決める。"""
    play_cases.open_case(scene, step, by)
    if scene.consultation_id is not None and scene.next_step is not None:
        decided = NextStepFacts(scene.next_step, None, "")
        choice = CaseChoice(CaseMode.THIS, scene.case)
        consultations.decide_next_step(by=by, consultation_id=scene.consultation_id, version=1, step=decided, case=choice)


def send(scene: Scene, step: Step, by: Actor) -> None:
    """つなぐ。多機関協働への依頼なら、経路・試したこと・求めることも書く。"""
    if step.get("kind") != "coordination":
        play_cases.send(scene, step, by)
        return
    route = Route.IN_FIELD if step.get("tried") else Route.AT_INTAKE
    facts = coordination.RequestFacts(
        referral=play_cases.letter_of(scene, step), route=route, tried=step.get("tried", "受付の窓口での聞き取りと、訪問の打診。"),
        wanted=step["purpose"],
    )  # fmt: skip
    scene.letters[step["key"]] = coordination.refer_to_coordination(by=by, case_id=scene.case, facts=facts)


def answer_request(scene: Scene, step: Step, by: Actor) -> None:
    """依頼した窓口と話してから、受理するか、戻す。"""
    letter = scene.letters[step["key"]]
    talk = coordination.TalkFacts(clock.today(), TalkMethod.PHONE, "依頼した窓口の担当", step["talked"])
    coordination.talk_with_source(by=by, referral_id=letter, facts=talk)
    answer = coordination.take_on_case if step["answer"] == "accept" else coordination.send_back_to_source
    answer(by=by, referral_id=letter, reason=step["text"])


def assess(scene: Scene, step: Step, by: Actor) -> None:
    """様式1-2の一つの段を書く。どの項目も、出どころと日付を持つ。"""
    agency = scene.agency(step["agency"]) if step.get("agency") else None
    source = Source(Origin(step["origin"]), agency, clock.today(), Certainty.REPORTED)
    answers = [coordination.CellAnswer(key, _value(said), source, own_source=True) for key, said in step["facts"].items()]
    scene.version = coordination.save_section(
        by=by, case_id=scene.case, section=Section(step["section"]), person_id=scene.person(step["who"]) if step.get("who") else None,
        base=scene.version, answers=answers,
    )  # fmt: skip


def _value(said: Any) -> FactValue:
    """台本の書き方から値にする。文字は文章、数は数、並びは選択肢、並びの並びは行、today はその日。"""
    if said == "today":
        return FactValue(day=clock.today())
    if isinstance(said, int):
        return FactValue(amount=Decimal(said))
    if isinstance(said, Sequence) and not isinstance(said, str):
        rows = [line for line in said if not isinstance(line, str)]
        return FactValue(rows=tuple(tuple(line) for line in rows)) if rows else FactValue(codes=tuple(said))
    return FactValue(text=str(said))


def attach_issue(scene: Scene, step: Step, by: Actor) -> None:
    """課題と背景要因を、人か世帯に付ける。"""
    facts = IssueFacts(
        code=step["code"], person_id=scene.person(step["who"]) if step.get("who") else None, weight=Weight(step["weight"]),
        certainty=IssueCertainty(step["sure"]), found_on=clock.today(), note=step.get("text"),
    )  # fmt: skip
    coordination.attach_issue(by=by, case_id=scene.case, facts=facts)


def ask(scene: Scene, step: Step, by: Actor) -> None:
    """知っている機関に照会する。根拠の終わりはデータベースの今の時刻で確かめられるので、答えの期限は読み込む日より後にする。"""
    facts = coordination.InquiryFacts(
        to_agency_id=scene.agency(step["to"]), person_ids=[scene.person(step["who"])], item_keys=step.get("items", []),
        free_question=step["text"], purpose="世帯の様子を一つにまとめ、役割を決めるため。", basis=AskingBasis.CONSENT,
        answer_by=max(scene.day(step.day + step["within"]), scene.day(_STILL_OPEN)),
    )  # fmt: skip
    scene.inquiries[step["key"]] = coordination.ask_agency(by=by, case_id=scene.case, facts=facts)


def reply(scene: Scene, step: Step, by: Actor) -> None:
    """照会に答える。"""
    coordination.answer_inquiry(by=by, inquiry_id=scene.inquiries[step["key"]], answers=[], free_answer=step["text"])


def mark_near_miss(scene: Scene, step: Step, by: Actor) -> None:
    """惜しいケースに印を付ける。名前も、どの事案かも残らない。"""
    consultations.mark_near_miss(by=by, sentence=step["text"])
