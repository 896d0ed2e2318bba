"""入力画面に書きこむ道具: 欄の名前で選び、書き、送る。"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from browser_town import Seat
from playwright.sync_api import Locator

Value = str | bool | Sequence[str]


def write(seat: Seat, values: Mapping[str, Value]) -> None:
    """欄の名前 → 値。選択肢は値で、いくつも選ぶときは並びで書く。たたまれた欄は開いてから書く。"""
    for name, value in values.items():
        field = seat.page.locator(f"main [name='{name}']:not([type=hidden])")
        field.first.wait_for(state="attached")
        if not field.first.is_visible():
            seat.page.locator(f"main details:has([name='{name}'])").last.locator("summary").first.click()
        kind = field.first.evaluate("e => e.tagName === 'INPUT' ? e.type : e.tagName.toLowerCase()")
        if kind in ("radio", "checkbox"):
            _choose(seat, name, value)
        elif kind == "select":
            field.first.select_option(str(value))
        else:
            field.first.fill(str(value))


def _choose(seat: Seat, name: str, value: Value) -> None:
    wanted = [value] if isinstance(value, str) else [] if isinstance(value, bool) else value
    if isinstance(value, bool):
        seat.page.locator(f"main [name='{name}']").first.set_checked(value)
    for one in wanted:
        seat.page.locator(f"main [name='{name}'][value='{one}']").check()


def send(seat: Seat, words: str) -> None:
    """その言葉の送信ボタン(読み上げだけの「：何を」が続いてもよい)を押し、断られずに次の画面へ移るまで待つ。"""
    before = seat.page.url
    seat.page.locator("main").get_by_role("button", name=re.compile(rf"^{words}\s*(：|$)")).first.click()
    seat.page.wait_for_load_state()
    problem = seat.page.locator(".error-summary")
    assert problem.count() == 0, f"{before}: {problem.first.inner_text()}"


def row(seat: Seat, words: str) -> Locator:
    """その言葉の入った表の行。"""
    return seat.page.locator("main tbody tr", has_text=words)


def path_of(seat: Seat) -> str:
    """今の画面の道。"""
    return urlsplit(seat.page.url).path
