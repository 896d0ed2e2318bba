"""一覧の行: どの欄の文字も、そのままの HTML にはならない。"""

from __future__ import annotations

from html import escape
from uuid import UUID

import pytest

from kasane.people.queries.lines import PersonLine
from kasane.people.rows import draw_rows

ONE = UUID("01a1fa58-7477-7a68-b2bb-3a2bf191d049")


def line(**rest: str) -> PersonLine:
    plain = {"name": "高橋　花子", "kana": "タカハシ ハナコ", "sex": "女性", "born": "昭和20年3月1日", "age": "81歳", "died": ""}
    plain |= {"residency": "あり", "number": "•••••678", "address": "かさね市本町1番"}
    return PersonLine(id=ONE, **{**plain, **rest})  # type: ignore[arg-type]


def test_a_row_links_to_the_person_and_shows_seven_cells() -> None:
    drawn = draw_rows([line()])
    assert drawn.count("<tr>") == 1
    assert drawn.count("<td") == 6
    assert f'href="/people/{ONE}/">高橋　花子</a>' in drawn


def test_an_unknown_birth_date_is_said_so() -> None:
    assert "不明" in draw_rows([line(born="")])


@pytest.mark.parametrize("cell", ["name", "kana", "age", "address", "number"])
@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "\"'><img src=x onerror=a>", "&lt;b&gt;", "%s%(x)s", "\x00<b>\x00"])
def test_no_cell_becomes_markup(cell: str, hostile: str) -> None:
    drawn = draw_rows([line(**{cell: hostile}), line()])
    assert escape(hostile) in drawn
    assert hostile not in drawn or hostile == escape(hostile)
    assert drawn.count("<tr>") == 2
    assert drawn.count("<td") == 12


def test_nobody_is_no_row() -> None:
    assert draw_rows([]) == ""
