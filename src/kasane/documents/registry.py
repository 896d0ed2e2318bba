"""この事案で作れる書類の台帳: 種類ごとに、何を作れるか(行)と、どう作るか。下の部屋(プラン・会議)の書類も、ここに一つずつ載せる。"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from kasane.documents.queries.paper import Paper
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible


@dataclass(frozen=True, slots=True)
class PaperLine:
    """作れる書類の一行。subject は何について(人・プラン・議題)の番号、fillable は Excel で書いて読み戻せるか。"""

    kind: str
    subject: UUID | None
    title: str
    about: str
    fillable: bool = False


@dataclass(frozen=True, slots=True)
class PaperKind:
    """書類の一つの種類。lines は事案から作れるものの並び、make は一枚を作る(subject は lines が返したもの)。"""

    key: str
    order: int
    lines: Callable[[UUID, Actor], Iterable[PaperLine]]
    make: Callable[[UUID, UUID | None, Actor], Paper]


_kinds: dict[str, PaperKind] = {}


def register_paper(kind: PaperKind) -> None:
    """種類を登録する(起動時に一度)。同じ key に別のものを登録すると ValueError。"""
    if _kinds.setdefault(kind.key, kind) != kind:
        raise ValueError(f"書類「{kind.key}」が二度登録されました。")


def papers_of(case_id: UUID, *, by: Actor) -> tuple[PaperLine, ...]:
    """この事案で、今の行為者が作れる書類。"""
    return tuple(line for kind in _ordered() for line in kind.lines(case_id, by))


def make_paper(key: str, case_id: UUID, subject: UUID | None, *, by: Actor) -> Paper:
    """一枚を作る。知らない種類、この事案にないものは NotVisible。"""
    kind = _kinds.get(key)
    if kind is None:
        raise NotVisible
    return kind.make(case_id, subject, by)


def _ordered() -> list[PaperKind]:
    return sorted(_kinds.values(), key=lambda kind: (kind.order, kind.key))
