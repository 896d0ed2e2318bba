"""相談の受付を、本物の画面で: 短い電話はキーボードだけで、JavaScript なしでも、打つそばから人が見つかる。"""

import re

SHORT = "家賃が払えず、来週までに出て行くように言われている。"


def press_until(page, key, check, limit=60):
    """条件が満たされるまでキーを押し、押した回数を返す。"""
    for count in range(1, limit + 1):
        page.keyboard.press(key)
        if page.evaluate(check):
            return count
    raise AssertionError(f"{key} で届きません: {check}")


def focused(name):
    """その名前の欄に焦点があるか。"""
    return f"(document.activeElement.getAttribute('name') || '') === '{name}'"


def test_短い電話は_キーボードだけで_少ない打鍵で記録できる(seat):
    mine = seat(role="consultant")
    page = mine.page
    mine.open("/consultations/new/")
    page.wait_for_url(re.compile(r"/consultations/new/\?d=[0-9a-f]{32}$"))
    assert page.evaluate(focused("channel")), "開いたとき、受け付けた方法に焦点がある"
    keys = 1
    page.keyboard.press("ArrowDown")
    assert page.locator("[name=channel]:checked").input_value() == "phone"
    keys += press_until(page, "Tab", focused("speaker"))
    page.keyboard.press("Space")
    assert page.locator("[name=speaker]:checked").input_value() == "self"
    keys += press_until(page, "Tab", focused("story"))
    page.keyboard.type(SHORT)
    keys += press_until(page, "Tab", "document.activeElement.innerText.includes('ここまでで記録する')")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/consultations/[0-9a-f-]{36}/$"))
    assert keys + 2 <= 15, keys
    body = page.locator("main").inner_text()
    assert SHORT in body
    assert "次の一手が未定" in body
    assert "電話の相談(本人)" in body
    assert mine.violations() == []
    mine.open("/")
    assert "次の一手が未定" in page.locator("main").inner_text()


def test_打つそばから人が見つかり_選んで_事案として続けられる(seat):
    mine = seat(role="consultant")
    page = mine.page
    mine.open("/people/")
    name = page.locator("table tbody th a").first.inner_text()
    mine.open("/consultations/new/")
    page.locator("[name=channel][value=visit]").check()
    page.locator("[name=speaker][value=family]").check()
    page.locator("[name=story]").fill("82歳の母と54歳の兄の二人暮らし。兄は十年部屋から出ない。")
    page.locator("[name=q]").press_sequentially(name, delay=20)
    box = page.locator("[name=person]").first
    box.wait_for()
    box.check()
    page.locator("[name=q]").fill("")
    page.locator("[name=q]").press_sequentially("見たこともない名前", delay=10)
    page.get_by_text("新しい人として加える").wait_for()
    assert page.locator("[name=person]:checked").count() == 1, "次にさがしても、選んだ人は残る"
    page.locator("[name=topics][value='12']").check()
    page.locator("[name=topics][value='13']").check()
    page.locator("[name=main_topic]").select_option("12")
    page.locator("[name=next_step][value=own]").check()
    page.locator("[name=case_choice]").select_option("new")  # 見本の町の人には、開いている事案がいくつもあることがある
    page.get_by_role("button", name="記録する", exact=True).click()
    page.wait_for_url(re.compile(r"/consultations/[0-9a-f-]{36}/$"))
    body = page.locator("main").inner_text()
    assert "8050" in body
    assert "長期のひきこもり" in body
    assert "分野にまたがっています" in body
    page.get_by_role("button", name=re.compile("^当たっている")).first.click()
    page.get_by_text("と判断しました").first.wait_for()
    page.locator("#near_miss").fill(f"{name}さんのこと")
    page.get_by_role("button", name="惜しいケースに加える").click()
    page.get_by_text("名前が入っています").first.wait_for()
    page.locator("[name=sentence]").fill("家族だけが来て、本人に会う手立てがなかった")
    page.get_by_role("button", name="惜しいケースに加える").click()
    page.get_by_text("残していません").wait_for()
    assert [line for line in mine.violations() if "422" not in line] == []
    other = seat(role="coordinator")
    other.open("/near-misses/")
    assert "本人に会う手立てがなかった" in other.page.locator("main").inner_text()


def test_打ったものは_閉じても二枚とも残る(seat):
    mine = seat(role="consultant")
    page = mine.page
    places = []
    for words in ("一枚目の途中の話", "二枚目の途中の話"):
        mine.open("/consultations/new/")
        page.locator("[name=story]").press_sequentially(words)
        page.get_by_text("自動で保存しました").wait_for()
        places.append(page.url)
    assert places[0] != places[1]
    for place, words in zip(places, ("一枚目の途中の話", "二枚目の途中の話"), strict=True):
        page.goto(place)
        assert page.locator("[name=story]").input_value() == words
        assert page.locator(".error-summary").count() == 0
    mine.open("/")
    assert page.get_by_text("相談を受け付ける").count() >= 3  # メニューと、書きかけの二枚


def test_JavaScriptなしで_さがして選んで記録できる(seat):
    mine = seat(role="consultant", javascript=False)
    page = mine.page
    mine.open("/people/")
    name = page.locator("table tbody th a").first.inner_text()
    mine.open("/consultations/new/")
    page.locator("[name=channel][value=phone]").check()
    page.locator("[name=speaker][value=self]").check()
    page.locator("[name=story]").fill(SHORT)
    page.locator("[name=q]").fill(name)
    page.get_by_role("button", name="さがす", exact=True).click()
    assert page.locator("[name=story]").input_value() == SHORT
    assert page.locator(".error-summary").count() == 0
    page.locator("[name=person]").first.check()
    page.locator("[name=q]").fill("新井 新子")
    page.get_by_role("button", name="さがす", exact=True).click()
    page.get_by_role("button", name="「新井 新子」を新しい人として加える").click()
    assert page.locator("[name=new_name]").input_value() == "新井 新子"
    assert page.locator("[name=person]:checked").count() == 1
    page.get_by_role("button", name="記録する", exact=True).click()
    page.wait_for_url(re.compile(r"/consultations/[0-9a-f-]{36}/$"))
    assert "新井　新子" in page.locator("main").inner_text()


def test_どの幅でも_横にはみ出さず_機械検査に通る(seat):
    for width in ("desk", "phone"):
        mine = seat(role="consultant", width=width)
        page = mine.page
        mine.open("/consultations/new/")
        page.locator("[name=channel][value=phone]").check()
        page.locator("[name=speaker][value=family]").check()
        page.locator("[name=story]").fill("ゴミ屋敷になっていて、夫に殴られたこともある。𠮷野家の前の家。")
        page.locator("[name=q]").press_sequentially("山田", delay=10)
        page.get_by_text("新しい人として加える").wait_for()
        shots = [("new", None)]
        assert mine.axe() == []
        page.screenshot(path=f".kasane/shots/consultation-new-{width}.png", full_page=True)
        page.get_by_role("button", name=re.compile("名前の分からない人の呼び方にする")).click()
        page.locator("[name=unnamed][value='山田']").wait_for()
        page.get_by_role("button", name="記録する", exact=True).click()
        page.wait_for_url(re.compile(r"/consultations/[0-9a-f-]{36}/$"))
        key = page.url.rstrip("/").rpartition("/")[2]
        shots = [("detail", f"/consultations/{key}/"), ("step", f"/consultations/{key}/step/"), ("subjects", f"/consultations/{key}/subjects/"),
                 ("correct", f"/consultations/{key}/correct/"), ("print", f"/consultations/{key}/print/"), ("list", "/consultations/"),
                 ("near", "/near-misses/")]  # fmt: skip
        for label, path in shots:
            mine.open(path)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{label} {width}"
            assert mine.axe() == [], f"{label} {width}"
            page.screenshot(path=f".kasane/shots/consultation-{label}-{width}.png", full_page=True)
        assert mine.violations() == []
