"""事案の一通り: 人から開き、関わり方を残し、キーボードだけで経過を書き、つなぎ、受け入れ、もどす。どの画面も二つの幅・JavaScript なし・印刷で見る。"""

import os
import re

import pytest

SHOTS = os.environ.get("KASANE_SHOTS", "")
CASE = re.compile(r"/cases/[0-9a-f]{8}-[0-9a-f-]{27}/$")


def look(mine, name: str) -> None:
    """今の画面を調べる: axe、CSP、横のはみ出し、h1 は一つ。絵が要るときは KASANE_SHOTS に置き場所を渡す。"""
    page = mine.page
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
    faults = [*mine.violations(), *mine.axe()]
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert (faults, overflow, page.locator("h1").count()) == ([], 0, 1), name
    mine.complaints.clear()


def tab_to(page, name: str, *, limit: int = 160) -> None:
    """Tab だけで、その名前の入力欄へ進む。"""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('name')") == name:
            return
    raise AssertionError(f"Tab で {name} に届きません")


def open_case(mine, title: str) -> str:
    """一覧の最初の人から事案を開く。返り値は事案の道。"""
    page = mine.page
    mine.open("/people/")
    page.locator("main tbody th a").first.click()
    page.get_by_role("link", name="この人の事案").click()
    page.get_by_role("link", name="新しい事案を開く").click()
    page.get_by_label("事案の名前").fill(title)
    page.get_by_label("事案として支える理由").fill("物忘れが進み、長男は仕事を辞めた")
    page.get_by_role("button", name="事案を開く").click()
    page.wait_for_url(CASE)
    return page.url.removeprefix(mine.town.url)


def write_note(page, title: str, **more: str) -> None:
    """経過を一つ書く。"""
    page.locator("main").get_by_role("link", name="経過を書く").first.click()
    page.get_by_label("方法").select_option(label="訪問")
    page.get_by_label("相手", exact=False).first.select_option(label="本人")
    page.get_by_label("要点").fill(title)
    page.locator("[name=fact]").fill("玄関先で十五分話した。部屋に新聞がたまっていた。")
    if more:
        page.locator("details.more > summary").click()
        for name, text in more.items():
            page.locator(f"[name={name}]").fill(text)
    page.get_by_role("button", name="記録する").click()
    page.wait_for_url(CASE)


@pytest.fixture
def journey(seat):
    """開いたばかりの事案と、その持ち主の席。"""
    mine = seat(role="consultant")
    return mine, open_case(mine, "高橋さん世帯の介護と長男のこと")


def test_開いてから印刷まで_どの画面も読める(seat, journey):
    mine, path = journey
    page = mine.page
    for kind, text in (("avoid", "長男の前で借金の話をしない"), ("wish", "住み慣れた家で暮らしたい")):
        mine.open(f"{path}cautions/new/?kind={kind}")
        page.get_by_label("内容").fill(text)
        page.get_by_role("button", name="残す").click()
        page.wait_for_url(CASE)
    write_note(
        page, "自宅を訪ねた", words="だれにも会いたくない", view="眠れていない。受診につなげたい", next_action="通院の同行を相談する",
        next_due_year="8", next_due_month="11", next_due_day="20",
    )  # fmt: skip
    page.get_by_role("link", name="訂正する").first.click()
    page.locator("[name=fact]").fill("居間で三十分話した。部屋に新聞がたまっていた。")
    page.get_by_label("訂正の理由").fill("場所と時間を間違えた")
    look(mine, "correct")
    page.get_by_role("button", name="訂正する").click()
    page.wait_for_url(CASE)
    main = page.locator("main").inner_text()
    assert main.index("長男の前で借金の話をしない") < main.index("住み慣れた家で暮らしたい") < main.index("伴走")
    assert page.get_by_text("訂正前の記録").count() == 1
    assert not page.get_by_text("玄関先で十五分話した").is_visible()
    paths = [path, *(f"{path}{part}" for part in PARTS), "/cases/", "/cases/?whose=agency", "/"]
    for width in ("desk", "phone"):
        here = seat(width=width, role="consultant")
        for number, part in enumerate(paths):
            assert here.open(part).status == 200, part
            look(here, f"{width}-{number:02}")
    page.emulate_media(media="print")
    for part in (path, f"{path}print/"):
        mine.open(part)
        assert page.locator(".first__box--wish").get_by_text("住み慣れた家で暮らしたい", exact=True).first.is_visible()
        assert not [one for one in page.locator(".tabs, .no-print, .actions").all() if one.is_visible()]
        if SHOTS:
            page.screenshot(path=f"{SHOTS}/print-{part.strip('/').split('/')[-1][:5]}.png", full_page=True)


PARTS = (
    "team/", "referrals/", "notes/new/", "cautions/new/", "persons/new/", "stage/", "close/", "rhythm/", "companion/", "lead/",
    "team/new/", "referrals/new/", "print/",
)  # fmt: skip


def test_キーボードだけで_経過を書いて_済みにする(journey):
    mine, path = journey
    page = mine.page
    mine.open(f"{path}notes/new/")
    for name in ("method", "counterpart"):
        tab_to(page, name)
        page.keyboard.press("ArrowDown")
    tab_to(page, "title")
    page.keyboard.type("長女から電話")
    tab_to(page, "fact")
    page.keyboard.type("母の様子を聞いた")
    while page.evaluate("document.activeElement.tagName") != "SUMMARY":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for name, text in (("next_action", "長女に電話する"), ("next_due_year", "8"), ("next_due_month", "11"), ("next_due_day", "20")):
        tab_to(page, name)
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_url(CASE)
    assert "長女から電話" in page.locator("main").inner_text()
    button = page.get_by_role("button", name="済みにする")
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_text("済みにしました").wait_for()
    assert page.get_by_role("button", name="済みにする").count() == 0


def test_JavaScriptなしで_開いて_書いて_済みにする(seat):
    mine = seat(javascript=False, role="consultant")
    page = mine.page
    open_case(mine, "文字だけで開いた事案")
    page.locator("main").get_by_role("link", name="経過を書く").first.click()
    page.get_by_label("方法").select_option(label="電話")
    page.locator("[name=counterpart]").select_option(label="本人")
    page.get_by_label("要点").fill("電話で話した")
    page.get_by_role("button", name="記録する").click()
    assert page.locator(".error-summary").is_visible()
    page.locator("[name=fact]").fill("元気そうだった")
    page.get_by_role("button", name="記録する").click()
    assert "電話で話した" in page.locator("main").inner_text()


def test_つなぎを確かめて送り_受けた機関が答えて_もどす(seat, journey):
    mine, path = journey
    other = seat(role="manager", width="phone")
    name = other.page.locator(".user-menu__agency").inner_text()
    page = mine.page
    assert name != page.locator(".user-menu__agency").inner_text()
    mine.open(f"{path}referrals/new/")
    page.get_by_label("行き先が決まっている").check()
    page.locator("[name=agency]").select_option(label=name)
    page.get_by_label("お願いしたいこと").fill("長男への声かけ")
    page.locator("[name=summary]").fill("母の介護で三年前に仕事を辞めた。昼夜が逆になっている。")
    assert not page.locator("[name=window]").is_visible()
    page.get_by_label("説明した", exact=True).check()
    page.get_by_label("同意した").check()
    page.get_by_label("記録は開かない").check()
    assert not page.locator("[name=statute_code]").is_visible()
    page.get_by_role("button", name="相手に見える形を確かめる").click()
    frame = page.locator(".letter-frame").inner_text()
    look(mine, "preview")
    page.get_by_role("button", name="書き直す").click()
    assert page.locator("[name=summary]").input_value().startswith("母の介護で三年前に")
    page.get_by_role("button", name="相手に見える形を確かめる").click()
    page.get_by_role("button", name="この内容で送る").click()
    page.wait_for_url(re.compile("/referrals/$"))
    look(mine, "sent")
    other.open("/")
    look(other, "phone-home")
    other.page.get_by_role("link", name=re.compile("長男への声かけ")).click()
    assert other.page.locator(".letter-frame").inner_text() == frame
    look(other, "phone-letter")
    other.page.get_by_label("渡した機関への返事").fill("二十五日に訪ねます")
    other.page.get_by_role("button", name="受け入れる").click()
    other.page.get_by_text("受け入れました").wait_for()
    look(other, "phone-accepted")
    other.page.get_by_role("link", name="支援が済んだので、もどす").click()
    look(other, "phone-return")
    other.page.get_by_label("したことと、これからのこと").fill("三度会えた。週に一度の電話は続ける。")
    other.page.get_by_role("button", name="もどす").click()
    mine.open(f"{path}referrals/")
    assert "三度会えた" in page.locator("main").inner_text()
    look(mine, "returned")
