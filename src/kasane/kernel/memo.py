"""一つの読む画面のあいだだけの控え: 同じ名前を、同じ画面の中で二度引かない。画面が終われば捨てる。

だれが見ても同じもの(機関の名前、職員の名前)だけに使う。人の記録は、見る人によって答えが違うので入れない。
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar, cast
from uuid import UUID

T = TypeVar("T")
_kept: ContextVar[dict[str, dict[UUID, str]] | None] = ContextVar("kasane_memo", default=None)
_once: ContextVar[dict[object, object] | None] = ContextVar("kasane_memo_once", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """この中だけ控える。抜けると捨てる。"""
    token, first = _kept.set({}), _once.set({})
    try:
        yield
    finally:
        _kept.reset(token)
        _once.reset(first)


def once(key: object, load: Callable[[], T]) -> T:
    """同じ画面の中では一度だけ load を呼ぶ。key は何を引くか。控えのないところ(命令など)では、いつも引く。"""
    shelf = _once.get()
    if shelf is None:
        return load()
    if key not in shelf:
        shelf[key] = load()
    return cast("T", shelf[key])


def names(what: str, ids: Iterable[UUID], load: Callable[[list[UUID]], Mapping[UUID, str]]) -> dict[UUID, str]:
    """識別子 → 名前。what は名前の種類。まだ引いていない識別子だけを load で引く。ないものは答えに入らない。"""
    wanted, shelves = list(dict.fromkeys(ids)), _kept.get()
    kept = {} if shelves is None else shelves.setdefault(what, {})
    if missing := [one for one in wanted if one not in kept]:
        kept.update(load(missing))
    return {one: kept[one] for one in wanted if one in kept}
