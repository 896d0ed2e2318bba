"""すべての画面の見回り: 二つの幅、キーボードだけ、JavaScript なし。axe は何も見つけず、CSP 違反もない。"""

import re
from urllib.parse import urlsplit

import pytest

ROLES = ("consultant", "account_admin", "auditor", "privacy_officer", "manager", "city_officer")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
PER_SHAPE = 1
INSPECTED: set[tuple[str, str]] = set()  # 同じ雛形の画面を、役割ごとに何度も機械検査しない
NOT_SCREENS = re.compile(r"(\.csv|/export|/static/|sign-out|\.svg|/(pdf|excel|blank)/$)")


def shape(path: str) -> str:
    """番号を除いた画面の形。"""
    return UUID.sub("*", path.split("?")[0])


def links(page, base: str) -> list[str]:
    """この画面から行ける、同じ町の画面。"""
    hrefs = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)")
    found = [urlsplit(href) for href in hrefs if href.startswith(base)]
    return [part.path + (f"?{part.query}" if part.query else "") for part in found if not NOT_SCREENS.search(part.path)]


def walk(seat, start: str = "/"):
    """形ごとに一つ、行ける画面をすべて回る。"""
    waiting, seen, counts = [start], set(), {}
    while waiting:
        path = waiting.pop(0)
        kind = shape(path)
        if path in seen or counts.get(kind, 0) >= PER_SHAPE:
            continue
        seen.add(path)
        counts[kind] = counts.get(kind, 0) + 1
        response = seat.open(path)
        yield path, response
        waiting += links(seat.page, seat.town.url)


@pytest.mark.parametrize("width", ["desk", "phone"])
@pytest.mark.parametrize("role", ROLES)
def test_見回り(seat, role, width):
    mine = seat(width=width, role=role)
    faults, visited = [], 0
    for path, response in walk(mine):
        visited += 1
        page = mine.page
        if response.status not in (200, 422):
            faults.append(f"{path}: 状態 {response.status}")
            continue
        faults += [f"{path}: {fault}" for fault in mine.violations()]
        if (shape(path), width) not in INSPECTED:
            INSPECTED.add((shape(path), width))
            faults += [f"{path}: {fault}" for fault in mine.axe()]
        if page.locator("h1").count() != 1:
            faults.append(f"{path}: h1 が {page.locator('h1').count()} 個")
        if not page.title().endswith("かさね"):
            faults.append(f"{path}: 題 {page.title()}")
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if overflow > 0:
            faults.append(f"{path}: 横に {overflow}px はみ出す")
        mine.complaints.clear()
    assert faults == []
    assert visited >= 4


@pytest.mark.parametrize("role", ["consultant", "account_admin", "privacy_officer"])
def test_JavaScriptなしでも_すべての画面が読める(seat, role):
    mine = seat(javascript=False, role=role)
    faults = []
    for path, response in walk(mine):
        if response.status != 200 or mine.page.locator("main h1").count() != 1:
            faults.append(f"{path}: 状態 {response.status}")
    assert faults == []


@pytest.mark.parametrize("role", ["consultant", "account_admin"])
def test_キーボードだけで_すべての操作に届き_今どこかが見える(seat, role):
    mine = seat(role=role)
    for path, _ in walk(mine):
        reachable = mine.page.evaluate(
            "() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]"
            ".filter(e => e.checkVisibility() && !e.disabled && e.tabIndex < 0 && !e.closest('[hidden], [aria-hidden=true]'))"
            ".map(e => e.outerHTML.slice(0, 120))"
        )
        assert reachable == [], path
        if mine.page.locator("[autofocus]").count():  # 開いた時に欄に入る画面では、頁の初めに戻ってから
            mine.page.evaluate("() => { document.body.tabIndex = -1; document.body.focus() }")
        mine.page.keyboard.press("Tab")
        assert mine.page.evaluate("document.activeElement.classList.contains('skip-link')"), path
        outline = mine.page.evaluate(
            "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).boxShadow"
        )
        assert outline != "nonenone", path
