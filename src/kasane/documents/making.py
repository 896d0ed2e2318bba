"""裏で書類を作る係: 次の頼みを受け取り、頼んだ人の立場で一件ずつ読み、最後に一つの PDF にする。"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db import Error, connection, transaction

from kasane.access.guarded import ask, rows
from kasane.access.queries import held_in
from kasane.access.session import acting_as
from kasane.documents.domain.jobs import JobKind
from kasane.documents.models import PaperJob
from kasane.documents.packets import packet_of, source_marks
from kasane.documents.queries.jobs import job_mark
from kasane.documents.queries.paper import leaf_of
from kasane.documents.rendering.glyphs import FontsMissing
from kasane.documents.rendering.pdf import NotPrinted, pdf_of
from kasane.kernel import clock
from kasane.kernel.actor import Actor, job_actor
from kasane.kernel.decision import NotVisible, Refused
from kasane.kernel.memo import remembering
from kasane.screens.desk import desk

INTERVAL_SECONDS: Final = 2.0
WORKER: Final = job_actor("worker")
_REFUSED: Final = "係だけができます。"
log = logging.getLogger("kasane.documents")


@dataclass(slots=True)
class _Made:
    """作っている途中のもの。"""

    leaves: list[dict[str, Any]] = field(default_factory=list)
    rooms: set[UUID] = field(default_factory=set)
    people: set[UUID] = field(default_factory=set)
    sources: list[str] = field(default_factory=list)
    left_out: int = 0


def make_next() -> bool:
    """次の頼みを一つ作る。なければ False。作れなくても係は止まらず、理由が頼みに残る。"""
    with transaction.atomic(), acting_as(WORKER):
        taken = rows("SELECT job_id, account, posting FROM documents_take(%s)", [clock.now()], refusal=_REFUSED)
    if not taken:
        return False
    job_id, account_id, posting_id = taken[0]
    with transaction.atomic(), acting_as(WORKER, read_only=True):
        actor = desk.actor(account_id, posting_id)
    if actor is None:
        _drop(job_id, "配属が終わったため、作りませんでした。")
        return True
    try:
        _make(job_id, actor)
    except (NotPrinted, FontsMissing) as failed:
        log.error("書類を作れませんでした: %s", type(failed).__name__)
        _drop(job_id, "紙面を作れませんでした。システムの担当に知らせてください。")
    return True


def sweep() -> int:
    """期限の過ぎた中身を消す。返り値は消した数。"""
    with transaction.atomic(), acting_as(WORKER):
        return int(ask("SELECT documents_sweep(%s)", [clock.now()], refusal=_REFUSED))


def run_forever(stop: threading.Event, *, rest: Callable[[], object] = lambda: None) -> None:
    """止められるまで続ける。データベースが止まっている間は待ち、戻れば続ける。"""
    while not stop.is_set():
        try:
            sweep()
            while not stop.is_set() and make_next():
                pass
        except Error:
            log.exception("書類の係がデータベースに届きません。次の回にやり直します。")
            connection.close()
        rest()
        stop.wait(INTERVAL_SECONDS)


def _make(job_id: UUID, actor: Actor) -> None:
    started, made = time.process_time(), _Made()
    with transaction.atomic(), acting_as(actor, read_only=True):
        job = PaperJob.objects.defer("content").get(id=job_id)
    for done, target in enumerate(job.targets, 1):
        _add(made, JobKind(job.kind), target, actor)
        with transaction.atomic(), acting_as(actor):
            PaperJob.objects.filter(id=job_id).update(done=done, left_out=made.left_out, beat_at=clock.now())
    _finish(job_id, actor, JobKind(job.kind), made, started)


def _add(made: _Made, kind: JobKind, target: UUID, actor: Actor) -> None:
    """一件を読む。作る間に見えなくなった・断られたものは入れず、数だけを残す。"""
    with transaction.atomic(), acting_as(actor, read_only=True), remembering():
        try:
            papers = list(packet_of(kind).papers(target, actor))
        except (NotVisible, Refused):
            made.left_out += 1
            made.sources.append("")
            return
        made.sources.extend(source_marks(kind, [target], actor))
        used = held_in(list({room for paper in papers for room in paper.rooms}))
        made.leaves.extend(leaf_of(paper, by=actor) for paper in papers)
        made.rooms.update(room for room, grounds in used.items() if grounds)
        made.people.update(person for paper in papers for person in paper.saw)


def _finish(job_id: UUID, actor: Actor, kind: JobKind, made: _Made, started: float) -> None:
    with transaction.atomic(), acting_as(actor):
        mine = PaperJob.objects.filter(id=job_id, state="working")
        if not made.leaves:
            mine.update(state="failed", why="綴りに入れられるものがありませんでした。", finished_at=clock.now())
            return
        content = pdf_of(made.leaves, title=kind.label_ja, author=actor.agency_name, made_at=clock.now())
        mine.update(
            state="done", content=content, rooms=sorted(made.rooms), people=sorted(made.people), mark=job_mark(made.people, made.sources),
            left_out=made.left_out, finished_at=clock.now(), cpu_seconds=time.process_time() - started,
        )  # fmt: skip


def _drop(job_id: UUID, why: str) -> None:
    with transaction.atomic(), acting_as(WORKER):
        ask("SELECT documents_drop(%s, %s, %s)", [job_id, why, clock.now()], refusal=_REFUSED)
