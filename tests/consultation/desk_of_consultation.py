"""相談の試験の道具: コマンドだけを使って、相談を受け付ける。"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from kasane.kernel.actor import Actor
from kasane.programmes.consultation import commands
from kasane.programmes.consultation.domain.codes import Channel, NextStep, Speaker
from kasane.programmes.consultation.domain.consultation import ConsultationFacts, NextStepFacts, SubjectsGiven

DAY = date(2026, 11, 2)
STORY = "母の介護と、仕事に行けない弟のことで困っている。"


def told(**rest: Any) -> ConsultationFacts:
    """相談の中身。"""
    given: dict[str, Any] = {"received_on": DAY, "channel": Channel.PHONE, "speaker": Speaker.FAMILY, "story": STORY}
    return ConsultationFacts(**{**given, **rest})


def receive(by: Actor, *persons: UUID, step: NextStep | None = None, due: date | None = None, **rest: Any) -> UUID:
    """相談を一件受け付ける。unnamed・newcomers・households は「だれについて」に、ほかは中身に入る。"""
    about = {name: rest.pop(name) for name in ("unnamed", "newcomers", "households") if name in rest}
    case = rest.pop("case", None)
    return commands.receive_consultation(
        by=by, facts=told(**rest), subjects=SubjectsGiven(persons=persons, **about), step=NextStepFacts(step, due), case=case
    )
