"""一覧の書き出し(CSV)。画面で伏せるものは書き出しでも伏せ、表計算ソフトに式として読ませない。"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.wareki import format_wareki
from kasane.people.queries.lines import PersonLine

EXPORT_LIMIT: Final = 10_000
BOM: Final = "\ufeff"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_HEADINGS: Final = ("氏名", "ふりがな", "性別", "生年月日", "年齢", "死亡した日", "住民登録", "宛名番号(下3桁)", "居どころ")


def csv_of(people: Iterable[PersonLine], *, by: Actor) -> str:
    """一覧の CSV(先頭に BOM、行の終わりは CRLF)。最初の行に、だれがいつ書き出したかを入れる(forms §13 規則10)。"""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    now = clock.jst(clock.now())
    writer.writerow([safe_cell(f"{by.agency_name} {by.name} が {format_wareki(now.date())} {now:%H:%M} に書き出し。取扱注意")])
    writer.writerow(_HEADINGS)
    for one in people:
        cells = (one.name, one.kana, one.sex, one.born, one.age, one.died, one.residency, one.number, one.address)
        writer.writerow([safe_cell(cell) for cell in cells])
    return BOM + out.getvalue()


def safe_cell(text: str) -> str:
    """式として読まれる字で始まる値の前に ' を置く(CSV インジェクション、security.md N73)。"""
    return f"'{text}" if text.lstrip(" 　").startswith(_FORMULA) or text.startswith(_FORMULA) else text
