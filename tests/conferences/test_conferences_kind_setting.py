"""会議の種類は、画面での設定だけで町の形になる。守秘の文は、会議の日に効いている文を構成員が確かめる(forms §6.2・§6.5)。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from people_of_the_town import Cast

from conferences.conferences_screen_room import FACT, day, url
from conferences.conferences_town import SUPPORT, acknowledge, adjourn, agrees, as_, conference, fact, invite, item, joins, opened, sql
from kasane.conferences import commands, queries
from kasane.conferences.domain.codes import Part
from kasane.conferences.domain.facts import KindFacts
from kasane.conferences.models import Acknowledged, ConferenceKind, Member
from kasane.conferences.queries import invitations
from kasane.conferences.queries.kinds import kind_on
from kasane.conferences.queries.seats import seat_to_read
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, NotVisible

pytestmark = pytest.mark.django_db
OWN_WORDS = "この町の会議で知ったことは、家族にも話しません。話したときは、{penalty}に処されます。"


def typed(since: date, **rest: Any) -> dict[str, Any]:
    given = {
        "name": "支援会議", "statute_code": "social_welfare.106_6", "law": "law", "penal_secrecy": "on", "minimum_members": "2",
        "allowed_occasions": ["share", "urgent", "resource", "establish"], "approves_plans": "on", "source": "設置要綱", "needs_city": "on",
        "secrecy_wording": OWN_WORDS, "penalty_code": "social_welfare.106_6.penalty", "position": "1", "verified": "on",
    }  # fmt: skip
    return given | day("valid_from", since) | rest


def revise(by: Actor, since: date) -> None:
    """支援会議の守秘の文を、この日から改める。"""
    with as_(by):
        now = kind_on(SUPPORT, clock.today())
    assert now is not None
    facts = KindFacts(
        code=SUPPORT, name=now.name, statute_code=now.statute_code, consent_required=False, penal_secrecy=True, needs_city=True,
        allowed_occasions=now.occasions, approves_plans=True, secrecy_wording=OWN_WORDS, penalty_code=now.penalty_code,
    )  # fmt: skip
    commands.revise_kind(by=by, facts=facts, valid_from=since)


@pytest.mark.parametrize(("held", "new"), [(5, False), (15, True)])
@pytest.mark.parametrize("convened", ["before", "after"])
def test_確かめるのは_会議の日に効いている守秘の文(cast: Cast, held: int, new: bool, convened: str) -> None:
    """招集した後に文が改められても、会議の日の文が構成員に出て、その文が記録に残る。"""
    change = clock.today() + timedelta(days=10)
    if convened == "after":
        revise(cast.city, change)
    case, (person,) = opened(cast.csw, "高橋 花子")
    meeting = conference(cast.csw, days=held)
    one = item(cast.csw, meeting, case, person, shown_from=clock.now() - timedelta(minutes=1))
    seat = invite(cast.csw, one, cast.hokatsu)
    if convened == "before":
        revise(cast.city, change)
        if new:
            acknowledge(cast.csw)  # 招集した人にも、もう一度求める
    with as_(cast.hokatsu):
        (shown,) = invitations(cast.hokatsu)
    assert ("家族にも話しません" in shown.wording) is new
    assert "1年以下の拘禁刑" in shown.wording
    with pytest.raises(Invalid):
        commands.acknowledge_secrecy(by=cast.hokatsu, seat_id=seat, wording="別の文")
    acknowledge(cast.hokatsu, seat)
    with as_(cast.csw):
        assert Member.objects.get(id=seat).wording == shown.wording
    with as_(cast.hokatsu):
        assert queries.item_room(one, cast.hokatsu).wording == shown.wording


def test_守秘の文と罰則の条文と確かめた印を画面で改め_前の行は残る(cast: Cast, sign_in: Any, client: Client) -> None:
    sign_in(client, cast.city)
    body = client.get(url("revising_kind", SUPPORT)).content.decode()
    assert "{penalty}に処されることがあります" in body
    assert '<option value="social_welfare.106_6.penalty" selected>' in body
    since = clock.today() + timedelta(days=10)
    missing = client.post(url("revise_kind", SUPPORT), typed(since, secrecy_wording="話しません。"))
    assert missing.status_code == 422
    assert "id_secrecy_wording_error" in missing.content.decode()
    assert client.post(url("revise_kind", SUPPORT), typed(since)).status_code == 302
    old, new = ConferenceKind.objects.filter(code=SUPPORT).order_by("valid_from")
    assert (old.valid_to, new.valid_from, new.valid_to) == (since, since, None)
    assert "正当な理由なく" in old.secrecy_wording
    assert (new.secrecy_wording, new.penalty_code, new.verified, new.position) == (OWN_WORDS, "social_welfare.106_6.penalty", True, 1)
    listed = client.get(url("kinds")).content.decode()
    assert "家族にも話しません。話したときは、1年以下の拘禁刑" in listed
    neighbour = Client()
    sign_in(neighbour, cast.neighbour)
    assert neighbour.post(url("revise_kind", SUPPORT), typed(since + timedelta(days=1))).status_code == 403


def test_大山町の一つの会議は_画面の設定だけで_同意と106条の6の両方を議題ごとに諮る(cast: Cast, sign_in: Any, client: Client) -> None:
    """forms §6.2: 一つの会議で、106条の4の事例も106条の6の事例も諮る。"""
    sign_in(client, cast.city)
    daisen = typed(clock.today(), name="支援連携会議", law="both", code="daisen_kaigi")
    assert client.post(url("add_kind"), daisen).status_code == 302
    meeting = conference(cast.csw, kind="daisen_kaigi")
    case, (agreed, silent) = opened(cast.csw, "高橋 花子", "高橋 一郎")
    agrees(cast.csw, case, agreed, cast.csw.agency_id)
    on_consent, by_law = item(cast.csw, meeting, case, agreed), item(cast.csw, meeting, case, silent)
    with as_(cast.csw):
        assert [one.on_consent for one in queries.agenda_of(meeting)] == [True, False]
        assert queries.item_room(on_consent, cast.csw).ground == "本人の同意"
        assert "家族にも話しません" in queries.item_room(by_law, cast.csw).wording


def test_綾川町と丸亀市の名は_画面の設定だけで使える(cast: Cast, sign_in: Any, client: Client) -> None:
    """forms §6.2: 綾川町は包括的支援会議(106条の6)と重層的支援会議、丸亀市はまるごと会議。"""
    sign_in(client, cast.city)
    assert client.post(url("revise_kind", SUPPORT), typed(clock.today(), name="包括的支援会議")).status_code == 302
    marugoto = typed(clock.today(), name="まるごと会議", law="consent", statute_code="", penal_secrecy="", penalty_code="",
                     secrecy_wording="同意の外で使いません。", code="marugoto")  # fmt: skip
    assert client.post(url("add_kind"), marugoto).status_code == 302
    choices = client.get(url("convening")).content.decode()
    for name in ("包括的支援会議", "重層的支援会議", "まるごと会議"):
        assert name in choices
    with as_(cast.csw):
        held = conference(cast.csw)
        assert queries.conference_page(held, cast.csw).head.title == "第1回 包括的支援会議"


class Reading:
    """十五日後の支援会議。重田が事務局、市野が司会、北見が構成員で、三人とも今の守秘の文を確かめている。"""

    def __init__(self, cast: Cast, held: int = 15) -> None:
        self.case, people = opened(cast.csw, "高橋 花子")
        self.meeting = conference(cast.csw, (cast.city, Part.CHAIR), days=held)
        acknowledge(cast.city)
        self.item = item(cast.csw, self.meeting, self.case, *people, shown_from=clock.now() - timedelta(minutes=1))
        self.seat = joins(cast.csw, self.item, cast.hokatsu)
        commands.put_fact(by=cast.csw, item_id=self.item, facts=fact(FACT))

    def reads(self, who: Actor) -> bool:
        """資料の一行が見えるか(画面の道と、SQLの道が同じ答えであること)。"""
        straight = sql(who, "SELECT text FROM conferences_fact WHERE item_id = %s", self.item) == [FACT]
        with as_(who):
            try:
                shown = [line.text for line in queries.packet(self.item, who).lines] == [FACT]
            except NotVisible:
                shown = False
        assert shown is straight
        return shown


def test_確かめた後に守秘の文が改められると_役員も構成員も_新しい文を確かめるまで一行も読めない(cast: Cast) -> None:
    at, sooner = Reading(cast), Reading(cast, held=5)
    everyone = (cast.csw, cast.city, cast.hokatsu)
    assert all(at.reads(who) for who in everyone)
    revise(cast.city, clock.today() + timedelta(days=10))
    assert not any(at.reads(who) for who in everyone)
    assert all(sooner.reads(who) for who in everyone)  # 改められる前に開かれる会議は、そのまま
    for who in (cast.csw, cast.city):
        with as_(who), pytest.raises(NotVisible):
            queries.conference_page(at.meeting, who)
    with as_(cast.hokatsu):
        (asked,) = [one for one in invitations(cast.hokatsu) if one.seat_id == at.seat]
        assert (asked.acknowledged_at, asked.item_id) == (None, None)
        assert "家族にも話しません" in asked.wording
    for who in everyone:
        acknowledge(who)
        assert at.reads(who)
    with as_(cast.csw):
        page = queries.conference_page(at.meeting, cast.csw)
        assert {one.read_before is not None for one in page.officers} == {True}
        (member,) = [one for one in queries.members_of(at.item) if one.id == at.seat]
        assert member.read_before is not None
        assert member.acknowledged_at is not None
        assert "家族にも話しません" in Member.objects.get(id=at.seat).wording
        before = Acknowledged.objects.get(seat_id=at.seat)
    assert "正当な理由なく" in before.wording  # 前の確認は消えない
    for who in (cast.hokatsu, cast.neighbour, cast.auditor):  # 前の確認を読めるのは役員だけ
        assert sql(who, "SELECT 1 FROM conferences_acknowledged") == []


def test_文の変わらない改めでは_求め直さず_閉じた会議にも求めない(cast: Cast) -> None:
    at = Reading(cast, held=0)
    with as_(cast.city):
        now = kind_on(SUPPORT, clock.today())
    assert now is not None
    same = KindFacts(
        code=SUPPORT, name="支援会議", statute_code=now.statute_code, consent_required=False, penal_secrecy=True, needs_city=True,
        allowed_occasions=now.occasions, approves_plans=True, minimum_members=3,
    )  # fmt: skip
    commands.revise_kind(by=cast.city, facts=same, valid_from=clock.today() + timedelta(days=1))
    later = Reading(cast, held=3)
    commands.revise_kind(by=cast.city, facts=replace(same, minimum_members=4), valid_from=clock.today() + timedelta(days=2))
    assert all(one.reads(cast.hokatsu) for one in (at, later))
    commands.open_conference(by=cast.city, conference_id=at.meeting)
    adjourn(cast.city, at.meeting)
    with as_(cast.city), connection.cursor() as cursor:
        cursor.execute("UPDATE conferences_kind SET secrecy_wording = '新しい文。{penalty}' WHERE code = %s", [SUPPORT])
    assert not later.reads(cast.hokatsu)
    with as_(cast.csw):
        assert Member.objects.get(id=at.seat).acknowledged_at is not None
        assert not Acknowledged.objects.filter(seat_id=at.seat).exists()


def test_罰則の条文が改められたときも_求め直す(cast: Cast) -> None:
    at = Reading(cast)
    with as_(cast.account_admin), connection.cursor() as cursor:
        cursor.execute("UPDATE access_statute SET wording = '新しい罰' WHERE code = 'social_welfare.106_6.penalty' AND valid_to IS NULL")
    assert not at.reads(cast.hokatsu)
    with as_(cast.hokatsu):
        assert "新しい罰" in invitations(cast.hokatsu)[0].wording
    acknowledge(cast.hokatsu)
    assert at.reads(cast.hokatsu)


def test_古い文の確認は_画面を通さなくても受け付けない(cast: Cast) -> None:
    at = Reading(cast)
    old = sql(cast.csw, "SELECT wording FROM conferences_member WHERE id = %s", at.seat)[0]
    revise(cast.city, clock.today() + timedelta(days=10))
    assert sql(cast.hokatsu, "SELECT conferences_acknowledge(%s, %s, now())", at.seat, old) == [False]
    assert not at.reads(cast.hokatsu)
    with as_(cast.neighbour), pytest.raises(NotVisible):  # ほかの人の席は、求め直されていることも分からない
        seat_to_read(at.seat, by=cast.neighbour)
    assert sql(cast.neighbour, "SELECT conferences_read_before(%s)", at.seat) == [None]


def test_画面は_もう一度求める訳と前の確認の日を言い_役員には名簿で分かる(cast: Cast, sign_in: Any, client: Client) -> None:
    at = Reading(cast)
    sign_in(client, cast.hokatsu)
    assert "文が新しくなりました" not in client.get(url("secrecy", at.seat)).content.decode()
    revise(cast.city, clock.today() + timedelta(days=10))
    assert client.get(url("item", at.item)).status_code == 404
    asked = client.get(url("secrecy", at.seat)).content.decode()
    for words in ("守秘の文が新しくなりました", "に確かめました", "家族にも話しません"):
        assert words in asked
    acknowledge(cast.csw)
    officer = Client()
    sign_in(officer, cast.csw)
    listed = officer.get(url("members", at.item)).content.decode()
    assert "もう一度求めています" in listed
    assert "前の文は" in listed
    with as_(cast.hokatsu):
        wording = next(one.wording for one in invitations(cast.hokatsu) if one.seat_id == at.seat)
    assert client.post(url("acknowledge", at.seat), {"wording": wording, "understood": "on"}).status_code == 302
    assert FACT in client.get(url("item", at.item)).content.decode()
