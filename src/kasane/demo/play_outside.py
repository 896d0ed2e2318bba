"""台本のうち、外の人とのこと: 委嘱する、協力を求める、答えを残す、外の窓口の札を出す。"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from kasane.conferences.commands.appointments import appoint as appoint_one
from kasane.conferences.commands.appointments import appoint_organisation, note_briefing, note_paper
from kasane.conferences.commands.cooperation import record_answer, request_cooperation
from kasane.conferences.domain.appointment import AppointmentFacts, AppointmentKind, AppointmentScope
from kasane.conferences.domain.cooperation import Addressee, CooperationFacts, CooperationState, Wanted
from kasane.conferences.models import Appointed
from kasane.conferences.queries.kinds import kind_on
from kasane.demo.scene import Scene
from kasane.demo.storybook import Step
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.portal.commands import issue_ticket

_MEETING: Final = "support_conference"
_KEPT_IN: Final = "福祉政策課 支援会議の綴り(誓約書)"


def appoint(scene: Scene, step: Step, by: Actor) -> None:
    """委嘱し、守秘を説明して、署名した書面を受け取る。効き始めるのは、読み込む日から(さかのぼっては効かない)。"""
    body = bool(step.get("organisation"))
    item: UUID | None = scene.hall.items[step["item"]] if step.get("item") else None
    facts = AppointmentFacts(
        kind=AppointmentKind.BODY if body else AppointmentKind.PERSON, scope=AppointmentScope.ITEM if item else AppointmentScope.KIND,
        member_ids=tuple(scene.town.outside[name] for name in step["names"]), valid_from=clock.today(), valid_to=scene.day(step["until"]),
        kind_code="" if item else _MEETING, item_id=item, organisation=step.get("organisation"),
        agreed_on=scene.day(step["agreed"]) if body else None, agreed_with=step.get("with"),
    )  # fmt: skip
    made = (appoint_organisation if body else appoint_one)(by=by, facts=facts)
    kind = kind_on(_MEETING, clock.today())
    wording = kind.wording if kind else ""
    for listed in Appointed.objects.filter(appointment_id=made).values_list("id", flat=True):
        note_briefing(by=by, appointed_id=listed, on=clock.today(), wording=wording, version=1)
        note_paper(by=by, appointed_id=listed, on=clock.today(), place=_KEPT_IN, version=2)


def ask(scene: Scene, step: Step, by: Actor) -> None:
    """協力を求める(社会福祉法106条の6第3項)。"""
    agency, outside = step.get("agency"), step.get("outside")
    facts = CooperationFacts(
        addressee=Addressee.AGENCY if agency else Addressee.MEMBER if outside else Addressee.OTHER,
        wanted=tuple(Wanted(one) for one in step["wanted"]), asked=step["text"], deadline=scene.day(step.day + step["within"]),
        contact=step["contact"], agency_id=scene.agency(agency) if agency else None,
        outside_member_id=scene.town.outside[outside] if outside else None, addressee_name=step.get("name"),
        person_ids=tuple(scene.person(one) for one in step.get("people", [])), about=step.get("about", ""),
    )  # fmt: skip
    item = scene.hall.items[step["item"]]
    scene.hall.asked[step["key"]] = request_cooperation(by=by, item_id=item, facts=facts, number=step["number"])


def answered(scene: Scene, step: Step, by: Actor) -> None:
    """紙や電話で届いた答えを残す。"""
    state = CooperationState.DECLINED if step.get("declined") else CooperationState.ANSWERED
    record_answer(by=by, cooperation_id=scene.hall.asked[step["key"]], state=state, answer=step["text"], answered_on=clock.today())


def ticket(scene: Scene, step: Step, by: Actor) -> None:
    """外の構成員に、窓口の札を出す。リンクと番号は、どこにも残らない。"""
    scene.hall.tickets[step["key"]] = issue_ticket(by=by, member_id=scene.hall.seats[step["seat"]])
