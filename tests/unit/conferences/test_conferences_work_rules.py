"""委嘱・協力依頼・議事・言葉・堂々めぐりの規則の真理値表。"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from uuid import UUID

import pytest
from icalendar import Calendar

from kasane.conferences.domain import appointment as a
from kasane.conferences.domain import circles as c
from kasane.conferences.domain import cooperation as co
from kasane.conferences.domain import invitation as inv
from kasane.conferences.domain import minutes as m
from kasane.conferences.domain import needs as n
from kasane.conferences.domain import wording as w
from kasane.kernel.decision import Decision

ONE, TWO = UUID(int=1), UUID(int=2)
DAY = date(2026, 5, 20)
YES, NO = Decision.yes("はい"), Decision.no("委嘱されていません。")


def listed(**change: object) -> a.Listed:
    """説明と署名の済んだ、この議題だけの委嘱。"""
    given = a.Listed(date(2026, 5, 1), date(2027, 3, 31), date(2026, 5, 1), date(2026, 5, 2), a.AppointmentScope.ITEM, "", ONE)
    return replace(given, **change)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"removed": True}, "名簿から外れた"),
        ({"effective_from": DAY + timedelta(days=1)}, "まだ始まっていません"),
        ({"valid_to": DAY - timedelta(days=1)}, "期間が終わって"),
        ({"item_id": TWO}, "別の議題"),
        ({"scope": a.AppointmentScope.KIND, "kind_code": "layered_conference", "item_id": None}, "別の会議"),
        ({"briefed_on": None}, "説明がまだ"),
        ({"briefed_on": DAY + timedelta(days=1)}, "説明がまだ"),
        ({"signed_on": None}, "誓約書"),
        ({"signed_on": DAY + timedelta(days=1)}, "誓約書"),
    ],
)
def test_委嘱は期間と範囲と守秘の手続きがそろうまで効かない_N21(change: dict[str, object], word: str) -> None:
    refused = a.covers(listed(**change), on=DAY, kind_code="support_conference", item_id=ONE)
    assert not refused.allowed
    assert word in refused.reason


@pytest.mark.parametrize("day", [date(2026, 5, 1), DAY, date(2027, 3, 31)])
def test_委嘱は始まりの日から終わりの日まで効く(day: date) -> None:
    one = listed(signed_on=date(2026, 5, 1))
    assert a.covers(one, on=day, kind_code="x", item_id=ONE).allowed
    assert a.covers(replace(one, scope=a.AppointmentScope.KIND, kind_code="x", item_id=None), on=day, kind_code="x", item_id=TWO).allowed


def test_一つでも効く委嘱があれば入れ_なければいちばん新しい委嘱の理由() -> None:
    ended, later = listed(valid_to=date(2026, 5, 2)), listed(effective_from=date(2026, 5, 3), signed_on=None)
    ask = {"on": DAY, "kind_code": "x", "item_id": ONE}
    assert a.best_cover((ended, listed(), later), **ask).allowed  # type: ignore[arg-type]
    assert "誓約書" in a.best_cover((later, ended), **ask).reason  # type: ignore[arg-type]
    assert "委嘱されていません" in a.best_cover((), **ask).reason  # type: ignore[arg-type]


def test_さかのぼって書いても_書いた日より前には効かない() -> None:
    assert a.effective_from(date(2026, 4, 1), DAY) == DAY
    assert a.effective_from(date(2026, 6, 1), DAY) == date(2026, 6, 1)


def appointing(**change: object) -> a.AppointmentFacts:
    """団体への一括の委嘱。"""
    given = a.AppointmentFacts(
        kind=a.AppointmentKind.BODY, scope=a.AppointmentScope.KIND, member_ids=(ONE, TWO), valid_from=DAY, valid_to=date(2027, 3, 31),
        kind_code="support_conference", organisation="北小学校", agreed_on=DAY, agreed_with="教頭",
    )  # fmt: skip
    return replace(given, **change)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"member_ids": ()}, "member_ids"),
        ({"kind": a.AppointmentKind.PERSON}, "member_ids"),
        ({"organisation": ""}, "organisation"),
        ({"agreed_on": None}, "agreed_on"),
        ({"agreed_with": ""}, "agreed_on"),
        ({"agreed_on": DAY + timedelta(days=1)}, "agreed_on"),
        ({"valid_to": DAY - timedelta(days=1)}, "valid_to"),
        ({"scope": a.AppointmentScope.ITEM}, "item_id"),
        ({"kind_code": ""}, "kind_code"),
    ],
)
def test_委嘱簿の書き方の誤りは欄ごとに言う(change: dict[str, object], field: str) -> None:
    assert a.appointment_problems(appointing()) == {}
    assert list(a.appointment_problems(appointing(**change))) == [field]


def test_委嘱番号は年度と番号() -> None:
    assert a.number_label(2026, 3) == "令和8年度第3号"


@pytest.mark.parametrize(("power", "closed", "two_way", "appointed"), list(product((True, False), repeat=4)))
def test_協力を求められるのは_条文のある会議の終わっていない議題_双方向なら委嘱の後だけ(
    power: bool, closed: bool, two_way: bool, appointed: bool
) -> None:
    """seed 002「双方向の情報交換等が行われる場合には、協力要請時に構成員の委嘱を行うことが必要」。"""
    answer = co.may_ask(has_power=power, closed=closed, two_way=two_way, appointed=YES if appointed else NO)
    assert answer.allowed == (power and not closed and (appointed or not two_way))
    if power and not closed and two_way and not appointed:
        assert "委嘱" in answer.reason
        assert "一方向" in answer.reason


@pytest.mark.parametrize(("now", "to"), list(product(co.CooperationState, repeat=2)))
def test_協力依頼が動くのは待っている間だけ(now: co.CooperationState, to: co.CooperationState) -> None:
    waiting = co.CooperationState.WAITING
    assert co.may_move(now, to).allowed == (now is waiting and to is not waiting)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"agency_id": None}, "addressee"),
        ({"addressee": co.Addressee.MEMBER}, "addressee"),
        ({"addressee": co.Addressee.OTHER}, "addressee"),
        ({"wanted": ()}, "wanted"),
        ({"asked": ""}, "asked"),
        ({"person_ids": (TWO,)}, "about"),
        ({"about": "高橋　花子"}, "person_ids"),
        ({"contact": ""}, "contact"),
        ({"deadline": DAY - timedelta(days=1)}, "deadline"),
    ],
)
def test_協力依頼書の書き方の誤りは欄ごとに言う(change: dict[str, object], field: str) -> None:
    good = co.CooperationFacts(co.Addressee.AGENCY, (co.Wanted.OPINION,), "服薬の様子", DAY, "福祉総務課 0877-00-0000", agency_id=ONE)
    assert co.cooperation_problems(good, today=DAY) == {}
    assert list(co.cooperation_problems(replace(good, **change), today=DAY)) == [field]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("chosen", "allowed"), [((), True), ((ONE,), True), ((ONE, TWO), True), ((UUID(int=3),), False), ((ONE, UUID(int=3)), False)]
)
def test_協力依頼の対象者は_議題に上がっている人だけ(chosen: tuple[UUID, ...], *, allowed: bool) -> None:
    assert co.may_ask_about(chosen, tabled=(ONE, TWO)).allowed is allowed


@pytest.mark.parametrize(("writes", "closed", "began"), list(product((True, False), repeat=3)))
def test_議事を書けるのは_書く席の人が_始まってから終わるまで(writes: bool, closed: bool, began: bool) -> None:
    assert m.may_write_minute(writes=writes, closed=closed, began=began).allowed == (writes and began and not closed)


def test_議事の一行は空でなく長すぎない() -> None:
    assert m.minute_problem("")
    assert m.minute_problem("あ" * 4001)
    assert m.minute_problem("あ" * 4000) == ""


@pytest.mark.parametrize("text", ["おおたさんを訪ねる", "母のおおたさん", "をおおたさん", "オオタ様"])
def test_名前と照らす形は_助詞に続く仮名の名前も残す(text: str) -> None:
    from kasane.kernel.folding import fold_name

    assert any(fold_name("おおた") in piece for piece in w.folded_pieces(text))


@pytest.mark.parametrize(("own", "done", "cancelled"), list(product((True, False), repeat=3)))
def test_役割を済みにするのは受け持つ機関で_一度だけ(own: bool, done: bool, cancelled: bool) -> None:
    assert w.may_finish(own=own, done=done, cancelled=cancelled).allowed == (own and not done and not cancelled)


@pytest.mark.parametrize(("now", "to"), list(product(n.NeedState, repeat=2)))
def test_台帳は満たされるまで追い_満たされても戻せる(now: n.NeedState, to: n.NeedState) -> None:
    again = now in (n.NeedState.MET, n.NeedState.DROPPED)
    assert n.may_move_need(now, to).allowed == (to is n.NeedState.WORKING if again else to is not n.NeedState.NAMED)


def circle(**change: object) -> c.Circle:
    """何も言うことのない年度。"""
    given = c.Circle(
        "support_conference", 2026, 10, 8, 2, 0, 8, {"case": 10}, 0, 10.0, 15.0, {"高齢": 6}, {"高齢": 7}, {"高齢": c.Returned(8, 6)}, 5, 1
    )
    return replace(given, **change)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"stuck": 7}, "何も決まっていない事案が7件"),
        ({"stuck": None}, "何も決まっていない事案があります（数が少ない"),
        ({"unclear": 3}, "目的の段階を書かずに"),
        ({"slowest": 40.0}, "遅い一割は40日"),
        ({"returned": {}}, "どの機関の役割にもなって"),
        ({"returned": {"高齢": c.Returned(8, 1)}}, "済んだのは1件"),
        ({"met": 0}, "まだ一つも満たされて"),
        ({"brought": {"高齢": 9}}, "前の年度より増えて"),
    ],
)
def test_堂々めぐりは_数から言えることだけを言う(change: dict[str, object], word: str) -> None:
    assert c.reads_as(circle()) == ()
    (said,) = c.reads_as(circle(**change))
    assert word in said


def test_件数の少ない会議には_割合で何も言わない() -> None:
    few = circle(
        items=None,
        decided=None,
        unclear=None,
        days=None,
        slowest=None,
        brought={"高齢": None},
        brought_before={"高齢": None},
        needs=4,
        met=0,
        returned={"高齢": c.Returned(None, None)},
    )
    assert c.reads_as(few) == ()


def invitation(kind: inv.MailKind = inv.MailKind.INVITE, **change: object) -> inv.Invitation:
    """案内の一通。"""
    starts = datetime(2026, 5, 20, 5, 0, tzinfo=UTC)
    given = inv.Invitation(
        uid=ONE, sequence=0, kind=kind, starts_at=starts, ends_at=starts + timedelta(hours=2), place="市役所3階 第2会議室",
        purpose="個別の事案", sender="kasane@city.example", to="minsei@example.jp", sent_at=starts - timedelta(days=7),
    )  # fmt: skip
    return replace(given, **change)  # type: ignore[arg-type]


def test_案内の予定は_どの予定表でも読める形で_日時と場所と目的だけを持つ() -> None:
    raw = inv.calendar_of(invitation())
    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))  # RFC 5545 3.1: 一行は75オクテットまで。
    calendar = Calendar.from_ical(raw)
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "REQUEST"
    assert event["UID"] == f"{ONE}@kasane"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (invitation().starts_at, invitation().ends_at)
    assert event["LOCATION"] == "市役所3階 第2会議室"
    assert event["SUMMARY"] == "会議のご案内"
    assert set(event) == {
        "UID",
        "SEQUENCE",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "LOCATION",
        "DESCRIPTION",
        "CLASS",
        "STATUS",
        "ORGANIZER",
        "ATTENDEE",
    }


def test_取りやめは同じ予定に当たる() -> None:
    calendar = Calendar.from_ical(inv.calendar_of(invitation(inv.MailKind.CANCEL, sequence=2)))
    (event,) = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["STATUS"], event["UID"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", f"{ONE}@kasane", 2)
    assert inv.subject_of(invitation(inv.MailKind.CANCEL)) == "会議の取りやめ（令和8年5月20日）"


def test_本文は日本の日付で_場所の分からないときは事務局に尋ねてもらう() -> None:
    body = inv.body_of(invitation(place=""))
    assert "令和8年5月20日　14:00から16:00まで" in body
    assert "場所　事務局にお尋ねください" in body


def test_送れないメールは間を広げて_一日に一度まで続ける() -> None:
    at = datetime(2026, 5, 20, tzinfo=UTC)
    waits = [inv.next_try(tries, at) - at for tries in range(1, 12)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=1)
    assert waits[-1] == timedelta(days=1)
