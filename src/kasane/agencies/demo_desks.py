"""見本の町の入口で勧める人: 町を作る上の層が起動時に登録する(この部屋は、町がどう作られたかを知らない)。"""

from collections.abc import Mapping

_hints: dict[str, str] = {}


def recommend(hints: Mapping[str, str]) -> None:
    """勧める人のサインイン名と、その人で試せること。役割ごとの一人は、ここから先に選ぶ。"""
    _hints.update(hints)


def hint_for(login_id: str) -> str:
    """その人で試せること。勧められていない人は空。"""
    return _hints.get(login_id, "")
