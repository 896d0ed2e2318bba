"""外の窓口の道具: ./start と同じ命令で上げた別の処理(役割は kasane_portal)と、外の構成員の電話。"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from browser_town import ROOT, SHOTS, WIDTHS, Town, wait_until_ready
from playwright.sync_api import Browser, Page

from config import databases

ORIGIN = "KASANE_PORTAL_ORIGIN"


@contextmanager
def portal_of(town: Town, place: Path) -> Iterator[str]:
    """この町の外の窓口。渡す接続先は kasane_portal のものだけ。返すのは、札のリンクの先頭になる住所。"""
    origin, role = town.environment[ORIGIN], databases.for_role("portal")
    values = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "KASANE_HOME": str(place / "home"),
        "KASANE_PORTAL_URL": role.url(role.user, role.password, town.environment["KASANE_DATABASE_NAME"]),
        "KASANE_MUNICIPALITY_NAME": "かさね市",
        "KASANE_PORTAL_CONTACT": "福祉総務課 支援会議事務局 000-000-0000",
    }
    command = [sys.executable, "-m", "kasane.cli", "portal", "--bind", urlsplit(origin).netloc]
    with (place / "portal.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=values, stdout=log, stderr=log)
    try:
        wait_until_ready(origin)
        yield origin
    finally:
        process.terminate()
        process.wait(30)


@dataclass(frozen=True)
class Ticket:
    """事務局が渡した二枚: リンクと、別の道で渡す番号。"""

    link: str
    code: str


@dataclass
class Phone:
    """外の構成員の電話(390、画面の中のプログラムなし)。"""

    page: Page

    @classmethod
    def of(cls, browser: Browser) -> Phone:
        """新しい一台。"""
        size = dict(zip(("width", "height"), WIDTHS["phone"], strict=True))
        context = browser.new_context(viewport=size, java_script_enabled=False, locale="ja-JP")  # type: ignore[arg-type]
        context.set_default_timeout(20_000)
        return cls(context.new_page())

    def enter(self, ticket: Ticket) -> str:
        """リンクを開き、番号を入れる。返すのは、その次の画面の文章。"""
        self.page.goto(ticket.link)
        assert self.at_the_door, "リンクだけでは、番号の画面より先に進めない"
        self.page.get_by_label("8けたの番号").fill(ticket.code)
        self.page.get_by_role("button", name="開く").click()
        return self.says()

    def promise(self) -> str:
        """守秘を約束する。返すのは、その次の画面の文章。"""
        self.page.get_by_label("読みました。約束を守ります。").check()
        self.page.get_by_role("button", name="約束して、資料を読む").click()
        return self.says()

    def tell(self, text: str) -> None:
        """知っていることを書いて届ける。"""
        self.page.get_by_role("link", name="知っていることを書いて届ける").click()
        self.page.get_by_label("知っていること").fill(text)
        self.page.get_by_role("button", name="届ける").click()
        assert "届きました" in self.says()
        self.page.get_by_role("link", name="もどる").click()

    def says(self) -> str:
        """今の画面の文章。"""
        return self.page.locator("main").inner_text()

    @property
    def at_the_door(self) -> bool:
        """番号を入れる画面にいるか。"""
        return self.page.get_by_label("8けたの番号").is_visible()

    def everywhere(self, origin: str, *more: str) -> str:
        """窓口のすべての道と、more の道で見える文字のすべて。どれも入口に戻されることも確かめる。"""
        seen = []
        for path in ("/room/", "/write/", "/", *more):
            self.page.goto(f"{origin}{path}")
            assert self.at_the_door, path
            seen.append(self.page.content())
        return "".join(seen)

    def picture(self, name: str) -> None:
        """見た目を残す。"""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"conference-{name}.png", full_page=True)
