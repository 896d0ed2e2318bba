"""紙面の並びを、タグの付いた PDF(PDF/UA-1)にする。値は JSON の文字として渡し、版組みの命令として読まれることはない。"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import typst

from kasane.documents.rendering.glyphs import font_folder, printable, unknown

_TEMPLATE: Final = Path(__file__).with_name("leaf.typ")
_FRAME: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" width="20" height="20"><g fill="none" stroke="#000">{}</g></svg>'
)
_BOX: Final = '<rect x="1.5" y="1.5" width="17" height="17" stroke-width="1.6"/>'
_TICK: Final = '<path d="M4 10 L9 15.5 L16.5 4" stroke-width="2.6"/>'
_RING: Final = '<circle cx="10" cy="10" r="8" stroke-width="1.8"/>'
# ☐・☑・○・◎ は字体によって無いので、図として描く。読み上げには言い換え(alt)が使われる。
MARKS: Final[dict[str, dict[str, str]]] = {
    "off": {"svg": _FRAME.format(_BOX), "alt": "印なし"},
    "on": {"svg": _FRAME.format(_BOX + _TICK), "alt": "印あり"},
    "ring": {"svg": _FRAME.format(_RING), "alt": "○"},
    "double": {"svg": _FRAME.format(_RING + '<circle cx="10" cy="10" r="4.5" stroke-width="1.8"/>'), "alt": "◎一番困っていること"},
    "none": {"svg": _FRAME.format('<path d="M3 18 L17 18" stroke-width="0.9"/>'), "alt": "印なし"},
}


class NotPrinted(RuntimeError):
    """版組みできなかった(作り手の誤り)。値は含まない。"""


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())])


@lru_cache(maxsize=1)
def _source() -> bytes:
    return _TEMPLATE.read_bytes()


def pdf_of(leaves: Sequence[Mapping[str, Any]], *, title: str, author: str, made_at: datetime) -> bytes:
    """紙面の並びから一つの PDF を作る。

    title は文書の名前(氏名を入れない)、author は作った機関、made_at は作った時。字体にない字があれば、一枚目の表題の下に番号を書く。
    """
    given = [dict(one) for one in leaves]
    strange = [f"U+{ord(one):04X}" for one in unknown(given)]
    data = {
        "title": title, "author": author, "marks": MARKS, "leaves": printable(given),
        "strange": f"字体にない字があり、〓で印字しました：{'、'.join(strange)}" if strange else "",
    }  # fmt: skip
    try:
        made = typst.compile(
            _source(), format="pdf", font_paths=_fonts(), ignore_system_fonts=True, pdf_standards=["ua-1"],
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, timestamp=int(made_at.timestamp()),
        )  # fmt: skip
    except typst.TypstError as error:
        raise NotPrinted(error.message.split('"')[0]) from None
    if not isinstance(made, bytes):
        raise NotPrinted("PDF になりませんでした。")
    return made


def pictures_of(leaves: Sequence[Mapping[str, Any]]) -> list[bytes]:
    """同じ紙面を、頁ごとの絵(PNG)にする。目で確かめるためのもの。"""
    data = {"title": "", "author": "", "marks": MARKS, "leaves": printable([dict(one) for one in leaves]), "strange": ""}
    made = typst.compile(
        _source(), format="png", ppi=110, font_paths=_fonts(), ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
    )  # fmt: skip
    return list(made) if isinstance(made, list) else [made] if isinstance(made, bytes) else []
