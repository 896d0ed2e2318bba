"""CSV の読み取り: 実物にある乱れを、行番号とともに読む。"""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasane.interop.readers.delimited import read, read_rows
from kasane.interop.readers.encoding import Encoding
from kasane.interop.refusal import FileRefused

HEAD = "名称,住所,電話番号\n"


def _read(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    return read(path)[0]


def test_a_cell_over_several_lines_keeps_its_text_and_the_line_it_starts_on(tmp_path):
    rows = list(_read(tmp_path, HEAD + '"A\n館",甲,1\nB館,乙,2\n').rows())
    assert [(row.line, row.cells["名称"]) for row in rows] == [(2, "A\n館"), (4, "B館")]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_newline_ends_a_row(tmp_path, newline):
    rows = list(_read(tmp_path, (HEAD + "A,甲,1\nB,乙,2\n").replace("\n", newline)).rows())
    assert [row.cells["電話番号"] for row in rows] == ["1", "2"]


def test_the_header_need_not_be_the_first_row(tmp_path):
    table = _read(tmp_path, "かさね市の施設一覧,,\n令和8年4月1日現在,,\n" + HEAD + "A,甲,1\n")
    assert (table.header_line, table.headers) == (3, ["名称", "住所", "電話番号"])
    assert [row.line for row in table.rows()] == [4]


def test_a_merged_header_takes_its_name_from_the_row_above(tmp_path):
    table = _read(tmp_path, "名称,住所,位置,\n,,緯度,経度\nA,甲,34.1,134.1\n")
    assert table.headers == ["名称", "住所", "緯度", "経度"]


def test_tab_and_semicolon_are_recognised(tmp_path):
    assert _read(tmp_path, HEAD.replace(",", "\t") + "A\t甲\t1\n").headers == ["名称", "住所", "電話番号"]
    assert _read(tmp_path, HEAD.replace(",", ";") + "A;甲;1\n").headers == ["名称", "住所", "電話番号"]


def test_a_damaged_character_is_remarked_on_its_own_row_only(tmp_path):
    body = (HEAD + "館,港町,1\n" * 60).encode("cp932")
    table = _read(tmp_path, body + b"\x81\xff,x,2\n" + "館,本町,3\n".encode("cp932"))
    damaged = [row for row in table.rows() if row.remarks]
    assert [(row.line, row.cells["電話番号"]) for row in damaged] == [(62, "2")]
    assert "文字化け" in damaged[0].remarks[0]


def test_missing_and_surplus_cells_are_remarked_not_lost(tmp_path):
    rows = list(_read(tmp_path, HEAD + "A,甲\nB,乙,2,余り\nC,丙,3\n").rows())
    assert ["足りません" in rows[0].remarks[0], "余った" in rows[1].remarks[0], rows[2].remarks] == [True, True, ()]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HEAD + '"閉じない引用符,甲,1\nB,乙,2\n', "引用符"),
        (HEAD + "A,甲,1\nB,乙", "途中で切れた"),
        ("ただの文章です。\n表ではありません。\n", "見出し"),
    ],
)
def test_a_cut_or_shapeless_file_is_refused(tmp_path, text, reason):
    with pytest.raises(FileRefused, match=reason):
        list(_read(tmp_path, text).rows())


def test_a_line_without_end_is_refused_before_it_fills_the_memory(tmp_path):
    with pytest.raises(FileRefused, match="4 MB"):
        list(_read(tmp_path, HEAD + "x" * (5 << 20)).rows())


def test_a_line_separator_inside_a_cell_does_not_end_the_row(tmp_path):
    rows = list(_read(tmp_path, HEAD + "A\u2028館\x0b別館,甲,1\n").rows())
    assert [row.cells["名称"] for row in rows] == ["A\u2028館\x0b別館"]


_cell = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00\r"), max_size=30)


@given(st.lists(st.lists(_cell, min_size=3, max_size=3).filter(any), min_size=1, max_size=12))
def test_whatever_csv_can_write_comes_back(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    path.write_bytes(written.getvalue().encode("utf-8"))
    assert [cells for _, cells in read_rows(path, Encoding("utf-8", ""), ",")] == rows
