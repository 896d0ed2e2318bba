"""画面の試験の土台: 本物のサーバー（gunicorn）・本物の町・本物の Chromium。"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from kasane.kernel.actor import Role

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / ".kasane" / "shots"
WIDTHS = {"desk": (1280, 900), "phone": (390, 844)}
READY_SECONDS = 120
WATCH = "window.__csp=[];document.addEventListener('securitypolicyviolation',e=>window.__csp.push(e.violatedDirective+' '+e.blockedURI+' '+e.sourceFile))"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """画面の試験は、一つの町を一人の係（worker）で使う。"""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


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
    log = (ROOT / ".kasane" / "e2e-server.log").open("ab")
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


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    """見本の町を新しいデータベースに作り、サーバーを上げる。"""
    from django.conf import settings

    name = f"{settings.TEST_DATABASE}_town_{os.getpid()}"
    _as_owner(f"CREATE DATABASE {name}")
    port = _port()
    environment = {
        **os.environ,
        "KASANE_DATABASE_NAME": name,
        "KASANE_DEMO": "1",
        "KASANE_BIND": f"127.0.0.1:{port}",
        "KASANE_STATIC": "",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    subprocess.run([sys.executable, "-m", "kasane.cli", "prepare", "--demo"], cwd=ROOT, env=environment, check=True)
    running = Town(f"http://127.0.0.1:{port}", environment, serve(environment))
    try:
        wait_until_ready(running.url)
        yield running
    finally:
        running.process.terminate()
        running.process.wait()
        _as_owner(f"DROP DATABASE {name}")


def _as_owner(statement: str) -> None:
    from config import databases

    owner = databases.for_role("owner")
    with psycopg.connect(owner.url(owner.user, owner.password), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


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


@pytest.fixture
def seat(town: Town, browser: Browser) -> Iterator[Callable[..., Seat]]:
    """新しい画面を開く。width: desk か phone。javascript=False なら JavaScript なし。"""
    opened: list[BrowserContext] = []

    def take(*, width: str = "desk", javascript: bool = True, role: str = "") -> Seat:
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
        return made

    yield take
    for context in opened:
        context.close()
