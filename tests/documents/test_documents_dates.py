"""どの書類にも、西暦の書き方(2026-04-01)の日付が出ない。書き込んだものも、白紙も、Excel も。"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from plans.conftest import meeting

from documents.gallery import blank_leaves, filled_papers, leaves_of
from documents.papers_town import as_, cells_of, words_of
from kasane.documents.queries.forms import current_forms
from kasane.documents.queries.paper import foot_of
from kasane.documents.rendering.excel import workbook_of
from kasane.documents.rendering.pdf import pdf_of, pictures_of
from kasane.kernel import clock

pytestmark = pytest.mark.django_db
__all__ = ["meeting"]
ISO = re.compile(r"(?<!\d)(?:19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?!\d)")


def look(name: str, leaf: dict[str, Any]) -> None:
    """KASANE_LOOK に場所があれば、紙面を絵にして置く(目で確かめるため)。"""
    if where := os.environ.get("KASANE_LOOK"):
        Path(where).mkdir(parents=True, exist_ok=True)
        for page, picture in enumerate(pictures_of([leaf]), 1):
            (Path(where) / f"{name}-{page}.png").write_bytes(picture)


def test_書き込んだ十五の書類に_西暦の書き方の日付がない(cast: Any, meeting: None) -> None:
    made = dict(leaves_of(cast))
    assert set(made) == {one.code for one in current_forms()}, "すべての書類を作った"
    for name, leaf in made.items():
        look(name, leaf)
        words = words_of(pdf_of([leaf], title=name, author="社協", made_at=clock.now()))
        assert not ISO.findall(words), name
        assert "令和" in words, name
        assert "〓" not in words, name


def test_Excelにも_西暦の書き方の日付がない(cast: Any, meeting: None) -> None:
    for name, paper, by in filled_papers(cast):
        with as_(by):
            made = workbook_of(paper.form, paper.sheet.values, foot_of(paper, by=by), subject="", base=0, trace=paper.trace)
        found = {where: value for where, value in cells_of(made).items() if ISO.search(str(value))}
        assert not found, (name, found)


def test_白紙の用紙に_西暦の書き方の日付がない(cast: Any, sign_in: Any, client: Client) -> None:
    for name, leaf in blank_leaves(cast):
        look(f"blank-{name}", leaf)
    sign_in(client, cast.city)
    for one in current_forms():
        words = words_of(client.get(reverse("documents:form_pdf", args=[one.code])).content)
        assert not ISO.findall(words), one.code
        assert "白紙の用紙" in words
        own = {"2-1C": "課題の整理（解きほぐし）の要旨", "2-1P": "参加の場・メニュー", "2-1O": "働きかけの方法", "2-2": "中断の理由"}
        assert own.get(one.code, "") in words, "白紙にも、種別ごと・人ごとの欄がある"
