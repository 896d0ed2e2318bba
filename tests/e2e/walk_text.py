"""歩き方(docs/walkthrough.md)を読む: 番号の付いた一文ずつを、手の動きにする。決まった言い方でない文は、読めないと断る。

歩き方の文章が、そのまま試験の手順である。画面の言葉は「」、打つ文字は『』で書く。文の形は SHAPES だけで、言い換えたければ、ここに足す。
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = ROOT / "docs" / "walkthrough.md"
README = ROOT / "README.md"
PICTURES = ROOT / "docs" / "images" / "walkthrough"

SHAPES: tuple[tuple[str, str], ...] = (
    ("in_card", r"「(?P<card>[^」]+)」の枠の「(?P<label>[^」]+)」を押します。"),
    ("in_row", r"「(?P<row>[^」]+)」の行の「(?P<label>[^」]+)」を押します。"),
    ("under", r"「(?P<heading>[^」]+)」のところの「(?P<label>[^」]+)」を押します。"),
    ("press", r"(?P<place>画面の上の|画面の右の|見出しの|)「(?P<label>[^」]+)」を押します。"),
    ("unfold", r"「(?P<label>[^」]+)」を開きます。"),
    ("date", r"「(?P<field>[^」]+)」に、今日の日付を書きます。"),
    ("date", r"「(?P<field>[^」]+)」に、今日から(?P<days>\d+)日後の日付を書きます。"),
    ("fill", r"「(?P<field>[^」]+)」に『(?P<value>[^』]+)』と書きます。"),
    ("choose", r"「(?P<field>[^」]+)」で「(?P<value>[^」]+)」を選びます。"),
    ("tick", r"「(?P<field>[^」]+)」の(?P<values>(?:「[^」]+」)+)に印を付けます。"),
    ("tick", r"(?P<values>「[^」]+」)に印を付けます。"),
    ("see", r"(?P<values>(?:「[^」]+」)+)と出ます。"),
)
"""文の形と、手の動き。上から順に当てはめる。"""

STEP = re.compile(r"^## (?P<number>\d+)\. (?P<title>.+)$")
DESK = re.compile(
    r"^\*\*入る人\*\*：(?:「(?P<card>[^」]+)」の枠の「(?P<button>[^」]+)」|「(?P<fold>[^」]+)」を開き、「(?P<name>[^」]+)」|そのまま|(?P<door>まだ入っていません))(?:（[^）]+）)?$"
)
ACT = re.compile(r"^\d+\. (?P<sentence>.+)$")
PICTURE = re.compile(r"^\s*!\[(?P<alt>[^\]]+)\]\(images/walkthrough/(?P<name>[a-z0-9-]+\.png)\)$")
QUOTED = re.compile(r"「([^」]+)」")
INNER = str.maketrans("『』", "「」")
"""画面の言葉の中のかぎ括弧は、文章では『』と書く。"""


@dataclass(frozen=True)
class Act:
    """一つの手の動き。line は歩き方の行、words は文の形の言葉。"""

    line: int
    kind: str
    words: dict[str, str]
    sentence: str

    @property
    def values(self) -> list[str]:
        """並んだ「」の中身。"""
        return [one.translate(INNER) for one in QUOTED.findall(self.words["values"])]


@dataclass
class Step:
    """一つの段: 題、入る人(どの枠か折りたたみの、どのボタンか。空なら前の段の人のまま。door は、だれでもなく入口から)、手の動き。"""

    number: int
    title: str
    card: str = ""
    button: str = ""
    acts: list[Act] = field(default_factory=list)
    seated: bool = False
    folded: bool = False
    door: bool = False


@dataclass(frozen=True)
class Walk:
    """歩き方のすべて: 段と、手の動きでない地の文の「」(どこかの画面にあるはずの言葉)。"""

    steps: tuple[Step, ...]
    mentioned: frozenset[str]

    @property
    def pictures(self) -> list[str]:
        """文章が名指す絵。"""
        return [act.words["name"] for step in self.steps for act in step.acts if act.kind == "picture"]


class Unreadable(AssertionError):
    """決まった言い方でない文。"""


def read(text: Path = TEXT) -> Walk:
    """歩き方を読む。"""
    steps: list[Step] = []
    mentioned: set[str] = set()
    for number, line in enumerate(text.read_text(encoding="utf-8").splitlines(), start=1):
        if found := STEP.match(line):
            steps.append(Step(int(found["number"]), found["title"]))
        elif steps and (found := DESK.match(line)):
            steps[-1].card, steps[-1].button, steps[-1].seated = (
                found["card"] or found["fold"] or "",
                found["button"] or found["name"] or "",
                True,
            )
            steps[-1].folded, steps[-1].door = bool(found["fold"]), bool(found["door"])
        elif steps and (act := _act(number, line)):
            steps[-1].acts.append(act)
        else:
            mentioned.update(words for words in QUOTED.findall(line) if words.strip("　…"))
    _check(steps)
    return Walk(tuple(steps), frozenset(mentioned))


def _act(number: int, line: str) -> Act | None:
    if found := PICTURE.match(line):
        return Act(number, "picture", found.groupdict(), line)
    item = ACT.match(line)
    if not item:
        return None
    for kind, shape in SHAPES:
        if found := re.fullmatch(shape, item["sentence"]):
            return Act(number, kind, _words(found), item["sentence"])
    raise Unreadable(f"{number}行目の文は、決まった言い方ではありません: {item['sentence']}")


def _words(found: re.Match[str]) -> dict[str, str]:
    return {
        name: (words or "") if name in ("value", "values") else (words or "").translate(INNER) for name, words in found.groupdict().items()
    }


def _check(steps: list[Step]) -> None:
    assert [step.number for step in steps] == list(range(1, len(steps) + 1)), "段の番号は、1 から順に並ぶ"
    for step in steps:
        assert step.seated, f"段 {step.number} に、入る人がありません"
        assert step.acts, f"段 {step.number} に、することがありません"
    assert steps, "段がありません"
    assert steps[0].door, "初めの段は、町の入口から"
