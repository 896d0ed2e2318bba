"""会議が堂々めぐりしていないか(mission 3.9、seed 000): 会議の種類ごと・年度ごとの数と、そこから言えること。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

# 割合だけで「多い」と言い出すと、一、二件の会議でも騒ぐ。言うのは、これだけの件数が集まってから。
ENOUGH: Final = 5


@dataclass(frozen=True, slots=True)
class Returned:
    """ある分野の機関へ戻ったもの: 決まった役割と、そのうち済んだ数。少ない数は None。"""

    roles: int | None
    done: int | None


@dataclass(frozen=True, slots=True)
class Circle:
    """一つの種類の会議の一年度。数だけで、だれの事案かは分からない。

    1から4の数と、引き算でそれが分かる数は None(security.md N62)。None は0ではない。decided が5に満たない年度の日数も None。

    items: 終わった議題。cases: 議題になった事案。repeated: 二度以上議題になった事案。stuck: そのうち、一度も決まらないままの事案。
    purposes: 目的の段階 → 議題の数。unclear: 目的の段階を書かなかった議題。days: 求めから決定までの日数の中央値(決定がなければ None)。
    slowest: その90番目の百分位。brought: 持ち込んだ分野 → 議題の数。brought_before: 前の年度の同じ数。returned: 分野 → 戻ったもの。
    needs: 見つかった足りない資源。met: そのうち満たされた数。
    """

    kind_code: str
    fiscal_year: int
    items: int | None
    cases: int | None
    repeated: int | None
    stuck: int | None
    decided: int | None
    purposes: Mapping[str, int | None]
    unclear: int | None
    days: float | None
    slowest: float | None
    brought: Mapping[str, int | None]
    brought_before: Mapping[str, int | None]
    returned: Mapping[str, Returned]
    needs: int
    met: int


def reads_as(circle: Circle) -> tuple[str, ...]:
    """数から言えること。会議を責めるためではなく、次の会議の目的を決めるための言葉にする。"""
    said = (_stuck(circle), _purpose(circle), _slow(circle), _returned(circle), _needs(circle), _load(circle))
    return tuple(one for one in said if one)


def _stuck(circle: Circle) -> str:
    if circle.stuck == 0:
        return ""
    if circle.stuck is None:
        return "二度以上話し合って、まだ何も決まっていない事案があります（数が少ないので出しません）。決めることを一つに絞ってください。"
    return f"二度以上話し合って、まだ何も決まっていない事案が{circle.stuck}件あります。次の会議では、決めることを一つに絞ってください。"


def _purpose(circle: Circle) -> str:
    if circle.items is None or circle.unclear is None or circle.items < ENOUGH or circle.unclear * 4 < circle.items:
        return ""
    count = f"{circle.items}件のうち{circle.unclear}件"
    return f"目的の段階を書かずに開いた議題が{count}あります。目的が違うまま話すと、同じ議論が繰り返されます。"


def _slow(circle: Circle) -> str:
    if circle.days is None or circle.slowest is None or circle.slowest < 2 * max(circle.days, 1):
        return ""
    return f"求めから決定まで、半分の議題は{circle.days:.0f}日以内ですが、遅い一割は{circle.slowest:.0f}日を超えます。"


def _returned(circle: Circle) -> str:
    if not circle.returned:
        return "" if circle.decided == 0 else (
            "決まったことが、どの機関の役割にもなっていません。会議の外で、だれも何もしないおそれがあります。"
        )  # fmt: skip
    known = [(one.roles, one.done) for one in circle.returned.values() if one.roles is not None and one.done is not None]
    roles, done = sum(count for count, _ in known), sum(count for _, count in known)
    return f"機関の役割{roles}件のうち、済んだのは{done}件です。" if roles >= ENOUGH and done * 2 < roles else ""


def _needs(circle: Circle) -> str:
    if circle.needs < ENOUGH or circle.met:
        return ""
    return f"足りない資源が{circle.needs}件見つかり、まだ一つも満たされていません。地域づくりの話し合いに回してください。"


def _load(circle: Circle) -> str:
    """各分野で対応できるようになれば、会議に持ち込む事案は減っていく(seed 000)。"""
    more = sorted(field for field, count in circle.brought.items() if _grew(count, circle.brought_before.get(field, 0)))
    if not more:
        return ""
    fields = "・".join(more)
    return f"{fields}からの持ち込みが、前の年度より増えています。その分野の窓口で対応できるようになったことがあるか、確かめてください。"


def _grew(now: int | None, before: int | None) -> bool:
    return now is not None and before is not None and now >= ENOUGH and now > before > 0
