"""支援会議(社会福祉法106条の6)の道のり: 委嘱、札、資料、協力依頼、議事、役割、付け替え、閉じる。画面だけを使って、一歩ずつ進む。"""

from __future__ import annotations

import re

from browser_town import Seat
from filling import path_of, row, send, write
from household_journey import option
from outer_portal import Ticket
from plan_journey import PlanJourney, after, day

from kasane.kernel import clock


def propose(road: PlanJourney, desk: str, case: str, place: str, name: str, heading: str) -> None:
    """その机の事案を、開かれている会議に、情報共有の議題としてかける。"""
    seat = road.opened(desk, case, "conferences/new/")
    write(seat, {"conference": option(seat, "conference", place), "matter": "share", "heading": heading})
    send(seat, "会議にかける")
    road.paths[name] = path_of(seat)


def add_minute_taker(road: PlanJourney, meeting: str, posting: str) -> None:
    """記録の二人目を、役員に加える。"""
    seat = road.opened("事務局", meeting, "officers/new/")
    write(seat, {"part": "minutes", "posting_id": option(seat, "posting_id", posting)})
    send(seat, "加える")


def appoint(road: PlanJourney, who: str, heading: str) -> tuple[str, str]:
    """外の一人を、この議題だけの構成員に委嘱する。返すのは、守秘の手続きの済まない委嘱の道と番号。"""
    seat = road.at("事務局")
    seat.open("/appointments/new/")
    write(seat, {"kind": "person", "member_ids": option(seat, "member_ids", who), "scope": "item"})
    write(seat, {"item_id": option(seat, "item_id", heading)})
    write(seat, day("valid_from", clock.today()) | day("valid_to", after(90)))
    send(seat, "委嘱簿に載せる")
    return path_of(seat), seat.page.locator("main h1").inner_text().split("　")[-1]


def brief_and_sign(road: PlanJourney, appointment: str, who: str) -> str:
    """守秘義務を説明し、署名した書面を綴じる。返すのは、委嘱状の番号。"""
    seat = road.at("事務局")
    for link, values in (("説明した日を書く", {}), ("受け取った日を書く", {"place": "令和8年度 支援会議委嘱簿"})):
        seat.open(appointment)
        row(seat, who).get_by_role("link", name=link).click()
        seat.page.wait_for_load_state()
        write(seat, day("on", clock.today()) | values)
        send(seat, "残す")
    seat.open(appointment)
    link = row(seat, who).get_by_role("link", name="委嘱状と誓約書").get_attribute("href") or ""
    return link.rstrip("/").split("/")[-2]


def invitable(road: PlanJourney, item: str, number: str) -> bool:
    """その番号の委嘱の人を、この議題に招けるか(招く画面の選択肢に出るか)。"""
    seat = road.opened("事務局", item, "members/new/")
    return seat.page.locator("main [name=outside] option", has_text=f"{number}）").count() == 1


def invite_outside(road: PlanJourney, item: str, number: str) -> None:
    """その番号で委嘱した外の人を、この議題に招く。"""
    seat = road.opened("事務局", item, "members/new/")
    write(seat, {"where": "outside", "part": "for_item", "outside": option(seat, "outside", f"{number}）")})
    send(seat, "招く")


def issue(road: PlanJourney, item: str, who: str, button: str = "札を出す") -> Ticket:
    """外の人に札を出し、一度しか出ない二枚(リンクと番号)を書き写す。"""
    seat = road.opened("事務局", item, "outside/")
    row(seat, who).get_by_role("button", name=re.compile(rf"^{button}")).click()
    seat.page.wait_for_load_state()
    link = seat.page.locator("main .print-page code").inner_text().strip()
    code = re.sub(r"\D", "", seat.page.locator("main .big-code").inner_text())
    again = road.says("事務局", item, "outside/")
    assert link not in again, "札のリンクは、二度と出ない"
    assert len(code) == 8
    return Ticket(link, code)


def put(road: PlanJourney, desk: str, item: str, section: str, text: str) -> None:
    """資料に一行を、106条の6を出所として載せる。"""
    seat = road.opened(desk, item, "facts/new/")
    write(seat, {"section": section, "text": text, "provenance": "conference", "person_id": option(seat, "person_id", "本人")})
    send(seat, "載せる")


def bring(road: PlanJourney, desk: str, item: str, text: str) -> None:
    """構成員の機関が、知っていることを、106条の6を出所として持ち寄る。"""
    seat = road.opened(desk, item, "facts/contribute/")
    write(seat, {"section": "learned", "text": text, "provenance": "conference", "person_id": option(seat, "person_id", "本人")})
    send(seat, "出す")


def ask_cooperation(road: PlanJourney, item: str, to: str, asked: str, number: str) -> str:
    """台帳にない相手に、答えだけを求める。返すのは、協力依頼の番号。"""
    seat = road.opened("事務局", item, "cooperation/new/")
    write(
        seat,
        {
            "addressee": "other",
            "addressee_name": to,
            "wanted": ["information", "opinion"],
            "whom": "nobody",
            "asked": asked,
            "number": number,
        },
    )
    write(seat, day("deadline", after(7)) | {"contact": "福祉総務課 000-000-0000"})
    send(seat, "協力を求める")
    seat = road.opened("事務局", item, "cooperation/")
    link = row(seat, to).get_by_role("link").first.get_attribute("href") or ""
    return link.rstrip("/").split("/")[-1]


def take_message(road: PlanJourney, item: str, words: str, values: dict[str, str], button: str) -> None:
    """外から届いた文の扱いを決める(資料に載せる、答えとして受け取る)。"""
    seat = road.opened("事務局", item, "outside/")
    seat.page.locator("main article.card", has_text=words).get_by_role("link", name="扱いを決める").click()
    seat.page.wait_for_load_state()
    write(seat, values)
    send(seat, button)


def minute_together(road: PlanJourney, item: str, *said: tuple[str, str]) -> None:
    """二人の記録者が、どちらも書きかけを持ったまま、続けて送る。"""
    for desk, text in said:
        write(road.opened(desk, item, "minutes/"), {"kind": "shared", "text": text})
    for desk, text in said:
        seat = road.at(desk)
        assert seat.page.locator("#minute-form [name=text]").input_value() == text, "もう一人の行が出ても、書きかけは残る"
        send(seat, "この行を加える")


def decide_shared(road: PlanJourney, item: str, text: str) -> None:
    """司会(市)が、共有したことと役割を決めたことを記録する。"""
    seat = road.opened("市", item, "decide/")
    write(seat, {"outcome": "noted", "text": text})
    send(seat, "決定を記録する")


def assign(road: PlanJourney, item: str, holder: str, wording: str) -> None:
    """引き受ける機関・人の役割を決める。"""
    seat = road.opened("事務局", item, "roles/new/")
    write(seat, {"holder": option(seat, "holder", holder), "wording": wording} | day("due_on", after(14)))
    send(seat, "決める")


def relabel(road: PlanJourney, desk: str, item: str, words: str, reason: str) -> Seat:
    """会議で知った一行の出所を職務に付け替え、事案の経過に写す。返すのは、送った後の画面。"""
    seat = road.opened(desk, item)
    line = seat.page.locator("main li.packet__line", has_text=words)
    line.get_by_role("link", name=re.compile("^出所を付け替える")).click()
    seat.page.wait_for_load_state()
    write(seat, {"provenance": "duty", "reason": reason, "into_case": True})
    seat.page.get_by_role("button", name="付け替える").click()
    seat.page.wait_for_load_state()
    return seat


def shut(road: PlanJourney, item: str, reason: str) -> None:
    """議題を閉じる。"""
    seat = road.opened("事務局", item, "close/")
    write(seat, {"reason": reason})
    send(seat, "閉じる")


def hits(road: PlanJourney, desk: str, word: str) -> int:
    """記録の検索で、その言葉が当たった数。検索の役割のない机は0。"""
    seat = road.at(desk)
    if seat.open("/search/").status != 200:
        return 0
    # 画面は前にさがした結果を出して開くので、消してから、新しい結果を待つ。
    seat.page.locator("#results").evaluate("results => results.replaceChildren()")
    seat.page.locator("main input[name=q]").fill(word)
    seat.page.get_by_role("button", name="探す", exact=True).click()
    seat.page.locator("#results").get_by_text(re.compile("見つかりま")).first.wait_for()
    return seat.page.locator("#results mark").count()
