"""検索できる記録の種類。各部屋が起動時に、番号から記録を読み直す関数を登録する。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Record:
    """読み直した記録一件。pieces は抜き書きの元になる文(put に渡した文の元のまま)、who は見出しに添える人、subject_ids は閲覧記録へ。"""

    source_id: UUID
    title: str
    url: str
    pieces: tuple[str, ...]
    subject_ids: tuple[UUID, ...] = ()
    who: str = ""


Loader = Callable[[Sequence[UUID]], Iterable[Record]]


@dataclass(frozen=True, slots=True)
class Source:
    """記録の種類。label は画面の札(相談・経過・アセスメント)。"""

    kind: str
    label: str
    loader: Loader


_sources: dict[str, Source] = {}


def register_source(kind: str, label: str, loader: Loader) -> None:
    """検索できる記録の種類を登録する(起動時に一度)。

    kind: put に渡す符号。label: 画面の札。loader(ids): 見える記録だけを RLS のもとで読み直して返す(見えないものは落とす。順は問わない)。
    読む回数は ids の数によらず一定にする。同じ kind に別のものを登録すると、片方が探せなくなるので ValueError で断る。
    """
    source = Source(kind, label, loader)
    if _sources.setdefault(kind, source) != source:
        raise ValueError(f"検索の種類「{kind}」が二度登録されました。")


def forget_source(kind: str) -> None:
    """登録を外す(試験が後始末に使う)。"""
    _sources.pop(kind, None)


def source_of(kind: str) -> Source:
    """登録された種類。登録のない kind は、作り手の誤りとして KeyError。"""
    return _sources[kind]


def sources() -> tuple[Source, ...]:
    """登録された種類。登録順。"""
    return tuple(_sources.values())
