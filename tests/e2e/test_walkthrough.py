"""はじめての歩き方(docs/walkthrough.md)を、./start と同じ町で、一文ずつそのままたどる。絵も、ここで撮る。

文章の外からは何も足さない: 押すもの・書くもの・確かめるものは、すべて文章から読む。絵を差し替えるときは KASANE_TAKE_PICTURES=1 を付けて動かす。
"""

from __future__ import annotations

import os
import re

import pytest
from browser_town import Town
from playwright.sync_api import Browser
from walk_hands import HEIGHT, WIDTH, Lost, Walker, size
from walk_text import PICTURES, README, TEXT, Act, Unreadable, read

pytestmark = pytest.mark.slow
TAKE = os.environ.get("KASANE_TAKE_PICTURES") == "1"
LARGEST = 80_000
PATH = (
    "相談を受け付ける", "気づきを確かめる", "事案として続ける", "ほかの機関へつなぐ", "本人の同意を記録する", "多機関協働へ依頼する",
    "申込票（様式1-1）を作る", "アセスメント（様式1-2）を書く", "支援プラン（様式2-1）を書く", "重層的支援会議を用意する", "会議で決める",
    "市の支援決定", "支援を行い、モニタリングする", "評価シート（様式2-2）を書く", "事案を終結する", "もう一度困ったときは、再開する",
)  # fmt: skip
"""この順に通る。一つでも欠ければ、相談から終結までの道ではない。"""


def test_歩き方のとおりに_相談から終結と再開まで進み_絵が撮れる(fresh_town, browser, tmp_path):
    walk, walker = read(), hands(fresh_town, browser)
    for step in walk.steps:
        walker.walk(step)
    assert [words for words in walk.mentioned if not walker.knows(words)] == [], "地の文の「」も、画面にある言葉"
    assert list(walker.pictures) == walk.pictures, "文章の絵と、撮った絵は同じ"
    for name, picture in walker.pictures.items():
        (tmp_path / name).write_bytes(picture)
        assert size(picture) == (WIDTH, HEIGHT), name
        assert 5_000 < len(picture) < LARGEST, f"{name}: {len(picture)}"
    if TAKE:
        keep(walker.pictures)
    walker.patience = 1
    nowhere = Act(0, "press", {"place": "", "label": "どこにもないボタン"}, "「どこにもないボタン」を押します。")
    with pytest.raises(Lost, match="0 個"):
        walker.do(nowhere)


def hands(town: Town, browser: Browser) -> Walker:
    """歩く人の画面。"""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="ja-JP", timezone_id="Asia/Tokyo")
    context.set_default_timeout(20_000)
    return Walker(context.new_page(), context.new_page(), f"{town.url}/")


def keep(pictures: dict[str, bytes]) -> None:
    """撮った絵を、文書の置き場に置く。名指されなくなった絵は除く。"""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    for name, picture in pictures.items():
        (PICTURES / name).write_bytes(picture)


def test_置いてある絵は_文章が名指す絵だけで_どれも小さい():
    placed = {path.name: path.read_bytes() for path in PICTURES.iterdir()}
    named = read().pictures
    assert sorted(placed) == sorted(named)
    assert len(named) == len(set(named)), "一つの絵は一度だけ"
    assert {name: size(picture) for name, picture in placed.items()} == dict.fromkeys(placed, (WIDTH, HEIGHT))
    assert all(len(picture) < LARGEST for picture in placed.values())


def test_相談から再開までの段が_順にそろう():
    titles = [step.title for step in read().steps]
    assert [title for title in titles if title in PATH] == list(PATH)


def test_README_は歩き方を指し_段を漏れなく案内する():
    text = README.read_text(encoding="utf-8")
    assert "(docs/walkthrough.md)" in text
    spans = [(int(first), int(last or first)) for first, last in re.findall(r"（段(\d+)(?:〜(\d+))?）", text)]
    told = [number for first, last in spans for number in range(first, last + 1)]
    assert told == [step.number for step in read().steps]


@pytest.mark.parametrize("wrong", ["1. 「記録する」を押してください。", "1. 保存します。", "1. 「理由」に「移るため」と書きます。"])
def test_決まった言い方でない文は_読めないと断る(tmp_path, wrong):
    text = TEXT.read_text(encoding="utf-8")
    spoiled = tmp_path / "walkthrough.md"
    spoiled.write_text(f"{text}\n{wrong}\n", encoding="utf-8")
    with pytest.raises(Unreadable):
        read(spoiled)
