"""台本のうち、会議のこと: 招集する、守秘を確認する、知らせを出す、開会、閉会。"""

from __future__ import annotations

from datetime import time

from kasane.conferences import commands as conferences
from kasane.conferences.domain.codes import Part, Purpose
from kasane.conferences.domain.facts import ConferenceFacts, Seating
from kasane.conferences.queries.seats import invitations
from kasane.demo.scene import Meeting, Scene
from kasane.demo.storybook import Step
from kasane.kernel.actor import Actor


def convene(scene: Scene, step: Step, by: Actor) -> None:
    """会議を招集する。招集した人が事務局になる。"""
    facts = ConferenceFacts(
        kind_code=step["kind"], held_on=scene.day(step["held"]), starts_at=time.fromisoformat(step["from"]),
        ends_at=time.fromisoformat(step["till"]), place=step["place"], purpose=Purpose(step.get("purpose", "case")),
        takes_proposals=not step.get("closed", False),
    )  # fmt: skip
    officers = [Seating(scene.posting(login_id), Part(part)) for part, login_id in step["officers"].items()]
    made = conferences.convene(by=by, facts=facts, officers=officers)
    scene.hall.meetings[step["key"]] = Meeting(made, facts.held_on, facts.starts_at)


def promise(scene: Scene, step: Step, by: Actor) -> None:
    """この会議の、自分に届いた招集のすべてについて、守秘の文を読んで確認する。"""
    wanted = scene.hall.meetings[step["meeting"]]
    when = (wanted.held_on, wanted.starts_at)
    waiting = [one for one in invitations(by) if one.acknowledged_at is None and (one.head.held_on, one.head.starts_at) == when]
    if not waiting:
        raise LookupError(f"{step.by}: 確認を待つ招集がありません({step['meeting']})。")
    for seat in waiting:
        conferences.acknowledge_secrecy(by=by, seat_id=seat.seat_id, wording=seat.wording)


def call(scene: Scene, step: Step, by: Actor) -> None:
    """招集の知らせを出す。"""
    conferences.call_conference(by=by, conference_id=scene.hall.meetings[step["meeting"]].id)


def begin(scene: Scene, step: Step, by: Actor) -> None:
    """開会する。"""
    conferences.open_conference(by=by, conference_id=scene.hall.meetings[step["meeting"]].id)


def rise(scene: Scene, step: Step, by: Actor) -> None:
    """閉会する。"""
    conferences.close_conference(by=by, conference_id=scene.hall.meetings[step["meeting"]].id)
