"""歩き方を手でたどる人: 画面に見えている言葉だけで、押し、書き、選び、確かめる。番号や部品の名前は使わない。

見えている言葉が一つに決まらなければ、初めての人も迷うので、断る。
"""

from __future__ import annotations

import base64
import re
import struct
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import ElementHandle, Error, Page, Response
from walk_text import Act, Step

from kasane.kernel import clock

WIDTH, HEIGHT = 1040, 680
PLACES = {"": "press", "画面の上の": "top", "画面の右の": "side", "見出しの": "tab"}
"""どこにあるかの言い方 → 探す所。言わないときは、まん中の本文から探す。"""
FIND = (Path(__file__).parent / "walk_finders.js").read_text(encoding="utf-8")
REDUCE = (Path(__file__).parent / "walk_picture.js").read_text(encoding="utf-8")


class Lost(AssertionError):
    """歩き方のとおりに進めない。"""


@dataclass
class Walker:
    """歩く人。studio は絵の色を減らすための別の画面。pictures は絵の名前 → PNG、met は押した・書いた・見た画面の言葉、read は読んだ画面。"""

    page: Page
    studio: Page
    home: str
    pictures: dict[str, bytes] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    read: list[str] = field(default_factory=list)
    looked_at: str = ""
    patience: float = 20.0
    status: int = 0

    def __post_init__(self) -> None:
        self.page.on("response", self._answered)

    def _answered(self, answer: Response) -> None:
        if answer.request.is_navigation_request():
            self.status = answer.status

    def walk(self, step: Step) -> None:
        """一つの段を、書いてあるとおりに。"""
        if step.door:
            self.page.goto(self.home)
        if step.button:
            self.enter(step)
        for act in step.acts:
            self.do(act)

    def enter(self, step: Step) -> None:
        """町の入口から、役割を選んで入る。だれかとして入っていれば、右上の名前からサインアウトする。"""
        self.page.goto(self.home)
        menu = self.page.locator("header summary")
        if menu.count():
            menu.click()
            self._go("top", "サインアウト")
            self.page.goto(self.home)
        self._go("press", "役割を選んで入る")
        if step.folded:
            self._one("unfold", step.card).click()
            self._go("press", step.button)
        else:
            self._go("in_card", step.button, step.card)
        self.met |= {step.card, step.button, "役割を選んで入る", "サインアウト"}

    def do(self, act: Act) -> None:
        """一つの手の動き。"""
        try:
            getattr(self, f"_{act.kind}")(act)
        except Lost as lost:
            told = f"docs/walkthrough.md の {act.line} 行目『{act.sentence}』: {lost}（{self.page.url}）"
            raise Lost(f"{told}\n画面の知らせ: {self._notices()}") from None
        self.met |= {act.words[name] for name in ("card", "label", "field", "row", "heading", "value") if act.words.get(name)}
        self.met |= set(act.values) if "values" in act.words else set()

    def _notices(self) -> list[str]:
        """道に迷ったとき、何が起きていたかが分かるように: 今の画面に出ている知らせ。"""
        notices = self.page.locator("[role=alert]:visible, [role=status]:visible, [aria-live]:visible, #session-lapsed:visible")
        return [told for told in map(_tidy, notices.all_inner_texts()) if told]

    def knows(self, words: str) -> bool:
        """歩いたあいだに、押したか、どこかの画面で読んだ言葉か。"""
        return words in self.met or any(_tidy(words) in text for text in self.read)

    def _press(self, act: Act) -> None:
        self._go(PLACES[act.words["place"]], act.words["label"])

    def _in_row(self, act: Act) -> None:
        self._go("in_row", act.words["label"], act.words["row"])

    def _in_card(self, act: Act) -> None:
        self._go("in_card", act.words["label"], act.words["card"])

    def _under(self, act: Act) -> None:
        self._go("under", act.words["label"], act.words["heading"])

    def _unfold(self, act: Act) -> None:
        self._one("unfold", act.words["label"]).click()

    def _date(self, act: Act) -> None:
        day = clock.today() + timedelta(days=int(act.words.get("days") or 0))
        parts = self._one("field", act.words["field"])
        for name, value in (("年", day.year - 2018), ("月", day.month), ("日", day.day)):
            self._one("choice", name, parts).fill(str(value))

    def _fill(self, act: Act) -> None:
        self._one("field", act.words["field"]).fill(act.words["value"])

    def _choose(self, act: Act) -> None:
        box, value = self._one("field", act.words["field"]), act.words["value"]
        if box.evaluate("e => e.tagName") == "SELECT":
            texts = box.evaluate("e => [...e.options].map(o => o.text.replace(/\\s+/g, ' ').trim())")
            fitting = [number for number, text in enumerate(texts) if _like(value).fullmatch(text)]
            if len(fitting) != 1:
                raise Lost(f"選択肢に「{value}」が一つだけではありません: {texts}")
            box.select_option(index=fitting[0])
        else:
            self._one("choice", value, box).check()

    def _tick(self, act: Act) -> None:
        for value in act.values:
            if act.words.get("field"):
                self._one("choice", value, self._one("field", act.words["field"])).check()
            else:
                self._one("box", value).check()

    def _see(self, act: Act) -> None:
        for value in act.values:
            self._until(partial(self._reads, value), partial("画面に「{}」と出ていません".format, value))
            self.looked_at = value

    def _reads(self, words: str) -> bool:
        return bool(_like(words).search(self.says()))

    def _picture(self, act: Act) -> None:
        self.page.evaluate(
            "words => { document.activeElement?.blur();"
            " const at = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);"
            " while (at.nextNode()) { const one = at.currentNode.parentElement;"
            "  if (one.checkVisibility() && at.currentNode.data.replace(/\\s+/g, ' ').includes(words))"
            "   return one.scrollIntoView({block: 'center'}); } scrollTo(0, 0); }",
            _tidy(self.looked_at),
        )
        whole = self.page.screenshot(clip={"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT}, animations="disabled", caret="hide")
        self.pictures[act.words["name"]] = self._smaller(whole)

    def says(self) -> str:
        """今の画面の文章。"""
        return _tidy(self.page.locator("main").inner_text())

    def _one(self, kind: str, words: str, place: str | ElementHandle | None = None) -> ElementHandle:
        found: list[ElementHandle] = []

        def only() -> bool:
            found[:] = self._all(kind, words, place)
            return len(found) == 1

        self._until(only, lambda: f"「{words}」が {len(found)} 個あります")
        return found[0]

    def _all(self, kind: str, words: str, place: str | ElementHandle | None) -> list[ElementHandle]:
        handle = self.page.evaluate_handle(FIND, [kind, words, place])
        kept = [one.as_element() for one in handle.get_properties().values()]
        return [one for one in kept if one]

    def _go(self, kind: str, words: str, place: str | None = None) -> None:
        """押し、移る先があれば移り終わるのを待ち、断られていないことを確かめる。"""
        before = self.page.evaluate("() => performance.timeOrigin")
        stays = False

        def pressed() -> bool:
            nonlocal stays
            element = self._one(kind, words, place)
            try:
                stays = element.evaluate("e => e.matches('[hx-post], [hx-get], [href^=\"#\"]')")
                element.click()
            except Error as error:  # 打つそばから描き直される画面では、押す前に入れ替わることがある
                if "not attached" not in error.message:
                    raise Lost(f"「{words}」が押せません: {error.message}") from error
                return False
            return True

        self._until(pressed, lambda: f"「{words}」が押せません")
        moved = "before => performance.timeOrigin !== before && document.readyState === 'complete'"
        quiet = "() => !document.querySelector('.htmx-request')"
        self.page.wait_for_function(quiet if stays else moved, arg=before)
        self.read.append(_tidy(self.page.locator("body").inner_text()))
        self.looked_at = ""
        if self.status != 200:
            refused = self.page.locator(".error-summary, .conflict")
            raise Lost(f"断られました({self.status}): {_tidy(' '.join(refused.all_inner_texts()))}")

    def _until(self, holds: Callable[[], bool], why: Callable[[], str]) -> None:
        deadline = time.monotonic() + self.patience
        while not holds():
            if time.monotonic() > deadline:
                raise Lost(why())
            time.sleep(0.1)

    def _smaller(self, picture: bytes) -> bytes:
        made: dict[str, Any] = self.studio.evaluate(REDUCE, base64.b64encode(picture).decode())
        return png(made["width"], made["height"], made["palette"], base64.b64decode(made["indices"]))


def png(width: int, height: int, palette: list[int], indices: bytes) -> bytes:
    """色の表と色の番号から、PNG を作る。"""
    rows = b"".join(b"\0" + indices[at : at + width] for at in range(0, width * height, width))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", b"".join(colour.to_bytes(3, "big") for colour in palette)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    body = b"".join(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts)
    return b"\x89PNG\r\n\x1a\n" + body


def size(picture: bytes) -> tuple[int, int]:
    """PNG の幅と高さ。"""
    width, height = struct.unpack(">II", picture[16:24])
    return int(width), int(height)


def _like(words: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, _tidy(words).split("…"))))


def _tidy(words: str) -> str:
    return re.sub(r"\s+", " ", words).strip()
