"""協力依頼(データベース): 一方向は一方向のまま(N24)、双方向は委嘱の後だけ、条文のない会議では求められない。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from cases.cases_town import as_, opened, sql
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from people_of_the_town import Cast

from conferences.conference_work_room import Meeting, add_item, close, meeting
from conferences.conferences_screen_room import url
from conferences.conferences_town import invite
from conferences.test_conferences_work_appointments import facts as appointing
from conferences.test_conferences_work_appointments import sworn
from kasane.audit.models import AccessEntry
from kasane.conferences.commands import cooperation as commands
from kasane.conferences.commands.appointments import appoint
from kasane.conferences.domain.cooperation import Addressee, CooperationFacts, CooperationState, Wanted
from kasane.conferences.models import Item
from kasane.conferences.queries.cooperation import asked_of_me, cooperation, cooperation_of, letters_to_me, may_ask_item, waiting_answers
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused
from kasane.kernel.wareki import parse_date
from kasane.people import commands as people
from kasane.people.commands.places import PlaceFacts
from kasane.people.commands.protection import Opponent, ProtectionFacts
from kasane.people.domain.codes import PlaceKind, ProtectionKind

pytestmark = pytest.mark.django_db


def asking(**change: Any) -> CooperationFacts:
    """隣の機関への、情報の提供の求め。"""
    given: dict[str, Any] = {
        "addressee": Addressee.AGENCY, "wanted": (Wanted.INFORMATION,), "asked": "最近の来所の様子", "deadline": clock.today() + timedelta(days=7),
        "contact": "福祉総務課 0877-00-0000",
    }  # fmt: skip
    return CooperationFacts(**(given | change))


def asked(cast: Cast, at: Meeting, **change: Any) -> UUID:
    """隣の機関に協力を求める。"""
    return commands.request_cooperation(by=cast.city, item_id=at.item, facts=asking(agency_id=cast.neighbour.agency_id, **change))


def test_求められた機関は_答えるまで依頼書だけを読み_答えた後は何も読めない_N24(cast: Cast) -> None:
    at = meeting(cast)
    wanted = asked(cast, at)
    with as_(cast.neighbour):
        letter = asked_of_me(wanted)
        assert letter is not None
        assert (letter.asked, letter.wanted) == ("最近の来所の様子", (Wanted.INFORMATION,))
        assert "106条の6第3項" in letter.statute
        assert cooperation(wanted) is None
    commands.answer_cooperation(by=cast.neighbour, cooperation_id=wanted, declined=False, answer="週に一度、夕方に来る")
    with as_(cast.neighbour):
        assert asked_of_me(wanted) is None
        assert letters_to_me(limit=5) == ()
        assert cooperation_of(at.item) == ()
    for table in ("conferences_cooperation", "conferences_item", "conferences_fact", "conferences_member", "conferences_minute"):
        assert sql(cast.neighbour, f"SELECT 1 FROM {table}") == [], table
    with pytest.raises(NotVisible):
        commands.answer_cooperation(by=cast.neighbour, cooperation_id=wanted, declined=False, answer="書き直し")
    with as_(cast.city):
        (line,) = cooperation_of(at.item)
        assert (line.state, line.answer, line.answered_via) == (CooperationState.ANSWERED, "週に一度、夕方に来る", "desk")


def test_求められていない機関は_依頼書の番号を知っていても何もできない(cast: Cast) -> None:
    wanted = asked(cast, meeting(cast))
    with as_(cast.hokatsu):
        assert asked_of_me(wanted) is None
    with as_(cast.privacy):
        assert asked_of_me(wanted) is None
    with pytest.raises(NotVisible):
        commands.answer_cooperation(by=cast.csw, cooperation_id=wanted, declined=False, answer="なりすまし")
    with pytest.raises(ProgrammingError), as_(cast.csw), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT conferences_answer(%s, 'answered', 'なりすまし', current_date, now())", [wanted])


def test_応じられないという答えも答え_一度だけ(cast: Cast) -> None:
    at = meeting(cast)
    wanted = asked(cast, at)
    with pytest.raises(Invalid, match="努力義務"):
        commands.answer_cooperation(by=cast.neighbour, cooperation_id=wanted, declined=True, answer=" ")
    commands.record_answer(
        by=cast.city, cooperation_id=wanted, state=CooperationState.DECLINED, answer="担当者がいない", answered_on=clock.today()
    )
    with pytest.raises(NotVisible):
        commands.answer_cooperation(by=cast.neighbour, cooperation_id=wanted, declined=False, answer="やはり答える")
    with pytest.raises(Refused, match="もう"):
        commands.record_answer(
            by=cast.city, cooperation_id=wanted, state=CooperationState.ANSWERED, answer="二度目", answered_on=clock.today()
        )


def test_双方向は_外の人なら委嘱の後だけ(cast: Cast) -> None:
    at = meeting(cast)
    both = asking(addressee=Addressee.MEMBER, outside_member_id=cast.minsei, two_way=True)
    with pytest.raises(Refused, match="委嘱されていません"):
        commands.request_cooperation(by=cast.city, item_id=at.item, facts=both)
    wanted = appoint(by=cast.city, facts=appointing(cast.minsei))
    with pytest.raises(Refused, match="守秘義務の説明がまだ"):
        commands.request_cooperation(by=cast.city, item_id=at.item, facts=both)
    sworn(cast.city, wanted)
    commands.request_cooperation(by=cast.city, item_id=at.item, facts=both)


def test_双方向は_機関ならその職員が構成員のときだけ_名前を書いただけの相手には求められない(cast: Cast) -> None:
    at = meeting(cast)
    with pytest.raises(Refused, match="一方向"):
        asked(cast, at, two_way=True)
    invite(cast.city, at.item, cast.neighbour)
    asked(cast, at, two_way=True)
    with pytest.raises(Refused, match="一方向"):
        commands.request_cooperation(
            by=cast.city, item_id=at.item, facts=asking(addressee=Addressee.OTHER, addressee_name="角の新聞店", two_way=True)
        )
    commands.request_cooperation(by=cast.city, item_id=at.item, facts=asking(addressee=Addressee.OTHER, addressee_name="角の新聞店"))


_FORGED = """INSERT INTO conferences_cooperation (id, compartment_id, recorded_at, recorded_by, item_id, addressee, agency_id, addressee_name,
    statute_code, number, requested_on, person_ids, about, wanted, asked, contact, deadline, two_way, state, answer, answered_via, version)
    VALUES (gen_random_uuid(), %s, now(), gen_random_uuid(), %s, 'agency', %s, '', '', '', current_date, %s, %s, '{}', 'x', 'x', current_date, %s, 'waiting', '', '', 1)"""


@pytest.mark.parametrize("who", ["neighbour", "csw", "city"])
def test_データベースも_構成員でない人と書けない席と委嘱前の双方向を断る(cast: Cast, who: str) -> None:
    """city は書ける席なので、断られるのは双方向だけ。重田は読むだけの構成員。"""
    at = meeting(cast)
    with pytest.raises(ProgrammingError), as_(getattr(cast, who)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FORGED, [at.room, at.item, cast.empty_agency, [], "", who == "city"])
    with as_(cast.city), connection.cursor() as cursor:
        cursor.execute(_FORGED, [at.room, at.item, cast.empty_agency, [], "", False])


def test_答えは関数のほかでは書き換えられない(cast: Cast) -> None:
    asked(cast, meeting(cast))
    with pytest.raises(ProgrammingError), as_(cast.city), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE conferences_cooperation SET answer = 'にせの答え'")


def test_協力を求める条文のない会議では求められず_理由を言う(cast: Cast) -> None:
    """求める条文を持つのは支援会議(社会福祉法106条の6第3項)だけで、ほかの会議の条文は登録されていない。"""
    at = meeting(cast)
    with as_(cast.city):
        assert may_ask_item(Item.objects.get(id=at.item)).decision.allowed
    other = meeting(cast, kind="needy_support_conference")
    with as_(cast.city):
        assert "法律の根拠がありません" in may_ask_item(Item.objects.get(id=other.item)).decision.reason
    with pytest.raises(Refused, match="法律の根拠がありません"):
        asked(cast, other)
    with pytest.raises(ProgrammingError), as_(cast.city), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_FORGED, [other.room, other.item, cast.empty_agency, [], "", False])


def test_終わった議題では求められない(cast: Cast) -> None:
    at = meeting(cast)
    close(cast, at)
    with pytest.raises(Refused, match="終わった議題"):
        asked(cast, at)


def test_隣人は求められず_読むだけの構成員も求められない(cast: Cast) -> None:
    at = meeting(cast)
    with pytest.raises(NotVisible):
        commands.request_cooperation(by=cast.neighbour, item_id=at.item, facts=asking(agency_id=cast.hokatsu.agency_id))
    with pytest.raises(Refused, match="事務局・司会・記録"):
        commands.request_cooperation(by=cast.csw, item_id=at.item, facts=asking(agency_id=cast.hokatsu.agency_id))


def test_別の議題の構成員は_この議題の依頼を読めない_N20(cast: Cast) -> None:
    at = meeting(cast, opens=False)
    asked(cast, at)
    case_id, people = opened(cast.neighbour, "隣野 次郎")
    other = add_item(cast.neighbour, at.conference, case_id, people)
    assert sql(cast.neighbour, "SELECT id FROM conferences_item") == [other]
    with as_(cast.neighbour):
        assert cooperation_of(at.item) == ()
    with as_(cast.csw):
        assert len(cooperation_of(at.item)) == 1


def test_答えを待つ依頼は_会議の役員に出る(cast: Cast) -> None:
    at = meeting(cast)
    asked(cast, at)
    with as_(cast.city):
        assert [one.item_id for one in waiting_answers(cast.city, limit=5)] == [at.item]
    with as_(cast.csw):
        assert waiting_answers(cast.csw, limit=5) == ()


ABOUT = "高橋　花子（昭和20年3月1日生まれ）"


def test_対象者は_依頼書と答える机に出て_求めた相手のほかには出ない(cast: Cast, sign_in: Any, client: Client) -> None:
    at = meeting(cast)
    wanted = asked(cast, at, person_ids=(at.people[0],), about=ABOUT)
    with as_(cast.neighbour):
        letter = asked_of_me(wanted)
        assert letter is not None
        assert (letter.about, letter.person_ids) == (ABOUT, (at.people[0],))
    sign_in(client, cast.neighbour)
    assert "高橋" not in client.get(url("asked")).content.decode()  # 一覧には出さない
    assert ABOUT in client.get(url("answer_cooperation", wanted)).content.decode()
    sign_in(client, cast.city)
    for page in ("cooperation", "cooperation_print"):
        assert ABOUT in client.get(url(page, wanted)).content.decode()
    for who in (cast.hokatsu, cast.csw, cast.privacy):  # ほかの構成員・求められていない機関
        with as_(who):
            assert asked_of_me(wanted) is None
    sign_in(client, cast.neighbour)
    commands.answer_cooperation(by=cast.neighbour, cooperation_id=wanted, declined=False, answer="先月から来ていない")
    assert client.get(url("answer_cooperation", wanted)).status_code == 404
    assert sql(cast.neighbour, "SELECT about FROM conferences_cooperation") == []


def test_依頼書を読んだことは_対象者の閲覧記録に残る(cast: Cast, sign_in: Any, client: Client) -> None:
    at = meeting(cast)
    wanted = asked(cast, at, person_ids=(at.people[0],), about=ABOUT)
    sign_in(client, cast.neighbour)
    client.get(url("answer_cooperation", wanted))
    with as_(cast.auditor):
        seen = AccessEntry.objects.filter(account_id=cast.neighbour.account_id, subjects__contains=[at.people[0]]).latest("id")
    assert (seen.act, seen.outcome) == ("answer_cooperation", "shown")


def test_対象者にできるのは_この議題に上がっている_この事案の人だけ(cast: Cast) -> None:
    at = meeting(cast)
    _, (stranger,) = opened(cast.city, "別野 三郎")
    for chosen in ((stranger,), (at.people[0], stranger), (cast.minsei,)):
        with pytest.raises(Refused, match="この議題に上がっている人だけ"):
            asked(cast, at, person_ids=chosen, about="別野　三郎")
    for given in ({"person_ids": (at.people[0],)}, {"about": ABOUT}):
        with pytest.raises(Invalid):
            asked(cast, at, **given)
    for chosen, about in (((stranger,), "別野 三郎"), ((at.people[0],), ""), ((), ABOUT)):
        with pytest.raises((ProgrammingError, IntegrityError)), as_(cast.city), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_FORGED, [at.room, at.item, cast.empty_agency, list(chosen), about, False])
    nobody = asked(cast, at)
    with as_(cast.city):
        line = cooperation(nobody)
        assert line is not None
        assert (line.about, line.person_ids) == ("", ())


def test_支援措置の居どころは_依頼書の対象者と中身からも伏せる_K7(cast: Cast) -> None:
    at = meeting(cast)
    words = {"about": "架空市緑町三丁目の高橋　花子", "asked": "架空市 緑町三丁目の家への訪問の様子"}
    before = asked(cast, at, person_ids=(at.people[0],), **words)
    people.record_place(by=cast.csw, person_id=at.people[0], facts=PlaceFacts(PlaceKind.RESIDENCE, "架空市緑町三丁目"))
    day = parse_date("令和2年4月1日").earliest
    facts = ProtectionFacts(kind=next(iter(ProtectionKind)), applied_on=day, valid_from=day, opponents=[Opponent(name="相手方")])
    people.protect_address(by=cast.csw, person_id=at.people[0], facts=facts)
    after = asked(cast, at, person_ids=(at.people[0],), **words)
    with as_(cast.neighbour):
        for key in (before, after):
            letter = asked_of_me(key)
            assert letter is not None
            assert "緑町" not in letter.about + letter.asked
            assert "支援措置のため伏せています" in letter.about
