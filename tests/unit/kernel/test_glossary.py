"""用語集: 一つの概念に一つの語。"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from kasane.kernel.actor import Role

ROOT = Path(__file__).parents[3]
GLOSSARY, SRC = ROOT / "docs/glossary.md", ROOT / "src/kasane"
NOT_YET, VALUE = "未着手 ", "一覧の値 "


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


@cache
def text_of(place: str) -> str:
    """所在(部屋かモジュール)のコードの文。ファイルの名を含み、移行と注釈は含まない。なければ空。"""
    path = SRC.joinpath(*re.split(r"[./]", place))
    files = [path.with_suffix(".py")] if path.with_suffix(".py").exists() else sorted(path.rglob("*.py")) + sorted(path.rglob("*.sql"))
    found = [file for file in files if "migrations" not in file.parts]
    return "\n".join(file.stem + "\n" + re.sub(r"(?m)(^|\s)(#|--).*$", "", file.read_text(encoding="utf-8")) for file in found)


def member_of(place: str) -> object | None:
    """access.domain.Kind.TAX のように、クラスか員まで書いた所在の、その物。モジュールまでなら None。"""
    parts = place.split(".")
    cut = next((n for n, part in enumerate(parts) if part[0].isupper()), None)
    if cut is None:
        return None
    thing: object = import_module("kasane." + ".".join(parts[:cut]))
    for part in parts[cut:]:
        thing = getattr(thing, part)
    return thing


def lost(row: list[str]) -> bool:
    """この行の名前が、所在にないか。"""
    word, place, identifier = row[0], row[4], row[3].strip("`")
    if place.startswith(NOT_YET):
        return False
    if place.startswith(VALUE):
        return word not in text_of(place.removeprefix(VALUE))
    thing = member_of(place)
    if thing is not None:  # 員まで書いた所在は、その員があればよい。クラスまでなら、その値。
        return isinstance(thing, type) and identifier not in {str(one.value) for one in thing}  # type: ignore[attr-defined]
    camel = "".join(part.capitalize() for part in identifier.split("_"))
    return not re.search(rf"(?<![A-Za-z0-9_])({identifier}|{camel}|{identifier.upper()})(?![A-Za-z0-9_])", text_of(place))


def test_every_identifier_is_what_the_code_calls_it() -> None:
    assert [f"{row[0]} {row[3]} {row[4]}" for row in rows() if lost(row)] == []


@pytest.mark.parametrize(
    "row",
    [
        ["避けるべき関わり方", "", "", "`approach_to_avoid`", "cases"],
        ["相談", "", "", "`consultation`", "programmes/outreach"],
        ["架空の会議", "", "", "`made_up_body`", "一覧の値 agencies.code_seed"],
        ["監査", "", "", "`overseer`", "kernel.actor.Role"],
    ],
)
def test_a_wrong_identifier_or_place_is_found(row: list[str]) -> None:
    assert lost(row)


def test_what_is_not_begun_is_really_not_there() -> None:
    """部屋ができたら、「未着手」の印を外す。"""
    begun = [row[0] for row in rows() if row[4].startswith(NOT_YET) and not lost([*row[:4], row[4].removeprefix(NOT_YET)])]
    assert begun == []
