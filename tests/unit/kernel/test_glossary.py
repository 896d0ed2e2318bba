"""用語集: 一つの概念に一つの語。"""

from __future__ import annotations

import re
from pathlib import Path

from kasane.kernel.actor import Role

GLOSSARY = Path(__file__).parents[3] / "docs/glossary.md"


def rows() -> list[list[str]]:
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in cells if row[0] != "日本語" and not row[0].startswith("---")]


def test_every_term_has_a_reading_and_one_english_identifier() -> None:
    assert len(rows()) >= 90
    for row in rows():
        assert len(row) == 5
        assert all(row)
        assert re.fullmatch("[ぁ-んー]+", row[1]), row
        assert re.fullmatch("`[a-z]+(_[a-z]+)*`", row[3]), row


def test_no_term_and_no_identifier_stands_twice() -> None:
    assert len({row[0] for row in rows()}) == len({row[3] for row in rows()}) == len(rows())


def test_every_role_is_in_the_glossary_under_its_label() -> None:
    assert {role.label_ja for role in Role} <= {row[0] for row in rows()}
