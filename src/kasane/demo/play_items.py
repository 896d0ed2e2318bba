"""台本のうち、会議の一つの議題のこと: 上げる、招く、資料、出欠、議事、決定、役割、足りない資源。"""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from kasane.agencies.domain import Field
from kasane.conferences import commands as conferences
from kasane.conferences.commands.minutes import write_minute
from kasane.conferences.commands.needs import move_need as move_on
from kasane.conferences.commands.needs import name_need as write_down
from kasane.conferences.commands.roles import assign_role, finish_role
from kasane.conferences.domain.codes import Occasion, Outcome, Provenance, Purpose, Section
from kasane.conferences.domain.facts import DecisionFacts, ItemFacts, PacketFact, TabledPerson
from kasane.conferences.domain.minutes import MinuteKind
from kasane.conferences.domain.needs import NeedState
from kasane.conferences.models import Member
from kasane.consent.domain.codes import Topic
from kasane.demo.scene import Scene
from kasane.demo.storybook import Step
from kasane.kernel import clock
from kasane.kernel.actor import Actor


def add(scene: Scene, step: Step, by: Actor) -> None:
    """議題を上げる。people は人の役と、資料での呼び方。until は構成員に見せる最後の日(書かなければ、決められた日数)。

    brought は持ち込んだ機関(書かなければ、上げる人の機関)。

    過ぎた会議の窓は、データベースの今の時刻で閉じている。構成員の来た会議は、読み込む日まで窓を延ばしておく。
    """
    until, asked = step.get("until", None), step.get("asked", None)
    facts = ItemFacts(
        occasion=Occasion(step["occasion"]), heading=step["heading"], purpose=Purpose(step.get("purpose", "case")),
        minutes=step.get("minutes", 20), case_id=scene.case if step["people"] else None,
        plan_id=scene.plans[step["plan"]] if step.get("plan") else None,
        people=tuple(TabledPerson(scene.person(key), label) for key, label in step["people"].items()),
        brought_by=scene.agency(step["brought"]) if step.get("brought") else None,
        requested_on=clock.today() if asked is None else scene.day(asked),
        shown_until=None if until is None else datetime.combine(scene.day(until + 1), time.min, clock.JST),
    )  # fmt: skip
    scene.hall.items[step["key"]] = conferences.add_item(by=by, conference_id=scene.hall.meetings[step["meeting"]].id, facts=facts)


def invite(scene: Scene, step: Step, by: Actor) -> None:
    """構成員を招く: 職員はサインイン名、外の人は氏名。"""
    item = scene.hall.items[step["item"]]
    for login_id in step.get("staff", []):
        conferences.invite_member(by=by, item_id=item, posting_id=scene.posting(login_id))
    for name in step.get("outside", []):
        scene.hall.seats[name] = conferences.invite_member(by=by, item_id=item, outside_member_id=scene.town.outside[name])


def put(scene: Scene, step: Step, by: Actor) -> None:
    """資料に一行を置く。"""
    conferences.put_fact(by=by, item_id=scene.hall.items[step["item"]], facts=_fact(scene, step))


def bring(scene: Scene, step: Step, by: Actor) -> None:
    """自分の機関の知ることを持ち寄る。"""
    conferences.contribute_fact(by=by, item_id=scene.hall.items[step["item"]], facts=_fact(scene, step))


def _fact(scene: Scene, step: Step) -> PacketFact:
    return PacketFact(
        section=Section(step["section"]), text=step["text"], provenance=Provenance(step["from"]),
        topic=Topic(step.get("topic", "circumstances")), person_id=scene.person(step["who"]) if step.get("who") else None,
    )  # fmt: skip


def attend(scene: Scene, step: Step, by: Actor) -> None:
    """出席を記録する。"""
    wanted = [scene.posting(login_id) for login_id in step["staff"]]
    seats = Member.objects.filter(item_id=scene.hall.items[step["item"]], posting_id__in=wanted, left_at=None).values_list("id", flat=True)
    conferences.attend(by=by, member_ids=list(seats), came=True)


def minute(scene: Scene, step: Step, by: Actor) -> None:
    """議事を一行書く。"""
    write_minute(by=by, item_id=scene.hall.items[step["item"]], kind=MinuteKind(step["kind"]), text=step["text"])


def conclude(scene: Scene, step: Step, by: Actor) -> None:
    """議題を決める。"""
    after = step.get("next", None)
    facts = DecisionFacts(
        Outcome(step["outcome"]), step["text"], scene.agency(step["lead"]) if step.get("lead") else None,
        None if after is None else scene.day(after),
    )  # fmt: skip
    conferences.decide_item(by=by, item_id=scene.hall.items[step["item"]], facts=facts)


def assign(scene: Scene, step: Step, by: Actor) -> None:
    """役割を決める。"""
    due = step.get("due", None)
    made = assign_role(
        by=by, item_id=scene.hall.items[step["item"]], wording=step["text"],
        agency_id=scene.agency(step["agency"]) if step.get("agency") else None, outside_member_id=_outside(scene, step),
        due_on=None if due is None else scene.day(due),
    )  # fmt: skip
    if step.get("key"):
        scene.hall.roles[step["key"]] = made


def _outside(scene: Scene, step: Step) -> UUID | None:
    return scene.town.outside[step["outside"]] if step.get("outside") else None


def finish(scene: Scene, step: Step, by: Actor) -> None:
    """自分の機関の役割を済みにする。"""
    finish_role(by=by, role_id=scene.hall.roles[step["key"]], note=step["text"], version=1)


def name_need(scene: Scene, step: Step, by: Actor) -> None:
    """足りない資源を台帳に載せる。"""
    made = write_down(
        by=by, item_id=scene.hall.items[step["item"]], text=step["text"], field=Field(step["field"]),
        purpose=Purpose(step.get("purpose", "resource")), area_id=scene.town.areas[step["area"]] if step.get("area") else None,
    )  # fmt: skip
    if step.get("key"):
        scene.hall.needs[step["key"]] = made


def move_need(scene: Scene, step: Step, by: Actor) -> None:
    """台帳を進める。"""
    move_on(by=by, need_id=scene.hall.needs[step["key"]], state=NeedState(step["state"]), progress=step["text"], version=1)
