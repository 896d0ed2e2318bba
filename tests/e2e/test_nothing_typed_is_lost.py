"""打った文字は失われない: 自動の下書き、版の衝突、切れたサインイン、落ちたサーバー。"""

import re

FAMILY, GIVEN = "𠮷田", "髙𣘺"


def first_person(seat) -> str:
    """この人の一覧の先頭の、訂正できる人の画面。"""
    seat.open("/people/")
    paths = seat.page.evaluate("[...document.querySelectorAll('main table a[href]')].map(a => a.getAttribute('href'))")
    for path in paths:
        seat.open(path)
        if seat.page.get_by_role("link", name=re.compile("訂正")).count():
            return path
    raise AssertionError("訂正できる人がいません")


def typed(seat, name: str) -> str:
    """入力欄の今の文字。"""
    return seat.page.locator(f"[name={name}]").first.input_value()


def test_下書きは打つたびに残り_開き直すと元の欄に戻る(seat):
    mine = seat(role="consultant")
    mine.open("/people/new/")
    mine.page.locator("[name=family_name]").press_sequentially(FAMILY)
    mine.page.locator("[name=given_name]").press_sequentially(GIVEN)
    mine.page.get_by_text("自動で保存しました").wait_for()
    mine.open("/")
    assert mine.page.get_by_text("書きかけ").count()
    mine.open("/people/new/")
    assert (typed(mine, "family_name"), typed(mine, "given_name")) == (FAMILY, GIVEN)


def test_JavaScriptなしでも_下書きを保存できる(seat):
    mine = seat(role="consultant", javascript=False)
    mine.open("/people/new/")
    mine.page.locator("[name=family_name]").fill("手書 ")
    mine.page.get_by_role("button", name="下書きを保存").click()
    mine.open("/people/new/")
    assert typed(mine, "family_name").strip() == "手書"


def test_サインインが切れて送っても_入り直せば続きから書ける(seat):
    mine = seat(role="coordinator", javascript=False)
    mine.open("/people/new/")
    mine.page.locator("[name=family_name]").fill("途切")
    mine.page.locator("[name=given_name]").fill("れ子")
    mine.context.clear_cookies(name="sessionid")
    mine.page.get_by_role("button", name="登録する").click()
    assert mine.page.get_by_role("heading", level=1).inner_text()
    mine.sign_in("coordinator")
    mine.open("/")
    mine.page.get_by_role("button", name="入力の続きを開く").click()
    assert (typed(mine, "family_name"), typed(mine, "given_name")) == ("途切", "れ子")


def test_別の人がサインインしても_切れた人の入力は渡らない(seat):
    mine = seat(role="coordinator", javascript=False)
    mine.open("/people/new/")
    mine.page.locator("[name=family_name]").fill("渡辺")
    mine.context.clear_cookies(name="sessionid")
    mine.page.get_by_role("button", name="登録する").click()
    mine.sign_in("consultant")
    mine.open("/")
    if mine.page.get_by_role("button", name="入力の続きを開く").count():
        mine.page.get_by_role("button", name="入力の続きを開く").click()
    mine.open("/people/new/")
    assert typed(mine, "family_name") != "渡辺"


def test_二人が同じ人を訂正すると_あとの人に両方の文が並び_どちらも消えない(seat):
    one, other = seat(role="manager"), seat(role="manager")
    path = first_person(one)
    for who in (one, other):
        who.open(path)
        who.page.get_by_role("link", name=re.compile("訂正")).first.click()
        who.page.locator("[name=nationality]").wait_for()
    one.page.locator("[name=nationality]").fill("先の人の文")
    one.page.locator("main form button[type=submit].button").first.click()
    one.page.wait_for_url(re.compile(re.escape(path)))
    other.page.locator("[name=nationality]").fill("後の人の文")
    other.page.locator("main form button[type=submit].button").first.click()
    panel = other.page.locator("#conflict-title")
    panel.wait_for()
    text = other.page.locator("main").inner_text()
    assert "先の人の文" in text
    assert "後の人の文" in text
    assert typed(other, "nationality") == "後の人の文"
    other.page.locator("main form button[type=submit].button").first.click()
    other.page.wait_for_url(re.compile(re.escape(path)))


def test_サーバーを殺しても_保存したと言った下書きは残る(seat, town):
    mine = seat(role="outreach")
    mine.open("/people/new/")
    mine.page.locator("[name=family_name]").press_sequentially("停電")
    mine.page.get_by_text("自動で保存しました").wait_for()
    town.stop_hard()
    try:
        mine.page.locator("[name=given_name]").press_sequentially("太郎")
        mine.page.get_by_text("下書きを保存できていません").wait_for()
        assert typed(mine, "given_name") == "太郎"
    finally:
        town.start_again()
    mine.open("/people/new/")
    assert typed(mine, "family_name") == "停電"


def test_同じ送信が二度届いても_一人しか登録されない(seat):
    mine = seat(role="manager")
    mine.open("/people/new/")
    mine.page.locator("[name=family_name]").fill("一度")
    mine.page.locator("[name=given_name]").fill("きり子")
    form = mine.page.evaluate("Object.fromEntries(new FormData(document.querySelector('main form[method=post]')))")
    target = mine.page.evaluate("document.querySelector('main form[method=post]').action")
    answers = [mine.context.request.post(target, form=form, headers={"Referer": mine.page.url}) for _ in range(3)]
    assert {answer.status for answer in answers} == {200}
    assert len({answer.url for answer in answers}) == 1
    mine.open("/people/find/")
    mine.page.locator("main input[name=q]").fill("一度きり子")
    mine.page.keyboard.press("Enter")
    mine.page.get_by_text("見つかった人").first.wait_for()
    assert mine.page.locator("main table tbody tr").count() == 1


def test_誤りを直している途中の下書きも_開き直せる画面に結び付く(seat):
    mine = seat(role="secretariat")
    mine.open("/people/new/")
    mine.page.locator("[name=family_name]").fill("途中")
    mine.page.locator("[name=born_year]").fill("100")
    mine.page.get_by_role("button", name="登録する").click()
    mine.page.locator(".error-summary").wait_for()
    mine.page.locator("[name=given_name]").press_sequentially("直し")
    mine.page.get_by_text("自動で保存しました").wait_for()
    mine.open("/")
    mine.page.locator("main a[href='/people/new/']").first.click()
    mine.page.wait_for_url(re.compile("/people/new/$"))
    assert (typed(mine, "family_name"), typed(mine, "given_name")) == ("途中", "直し")
