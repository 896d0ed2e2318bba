"""8050の世帯の道のりを、五つの机(と、返した機関)で、画面だけを使って歩く(forms.md §13.1、security.md §2)。

一歩ごとに、だれに何が見えるかを、事案の画面・一覧・人をさがす・記録の検索で確かめる。隣人と、返した機関には、いつも何も見えない。
"""

import pytest
from browser_town import Seat
from household_journey import (
    ANSWER,
    MOTHER,
    NOTHING,
    SON,
    Household,
    accept,
    add_member,
    agree,
    answer_inquiry,
    appoint_lead,
    ask_coordination,
    give_back,
    hear,
    inquire,
    open_case,
    refer,
    take_on,
    take_over,
    talk,
    withdraw,
    write_note,
    write_without_consent,
)
from playwright.sync_api import expect

pytestmark = pytest.mark.slow
BOTH = frozenset({SON, MOTHER})
INSIDERS = ("包括", "社協")


def outsiders_see_nothing(home: Household, *insiders: str) -> None:
    """中にいる机のほかは、どこからも何も見えない。"""
    seen = {desk: sight for desk, sight in home.sights().items() if desk not in insiders}
    assert seen == dict.fromkeys(seen, NOTHING)
    assert "隣人" in seen
    assert "市" in seen


def test_民生委員の気づきから_五つの机を経て_取り消しまで(seat):
    home = Household(seat)
    desk = home.at("包括")

    hear(home)
    home.picture("包括", "1-相談")
    told = home.says("包括")
    assert "8050" in told
    assert "母82歳…長男54歳" in told, "気づきの理由が文で出る"
    assert "3つの分野にまたがっています" in told
    open_case(home)
    assert home.people.keys() == BOTH
    told = home.says("包括")
    assert "情報把握(未同意)" in told
    assert "同意なし" in told
    companion = desk.page.locator("main dt", has_text="伴走").first.locator("xpath=following-sibling::dd[1]")
    expect(companion).to_contain_text("北かさね地域包括支援センター")
    write_without_consent(home)
    told = home.says("包括")
    assert "本人同意なし" in told
    assert "接触したが拒否" in told
    home.picture("包括", "2-様式1-1同意なし")
    write_note(home)
    home.picture("包括", "3-経過")
    assert home.sight("包括").names == BOTH
    assert home.sight("包括").hits == 1
    outsiders_see_nothing(home, "包括")

    letter = refer(home)
    theirs = home.at("返した機関")
    assert "督促が三通" in home.says("返した機関")
    assert SON not in home.says("返した機関"), "母のことだけのつなぎに、長男の名は出ない"
    assert home.sight("返した機関") == NOTHING, "受け入れるまでは、その一通だけ"
    accept(home, letter)
    joined = home.sight("返した機関")
    assert (joined.page, joined.names, joined.listed, joined.hits) == (200, frozenset({MOTHER}), True, 0), "母の記録だけが開く"
    give_back(home, letter)
    assert theirs.open(letter).status == 404
    outsiders_see_nothing(home, "包括")

    entry = ask_coordination(home)
    home.picture("社協", "4-依頼")
    assert home.sight("社協") == NOTHING, "受理するまでは、依頼の一通だけ"
    asked = home.at("社協")
    asked.open(f"{entry}take-on/")
    cannot_decide_yet(asked, entry)
    talk(home, entry)
    take_on(home, entry)
    appoint_lead(home)
    assert home.sight("社協").names == BOTH
    assert home.sight("社協").hits == 1
    outsiders_see_nothing(home, *INSIDERS)

    agree(home, MOTHER, ("総合相談支援センター",), ["identity", "circumstances", "health"])
    told = case_text(desk, home)
    assert told.count("同意なし(支援会議") == 1, "母の同意は、長男の同意にならない"
    agree(home, SON, ("総合相談支援センター", "かさねの保健所"), ["identity", "circumstances", "work"])
    told = home.says("包括")
    assert "本人同意あり" in told
    assert "同意の前に、本人以外から聞いたこと" in told
    assert "戸の内側から「帰ってくれ」と答えた。" in told, "聞いていたことは、打ち直さずに残る"
    home.picture("包括", "5-様式1-1同意あり")
    assert "同意なし(支援会議" not in case_text(desk, home)
    assert home.sight("保健所") == NOTHING, "同意があっても、頼まれるまでは見えない"

    question = inquire(home)
    home.picture("保健所", "6-照会")
    assert MOTHER not in home.says("保健所")
    assert home.sight("保健所") == NOTHING, "聞かれた一通だけで、事案は見えない"
    answer_inquiry(home, question)
    assert home.at("保健所").open(question).status == 404, "答えると、その一通も見えなくなる"
    take_over(home)
    asked.open(f"{home.case}assessment/print/")
    printed = asked.page.locator("body").inner_text()
    assert ANSWER in printed
    assert "かさねの保健所" in printed
    home.picture("社協", "7-様式1-2")
    outsiders_see_nothing(home, *INSIDERS)

    add_member(home)
    joined = home.sight("保健所")
    assert (joined.page, joined.names, joined.hits) == (200, frozenset({SON}), 1), "長男の同意で開くのは、長男の記録だけ"
    stopped = withdraw(home, SON)
    home.picture("包括", "8-取り消し")
    assert "かさねの保健所" in stopped, "だれに何が伝わっていたかが分かる"
    assert home.sight("保健所") == NOTHING, "次の一回から、何も見えない"
    assert home.sight("包括").names == BOTH, "取り消しで、伴走は終わらない"
    outsiders_see_nothing(home, *INSIDERS)


def cannot_decide_yet(seat: Seat, entry: str) -> None:
    """紹介元と話すまでは、受理も差戻しもできない。"""
    for path in ("take-on/", "send-back/"):
        seat.open(f"{entry}{path}")
        if seat.page.locator("main [name=reason]").count():
            seat.page.locator("main [name=reason]").fill("話す前の判断。")
            seat.page.locator("main form[method=post] button.button").first.click()
            seat.page.wait_for_load_state()
        assert "話" in seat.page.locator("main").inner_text()
    seat.open(entry)
    assert "まだ話した記録がありません" in seat.page.locator("main").inner_text()


def case_text(seat: Seat, home: Household) -> str:
    """事案の画面の文章。"""
    seat.open(home.case)
    return seat.page.locator("main").inner_text()
