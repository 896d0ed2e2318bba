"""パスキーの儀式を、本物の Chromium と仮想の鍵で行う: 登録し、サインアウトし、パスワードなしで入り直す。"""

import pytest

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_パスキーを登録し_パスワードなしで入り直す(seat):
    mine = seat()
    page, town = mine.page, mine.town
    local = town.url.replace("127.0.0.1", "localhost")  # パスキーは IP アドレスでは使えない。
    device = mine.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.goto(f"{local}/demo/sign-in/")
    page.locator('button[data-role="consultant"]').first.click()
    page.wait_for_url(f"{local}/")
    page.goto(f"{local}/own/keys/passkeys/add/")
    page.locator("form[data-passkey] button").click()
    page.wait_for_url("**/own/keys/recovery/")
    assert page.locator("main code").count() == 10
    page.goto(f"{local}/own/keys/")
    assert "パスキー1" in page.locator("main").inner_text()
    page.goto(f"{local}/")
    page.locator(".user-menu summary").click()
    page.locator(".user-menu__out").click()
    page.wait_for_url("**/sign-in/")
    page.get_by_role("button", name="パスキーでサインイン").click()
    page.wait_for_url(f"{local}/")
    assert page.title().startswith("今日の仕事")
    assert mine.violations() == []


def test_取り消したパスキーは_入れず_どうすればよいかを言う(seat):
    mine = seat()
    page = mine.page
    local = mine.town.url.replace("127.0.0.1", "localhost")
    device = mine.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {**KEY, "isUserVerified": False}})
    page.goto(f"{local}/sign-in/")
    page.get_by_role("button", name="パスキーでサインイン").click()
    page.get_by_text("もう一度押してください").wait_for()
    assert page.url.endswith("/sign-in/")


@pytest.mark.parametrize("width", ["desk", "phone"])
def test_サインインの画面は_間違えたときも機械検査に何も出ない(seat, width):
    mine = seat(width=width)
    mine.open("/sign-in/")
    assert (mine.axe(), mine.violations()) == ([], [])
    mine.page.get_by_label("サインイン名").fill("nobody-here")
    mine.page.get_by_label("パスワード").fill("chigau-aikotoba")
    mine.page.get_by_role("button", name="サインイン", exact=True).click()
    mine.page.get_by_text("サインイン名かパスワードが違います").first.wait_for()
    assert (mine.axe(), mine.violations()) == ([], [])
    assert mine.page.get_by_label("サインイン名").input_value() == "nobody-here"
