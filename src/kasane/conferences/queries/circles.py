"""会議が堂々めぐりしていないか: 種類ごと・年度ごとの数(mission 3.9)。数はデータベースの関数だけが数え、議題も事案も返らない。

1から4の数と、引き算でそれが分かる数は、関数の中で伏せて、ここには来ない(security.md N62)。
"""

from __future__ import annotations

import json
from typing import Any, Final

from kasane.access import guarded
from kasane.agencies.domain import Field
from kasane.conferences.domain.circles import Circle, Returned
from kasane.conferences.domain.codes import Purpose
from kasane.kernel.fiscal import FiscalYear

_ASK: Final = "SELECT conferences_circles(%s, %s, %s)"
_REFUSAL: Final = "会議の振り返りは、市・支援会議事務局・多機関協働の役割の人が見られます。"


def circles(kind_code: str, fiscal_year: FiscalYear) -> Circle:
    """この種類の会議の、この年度の振り返り。市・支援会議事務局・多機関協働の役割でなければ Refused。"""
    now, before = _counts(kind_code, fiscal_year), _counts(kind_code, fiscal_year.previous())
    return Circle(
        kind_code=kind_code, fiscal_year=fiscal_year.year, items=now["items"], cases=now["cases"], repeated=now["repeated"],
        stuck=now["stuck"], decided=now["decided"], purposes={Purpose.label_of(key): count for key, count in now["purposes"].items()},
        unclear=now["unclear"], days=now["days"], slowest=now["slowest"], brought=_by_field(now["brought"]),
        brought_before=_by_field(before["brought"]),
        returned={Field.label_of(key): Returned(*counts) for key, counts in now["returned"].items()}, needs=now["needs"], met=now["met"],
    )  # fmt: skip


def _counts(kind_code: str, year: FiscalYear) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(guarded.ask(_ASK, [kind_code, year.first, year.last], refusal=_REFUSAL, ground="役割"))
    return found


def _by_field(counts: dict[str, int | None]) -> dict[str, int | None]:
    return {Field.label_of(key): count for key, count in counts.items()}
