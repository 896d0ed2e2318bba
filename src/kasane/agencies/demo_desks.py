"""見本の町の入口で勧める人: 町を作る上の層が起動時に登録する(この部屋は、町がどう作られたかを知らない)。"""

from collections.abc import Mapping
from dataclasses import dataclass

_order: dict[str, str] = {}


@dataclass(frozen=True, slots=True, order=True)
class Recommendation:
    """勧める順と、その人で試せること。"""

    place: int
    hint: str


def recommend(hints: Mapping[str, str]) -> None:
    """勧める人のサインイン名と、その人で試せること。並びが勧める順になる。"""
    _order.update(hints)


def recommended(login_id: str) -> Recommendation | None:
    """この人が勧められているか。勧められていない人は None。"""
    hint = _order.get(login_id)
    return None if hint is None else Recommendation(list(_order).index(login_id), hint)
