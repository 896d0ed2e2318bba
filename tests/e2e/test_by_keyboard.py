"""キーボードだけで: さがして、見つからないので登録し、訂正する。マウスには一度も触れない。"""

import re


def tab_to(page, name: str, *, limit: int = 120) -> None:
    """Tab だけで、その名前の入力欄へ進む。"""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('name')") == name:
            return
    raise AssertionError(f"Tab で {name} に届きません")


def tab_to_text(page, text: str, *, limit: int = 160) -> None:
    """Tab だけで、その文字のボタンかリンクへ進む。"""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText || ''").strip().startswith(text):
            return
    raise AssertionError(f"Tab で「{text}」に届きません")


def test_さがして_登録して_訂正する(seat):
    mine = seat(role="consultant")
    page = mine.page
    tab_to_text(page, "人をさがす")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/people/find/"))
    tab_to(page, "q")
    page.keyboard.type("鍵盤 打子")
    page.keyboard.press("Enter")
    page.get_by_text("見つかりません").wait_for()
    tab_to_text(page, "見つからないので、新しく登録する")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/people/new/"))
    tab_to(page, "family_name")
    page.keyboard.type("鍵盤")
    tab_to(page, "given_name")
    page.keyboard.type("打子")
    tab_to(page, "born_era")
    for _ in range(6):
        if page.locator("[name=born_era]").input_value() == "昭和":
            break
        page.keyboard.press("ArrowDown")
    tab_to(page, "born_year")
    page.keyboard.type("64")
    tab_to(page, "born_month")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    alert = page.locator(".error-summary")
    alert.wait_for()
    assert "昭和64年" in alert.inner_text()
    assert page.evaluate("document.activeElement.closest('.error-summary') !== null")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("(document.activeElement.getAttribute('name') || '').startsWith('born_')")
    assert page.locator("[name=family_name]").input_value() == "鍵盤"
    for name, value in (("born_month", "1"), ("born_year", "20")):
        page.locator(f"[name={name}]").focus()
        page.keyboard.press("Control+A")
        page.keyboard.type(value)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/people/[0-9a-f-]{36}/$"))
    assert "昭和20年1月" in page.locator("main").inner_text()
    tab_to_text(page, "訂正する")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/correct/$"))
    tab_to(page, "language")
    page.keyboard.type("やさしい日本語")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/people/[0-9a-f-]{36}/$"))
    assert "やさしい日本語" in page.locator("main").inner_text()
    assert [line for line in mine.violations() if "422" not in line] == []  # 誤りを返した応答は、console にも出る


def test_送信が済んだ内容は_下書きに戻らない(seat):
    mine = seat(role="manager")
    page = mine.page
    mine.open("/people/new/")
    page.locator("[name=family_name]").press_sequentially("済み")
    page.locator("[name=given_name]").press_sequentially("書")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/people/[0-9a-f-]{36}/$"))
    page.wait_for_timeout(1500)
    mine.open("/")
    assert page.get_by_role("heading", name="書きかけ").count() == 0
    mine.open("/people/new/")
    assert page.locator("[name=family_name]").input_value() == ""
