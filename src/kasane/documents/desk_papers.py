"""事案によらない書類の台帳: 会議の次第・資料・議事録、協力依頼書、委嘱状、支援決定通知。subject は、会議・議題・依頼などの番号。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from kasane.documents.queries.conference import agenda_paper, minutes_paper, packet_paper
from kasane.documents.queries.letters import appointment_paper, cooperation_paper, decision_paper
from kasane.documents.queries.paper import Paper
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible

DESK_PAPERS: Final[dict[str, Callable[[UUID, Actor], Paper]]] = {
    "agenda": lambda subject, by: agenda_paper(subject, by=by),
    "packet": lambda subject, by: packet_paper(subject, by=by),
    "minutes": lambda subject, by: minutes_paper(subject, by=by),
    "cooperation": lambda subject, by: cooperation_paper(subject, by=by),
    "appointment": lambda subject, by: appointment_paper(subject, by=by),
    "decision": lambda subject, by: decision_paper(subject, by=by),
}


def make_desk_paper(kind: str, subject: UUID, *, by: Actor) -> Paper:
    """一枚を作る。知らない種類は NotVisible。見えるか・作ってよいかは、それぞれの問いが画面と同じに答える。"""
    make = DESK_PAPERS.get(kind)
    if make is None:
        raise NotVisible
    return make(subject, by)
