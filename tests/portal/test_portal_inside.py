"""庁内の側: だれが公開し、札を出し、届いた文を受け取れるか。隣人（同じ役割・別の会議）にはどれもできない。"""

from datetime import timedelta

import pytest
from django.db import connections, transaction
from outer_town import SECRET_ONE, Outer, opened, owner, portal, put_fact

from kasane.access.session import acting_as
from kasane.conferences.domain.codes import Provenance, Section
from kasane.conferences.domain.facts import PacketFact
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused
from kasane.people import commands as people
from kasane.people.commands.places import PlaceFacts
from kasane.people.commands.protection import Opponent, ProtectionFacts
from kasane.people.domain.codes import PlaceKind, ProtectionKind
from kasane.portal import commands, tokens, upkeep
from kasane.portal.queries import waiting_message

pytestmark = pytest.mark.django_db(transaction=True)


def arrived(town, text="昨日、窓が開いていました", which=0):
    """構成員が一通届ける。返り値は文の番号。"""
    with Outer.standing() as outer:
        phone = outer().inside(town.ticket(which))
        once = phone.client.get("/write/").content.decode().split('name="once" value="')[1].split('"')[0]
        assert phone.client.post("/write/", {"once": once, "text": text}).status_code == 200
        return once


def test_隣人は_公開も札も取消しもできない(town, cast):
    """札と公開は根拠がないと断られ、取消しは無い札と同じ。"""
    issued, cooperation = town.ticket(), asked(town)
    for who in (cast.neighbour, cast.city):
        for act, answer in (
            (lambda who=who: commands.issue_ticket(by=who, cooperation_id=cooperation), Refused),
            (lambda who=who: commands.issue_ticket(by=who, member_id=town.seats[0]), Refused),
            (lambda who=who: commands.publish_packet(by=who, member_id=town.seats[0]), Refused),
            (lambda who=who: commands.revoke_ticket(by=who, ticket_id=issued.ticket_id, reason="理由"), NotVisible),
        ):
            with pytest.raises(answer):
                act()
    assert opened(issued)


def test_読むだけの構成員は_札を出せず_札も届いた文も見えない(town, cast):
    """N23: 構成員どうしには、だれが外から読むか、何を届けたかも見せない。"""
    message = arrived(town)
    owner(
        "INSERT INTO access_grant (id, compartment_id, holder_kind, holder_id, ground, may_write, valid_from, valid_to, reason, granted_by,"
        " granted_at, ended_reason) VALUES (gen_random_uuid(), %s, 'posting', %s, 'conference', false, %s, %s, '', %s, %s, '')",
        [town.rooms[0], cast.neighbour.posting_id, clock.now() - timedelta(days=1), clock.now() + timedelta(days=9), town.keeper.posting_id,
         clock.now()],
    )  # fmt: skip
    with pytest.raises(Refused):
        commands.issue_ticket(by=cast.neighbour, member_id=town.seats[0])
    for table in ("portal_ticket", "portal_page", "portal_message", "portal_seen"):
        assert seen_by(cast.neighbour, table) == 0, table
        assert seen_by(town.keeper, table) > 0, table
    with transaction.atomic(), acting_as(cast.neighbour), pytest.raises(NotVisible):
        waiting_message(message)


def seen_by(who, table):
    """この人に見える行の数。"""
    with transaction.atomic(), acting_as(who), connections["default"].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


def test_アプリの役割は_札も写しも届いた文も_直には書けない(town):
    from django.db import DatabaseError

    arrived(town)
    for statement in (
        "UPDATE portal_ticket SET locked_at = NULL",
        "UPDATE portal_page SET content = '{}'",
        "UPDATE portal_message SET text = 'x'",
        "DELETE FROM portal_seen",
        "INSERT INTO portal_key VALUES (gen_random_uuid(), '\\x00', '\\x00')",
        "SELECT portal_resync(gen_random_uuid())",
        "SELECT portal_open('\\x00', '\\x00', '\\x00', '\\x00', NULL)",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), acting_as(town.keeper), connections["default"].cursor() as cursor:
            cursor.execute(statement)


def test_札を出すと_日誌に残り_リンクと番号は日誌にも表にも残らない(town):
    issued = town.ticket()
    rows = owner("SELECT act, to_jsonb(j)::text FROM audit_journal j WHERE compartment_id = %s", [town.rooms[0]])
    assert {row[0] for row in rows} >= {"issue_ticket", "publish_packet"}
    token = issued.link.rstrip("/").rpartition("/")[2]
    assert not any(token in row[1] or f'"{issued.code}"' in row[1] for row in rows)


def test_窓口の出入りは_署名つきで閲覧の記録に移る(town, outer):
    outer().inside(town.ticket()).room()
    waiting = owner("SELECT count(*) FROM portal_seen WHERE carried_at IS NULL")[0][0]
    assert waiting >= 4
    assert upkeep.once() == (0, waiting)
    assert upkeep.once() == (0, 0)
    shown = owner(
        "SELECT account_id, posting_id, subjects, compartment_id, outcome FROM audit_access WHERE act = 'portal_shown' AND compartment_id = %s",
        [town.rooms[0]],
    )
    assert shown == [(town.members[0], town.seats[0], [town.persons[0]], town.rooms[0], "shown")]


def test_係でない人は_出入りを移した印を付けられない(town, outer):
    outer().inside(town.ticket())
    ids = [row[0] for row in owner("SELECT id FROM portal_seen")]
    with transaction.atomic(), acting_as(town.keeper), connections["default"].cursor() as cursor:
        cursor.execute("SELECT portal_carried(%s::uuid[])", [ids])
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM portal_to_carry(100)")
        assert cursor.fetchone() == (0,)


def test_係は_委嘱の終わった写しの中身を消す(town):
    town.ticket()
    assert SECRET_ONE in owner("SELECT content::text FROM portal_page")[0][0]
    owner("UPDATE conferences_appointment SET ended_on = (now() AT TIME ZONE 'Asia/Tokyo')::date, ended_by = id, ended_reason = 'x'")
    assert upkeep.once()[0] == 1
    assert owner("SELECT content FROM portal_page") == [("{}",)]


def officer(town):
    """事務局を、会議の役員の席につける（資料に載せるには、席が要る）。"""
    owner(
        "INSERT INTO conferences_officer (id, compartment_id, recorded_at, recorded_by, conference_id, posting_id, agency_id, part, acknowledged_at,"
        " wording) SELECT gen_random_uuid(), compartment_id, now(), %s, id, %s, %s, 'secretariat', now(), '守秘' FROM conferences_conference",
        [town.keeper.posting_id, town.keeper.posting_id, town.keeper.agency_id],
    )
    owner(
        "INSERT INTO conferences_member (id, compartment_id, recorded_at, recorded_by, item_id, posting_id, agency_id, part, two_way, invited_at,"
        " acknowledged_at, wording, shown_from, shown_until, version) SELECT gen_random_uuid(), c.compartment_id, now(), %s, i.id, %s, %s, 'secretariat',"
        " true, now(), now(), '守秘', i.shown_from, i.shown_until, 1 FROM conferences_item i JOIN conferences_conference c ON c.id = i.conference_id",
        [town.keeper.posting_id, town.keeper.posting_id, town.keeper.agency_id],
    )


def fact(text="窓が開いていたとのこと", **rest):
    return PacketFact(section=Section.LEARNED, text=text, provenance=Provenance.CONFERENCE, **rest)


def test_届いた文を資料にすると_どの文からかが残り_窓口の資料にも載る(town):
    officer(town)
    message = arrived(town)
    made = commands.take_as_fact(by=town.keeper, message_id=message, facts=fact())
    assert owner("SELECT source_kind, source_id::text FROM conferences_fact WHERE id = %s", [made]) == [("portal_message", message)]
    assert owner("SELECT taken_as, taken_id FROM portal_message") == [("fact", made)]
    assert "窓が開いていたとのこと" in owner("SELECT content::text FROM portal_page")[0][0]
    with pytest.raises(NotVisible):
        commands.take_as_fact(by=town.keeper, message_id=message, facts=fact())


def test_税を思わせる言葉は_届いた文からでも_確かめるまで資料にならない(town):
    """N42・N44: 外の窓口は、税の情報の抜け道にならない。"""
    officer(town)
    message = arrived(town, text="税金を滞納しているようです")
    with pytest.raises(Invalid):
        commands.take_as_fact(by=town.keeper, message_id=message, facts=fact("税金を滞納しているようです"))
    assert owner("SELECT taken_as FROM portal_message") == [("",)]
    commands.decline_message(by=town.keeper, message_id=message, reason="税のことが書いてある")
    assert owner("SELECT taken_as, taken_reason FROM portal_message") == [("declined", "税のことが書いてある")]


def test_隣人は_届いた文を扱えない(town, cast):
    officer(town)
    message = arrived(town)
    for act in (
        lambda: commands.take_as_fact(by=cast.neighbour, message_id=message, facts=fact()),
        lambda: commands.decline_message(by=cast.neighbour, message_id=message, reason="理由"),
        lambda: commands.take_as_answer(by=cast.neighbour, message_id=message, declined=False),
    ):
        with pytest.raises(NotVisible):
            act()


def asked(town):
    """協力依頼を一件置く。"""
    return owner(
        "INSERT INTO conferences_cooperation (id, compartment_id, recorded_at, recorded_by, item_id, addressee, addressee_name, statute_code, number,"
        " requested_on, person_ids, about, wanted, asked, contact, deadline, two_way, state, answer, answered_via, version)"
        " VALUES (gen_random_uuid(), %s, now(), %s, %s,"
        " 'other', '架空新聞店', 'social_welfare.106_6.request', '福第12号', (now() AT TIME ZONE 'Asia/Tokyo')::date, '{}', '', ARRAY['information'],"
        " '架空 一郎さん宅の新聞のたまり方', '福祉総務課', (now() AT TIME ZONE 'Asia/Tokyo')::date + 5, false, 'waiting', '', '', 1) RETURNING id",
        [town.rooms[0], town.keeper.posting_id, town.items[0]],
    )[0][0]


def test_協力依頼の相手は_答えられるが_何も読めない(town, outer):
    """N24: 資料も、求めた中身も、自分の答えも読み返せない。"""
    cooperation = asked(town)
    issued = commands.issue_ticket(by=town.keeper, cooperation_id=cooperation)
    phone = outer()
    assert phone.enter(issued).status_code == 303
    shown = phone.room()
    assert "福第12号" in shown
    for hidden in (SECRET_ONE, "架空 一郎", "新聞のたまり方", "見出し1", "支援会議"):
        assert hidden not in shown
    once = shown.split('name="once" value="')[1].split('"')[0]
    assert phone.client.post("/answer/", {"once": once, "text": "三日分たまっていました"}).status_code == 200
    assert "三日分" not in phone.room()
    assert phone.client.get("/write/").headers["Location"] == "/room/"
    assert phone.client.post("/write/", {"once": "5b0c7a52-6a37-4f4f-9f6e-0a8a26f29d15", "text": "資料に入れて"}).status_code == 403
    who = [tokens.digest(phone.client.cookies[name].value) for name in ("kasane-room", "kasane-device")]
    assert portal("SELECT portal_acknowledge(%s::bytea, %s::bytea, %s::bytea, NULL)", [*who, b"x" * 32]) == [(False,)]


def test_答えを受け取ると_依頼は終わり_札は何もできなくなる(town, outer):
    officer(town)
    cooperation = asked(town)
    issued = commands.issue_ticket(by=town.keeper, cooperation_id=cooperation)
    phone = outer()
    phone.enter(issued)
    once = phone.room().split('name="once" value="')[1].split('"')[0]
    phone.client.post("/answer/", {"once": once, "text": "三日分たまっていました"})
    commands.take_as_answer(by=town.keeper, message_id=once, declined=False)
    assert owner("SELECT state, answer FROM conferences_cooperation") == [("answered", "三日分たまっていました")]
    assert "お答え" not in phone.room()
    assert phone.enter(issued).status_code == 403


def test_構成員の文は答えとして_答えは資料として受け取れない(town):
    officer(town)
    message = arrived(town)
    with pytest.raises(NotVisible):
        commands.take_as_answer(by=town.keeper, message_id=message, declined=False)


def test_庁内の画面_札を出すと一度だけリンクと番号が出て_隣人には404(town, cast, client, sign_in):
    officer(town)
    sign_in(client, town.keeper)
    desk = client.get(f"/conference-items/{town.items[0]}/outside/")
    assert desk.status_code == 200
    assert "民野 生委" in desk.content.decode()
    assert "髙﨑" not in desk.content.decode()
    url = f"/conference-items/{town.items[0]}/outside/seats/{town.seats[0]}/ticket/"
    page = client.post(url)
    assert "/in/" in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    assert "/in/" not in client.get(f"/conference-items/{town.items[0]}/outside/").content.decode()
    assert client.post(f"/conference-items/{town.items[0]}/outside/seats/{town.seats[1]}/ticket/").status_code == 404
    sign_in(client, cast.neighbour)
    assert client.get(f"/conference-items/{town.items[0]}/outside/").status_code == 404
    assert client.post(url).status_code == 404


def test_庁内の画面_届いた文を資料にする(town, client, sign_in):
    officer(town)
    message = arrived(town)
    sign_in(client, town.keeper)
    form = client.get(f"/portal-messages/{message}/")
    assert "昨日、窓が開いていました" in form.content.decode()
    assert "税情報" not in form.content.decode().split("<form", 2)[-1].split("</form>")[0].split("何についてのことですか")[0]
    given = {"section": "learned", "text": "窓が開いていた", "provenance": "conference", "topic": "circumstances", "person_id": ""}
    done = client.post(f"/portal-messages/{message}/take/", given)
    assert done.status_code == 302, done.content.decode()[:500]
    assert owner("SELECT taken_as FROM portal_message") == [("fact",)]
    assert client.get(f"/portal-messages/{message}/").status_code == 404


def test_庁内の画面_札を取り消す(town, cast, client, sign_in):
    officer(town)
    issued = town.ticket()
    sign_in(client, town.keeper)
    assert client.get(f"/portal-tickets/{issued.ticket_id}/revoking/").status_code == 200
    assert client.post(f"/portal-tickets/{issued.ticket_id}/revoke/", {"reason": ""}).status_code == 422
    assert client.post(f"/portal-tickets/{issued.ticket_id}/revoke/", {"reason": "電話を落とした"}).status_code == 302
    assert not opened(issued)
    sign_in(client, cast.neighbour)
    assert client.get(f"/portal-tickets/{issued.ticket_id}/revoking/").status_code == 404


def test_今日の仕事に_届いた数だけが出て_名前も議題の題も出ない(town, client, sign_in, cast):
    officer(town)
    arrived(town)
    sign_in(client, town.keeper)
    home = client.get("/").content.decode()
    assert "構成員が知っていることが1通届いています" in home
    assert "見出し1" not in home
    sign_in(client, cast.neighbour)
    assert "届いています" not in client.get("/").content.decode()


def test_支援措置の居どころは_後から伏せても_公開した写しから消える(town, outer):
    """N34・K7: 公開した後に支援措置が始まる。会議のコマンドを通らない変更でも、写しは同じ取引で変わる。"""
    address = "かさね市架空町12番34号"
    with transaction.atomic(), acting_as(town.keeper):
        people.record_place(by=town.keeper, person_id=town.persons[0], facts=PlaceFacts(kind=PlaceKind.RESIDENCE, text=address))
    put_fact(town, 0, f"{address}に移った")
    phone = outer().inside(town.ticket())
    assert address in phone.room()
    given = ProtectionFacts(
        kind=ProtectionKind.DV, applied_on=clock.today(), valid_from=clock.today(), opponents=[Opponent(name="架空の相手方")]
    )
    people.protect_address(by=town.keeper, person_id=town.persons[0], facts=given)
    after = phone.room()
    assert address not in after
    assert "支援措置のため伏せています" in after
    assert address not in owner("SELECT content::text FROM portal_page WHERE member_id = %s", [town.seats[0]])[0][0]
