"""綴りの台帳: 種類ごとに、一つの元(事案・議題)から何枚を綴るか。下の部屋の綴りも、ここに一つずつ載せる。"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kasane.cases.queries import case_header
from kasane.conferences.queries import item_room
from kasane.documents.domain.jobs import JobKind
from kasane.documents.queries.conference import packet_paper
from kasane.documents.queries.paper import Paper
from kasane.documents.queries.whole import filing_of
from kasane.documents.registry import make_paper, papers_of
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible, Refused, require

MARK: Final = 16


@dataclass(frozen=True, slots=True)
class Packet:
    """綴りの一つの種類。people は元に名前の出る人(見えなければ NotVisible)、papers は元から綴る書類。

    lines は、元に今載っている行の名前。区画の根拠が続いていても、後から下げられた行のある綴りは渡さないために要る。
    """

    kind: JobKind
    people: Callable[[UUID, Actor], Sequence[UUID]]
    papers: Callable[[UUID, Actor], Iterable[Paper]]
    lines: Callable[[UUID, Actor], Sequence[str]] = lambda target, by: ()


_packets: dict[JobKind, Packet] = {}


def register_packet(packet: Packet) -> None:
    """種類を登録する(起動時に一度)。同じ種類に別のものを登録すると ValueError。"""
    if _packets.setdefault(packet.kind, packet) != packet:
        raise ValueError(f"綴り「{packet.kind.label_ja}」が二度登録されました。")


def packet_of(kind: JobKind) -> Packet:
    """この種類の綴り。登録がなければ NotVisible。"""
    found = _packets.get(kind)
    if found is None:
        raise NotVisible
    return found


def people_of_case(case_id: UUID, by: Actor) -> Sequence[UUID]:
    """事案の綴りに名前の出る人。書類を作る根拠がない、見られない人のいる事案は Refused。"""
    header = case_header(case_id, by=by)
    require(filing_of(header))
    return header.person_ids


def papers_of_case(case_id: UUID, by: Actor) -> Iterable[Paper]:
    """事案の綴り: この事案で作れるもののすべて。"""
    require(filing_of(case_header(case_id, by=by)))
    return [make_paper(line.kind, case_id, line.subject, by=by) for line in papers_of(case_id, by=by)]


def people_of_item(item_id: UUID, by: Actor) -> Sequence[UUID]:
    """会議資料の綴りに名前の出る人。席のない・窓の外の議題は NotVisible。"""
    return item_room(item_id, by).person_ids


def papers_of_item(item_id: UUID, by: Actor) -> Iterable[Paper]:
    """会議資料の綴り: 議題の資料。"""
    return [packet_paper(item_id, by=by)]


def lines_of_item(item_id: UUID, by: Actor) -> Sequence[str]:
    """会議資料に今載っている行と、その出所。同意が取り消される・改められる・下げられると変わる。"""
    return [f"{one.id}:{one.provenance.value}" for one in item_room(item_id, by).lines]


def source_marks(kind: JobKind, targets: Iterable[UUID], by: Actor) -> tuple[str, ...]:
    """元ごとの指紋。今は見えない・断られる元は空。"""
    return tuple(_source_mark(packet_of(kind), target, by) for target in targets)


def _source_mark(packet: Packet, target: UUID, by: Actor) -> str:
    try:
        packet.people(target, by)
        lines = sorted(packet.lines(target, by))
    except (NotVisible, Refused):
        return ""
    return hashlib.sha256("|".join(lines).encode()).hexdigest()[:MARK]


def sources_stand(made: Sequence[str], now: Sequence[str]) -> bool:
    """作ったときに入れた元のすべてが、今も見え、載っていた行が一つも下げられていないか(入れなかった元は見ない)。"""
    return all(before in ("", after) for before, after in zip(made, now, strict=True))
