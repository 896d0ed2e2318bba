"""PDF: タグ・言葉・題が付く、字は字のまま(命令として読まれない)、髙﨑𠮷が正しい、ない字は〓と番号、図が入る。"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pypdfium2
import pytest

from kasane.documents.rendering.glyphs import known_characters, printable, shown, unknown
from kasane.documents.rendering.pdf import MARKS, pdf_of, pictures_of

NAMES = "髙﨑 𠮷子 濵田 渡邉 渡邊 齋藤 德永 栁 葛󠄀城"
HOSTILE = '#import "@preview/evil:1.0.0" #read("/etc/passwd") $x$ `code` *太字* \\ #pagebreak() <script>'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40" width="90" height="40"><text x="5" y="20" font-size="12">髙﨑𠮷</text></svg>'


def leaf(*cells: dict[str, Any], **rest: Any) -> dict[str, Any]:
    return {
        "title": "様式1-1", "subtitle": "【本人同意あり】", "number": "R8-1", "landscape": False, "notes": [], "foot": "作成：だれ 根拠：何",
        "sections": [{"title": "節", "note": "", "cells": list(cells)}], **rest,
    }  # fmt: skip


def cell(kind: str = "text", **rest: Any) -> dict[str, Any]:
    return {"label": "氏名", "report": "", "hint": "", "wide": True, "lines": 1, "kind": kind, "text": "", **rest}


def made(*leaves: dict[str, Any]) -> bytes:
    return pdf_of(leaves, title="様式1-1 R8-1", author="社協", made_at=datetime(2026, 11, 20, tzinfo=UTC))


def pages(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    return [document[n].get_textpage().get_text_range() for n in range(len(document))]


def test_読み上げに要るもの_題_言葉_タグ_PDF_UA() -> None:
    content = made(leaf(cell(text=NAMES)))
    assert b"/StructTreeRoot" in content
    assert re.search(rb"/Lang\s*\(ja", content)
    assert b"pdfuaid" in content
    assert pypdfium2.PdfDocument(content).get_metadata_dict()["Title"] == "様式1-1 R8-1"


def test_名前の字が_そのまま取り出せる() -> None:
    found = "".join(pages(made(leaf(cell(text=NAMES)))))
    assert NAMES in found
    assert not unknown([NAMES])


def test_値は命令として読まれない() -> None:
    found = pages(made(leaf(cell(text=HOSTILE))))
    assert len(found) == 1
    assert re.sub(r"\s", "", HOSTILE) in re.sub(r"\s", "", found[0])


@pytest.mark.parametrize("rows", range(44, 60))
def test_添え書きだけの頁はできない(rows: int) -> None:
    """様式1-2が、表が頁の下まで埋まった後の添え書きで、一頁増えていた。どの長さでも、終わりの頁に欄がある。"""
    found = pages(made(leaf(*[cell(text=f"{n}番目の欄 ") for n in range(rows)], notes=["添え書きです"])))
    assert "添え書きです" in found[0]
    assert "氏名" in found[-1]
    assert "".join(found).count("添え書きです") == 1


def test_頁の下の短い言葉は_途中で折り返さない() -> None:
    for length in range(60, 90):
        words = pages(made(leaf(cell(text="欄"), foot=f"作成：{'機' * length}　取扱注意")))[0]
        assert "取扱注意" in words.replace("\r\n", "\n"), length


def test_ない字は下駄になり_番号が表題の下に出る() -> None:
    content = made(leaf(cell(text="外字\ue000と☑")))
    found = "".join(pages(content))
    assert "外字〓と〓" in found
    assert "U+E000" in found
    assert "U+2611" in found
    assert "☑" not in found


def test_ある字は替えない() -> None:
    assert shown("髙﨑𠮷") == "髙﨑𠮷"
    assert ord("𠮷") in known_characters()
    assert printable({"svg": "☑", "a": ["\ue000", 1]}) == {"svg": "〓", "a": ["〓", 1]}


@pytest.mark.parametrize("mark", sorted(MARKS))
def test_印は図で_言い換えがある(mark: str) -> None:
    content = made(leaf(cell("boxes", boxes=[{"mark": mark, "label": "女性"}])))
    assert "女性" in pages(content)[0]
    assert "/Alt" in content.decode("latin-1")


def test_表と図と空の欄が_一頁に収まり_切れない() -> None:
    rows = cell("rows", columns=["氏名", "続柄"], widths=[1, 1], rows=[["髙﨑", "母"]], spare=3)
    content = made(
        leaf(cell(), rows, cell("drawing", svg=SVG, alt="髙﨑さんの家族"), cell("signature", note="自署"), cell("note", text="文"))
    )
    found = pages(content)
    assert len(found) == 1
    for words in ("髙﨑", "続柄", "自署", "文", "作成：だれ", "1／1頁"):
        assert words in found[0].replace(" ", "").replace("作成：だれ根拠", "作成：だれ 根拠")


@pytest.mark.parametrize("lines", range(34, 52, 3))
def test_申し込む文と署名は_別の頁に分かれない(lines: int) -> None:
    note, sign = "私は、このプランの利用を申し込みます。", cell("signature", note="ここに自署")
    above = {"title": "前の節", "note": "", "cells": [cell(lines=lines)]}
    found = pages(made(leaf(sections=[above, {"title": "申込", "note": note, "cells": [cell(lines=3), sign]}])))
    assert [note in one for one in found] == ["ここに自署" in one for one in found]


@pytest.mark.parametrize("lines", range(34, 52, 3))
def test_図とその名前は_別の頁に分かれない(lines: int) -> None:
    drawing = cell("drawing", svg=SVG, alt="髙﨑さんの家族", label="家族構成図")
    found = pages(made(leaf(cell(lines=lines), drawing)))
    assert ["家族構成図" in one for one in found] == ["髙﨑𠮷" in one for one in found]


def test_署名のある節が一頁より長ければ_切らずに続ける() -> None:
    rows = cell("rows", columns=["機関"], widths=[1], rows=[[f"第{n}機関"] for n in range(90)], spare=0)
    found = "".join(pages(made(leaf(rows, cell("signature", note="ここに自署")))))
    assert all(f"第{n}機関" in found for n in range(90))
    assert "ここに自署" in found


def test_長い文は次の頁へ続き_どの頁の下にも同じ足がある() -> None:
    found = pages(made(leaf(cell(text="とても長い記録です。" * 900))))
    assert len(found) >= 3
    assert "".join(found).replace("\r\n", "").count("とても長い記録です。") >= 890
    assert all("作成：だれ" in one and f"／{len(found)}頁" in one.replace(" ", "") for one in found)


def test_いくつもの紙面が_一つになり_向きがそれぞれ残る() -> None:
    content = made(leaf(cell(text="一")), leaf(cell(text="二"), landscape=True, foot="二枚目の足"))
    document = pypdfium2.PdfDocument(content)
    widths = [round(document[n].get_width()) for n in range(len(document))]
    assert widths == [595, 842]
    assert "二枚目の足" in pages(content)[1]
    assert "二枚目の足" not in pages(content)[0]


def test_絵にもなる() -> None:
    assert pictures_of([leaf(cell(text=NAMES))])[0].startswith(b"\x89PNG")


def test_狭い列の長い英数字は_はみ出さず折り返し_写せば元の字() -> None:
    long = "連絡：0857-00-1234 https://evil.example/very/long/path/with/no/end abcdefghijklmnopqrstuvwxyz0123456789"
    rows = cell("rows", columns=["狭い"] * 8, widths=[1] * 8, rows=[[long, *["右"] * 7]], spare=0)
    document = pypdfium2.PdfDocument(made(leaf(rows)))
    page = document[0].get_textpage()
    boxes = [page.get_charbox(n) for n in range(page.count_chars()) if page.get_text_range(n, 1) in set("abcdefghijklmnop0123456789:/-.")]
    edge, _, _, top = next(page.get_charbox(n) for n in range(page.count_chars()) if page.get_text_range(n, 1) == "右")
    inside = [box for box in boxes if 400 < box[3] <= top + 2]  # 頁の上下の字を除く
    assert len(inside) > 60
    assert max(box[2] for box in inside) <= edge, "隣の列にはみ出さない"
    words = re.sub(r"\s", "", pages(made(leaf(rows)))[0])
    assert re.sub(r"\s", "", long) in words
