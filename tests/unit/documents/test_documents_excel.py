"""Excel: 書き出して読み戻すと同じ値、書けるのは開いた欄だけ、読めない欄は場所と理由、ほかのファイル・細工したファイルは断る。"""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from kasane.documents.domain.form import read_form
from kasane.documents.domain.grid import layout, read_mark, shown_options
from kasane.documents.domain.leaf import Foot
from kasane.documents.domain.values import BLANK, Value, text
from kasane.documents.rendering.excel import SEAL, SHEET, workbook_of
from kasane.documents.rendering.read_back import MAX_FILE, FileRefused, check_package, read_back
from kasane.kernel.text import is_storable

FIELDS = [
    {"key": "copied", "label": "写す欄", "copied": True},
    {"key": "name", "label": "来談者の氏名"},
    {"key": "long", "label": "希望", "kind": "long"},
    {"key": "day", "label": "受付日", "kind": "date", "must": True},
    {"key": "size", "label": "人数", "kind": "number", "unit": "人"},
    {"key": "sex", "label": "性別", "kind": "choice", "options": [["m", "男性"], ["f", "女性"], ["x", "女性"]]},
    {"key": "many", "label": "福祉", "kind": "choices", "options": [["01", "年金"], ["02", "保護"]]},
    {"key": "topics", "label": "相談内容", "kind": "ranked", "options": [["01", "病気"], ["02", "住まい"], ["03", "介護"]]},
    {"key": "rows", "label": "世帯員", "kind": "rows", "columns": ["氏名", "続柄"], "spare": 2},
    {"key": "sign", "label": "署名", "kind": "signature"},
]
FORM = read_form(
    {
        "form": "x",
        "title": "試しの様式",
        "edition": "R1",
        "valid_from": date(2021, 4, 1),
        "source": "試験",
        "verified": False,
        "section": [{"key": "a", "title": "節", "field": FIELDS}],
    }
)  # fmt: skip
FOOT = Foot("だれ", "いつ", "根拠")
FULL = {
    "copied": text("写し"), "name": text("髙﨑 𠮷子"), "long": text("一行目\n二行目"), "day": Value(day=date(2026, 4, 1)),
    "size": Value(number=Decimal(3)), "sex": Value(codes=("f",)), "many": Value(codes=("02",)),
    "topics": Value(codes=("01", "03"), main="03"), "rows": Value(rows=(("髙﨑", "母"), ("一郎", ""))),
}  # fmt: skip
WRITABLE = {key: value for key, value in FULL.items() if key != "copied"}


def out(values: Any = FULL, **rest: Any) -> bytes:
    return workbook_of(FORM, values, FOOT, **({"subject": "s", "base": 7} | rest))


def place(key: str, below: int = 0) -> str:
    found = next(one for one in layout(FORM, FULL)[1] if one.field.key == key)
    return f"B{found.first + below}"


def typed(content: bytes, **cells: Any) -> bytes:
    book = load_workbook(io.BytesIO(content))
    for where, value in cells.items():
        book[SHEET][where] = value
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def reasons(content: bytes) -> dict[str, str]:
    found = read_back(FORM, content, subject="s")
    assert found.values == {} or not found.reasons
    return {one.cell: one.why for one in found.reasons}


@pytest.mark.parametrize("values", [FULL, {}])
def test_書き出して読み戻すと_同じ値(values: Any) -> None:
    found = read_back(FORM, out(values), subject="s")
    expected = {key: (values.get(key, BLANK)).tidy() for key in WRITABLE}
    assert (found.values, found.reasons, found.base) == (expected, (), 7)


_CONTROLS = frozenset("\r\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
storable = st.text(max_size=60).filter(lambda one: is_storable(one).allowed and not set(one) & _CONTROLS)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=storable, long=storable, cell=storable, number=st.integers(0, 10**9), day=st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_どんな字でも_同じ値が戻る(name: str, long: str, cell: str, number: int, day: date) -> None:
    values = {
        "name": text(name),
        "long": text(long),
        "rows": Value(rows=((cell, ""),)),
        "size": Value(number=Decimal(number)),
        "day": Value(day=day),
    }
    found = read_back(FORM, out(values), subject="s")
    assert not found.reasons
    for key, value in values.items():
        assert found.values[key] == value.tidy(), key


def test_式として読まれる字も_文字のまま() -> None:
    content = out({"name": text('=HYPERLINK("http://evil.example")'), "long": text("+81 @name"), "rows": Value(rows=(("-1", "=1+1"),))})
    sheet = load_workbook(io.BytesIO(content))[SHEET]
    assert not [one.coordinate for row in sheet.iter_rows() for one in row if one.data_type == "f"]
    assert sheet[place("name")].quotePrefix
    assert read_back(FORM, content, subject="s").values["name"].text.startswith("=HYPER")


def test_書けるのは_開いた欄だけ() -> None:
    book = load_workbook(io.BytesIO(out()))
    sheet = book[SHEET]
    assert sheet.protection.sheet
    opened = {one.coordinate for row in sheet.iter_rows() for one in row if not one.protection.locked}
    assert place("name") in opened
    assert place("copied") not in opened
    assert not [one for one in opened if one.startswith("A")]
    assert book[SEAL].sheet_state == "veryHidden"


def test_選ぶ欄は_一覧から選ぶ() -> None:
    book = load_workbook(io.BytesIO(out()))
    rules = {str(one.sqref): one for one in book[SHEET].data_validations.dataValidation}
    assert rules[place("sex")].type == "list"
    assert rules[place("sex")].showErrorMessage
    column = rules[place("sex")].formula1.split("$")[1]
    assert [book["選択肢"][f"{column}{n}"].value for n in (1, 2, 3)] == ["男性", "女性（f）", "女性（x）"]
    assert rules[place("size")].type == "decimal"


def test_同じ言い方の選択肢は_番号で分ける() -> None:
    assert read_back(FORM, typed(out(), **{place("sex"): "女性（x）"}), subject="s").values["sex"].codes == ("x",)
    assert list(shown_options(FORM.sections[0].fields[5]).values()) == ["男性", "女性（f）", "女性（x）"]


@pytest.mark.parametrize(
    ("key", "value", "word"),
    [
        ("day", "令和8年2月31日", ""), ("day", "昭和64年3月1日", ""), ("day", "令和8年4月", "年月日まで"), ("day", "あした", ""),
        ("size", "三人", "0以上の数"), ("size", -1, "0以上の数"), ("size", "NaN", "0以上の数"), ("size", "1e999999", "0以上の数"),
        ("sex", "女", "選択肢にありません"), ("many", "はい", "○か◎"), ("many", "◎", "◎は使いません"),
        ("name", "=1+1", "式は読めません"), ("name", "=cmd|'/c calc'!A1", "式は読めません"), ("day", "=TODAY()", "式は読めません"),
        ("rows", "=A1", "式は読めません"), ("name", "あ" * 20_001, "長すぎます"), ("name", "文\u202e字", ""),
    ],
)  # fmt: skip
def test_読めない欄は_場所と理由(key: str, value: Any, word: str) -> None:
    found = reasons(typed(out(), **{place(key): value}))
    assert list(found) == [place(key)]
    assert found[place(key)]
    assert word in found[place(key)]


def test_二重丸は一つだけ() -> None:
    assert list(reasons(typed(out(), **{place("topics"): "◎", place("topics", 2): "◎"}))) == [place("topics", 2)]


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("day", datetime(2026, 5, 1), Value(day=date(2026, 5, 1))), ("day", "R8.5.1", Value(day=date(2026, 5, 1))),
        ("size", "１２人", Value(number=Decimal(12)).tidy()), ("size", "1,200", Value(number=Decimal(1200)).tidy()),
        ("name", 1234, text("1234")), ("name", "  空白  ", text("空白")), ("name", None, BLANK),
    ],
)  # fmt: skip
def test_人の書き方のゆれを読む(key: str, value: Any, expected: Value) -> None:
    assert read_back(FORM, typed(out(), **{place(key): value}), subject="s").values[key] == expected


@pytest.mark.parametrize(("mark", "found"), [("○", "○"), ("〇", "○"), ("レ", "○"), ("◎", "◎"), ("", ""), ("×", ""), ("はい", None)])
def test_印のゆれ(mark: str, found: str | None) -> None:
    assert read_mark(mark) == found


def test_行を足したら_断る() -> None:
    book = load_workbook(io.BytesIO(out()))
    book[SHEET].insert_rows(8)
    made = io.BytesIO()
    book.save(made)
    found = read_back(FORM, made.getvalue(), subject="s")
    assert found.values == {}
    assert "行がずれています" in found.reasons[0].why


def refused(content: bytes, form: Any = FORM, subject: str = "s") -> str:
    with pytest.raises(FileRefused) as error:
        read_back(form, content, subject=subject)
    return str(error.value)


def test_ほかの書類_ほかの人_版の違うファイルは断る() -> None:
    assert "ほかの書類" in refused(out(), subject="ほかの票")
    assert "ほかの書類" in refused(out(), form=replace(FORM, code="y"))
    assert "版が変わりました" in refused(out(), form=replace(FORM, edition="R2"))
    fewer = replace(FORM, sections=(replace(FORM.sections[0], fields=FORM.sections[0].fields[:-1]),))
    assert "変わりました" in refused(out(), form=fewer)


def test_封を書き換えたファイルは断る() -> None:
    book = load_workbook(io.BytesIO(out()))
    seal = book[SEAL]["A1"]
    seal.value = seal.value[:-3] + "AAA"
    made = io.BytesIO()
    book.save(made)
    assert "この仕組みが書き出した" in refused(made.getvalue())


def other_workbook() -> bytes:
    made = io.BytesIO()
    Workbook().save(made)
    return made.getvalue()


def packed(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"not a zip", b"PK\x03\x04broken", other_workbook(), packed(a=b"x"), packed(xl__workbook_dot_xml=b"<x/>"), b"0" * (MAX_FILE + 1)],
    ids=["空", "文字", "壊れた", "ほかの表", "別の形", "中身のない表", "大きい"],
)
def test_読めないファイルは_落ちずに断る(content: bytes) -> None:
    assert refused(content)


def test_圧縮の爆弾は_広げる前に断る() -> None:
    bomb = packed(xl__workbook_dot_xml=b"<x/>", xl__bomb=b"0" * (60 * 1024 * 1024))
    assert len(bomb) < MAX_FILE
    assert "大きすぎます" in refused(bomb)


def test_マクロ_外への参照_DTDは断る() -> None:
    for name in ("xl__vbaProject_dot_bin", "xl__externalLinks__externalLink1_dot_xml"):
        with pytest.raises(FileRefused):
            check_package(packed(xl__workbook_dot_xml=b"<x/>", **{name: b"x"}))
    with pytest.raises(FileRefused):
        check_package(packed(xl__workbook_dot_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><x/>'))
    check_package(out())


def test_伏せた欄は_書けず_読み戻さない() -> None:
    content = out({"name": Value(text="（匿名）", masked=True)})
    assert load_workbook(io.BytesIO(content))[SHEET][place("name")].protection.locked
    assert "name" not in read_back(FORM, content, subject="s").values
