"""書類の道具: その机の画面から PDF と Excel を受け取り、文字と頁を読み、目で見るためのファイルを残す。"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
from browser_town import SHOTS
from openpyxl.workbook import Workbook
from plan_journey import PlanJourney
from playwright.sync_api import APIResponse

PLACE = SHOTS / "papers"
A4 = (595, 842)


@dataclass(frozen=True)
class Pdf:
    """受け取った PDF。text は全部の頁の文字(空白を除き、字の形をそろえる)、pages は頁の数。"""

    text: str
    pages: int


def fetched(road: PlanJourney, desk: str, path: str) -> APIResponse:
    """その机のサインインのまま、ファイルを受け取る。"""
    seat = road.at(desk)
    return seat.context.request.get(f"{seat.town.url}{path}")


def pdf(road: PlanJourney, desk: str, path: str, name: str) -> Pdf:
    """PDF を受け取り、どの頁も A4 で、文字が紙の外に出ていないことを確かめ、ファイルを残す。"""
    answer = fetched(road, desk, f"{path}pdf/")
    assert answer.status == 200, f"{desk}: {path}pdf/ {answer.status}"
    assert answer.headers["content-type"] == "application/pdf"
    _keep(f"{name}.pdf", answer.body())
    said = []
    with pypdfium2.PdfDocument(answer.body()) as document:
        for number, page in enumerate(document, start=1):
            size = tuple(round(one) for one in page.get_size())
            assert size in (A4, A4[::-1]), f"{name}: {size}"
            text = page.get_textpage()
            said.append(text.get_text_range())
            outside = _outside(text, size)
            assert not outside, f"{name}: {number}頁の紙の外に「{outside}」"
        return Pdf(squeezed("".join(said)), len(said))


def _outside(text: Any, size: tuple[int, ...]) -> str:
    """紙の端(3mm)から外にある文字。"""
    edge, found = 8, []
    for place in range(text.count_chars()):
        sign = text.get_text_range(place, 1)
        if sign.strip():
            left, bottom, right, top = text.get_charbox(place)
            if left < edge or bottom < edge or right > size[0] - edge or top > size[1] - edge:
                found.append(sign)
    return "".join(found)


def excel(road: PlanJourney, desk: str, path: str, name: str) -> tuple[Workbook, Path]:
    """Excel を受け取って開く。返すのは、開いた本と、残したファイル。"""
    answer = fetched(road, desk, f"{path}excel/")
    assert answer.status == 200, f"{desk}: {path}excel/ {answer.status}"
    return openpyxl.load_workbook(BytesIO(answer.body())), _keep(f"{name}.xlsx", answer.body())


def _keep(name: str, content: bytes) -> Path:
    """目で見るために残す。"""
    PLACE.mkdir(parents=True, exist_ok=True)
    kept = PLACE / name
    kept.write_bytes(content)
    return kept


def words_in(book: Workbook) -> str:
    """Excel の文字のすべて(空白を除く)。"""
    return squeezed("".join(str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None))


def squeezed(text: str) -> str:
    """空白を除き、字の形をそろえた文(紙の折り返しで比べ方が変わらないように。髙・﨑・𠮷 は変わらない)。"""
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text))
