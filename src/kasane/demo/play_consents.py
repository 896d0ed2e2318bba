"""台本のうち、本人同意のこと: 同意、断り、取り消し。"""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from kasane.cases.queries import case_header
from kasane.consent import commands as consents
from kasane.consent.domain.codes import ConsentKind, GivenBy, Method, Topic
from kasane.consent.domain.coverage import Scope
from kasane.consent.domain.recording import ConsentFacts
from kasane.demo.scene import Scene
from kasane.demo.storybook import Step
from kasane.kernel import clock
from kasane.kernel.actor import Actor

_A_YEAR: Final = timedelta(days=364)
"""一年の同意の、終わりの日までの日数。"""


def give(scene: Scene, step: Step, by: Actor) -> None:
    """同意を記録する。"""
    topics = frozenset(Topic(topic) for topic in step["topics"])
    today = clock.today()
    given = GivenBy(step.get("given", "self"))
    proxy = ("夫", "夫", step.get("text")) if given is GivenBy.PROXY else ("", "", "")
    facts = ConsentFacts(
        kind=ConsentKind(step["kind"]),
        given_on=today,
        given_by=given,
        method=Method(step.get("method", "signed")),
        explained=True,
        scopes=tuple(Scope(scene.agency(agency), topics) for agency in step["to"]),
        valid_until=min(scene.day(step["until"]), today + _A_YEAR),
        paper_kept=step.get("method", "signed") == "signed",
        proxy_name=proxy[0],
        proxy_relation=proxy[1],
        proxy_reason=proxy[2],
        note=step.get("text"),
    )
    person = scene.person(step["who"])
    scene.consents[step["key"]] = consents.record_consent(
        by=by, case_id=scene.case, person_id=person, room_id=_room(scene, person, by), facts=facts
    )


def refuse(scene: Scene, step: Step, by: Actor) -> None:
    """伝えないでほしいと言われたことを記録する。"""
    excluded = tuple(scene.agency(agency) for agency in step["to"])
    facts = ConsentFacts(given_on=clock.today(), method=Method.ORAL, excluded=excluded, note=step["text"])
    person = scene.person(step["who"])
    consents.record_refusal(by=by, case_id=scene.case, person_id=person, room_id=_room(scene, person, by), facts=facts)


def withdraw(scene: Scene, step: Step, by: Actor) -> None:
    """取り消す。"""
    consents.withdraw_consent(by=by, consent_id=scene.consents[step["key"]], reason=step["text"])


def _room(scene: Scene, person_id: UUID, by: Actor) -> UUID:
    """この事案の、その人の通常の部屋。"""
    header = case_header(scene.case, by=by)
    return next(line.general_room for line in header.persons if line.person_id == person_id)
