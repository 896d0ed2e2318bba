"""画面の試験の道具: 動いている町（gunicorn）と、ある人のある幅の画面。"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from kasane.demo.load import DEFAULT_SEED
from kasane.demo.staff import staff
from kasane.demo.town import AGENCIES
from kasane.kernel.actor import Role

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / ".kasane" / "shots"
WIDTHS = {"desk": (1280, 900), "phone": (390, 844)}
READY_SECONDS = 120
WATCH = "window.__csp=[];document.addEventListener('securitypolicyviolation',e=>window.__csp.push(e.violatedDirective+' '+e.blockedURI+' '+e.sourceFile))"


@dataclass
class Town:
    """動いている町。"""

    url: str
    environment: dict[str, str]
    process: subprocess.Popen[bytes]

    def stop_hard(self) -> None:
        """サーバーを、働き手ごと kill -9 で止める。"""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def start_again(self) -> None:
        """同じ町で、もう一度上げる。"""
        self.process = serve(self.environment)
        wait_until_ready(self.url)


def serve(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """gunicorn を上げる。"""
    values = {k: v for k, v in environment.items() if k != "KASANE_OWNER"}
    place = ROOT / ".kasane" / "e2e-server.log"
    place.parent.mkdir(exist_ok=True)
    log = place.open("ab")
    return subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.conf.py", "config.wsgi"],
        cwd=ROOT,
        env=values,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )


def wait_until_ready(url: str) -> None:
    """/readyz が答えるまで待つ。"""
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("町が立ち上がりません。.kasane/e2e-server.log を見てください。")


def free_port() -> int:
    """空いている番号。"""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Seat:
    """ある人の、ある幅の画面。見回りの結果（エラーと CSP 違反）を集める。"""

    page: Page
    context: BrowserContext
    town: Town
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Any:
        """画面を開く。"""
        return self.page.goto(f"{self.town.url}{path}")

    def sign_in(self, role: str) -> None:
        """見本の町の入口から、役割を選んで一押しで入る。"""
        self.open("/demo/sign-in/")
        label = Role(role).label_ja
        cards = self.page.locator("li.card")
        titles = [text.strip() for text in cards.locator("h2").all_inner_texts()]
        number = next((i for i, title in enumerate(titles) if title == label), None)
        if number is None:
            number = next(i for i, title in enumerate(titles) if label in title.split("・"))
        cards.nth(number).locator("button").click()
        self.page.wait_for_load_state("domcontentloaded")

    def sign_in_as(self, login_id: str) -> None:
        """見本の町の入口から、この職員として入る。"""
        person = next(one for one in staff(Random(f"{DEFAULT_SEED}:staff")) if one.login_id == login_id)
        agency = next(one.name for one in AGENCIES if one.key == person.posts[0].agency)
        self.open("/demo/sign-in/")
        row = self.page.locator("main li", has_text=agency).filter(has_text=person.name)
        if not row.locator("button").first.is_visible():
            self.page.locator("main details summary").click()
        row.locator("button").first.click()
        self.page.wait_for_load_state("domcontentloaded")

    def violations(self) -> list[str]:
        """この画面で起きた CSP 違反とスクリプトの誤り。"""
        return [*self.complaints, *(self.page.evaluate("window.__csp || []"))]

    def axe(self) -> list[str]:
        """アクセシビリティの機械検査（WCAG 2.0〜2.2 A・AA）。"""
        self.page.evaluate(axe_source())
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        result = self.page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", tags)
        return [f"{v['id']}: {v['help']} {[n['target'] for n in v['nodes']][:3]}" for v in result["violations"]]


def axe_source() -> str:
    """検査の本体（npm で入れたもの）。"""
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@contextmanager
def seating(town: Town, browser: Browser) -> Iterator[Callable[..., Seat]]:
    """この町の画面を開く人。出るときに、開いた画面をすべて閉じる。"""
    opened: list[BrowserContext] = []

    def take(*, width: str = "desk", javascript: bool = True, role: str = "", login: str = "") -> Seat:
        size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
        context = browser.new_context(viewport=size, locale="ja-JP", timezone_id="Asia/Tokyo", java_script_enabled=javascript)  # type: ignore[arg-type]
        opened.append(context)
        context.set_default_timeout(20_000)
        if javascript:
            context.add_init_script(WATCH)
        page = context.new_page()
        made = Seat(page, context, town)
        page.on("pageerror", lambda error: made.complaints.append(f"script: {error}"))
        page.on("console", lambda message: made.complaints.append(f"console: {message.text}") if message.type == "error" else None)
        if role:
            made.sign_in(role)
        if login:
            made.sign_in_as(login)
        return made

    try:
        yield take
    finally:
        for context in opened:
            context.close()
