"""裏で作る書類の問い: 自分の頼みだけが見える(RLS)。"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from kasane.access.queries import held_in
from kasane.access.reading import rows_of
from kasane.documents.domain.jobs import JobKind, JobState, may_take
from kasane.documents.models import PaperJob
from kasane.documents.packets import source_marks, sources_stand
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible
from kasane.kernel.wareki import format_wareki

_PLACES: Final = "SELECT person_id, id, text FROM people_place WHERE person_id = ANY (%s) ORDER BY person_id, id"
_SHOWN: Final = 5
_SEPARATOR: Final = "|"
_LIGHT: Final = ("content",)


@dataclass(frozen=True, slots=True)
class JobLine:
    """頼みの一行。taking は、今受け取ってよいか(だめなら理由)。purpose は頼んだときに書いた目的(会議資料なら空)。"""

    id: UUID
    kind: JobKind
    state: JobState
    done: int
    total: int
    left_out: int
    asked: str
    until: str
    why: str
    taking: Decision
    people: tuple[UUID, ...]
    purpose: str = ""

    @property
    def finished(self) -> bool:
        """もう動いていないか。"""
        return self.state not in (JobState.WAITING, JobState.WORKING)


def my_jobs(target: UUID | None = None) -> tuple[JobLine, ...]:
    """自分の頼み(新しい順に5件)。target を渡すと、その事案(議題)だけのもの。受け取るときには、元をもう一度確かめる。"""
    rows = PaperJob.objects.defer(*_LIGHT).order_by("-asked_at")
    found = rows.filter(targets__contains=[target]) if target else rows
    return tuple(_line(row) for row in found[:_SHOWN])


def job_line(job_id: UUID, *, by: Actor) -> JobLine:
    """頼みの一件。自分のものでなければ NotVisible。受け取ってよいかは、元の一件ずつを今もう一度読んで答える。"""
    row = _row(job_id)
    line = _line(row)
    if not line.taking.allowed:
        return line
    now = source_marks(line.kind, row.targets, by)
    standing = sources_stand(row.mark.split(_SEPARATOR)[1:], now)
    return replace(line, taking=may_take(line.state, standing=standing, lapsed=False, why=row.why))


def job_content(job_id: UUID, *, by: Actor) -> tuple[JobLine, bytes]:
    """出来た書類。作ったときの根拠が一つでも終わっていれば、中身は返らない(taking が不可になる)。"""
    line = job_line(job_id, by=by)
    if not line.taking.allowed:
        return line, b""
    content = PaperJob.objects.values_list("content", flat=True).get(id=job_id)
    return line, bytes(content or b"")


def places_mark(people: Iterable[UUID]) -> str:
    """この人たちの、今見える居どころの指紋。支援措置で伏せられると変わる。"""
    wanted = sorted(set(people))
    if not wanted:
        return ""
    rows = rows_of(_PLACES, [wanted])
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def job_mark(people: Iterable[UUID], sources: Sequence[str]) -> str:
    """作ったときの控え: 居どころの指紋と、元ごとの指紋。"""
    return _SEPARATOR.join([places_mark(people), *sources])


def rooms_stand(rooms: Sequence[UUID]) -> bool:
    """作ったときに使った区画のすべてに、今も根拠があるか。"""
    return all(held_in(list(rooms)).values()) if rooms else False


def _row(job_id: UUID) -> PaperJob:
    row = PaperJob.objects.defer(*_LIGHT).filter(id=job_id).first()
    if row is None:
        raise NotVisible
    return row


def _line(row: PaperJob) -> JobLine:
    state = JobState(row.state)
    standing = state is JobState.DONE and rooms_stand(row.rooms) and places_mark(row.people) == row.mark.split(_SEPARATOR)[0]
    taking = may_take(state, standing=standing, lapsed=row.gone_at <= clock.now(), why=row.why)
    asked, gone = clock.jst(row.asked_at), clock.jst(row.gone_at)
    return JobLine(
        row.id, JobKind(row.kind), state, row.done, row.total, row.left_out, f"{format_wareki(asked.date())} {asked:%H:%M}",
        f"{format_wareki(gone.date())} {gone:%H:%M}", row.why, taking, tuple(row.people), row.purpose,
    )  # fmt: skip
