"""一覧の行を HTML にする。50人で350の欄になり、雛形の繰り返しでは頁の時間の半分を占めるので、ここで組み立てる。"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString

from kasane.people.queries.lines import PersonLine

_ANYONE = UUID(int=0)
_BETWEEN = "\x00"  # 記録に入らない文字（kernel.text が断る）。欄の文字をつないで、一度に無害にするための区切り。
_CELLS = 7
_REST = '<td>%s</td><td>%s</td><td class="narrow">%s</td><td class="narrow">%s</td><td>%s</td><td class="narrow">%s</td>'


def draw_rows(people: Iterable[PersonLine]) -> SafeString:
    """人の一覧の本体。文字はすべて無害にする。"""
    lines = list(people)
    cells = [cell for line in lines for cell in _cells(line)]
    safe = escape(_BETWEEN.join(cells)).split(_BETWEEN)
    if len(safe) != len(cells):  # 区切りの文字そのものが紛れ込んでいれば、欄ごとに無害にする。
        safe = [escape(cell) for cell in cells]
    before, _, after = reverse("people:person", args=[_ANYONE]).partition(str(_ANYONE))
    row = f'<tr><th scope="row"><a href="{escape(before)}%s{escape(after)}">%s</a></th>{_REST}</tr>'
    return SafeString("".join(row % (line.id, *safe[place * _CELLS : (place + 1) * _CELLS]) for place, line in enumerate(lines)))


def _cells(line: PersonLine) -> tuple[str, ...]:
    return line.name, line.kana, line.sex, line.born or "不明", line.age, line.address, line.number
