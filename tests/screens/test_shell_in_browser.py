"""外枠と部品を Chromium で開く: axe、390 px、CSP、キーボード、JavaScript なし、期限切れでも打った文字が残ること。

サーバーは立てない。画面は前もって描き、ブラウザの要求に手元から答える（データベースも要らない）。
"""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

pytestmark = pytest.mark.browser
AXE = Path(django_settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ORIGIN = "http://kasane.test"
ERROR_PAGES = ["400", "401", "403", "404", "409", "413", "422", "429", "500", "503", "csrf"]
SIGNED_IN = {"name": "見本 花子", "agency_name": "見本包括", "links": [], "sign_out_url": "/out/"}
FORM_PAGE = """{% extends "layouts/page.html" %}{% block title %}見本{% endblock %}{% block main %}<h1>見本</h1>
<form id="f" method="post" action="/save/"><input type="hidden" name="csrfmiddlewaretoken" value="{{ csrf_token }}">
<label for="note">概要</label><textarea id="note" name="note"></textarea>
{% include "components/character_count.html" with target="note" limit=10 only %}
{% include "components/draft_status.html" with form_id="f" url="/drafts/" only %}
<button class="button" type="submit">保存する</button></form>
{% include "components/search_box.html" with action="/search/" label="人をさがす" target="found" only %}<div id="found"></div>{% endblock %}"""
WRONG_PAGE = """{% extends "layouts/page.html" %}{% block title %}見本{% endblock %}{% block main %}
{% include "components/error_summary.html" with form=form only %}<h1>見本</h1>
<form method="post">{% for field in form %}{% include "components/field.html" with field=field only %}{% endfor %}</form>{% endblock %}"""


@dataclass
class Town:
    """ブラウザから見た町。道（path）ごとに答え（状態と本文）を持ち、届いた要求を覚える。"""

    pages: dict[str, tuple[int, str]] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    csp: str = ""

    def answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            self._static(route, path)
            return
        self.asked.append((route.request.method, path, route.request.headers.get("x-csrftoken", "")))
        status, body = self.pages.get(path, (404, ""))
        route.fulfill(status=status, body=body, headers={"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": self.csp})

    def _static(self, route: Route, path: str) -> None:
        found = finders.find(path.removeprefix("/static/"))
        assert isinstance(found, str), f"静的ファイルがありません: {path}"
        kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
        route.fulfill(status=200, body=Path(found).read_bytes(), headers={"Content-Type": kind})


def drawn(source: str, **values: Any) -> str:
    return Template(source).render(Context({"csrf_token": "first", "demo": True, "nav": [], **values}))


@pytest.fixture
def town(settings: Any) -> Town:
    settings.KASANE_DEMO = True
    response = Client().get("/components/")
    made = Town(csp=response.headers["Content-Security-Policy"])
    made.pages["/components/"] = (200, response.content.decode())
    for name in ERROR_PAGES:
        made.pages[f"/error/{name}/"] = (200, drawn('{% extends "errors/' + name + '.html" %}'))
    made.pages["/form/"] = (200, drawn(FORM_PAGE, user_menu=SIGNED_IN))
    return made


@pytest.fixture
def open_page(browser: Browser, town: Town) -> Iterator[Callable[..., Page]]:
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def enter(path: str, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="ja-JP", timezone_id="Asia/Tokyo", **options)
        contexts.append(context)
        page = context.new_page()
        page.route("**/*", town.answer)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda line: troubles.append(line.text) if "Content Security Policy" in line.text else None)
        page.goto(ORIGIN + path)
        return page

    yield enter
    for context in contexts:
        context.close()
    assert troubles == []


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found["violations"] for node in rule["nodes"]]


def sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_in_any_component(open_page: Callable[..., Page], width: int) -> None:
    page = open_page("/components/", width)
    assert violations(page) == []


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_axe_finds_nothing_in_any_error_page(open_page: Callable[..., Page], name: str) -> None:
    page = open_page(f"/error/{name}/", 390)
    assert violations(page) == []
    assert sideways(page) == 0


@pytest.mark.parametrize("width", [1280, 640, 390, 320])
def test_the_page_never_scrolls_sideways(open_page: Callable[..., Page], width: int) -> None:
    assert sideways(open_page("/components/", width)) == 0


def test_every_target_is_at_least_24_pixels_high(open_page: Callable[..., Page]) -> None:
    small = open_page("/components/", 390).evaluate(
        """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
        .filter(e => e.offsetParent && e.getBoundingClientRect().height < 24).map(e => e.outerHTML)"""
    )
    assert small == []


def test_the_keyboard_reaches_the_main_text_first(open_page: Callable[..., Page]) -> None:
    page = open_page("/components/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ移動")).to_be_focused()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "4px"
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_menu_opens_on_a_narrow_screen(open_page: Callable[..., Page], javascript: bool) -> None:
    page = open_page("/components/", 390, java_script_enabled=javascript)
    link = page.get_by_role("link", name="人をさがす")
    expect(link).to_be_hidden()
    page.get_by_role("button", name="メニュー", exact=True).click()
    expect(link).to_be_visible()
    page.get_by_role("button", name="メニューを閉じる").click()
    expect(link).to_be_hidden()


def test_the_error_summary_takes_the_focus_and_leads_to_the_wrong_box(open_page: Callable[..., Page], town: Town) -> None:
    from kasane.web.component_forms import form_with_errors

    town.pages["/wrong/"] = (200, drawn(WRONG_PAGE, form=form_with_errors()))
    page = open_page("/wrong/")
    expect(page).to_have_title("エラー：見本 - かさね")
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="受付日（日）：2月は28日までです").click()
    expect(page.locator("#id_wrong-received_day")).to_be_focused()
    expect(page.locator("#id_wrong-received_day")).to_have_value("30")


def test_letters_are_counted_as_the_server_counts_them(open_page: Callable[..., Page]) -> None:
    page = open_page("/form/")
    page.fill("#note", "𠮷田\n髙橋")
    expect(page.locator(".field__count")).to_have_text("あと5字")
    page.fill("#note", "あ" * 12)
    expect(page.locator(".field__count")).to_have_text("2字 多すぎます")


def test_half_converted_kana_is_not_searched(open_page: Callable[..., Page], town: Town) -> None:
    town.pages["/search/"] = (200, "<p>見つかりました</p>")
    page = open_page("/form/")
    box = page.locator("#search")
    box.evaluate("e => { e.value = 'みh'; e.dispatchEvent(new InputEvent('input', {bubbles: true, isComposing: true})); }")
    page.wait_for_timeout(600)
    assert [path for _, path, _ in town.asked].count("/search/") == 0
    box.evaluate("e => { e.value = '見本'; e.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true})); }")
    expect(page.locator("#found")).to_have_text("見つかりました")


def test_typed_text_outlives_a_lapsed_session(open_page: Callable[..., Page], town: Town) -> None:
    town.pages["/drafts/"] = (401, "<!doctype html><title>401</title>")
    town.pages["/session/"] = (401, "<!doctype html><title>401</title>")
    page = open_page("/form/")
    page.fill("#note", "消えてはいけない")
    expect(page.locator("#session-lapsed")).to_be_visible()
    expect(page.locator(".draft-status")).to_contain_text("下書きを保存できていません")
    expect(page.locator("#note")).to_have_value("消えてはいけない")
    # 別のタブでサインインし直して戻ってくる。合言葉は新しくなっている。
    town.pages["/session/"] = (200, '{"token": "second"}')
    town.pages["/drafts/"] = (200, "<p>下書きを 14:32 に自動で保存しました</p>")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("[data-lapsed-status]")).to_contain_text("もう一度送信してください")
    expect(page.locator("#f input[name=csrfmiddlewaretoken]")).to_have_value("second")
    page.fill("#note", "消えてはいけない。続き")
    expect(page.locator(".draft-status")).to_contain_text("14:32")
    assert [token for _, path, token in town.asked if path == "/drafts/"][-1] == "second"


def test_a_refused_autosave_of_a_signed_in_person_is_not_called_a_lapse(open_page: Callable[..., Page], town: Town) -> None:
    town.pages["/drafts/"] = (403, "<!doctype html><title>403</title>")
    town.pages["/session/"] = (200, '{"token": "second"}')
    page = open_page("/form/")
    page.fill("#note", "下書き")
    expect(page.locator(".draft-status")).to_contain_text("下書きを保存できていません")
    expect(page.locator("#session-lapsed")).to_be_hidden()


def test_leaving_is_questioned_only_when_the_draft_failed(open_page: Callable[..., Page], town: Town) -> None:
    asked: list[str] = []
    town.pages["/drafts/"] = (200, "<p>保存しました</p>")
    page = open_page("/form/")
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.fill("#note", "一")
    expect(page.locator(".draft-status")).to_contain_text("保存しました")
    page.goto(ORIGIN + "/form/")
    assert asked == []
    town.pages["/drafts/"] = (500, "")
    page.click("#note")
    page.keyboard.type("二")
    expect(page.locator(".draft-status")).to_contain_text("下書きを保存できていません")
    page.goto(ORIGIN + "/form/")
    assert asked == ["beforeunload"]


def test_a_printed_page_has_no_navigation_but_who_and_when(open_page: Callable[..., Page]) -> None:
    page = open_page("/form/")
    expect(page.locator(".print-foot")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".site-header")).to_be_hidden()
    expect(page.locator(".site-footer")).to_be_hidden()
    expect(page.locator(".print-foot")).to_contain_text("印刷した人：見本 花子（見本包括）")
