"""外の窓口を、本物の処理（kasane portal）と Chromium で: 携帯電話の幅（390）、画面の中のプログラムなし。"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from django.db import connections
from outer_town import SECRET_ONE, SECRET_TWO, owner, put_fact

from config import databases
from config.home import ROOT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.xdist_group("browser")]
SHOTS = ROOT / ".kasane" / "shots"
KEPT = "夜中に、二回、大きな音がしました"


@pytest.fixture
def served(_django_db_helper, tmp_path):
    """./start と同じ命令で上げた外の窓口。返り値は住所と、記録のファイル。"""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    place = databases.for_role("portal")
    values = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        "KASANE_HOME": str(tmp_path / "home"),
        "KASANE_PORTAL_URL": place.url(place.user, place.password, connections["portal"].settings_dict["NAME"]),
        "KASANE_MUNICIPALITY_NAME": "かさね市",
        "KASANE_PORTAL_CONTACT": "福祉総務課 支援会議事務局 000-000-0000",
    }
    log = tmp_path / "portal.log"
    command = [sys.executable, "-m", "kasane.cli", "portal", "--bind", f"127.0.0.1:{port}"]
    with log.open("ab") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=values, stdout=out, stderr=out)
    try:
        _wait(f"http://127.0.0.1:{port}/readyz", log)
        yield f"http://127.0.0.1:{port}", log
    finally:
        process.terminate()
        process.wait(30)


def _wait(url, log):
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url, timeout=3) as answer:
                assert answer.status == 200
                return
        except (urllib.error.URLError, OSError):
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.2)


def _shot(page, name):
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"outside-{name}.png", full_page=True)


def _narrow(page):
    """横にはみ出さない。"""
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_民生委員が_電話で_約束して読み_書いて届け_終わる(town, served, browser):
    url, log = served
    put_fact(town, 0, "長い一行" * 40 + "\n髙﨑𠮷さんが毎朝声をかけている", section="now", provenance="duty")
    issued = town.ticket()
    path = issued.link[issued.link.index("/in/") :]
    phone = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False, locale="ja-JP")
    page = phone.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(url + path)
    assert page.url == url + "/"
    assert page.locator("link[rel=stylesheet]").count() == 1
    assert page.evaluate("getComputedStyle(document.querySelector('button')).backgroundColor") == "rgb(0, 23, 193)"
    _narrow(page)
    _shot(page, "1-door")
    page.get_by_label("8けたの番号").fill("１２３４　５６７８")
    page.get_by_role("button", name="開く").click()
    assert page.get_by_text("開けませんでした").is_visible()
    _narrow(page)
    _shot(page, "2-refused")
    full_width = issued.code.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    page.get_by_label("8けたの番号").fill(f"{full_width[:4]}　{full_width[4:]}")
    page.get_by_role("button", name="開く").click()
    assert page.get_by_text("1年以下の拘禁刑又は100万円以下の罰金").is_visible()
    assert SECRET_ONE not in page.content()
    _narrow(page)
    _shot(page, "3-promise")
    page.get_by_label("読みました。約束を守ります。").check()
    page.get_by_role("button", name="約束して、資料を読む").click()
    assert page.get_by_text(SECRET_ONE).is_visible()
    assert SECRET_TWO not in page.content()
    assert page.locator(".mark span").first.text_content().startswith("民野 生委")
    _narrow(page)
    _shot(page, "4-packet")

    page.emulate_media(media="print")
    assert not page.get_by_text(SECRET_ONE).is_visible()
    assert page.get_by_text("この資料は印刷できません").is_visible()
    page.emulate_media(media="screen")

    page.get_by_role("link", name="知っていることを書いて届ける").click()
    _narrow(page)
    page.get_by_label("知っていること").fill(KEPT)
    _shot(page, "5-write")
    # 書いている間に、入室が終わる。文は失われず、番号を入れ直すと続きから書ける。
    owner("UPDATE portal_key SET session_seen = now() - interval '31 minutes'")
    page.get_by_role("button", name="届ける").click()
    assert page.get_by_label("書きかけの文").input_value() == KEPT
    page.get_by_label("8けたの番号").fill(issued.code)
    page.get_by_role("button", name="開く").click()
    assert page.get_by_label("知っていること").input_value() == KEPT
    page.get_by_role("button", name="届ける").click()
    assert page.get_by_text("届きました").first.is_visible()
    assert owner("SELECT text FROM portal_message") == [(KEPT,)]
    page.get_by_role("link", name="もどる").click()
    assert page.get_by_text(KEPT).is_visible()

    page.get_by_role("button", name="終わる").click()
    page.get_by_label("8けたの番号").wait_for()
    page.go_back()
    assert SECRET_ONE not in page.content()
    assert page.get_by_label("8けたの番号").is_visible()

    # 外へは何も取りに行かず、記録には札も、書いた文も、名前も残らない。
    assert all(one.startswith(url) for one in asked)
    written = log.read_text()
    token = path.split("/")[2]
    assert "200" in written
    for secret in (token, issued.code, KEPT, "民野", SECRET_ONE):
        assert secret not in written
    phone.close()


def test_開いたままの画面も_窓が閉じれば_次の一押しで入口に戻る(town, served, browser):
    url, _ = served
    issued = town.ticket()
    phone = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = phone.new_page()
    page.goto(url + issued.link[issued.link.index("/in/") :])
    page.get_by_label("8けたの番号").fill(issued.code)
    page.get_by_role("button", name="開く").click()
    page.get_by_label("読みました。約束を守ります。").check()
    page.get_by_role("button", name="約束して、資料を読む").click()
    assert page.get_by_text(SECRET_ONE).is_visible()
    owner("UPDATE conferences_item SET state = 'closed' WHERE id = %s", [town.items[0]])
    for move in (page.reload, page.go_back, lambda: page.goto(url + "/room/"), lambda: page.goto(url + "/write/")):
        move()
        assert SECRET_ONE not in page.content()
        assert page.get_by_label("8けたの番号").is_visible()
    other = browser.new_context(java_script_enabled=False).new_page()
    other.goto(url + issued.link[issued.link.index("/in/") :])
    other.get_by_label("8けたの番号").fill(issued.code)
    other.get_by_role("button", name="開く").click()
    assert other.get_by_text("開けませんでした").is_visible()
    phone.close()


def test_札のあるなしで_答える時間が変わらない(town, served):
    """N71: 本物の札と、ない札の、外れの答えの時間の差。"""
    url, _ = served
    issued = town.ticket()

    def took(path):
        import http.cookiejar

        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        page = opener.open(url + path).read().decode()
        form = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        began = time.perf_counter()
        with pytest.raises(urllib.error.HTTPError, match="403"):
            opener.open(url + "/", data=f"csrfmiddlewaretoken={form}&code=00000000".encode())
        return time.perf_counter() - began

    real, none = [], []
    for _ in range(4):
        real.append(took(issued.link[issued.link.index("/in/") :]))
        none.append(took("/in/" + "x" * 43 + "/"))
    assert min(real + none) >= 0.4
    assert abs(sorted(real)[1] - sorted(none)[1]) < 0.05
