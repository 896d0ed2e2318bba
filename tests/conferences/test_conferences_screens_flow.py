"""会議の画面の筋道: 招集から閉会まで、断られた種類と代わりの会議(N29)、議事の二人、役割、協力依頼、委嘱簿、種類、台帳。"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from conferences.conferences_screen_room import FACT, HEADING, HOSTILE, day, letter, room, url
from conferences.conferences_town import LAYERED, acknowledge, adjourn, agrees, as_, conference, opened
from kasane.agencies.domain import Field
from kasane.conferences.commands import cooperation, minutes
from kasane.conferences.domain.codes import ItemState, Part, Provenance
from kasane.conferences.domain.minutes import MinuteKind
from kasane.conferences.models import (
    Appointed,
    Conference,
    ConferenceKind,
    Cooperation,
    Fact,
    Item,
    Member,
    Minute,
    Need,
    Officer,
    RoleDecided,
)
from kasane.kernel import clock

pytestmark = pytest.mark.django_db


def _location(response: Any) -> str:
    assert response.status_code == 302, re.sub(r"\s+", " ", response.content.decode())[:6000]
    return str(response["Location"])


def _convening(cast: Any, **rest: Any) -> dict[str, Any]:
    given = {
        "kind_code": "support_conference", "starts_at": "14:00", "ends_at": "16時", "method": "in_person", "place": "市役所三階", "purpose": "case",
        "chair": str(cast.city.posting_id), "minutes": str(cast.csw_manager.posting_id),
    }  # fmt: skip
    return given | day("held_on", clock.today()) | rest


def _item(cast: Any, people: list[UUID], conference_id: UUID, **rest: Any) -> dict[str, Any]:
    given = {
        "conference": str(conference_id), "matter": "share", "heading": HEADING, "purpose": "case", "minutes": "25",
        "person_ids": [str(one) for one in people], "brought_by": str(cast.csw.agency_id),
    }  # fmt: skip
    return given | rest


def test_招集して_かけて_招いて_決めて_閉じるまで(cast: Any, sign_in: Any, client: Client) -> None:
    case_id, people = opened(cast.csw, "高橋 花子", "高橋 一郎")
    sign_in(client, cast.csw)
    assert client.post(url("convene"), _convening(cast)).status_code == 422  # 「16時」は時刻にならない
    page = _location(client.post(url("convene"), _convening(cast, ends_at="14:30")))
    with as_(cast.csw):
        meeting = Conference.objects.get()
        assert set(Officer.objects.values_list("part", flat=True)) == {"secretariat", "chair", "minutes"}
    assert page == url("conference", meeting.id)
    acknowledge(cast.city)
    acknowledge(cast.csw_manager)
    room_page = _location(client.post(url("table", case_id), _item(cast, people, meeting.id, **{f"said_{people[1]}": "長男さん"})))
    with as_(cast.csw):
        one = Item.objects.get()
    assert room_page == url("item", one.id)
    agenda = client.get(page).content.decode()
    assert HEADING in agenda
    assert "14:00" in agenda
    assert "会議の時間は30分" in agenda
    assert "こえています" not in agenda
    given = {"where": "inside", "posting_id": str(cast.hokatsu.posting_id), "part": "for_item"}
    _location(client.post(url("invite", one.id), given))
    acknowledge(cast.hokatsu)
    typed = {"section": "now", "text": FACT, "provenance": "conference", "topic": "circumstances", "person_id": str(people[1])}
    _location(client.post(url("put", one.id), typed))
    shown = client.get(room_page).content.decode()
    assert "長男さん" in shown
    assert "社会福祉法106条の6" in shown
    for step in ("call", "open"):
        _location(client.post(url(step, meeting.id)))
    deciding = client.get(url("decisions", one.id)).content.decode()
    assert "成り立っていません" in deciding
    assert client.get(url("deciding", one.id)).status_code == 403
    with as_(cast.csw):
        seats = [str(key) for key in Member.objects.values_list("id", flat=True)]
    _location(client.post(url("attend", one.id), {"present": seats}))
    _location(
        client.post(url("decide", one.id), {"outcome": "noted", "text": "週に一度訪ねる", **day("next_monitoring_on", clock.today())})
    )
    decided = client.get(url("decisions", one.id)).content.decode()
    assert "週に一度訪ねる" in decided
    assert "出席した人数" in decided
    assert "週に一度訪ねる" in client.get(url("minutes_print", one.id)).content.decode()
    _location(client.post(url("close_conference", meeting.id)))
    with as_(cast.csw):
        assert Item.objects.get().state == ItemState.DECIDED.value
    sign_in(client, cast.hokatsu)
    assert "週に一度訪ねる" in client.get(url("decisions", one.id)).content.decode()


def test_N29_同意がないと重層的支援会議は断られ_支援会議を勧め_選び直せる(cast: Any, sign_in: Any, client: Client) -> None:
    case_id, people = opened(cast.csw, "高橋 花子", "高橋 一郎")
    layered = conference(cast.csw, kind=LAYERED, days=3)
    support = conference(cast.csw, days=5)
    sign_in(client, cast.csw)
    first = client.get(url("tabling", case_id)).content.decode()
    assert "かけられません" in first
    assert re.search("高橋.花子・高橋.一郎の本人同意がありません", first)
    response = client.post(url("table", case_id), _item(cast, people, layered, heading="打った題"))
    body = response.content.decode()
    assert response.status_code == 422
    assert "本人同意がありません" in body
    assert "個人情報保護法69条2項1号" in body
    assert "代わりにかけられる会議" in body
    assert re.search(r"<strong>支援会議</strong>：かけられます", body)
    assert re.search(r"<li>令和[^<]*第1回 支援会議", body)
    assert 'value="打った題"' in body
    with as_(cast.csw):
        assert not Item.objects.exists()
    _location(client.post(url("table", case_id), _item(cast, people, support)))
    with as_(cast.csw):
        assert not Item.objects.get().on_consent


def test_同意があれば_重層的支援会議にかけられ_根拠は本人同意と出る(cast: Any, sign_in: Any, client: Client) -> None:
    case_id, people = opened(cast.csw, "高橋 花子")
    agrees(cast.csw, case_id, people[0], cast.csw.agency_id, cast.city.agency_id)
    meeting = conference(cast.csw, (cast.city, Part.CHAIR), kind=LAYERED, days=3)
    sign_in(client, cast.csw)
    page = _location(client.post(url("table", case_id), _item(cast, people, meeting)))
    assert "本人同意のもとで諮る" in client.get(page).content.decode()


def test_隣人は_会議にかけられない(cast: Any, sign_in: Any, client: Client) -> None:
    case_id, people = opened(cast.csw, "高橋 花子")
    meeting = conference(cast.neighbour)
    sign_in(client, cast.neighbour)
    assert client.get(url("tabling", case_id)).status_code == 404
    assert client.post(url("table", case_id), _item(cast, people, meeting)).status_code == 404
    with as_(cast.neighbour):
        assert not Item.objects.exists()


def test_出所のある一行を出し_税の言葉は確かめるまで止まる(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast)
    sign_in(client, cast.hokatsu)
    typed = {"section": "learned", "text": "市民税を滞納している様子", "provenance": "duty", "topic": "money"}
    response = client.post(url("contribute", found.item), typed)
    assert response.status_code == 422
    assert "税を思わせる言葉" in response.content.decode()
    assert "市民税を滞納している様子" in response.content.decode()
    tax = client.post(url("contribute", found.item), typed | {"provenance": "tax", "topic": "tax", "person_id": str(found.people[0])})
    assert tax.status_code == 422
    assert "「税情報」の同意" in tax.content.decode()
    with as_(cast.csw):
        assert Fact.objects.count() == 1
    _location(client.post(url("contribute", found.item), typed | {"tax_words_seen": "on"}))
    with as_(cast.csw):
        assert Fact.objects.get(contributed=True).source_agency_id == cast.hokatsu.agency_id
    assert "構成員が出したこと" in client.get(url("item", found.item)).content.decode()


def test_出所の付け替えは_理由とともに残り_構成員にはできない(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast)
    with as_(cast.csw):
        line = Fact.objects.get().id
    sign_in(client, cast.hokatsu)
    assert client.get(url("relabelling", found.item, line)).status_code == 403
    assert client.get(url("dropping", found.item, line)).status_code == 403
    assert client.post(url("relabel", found.item, line), {"provenance": "duty", "reason": "訪問して自分の目で見たため"}).status_code == 403
    sign_in(client, cast.csw)
    assert client.post(url("relabel", found.item, line), {"provenance": "duty", "reason": "短い"}).status_code == 422
    _location(client.post(url("relabel", found.item, line), {"provenance": "duty", "reason": "訪問して自分の目で見たため"}))
    shown = client.get(url("item", found.item)).content.decode()
    assert "訪問して自分の目で見たため" in shown
    with as_(cast.csw):
        assert Fact.objects.get().provenance == Provenance.DUTY.value


def test_議事は_二人が書いて失われず_変わらなければ何も返さない(cast: Any, sign_in: Any, client: Client) -> None:
    found, other = room(cast), Client()
    target = url("minutes", found.item)
    sign_in(client, cast.csw_manager)
    sign_in(other, cast.city)
    page = client.get(target).content.decode()
    seen = re.search(r"\?seen=(\d+)", page)
    key = re.search(r'name="line_id" value="([^"]+)"', page)
    assert seen
    assert key
    watch = {"headers": {"HX-Request": "true"}}
    assert client.get(f"{target}?seen={seen[1]}", **watch).status_code == 204
    written = {"kind": "opinion", "text": f"北見：週に一度訪ねる{HOSTILE}", "line_id": key[1]}
    back = _location(other.post(url("write_minute", found.item), written))
    assert re.search(r"<textarea[^>]*autofocus", other.get(back).content.decode())
    _location(other.post(url("write_minute", found.item), written))  # 同じ行の送り直し
    fresh = client.get(f"{target}?seen={seen[1]}", **watch)
    assert fresh.status_code == 200
    assert "週に一度訪ねる" in fresh.content.decode()
    assert HOSTILE not in fresh.content.decode()
    assert "<form" not in fresh.content.decode()
    with as_(cast.city):
        assert Minute.objects.count() == 1
    sign_in(other, cast.hokatsu)
    assert other.post(url("write_minute", found.item), written).status_code == 403
    assert "この行を加える" not in other.get(target).content.decode()


def test_同じ行を二人が直すと_両方の文を並べて見せる(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast)
    line = minutes.write_minute(by=cast.csw_manager, item_id=found.item, kind=MinuteKind.SHARED, text="初めの文")
    minutes.revise_minute(by=cast.city, line_id=line, kind=MinuteKind.SHARED, text="市野の文", version=1)
    sign_in(client, cast.csw_manager)
    response = client.post(url("revise_minute", found.item, line), {"kind": "shared", "text": "重田の文", "version": "1"})
    body = response.content.decode()
    assert response.status_code == 409
    assert "市野の文" in body
    assert "重田の文" in body
    assert 'name="version" value="2"' in body
    _location(client.post(url("revise_minute", found.item, line), {"kind": "shared", "text": "二人の文", "version": "2"}))
    before = client.get(url("revising_minute", found.item, line)).content.decode()
    assert "初めの文" in before
    assert "市野の文" in before
    _location(client.post(url("strike_minute", found.item, line), {"reason": "別の議題の行", "version": "3"}))
    shown = client.get(url("minutes", found.item)).content.decode()
    assert "minutes__line--struck" in shown
    assert "二人の文" not in client.get(url("minutes_print", found.item)).content.decode()


def test_役割は_名前を断り_引き受けた機関の仕事になる(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast)
    sign_in(client, cast.csw)
    typed = {"holder": f"agency:{cast.neighbour.agency_id}", "wording": "高橋さん宅を訪ねる"}
    refused = client.post(url("assign", found.item), typed)
    assert refused.status_code == 422
    assert "名前が入っています" in refused.content.decode()
    _location(client.post(url("assign", found.item), typed | {"wording": "見守りの訪問を始める"}))
    sign_in(client, cast.neighbour)
    for page in ("/", url("list")):
        body = client.get(page).content.decode()
        assert "見守りの訪問を始める" in body
        assert HEADING not in body
        assert "高橋" not in body
    assert client.get(url("item", found.item)).status_code == 404
    with as_(cast.csw):
        role = RoleDecided.objects.get()
    _location(client.post(url("finish_role", role.id), {"note": "訪問を始めた", "version": "1"}))
    assert "見守りの訪問を始める" not in client.get(url("list")).content.decode()
    sign_in(client, cast.csw)
    assert "訪問を始めた" in client.get(url("decisions", found.item)).content.decode()


def test_N24_協力依頼の相手は_答えるまでの依頼書だけを読む(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast)
    sign_in(client, cast.csw)
    typed = {
        "addressee": "agency", "agency": str(cast.neighbour.agency_id), "wanted": ["information"], "asked": "最近の来所の様子",
        "whom": "nobody", "contact": "福祉総務課", "number": "福総第1号", **day("deadline", clock.today() + timedelta(days=7)),
    }  # fmt: skip
    two_way = client.post(url("request_cooperation", found.item), typed | {"two_way": "on"})
    assert two_way.status_code == 422
    assert "委嘱しなければなりません" in two_way.content.decode()
    missing = client.post(url("request_cooperation", found.item), typed | {"whom": "named"})
    assert "対象者を選んでください" in missing.content.decode()
    _location(client.post(url("request_cooperation", found.item), typed))
    with as_(cast.csw):
        key = Cooperation.objects.get().id
    paper = client.get(url("cooperation_print", key)).content.decode()
    assert "福総第1号" in paper
    assert "社会福祉法" in paper
    assert "一方向" in paper
    assert HEADING not in paper
    sign_in(client, cast.hokatsu)  # 議題の構成員でも、役員でなければ読めない
    assert client.get(url("cooperation", key)).status_code == 404
    assert client.get(url("cooperation_print", key)).status_code == 404
    sign_in(client, cast.neighbour)
    asked = client.get(url("answer_cooperation", key)).content.decode()
    assert "最近の来所の様子" in asked
    for secret in (HEADING, FACT, "高橋", str(found.item)):
        assert secret not in asked
    assert client.get(url("cooperation", key)).status_code == 404
    assert client.get(url("cooperation_print", key)).status_code == 404
    _location(client.post(url("send_answer", key), {"declined": "no", "answer": "先月から来ていない"}))
    assert client.get(url("answer_cooperation", key)).status_code == 404
    assert client.get(url("cooperation", key)).status_code == 404
    sign_in(client, cast.csw)
    assert "先月から来ていない" in client.get(url("cooperation", key)).content.decode()


def test_紙で届いた答えを残す(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast)
    key = cooperation.request_cooperation(by=cast.csw, item_id=found.item, facts=letter(cast.hokatsu.agency_id))
    sign_in(client, cast.csw)
    typed = {"state": "declined", "answer": "本人の意向を確かめてから", **day("answered_on", clock.today())}
    _location(client.post(url("record_answer", key), typed))
    assert client.get(url("recording_answer", key)).status_code == 403
    assert "応じられないとの答え" in client.get(url("cooperations", found.item)).content.decode()


def test_委嘱して_守秘の手続きがそろうと_構成員に招ける(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast)
    sign_in(client, cast.city)
    today = clock.today()
    period = day("valid_from", today) | day("valid_to", today + timedelta(days=200))
    typed = {"kind": "person", "member_ids": [str(cast.minsei)], "scope": "kind", "kind_code": "support_conference", **period}
    page = _location(client.post(url("appoint"), typed))
    with as_(cast.city):
        line = Appointed.objects.get()
    keys = (line.appointment_id, line.id)
    assert "民野 生委（" not in client.get(url("inviting", found.item)).content.decode()
    assert client.post(url("file_paper", *keys), {**day("on", today), "place": "簿冊", "version": "1"}).status_code == 422
    assert "拘禁刑" in client.get(url("briefing", *keys)).content.decode()
    _location(client.post(url("brief", *keys), {**day("on", today), "version": "1"}))
    _location(client.post(url("file_paper", *keys), {**day("on", today), "place": "令和8年度 委嘱簿", "version": "2"}))
    assert "令和8年度 委嘱簿" in client.get(page).content.decode()
    paper = client.get(url("appointment_print", *keys)).content.decode()
    assert "委嘱状" in paper
    assert "拘禁刑" in paper
    given = {"where": "outside", "outside": f"{cast.minsei}:{line.appointment_id}", "part": "for_item"}
    _location(client.post(url("invite", found.item), given))
    assert "民野 生委" in client.get(url("members", found.item)).content.decode()
    _location(client.post(url("end_appointment", line.appointment_id), {"reason": "任期が終わったため"}))
    with as_(cast.city):
        assert Member.objects.get(outside_member_id=cast.minsei).shown_until <= clock.now() + timedelta(minutes=1)


def test_会議の種類は_日付のついた行で改め_前の行は残る(cast: Any, sign_in: Any, client: Client) -> None:
    sign_in(client, cast.city)
    start = client.get(url("revising_kind", "support_conference")).content.decode()
    assert 'value="支援会議"' in start
    typed = {
        "name": "包括的支援会議", "statute_code": "social_welfare.106_6", "law": "both", "penal_secrecy": "on", "minimum_members": "3",
        "allowed_occasions": ["share", "establish"], "approves_plans": "on", "source": "設置要綱第3条", "needs_city": "on",
        **day("valid_from", clock.today() + timedelta(days=1)),
    }  # fmt: skip
    assert client.post(url("revise_kind", "support_conference"), typed | {"name": ""}).status_code == 422
    _location(client.post(url("revise_kind", "support_conference"), typed))
    rows = ConferenceKind.objects.filter(code="support_conference").order_by("valid_from")
    assert [(row.name, row.both_laws) for row in rows] == [("支援会議", False), ("包括的支援会議", True)]
    assert rows[0].valid_to == rows[1].valid_from
    listed = client.get(url("kinds")).content.decode()
    assert "包括的支援会議" in listed
    added = typed | {"code": "marugoto", "name": "まるごと会議", "law": "consent"} | day("valid_from", clock.today())
    _location(client.post(url("add_kind"), added))
    assert ConferenceKind.objects.get(code="marugoto").consent_required
    sign_in(client, cast.neighbour)
    assert client.get(url("kinds")).status_code == 403
    assert client.post(url("add_kind"), added | {"code": "other"}).status_code == 403


def test_足りない資源は_議題と切り離されて台帳に載り_進められる(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast)
    sign_in(client, cast.csw)
    typed = {"text": "夜に電話のできる所", "field": Field.MULTI.value, "purpose": "resource"}
    assert client.post(url("name_need", found.item), typed | {"text": "高橋さんの居場所"}).status_code == 422
    _location(client.post(url("name_need", found.item), typed))
    assert "夜に電話のできる所" in client.get(url("decisions", found.item)).content.decode()
    sign_in(client, cast.neighbour)
    ledger = client.get(url("needs")).content.decode()
    assert "夜に電話のできる所" in ledger
    assert str(found.item) not in ledger
    with as_(cast.neighbour):
        need = Need.objects.get()
    _location(client.post(url("move_need", need.id), {"state": "working", "progress": "協議会で話した", "version": "1"}))
    assert "協議会で話した" in client.get(url("needs") + "?state=working").content.decode()
    assert "夜に電話のできる所" not in client.get(url("needs") + "?state=met").content.decode()


def test_ふりかえりは_市と事務局だけが見る(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast)
    adjourn(cast.csw, found.conference)
    sign_in(client, cast.city)
    body = client.get(url("circles")).content.decode()
    assert "終わった議題" in body
    assert "終わった議題</dt><dd>少数</dd>" in body  # 1から4の数は出さない(N62)
    assert "二度以上話して、何も決まらない</dt><dd>0件</dd>" in body
    assert client.get(url("circles") + "?year=2001&kind=nothing").status_code == 200
    sign_in(client, cast.hokatsu)
    assert client.get(url("circles")).status_code == 403


def test_下書きは_一行の議事にも残る(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast)
    sign_in(client, cast.csw_manager)
    kept = {
        "draft_key": f"conference-item:{found.item}:minute",
        "back": url("minutes", found.item),
        "text": "打ちかけの文",
        "kind": "opinion",
    }
    client.post(reverse("web:keep_draft"), kept)
    assert "打ちかけの文" in client.get(url("minutes", found.item)).content.decode()


@pytest.mark.parametrize(("part", "offered"), [(Part.CHAIR, True), (Part.MINUTES, False)])
def test_議題を上げられる会議に_記録だけの役の会議は出ない(cast: Any, sign_in: Any, client: Client, part: Part, offered: bool) -> None:
    """記録だけの役では議題を加えられない(conferences_add_item)ので、選ばせてから断ることをしない。"""
    case_id, _ = opened(cast.csw, "高橋 花子")
    meeting = conference(cast.city, (cast.csw, part))
    acknowledge(cast.csw)
    sign_in(client, cast.csw)
    page = client.get(url("tabling", case_id)).content.decode()
    assert (f'value="{meeting}"' in page) is offered
