"""作り方の頁（docs/how-to/building-a-slice.md）が、層の並びと関数の名前でコードと食い違わない。"""

import re
import tomllib
from dataclasses import fields

import conventions as rules
from people_of_the_town import Cast

PAGE = (rules.ROOT / "docs" / "how-to" / "building-a-slice.md").read_text()


def layers_said(page):
    """頁の言う層。矢印でつないだ一行。"""
    (line,) = [line for line in page.splitlines() if line.startswith("`cli` →")]
    return [layer.strip("` ") for layer in line.split("→")]


def layers_kept():
    """import-linter が守る層。"""
    contracts = tomllib.loads((rules.ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (first,) = [contract for contract in contracts if contract.get("containers") == ["kasane"]]
    return first["layers"]


def source(module):
    """部屋の中のモジュールの文。まとめ（パッケージ）なら、その下の全部。なければ空。"""
    path = rules.SRC.joinpath(*module.split("."))
    found = path.rglob("*.py") if path.is_dir() else [path.with_suffix(".py")]
    return "\n".join(file.read_text() for file in found if file.exists())


def promised_but_missing(page):
    """箇条の頭のモジュールに、その箇条が「名前(…)」と書く名前がない。"""
    lost = []
    for item in re.split(r"\n- ", page)[1:]:
        head = re.match(r"`([a-z_]+\.[a-z_]+)`", item)
        if head is None:
            continue
        text = source(head[1])
        names = re.findall(r"`\.?([A-Za-z_]\w*)\(", item.split("\n## ")[0])
        lost += [f"{head[1]}.{name}" for name in names if not re.search(rf"\b{name}\b", text)]
    return lost


def test_層の並びはpyprojectのとおり():
    assert layers_said(PAGE) == layers_kept()
    assert layers_said(PAGE.replace(" → `plans`", "")) != layers_kept()


def test_頁の約束する関数はコードにある():
    assert promised_but_missing(PAGE) == []
    assert promised_but_missing("\n- `access.queries`: `held(x)`、`why_visible(x)`") == ["access.queries.why_visible"]


def test_頁の言う町の人は試験の町にいる():
    assert sorted(set(re.findall(r"`cast\.(\w+)`", PAGE))) == sorted(field.name for field in fields(Cast))
