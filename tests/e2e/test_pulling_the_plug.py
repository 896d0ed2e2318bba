"""差し込みを抜く: サーバーを殺す、データベースを殺す、サインインが切れる、網が切れる。保存したと言った文字は一つも失われない。

ほかの試験の町を巻き込まないよう、自分のデータベースを持つ小さな町で行う。
"""

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs

import pytest
from browser_town import Seat, seating
from own_town import OwnTown, own_town
from playwright.sync_api import Response

pytestmark = pytest.mark.slow

DESK = "station-north.1"
KEPT, LOST_LINE = "𠮷野さんの話。", "そのあとの一行。"
SAVED = "自動で保存しました"


@pytest.fixture(scope="module")
def plugged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnTown]:
    """抜いてよい町。"""
    with own_town(tmp_path_factory.mktemp("plug")) as town:
        yield town


@pytest.fixture
def desk(plugged: OwnTown, browser) -> Iterator[Seat]:
    """その町の机。"""
    with seating(plugged, browser) as take:
        yield take(login=DESK)


def consultation_form(seat: Seat) -> tuple[str, str]:
    """相談の入力画面と、文章の欄。"""
    return "/consultations/new/", "story"


def note_form(seat: Seat) -> tuple[str, str]:
    """この机の一つ目の事案の、経過の入力画面と、事実の欄。"""
    seat.open("/cases/")
    seat.page.locator("main table a[href^='/cases/']").first.click()
    seat.page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/"))
    case = re.search(r"/cases/[0-9a-f-]{36}/", seat.page.url)
    assert case is not None
    return f"{case.group()}notes/new/", "fact"


FORMS = pytest.mark.parametrize("form", [consultation_form, note_form], ids=["相談", "経過"])
Form = Callable[[Seat], tuple[str, str]]


def begin(seat: Seat, form: Form) -> tuple[str, str]:
    """入力を始め、「保存した」と言われるところまで打つ。"""
    path, field = form(seat)
    seat.open(path)
    path = seat.page.url.removeprefix(seat.town.url)  # 相談は、一枚ごとに札のついた道になる
    seat.page.locator(f"textarea[name={field}]").fill("")
    acknowledged(seat, field, KEPT)
    return path, field


def acknowledged(seat: Seat, field: str, text: str) -> None:
    """打ち、欄の文字のすべてを載せた下書きが「保存した」と答えられ、画面もそう言うまで待つ。"""
    box = seat.page.locator(f"textarea[name={field}]")
    whole = box.input_value() + text

    def answered(response: Response) -> bool:
        sent = parse_qs(response.request.post_data or "", keep_blank_values=True)
        return response.ok and sent.get(field) == [whole]

    with seat.page.expect_response(answered):
        box.press("Control+End")
        box.press_sequentially(text)
    seat.page.get_by_text(SAVED).first.wait_for()


def told_unsaved(seat: Seat, field: str, text: str) -> None:
    """打ち、「保存できていない」と画面が言うまで待つ。打った文字は画面に残っている。"""
    seat.page.locator(f"textarea[name={field}]").press_sequentially(text)
    seat.page.get_by_text("下書きを保存できていません").first.wait_for()
    assert typed(seat, field) == KEPT + text


def typed(seat: Seat, field: str) -> str:
    """欄の今の文字。"""
    return seat.page.locator(f"textarea[name={field}]").input_value()


def comes_back(seat: Seat, path: str, field: str, text: str) -> None:
    """開き直すと、元の欄に戻っている。"""
    seat.page.on("dialog", lambda dialog: dialog.accept())
    seat.open(path)
    assert typed(seat, field) == text


@FORMS
def test_サーバーをkill_9で止めても_上がれば続きから打てる(desk, plugged, form):
    path, field = begin(desk, form)
    plugged.stop_hard()
    try:
        told_unsaved(desk, field, LOST_LINE)
    finally:
        plugged.start_again()
    acknowledged(desk, field, "戻った。")
    comes_back(desk, path, field, KEPT + LOST_LINE + "戻った。")


@FORMS
def test_データベースをkill_9で止めても_上がれば続きから打てる(desk, plugged, form):
    path, field = begin(desk, form)
    plugged.kill_database()
    try:
        told_unsaved(desk, field, LOST_LINE)
    finally:
        plugged.database("start")
    acknowledged(desk, field, "戻った。")
    comes_back(desk, path, field, KEPT + LOST_LINE + "戻った。")


@FORMS
def test_殺した瞬間に保存済みだった下書きだけでも_必ず戻る(desk, plugged, form):
    path, field = begin(desk, form)
    plugged.stop_hard()
    plugged.kill_database()
    plugged.database("start")
    plugged.start_again()
    comes_back(desk, path, field, KEPT)


@FORMS
def test_サインインが切れても_別のタブで入り直せば_この画面のまま続けられる(desk, form):
    path, field = begin(desk, form)
    desk.context.clear_cookies(name="sessionid")
    told_unsaved(desk, field, LOST_LINE)
    desk.page.locator("#session-lapsed").wait_for(state="visible")
    again = Seat(desk.context.new_page(), desk.context, desk.town)
    again.sign_in_as(DESK)
    again.page.close()
    desk.page.bring_to_front()
    desk.page.evaluate("window.dispatchEvent(new Event('focus'))")
    desk.page.get_by_text("サインインできました").wait_for()
    acknowledged(desk, field, "戻った。")
    comes_back(desk, path, field, KEPT + LOST_LINE + "戻った。")


@FORMS
def test_打っている途中で網が切れても_つながれば続きが保存される(desk, form):
    path, field = begin(desk, form)
    desk.context.set_offline(True)
    told_unsaved(desk, field, LOST_LINE)
    desk.context.set_offline(False)
    acknowledged(desk, field, "戻った。")
    comes_back(desk, path, field, KEPT + LOST_LINE + "戻った。")


def test_人をさがしている途中で網が切れたら_その場で言い_つながれば同じ欄で続きができる(desk):
    page = desk.page
    desk.open("/consultations/new/")
    desk.context.set_offline(True)
    page.locator("main input[name=q]").fill("花巻 一郎")
    told = page.locator("#subjects").get_by_text("応答がありませんでした")
    told.wait_for()
    assert page.locator("main input[name=q]").input_value() == "花巻 一郎"
    desk.context.set_offline(False)
    page.locator("main input[name=q]").press("Enter")
    page.get_by_role("button", name="「花巻 一郎」を新しい人として加える").wait_for()
    assert told.count() == 0
