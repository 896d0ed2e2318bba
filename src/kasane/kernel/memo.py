"""一つの読む画面のあいだだけの控え: 同じ名前を、同じ画面の中で二度引かない。画面が終われば捨てる。

だれが見ても同じもの(機関の名前、職員の名前)だけに使う。人の記録は、見る人によって答えが違うので入れない。
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

_kept: ContextVar[dict[str, dict[UUID, str]] | None] = ContextVar("kasane_memo", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """この中だけ控える。抜けると捨てる。"""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def names(what: str, ids: Iterable[UUID], load: Callable[[list[UUID]], Mapping[UUID, str]]) -> dict[UUID, str]:
    """識別子 → 名前。what は名前の種類。まだ引いていない識別子だけを load で引く。ないものは答えに入らない。"""
    wanted, shelves = list(dict.fromkeys(ids)), _kept.get()
    kept = {} if shelves is None else shelves.setdefault(what, {})
    if missing := [one for one in wanted if one not in kept]:
        kept.update(load(missing))
    return {one: kept[one] for one in wanted if one in kept}
