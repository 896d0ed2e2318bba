"""外の窓口の扉: 札・番号・端末・入室・守秘・期間。どの断りも、リンクを知るだけの人には同じ答えになる。"""

import re

import pytest
from outer_town import SECRET_ONE, SECRET_TWO, WRONG, Outer, opened, owner

from kasane.portal.domain import TRIES, TicketState

pytestmark = pytest.mark.django_db(transaction=True)


def test_リンクと番号の両方で入り_守秘を確認してから資料を読む(town, outer):
    issued = town.ticket()
    phone = outer()
    assert phone.enter(issued).headers["Location"] == "/room/"
    before = phone.room()
    assert "1年以下の拘禁刑" in before
    assert "106条の6" in before
    assert SECRET_ONE not in before
    phone.promise()
    after = phone.room()
    assert SECRET_ONE in after
    assert "社会福祉法106条の6" in after
    assert "民野 生委" in after
    assert SECRET_TWO not in after
    assert "見出し2" not in after


def test_委嘱を離れた席_抜けた席_終わった議題_取りやめた会議には_札を出せない(town):
    from kasane.kernel.decision import Refused

    for statement in (
        "UPDATE conferences_member SET left_at = now() WHERE id = %s",
        "UPDATE conferences_member SET two_way = false WHERE id = %s",
        "UPDATE conferences_appointment SET ended_on = (now() AT TIME ZONE 'Asia/Tokyo')::date, ended_by = id, ended_reason = 'x' WHERE id ="
        " (SELECT appointment_id FROM conferences_member WHERE id = %s)",
        "UPDATE conferences_item SET state = 'closed' WHERE id = (SELECT item_id FROM conferences_member WHERE id = %s)",
        "UPDATE conferences_conference SET state = 'cancelled', cancelled_reason = 'x' WHERE id = (SELECT i.conference_id FROM conferences_item i"
        " JOIN conferences_member m ON m.item_id = i.id WHERE m.id = %s)",
    ):
        with owner_undoing(statement, [town.seats[0]]), pytest.raises(Refused):
            town.ticket()
    assert town.ticket().code


@pytest.mark.parametrize(
    "ending",
    [
        "UPDATE portal_ticket SET valid_to = now() - interval '1 second', valid_from = now() - interval '1 day'",
        "UPDATE portal_ticket SET locked_at = now()",
        "UPDATE portal_ticket SET revoked_at = now(), revoked_by = gen_random_uuid()",
        "UPDATE conferences_member SET left_at = now()",
        "UPDATE conferences_member SET two_way = false",
        "UPDATE conferences_member SET shown_until = now()",
        "UPDATE conferences_item SET shown_until = now()",
        "UPDATE conferences_item SET state = 'closed'",
        "UPDATE conferences_item SET state = 'halted'",
        "UPDATE conferences_conference SET state = 'cancelled', cancelled_reason = 'x'",
        "UPDATE conferences_appointment SET ended_on = (now() AT TIME ZONE 'Asia/Tokyo')::date, ended_by = id, ended_reason = 'x'",
        "UPDATE conferences_appointed SET removed_on = (now() AT TIME ZONE 'Asia/Tokyo')::date, removed_reason = 'x'",
        "UPDATE agencies_outsidemember SET valid_to = (now() AT TIME ZONE 'Asia/Tokyo')::date WHERE id IN (SELECT outside_member_id FROM conferences_member)",
        "INSERT INTO access_deny (id, compartment_id, kind, holder_id, valid_from, reason, decided_by) SELECT gen_random_uuid(), i.compartment_id,"
        " 'conflict', m.outside_member_id, now(), 'x', gen_random_uuid() FROM conferences_member m JOIN conferences_item i ON i.id = m.item_id",
        "INSERT INTO access_deny (id, compartment_id, kind, holder_id, valid_from, reason, decided_by) SELECT gen_random_uuid(), compartment_id,"
        " 'seal', NULL, now(), 'x', gen_random_uuid() FROM conferences_item",
        "UPDATE portal_key SET session_seen = now() - interval '31 minutes'",
        "UPDATE portal_key SET session_from = now() - interval '241 minutes'",
    ],
)
def test_終わった後は_開いていた画面も_書く画面も_送信も_みな入口に戻る(town, outer, ending):
    """N21 の「後」と N26: 古い入室・戻るボタン・書きかけの送信。戻すために、登場人物の登録だけは終わりに直す。"""
    issued = town.ticket()
    phone = outer().inside(issued)
    assert SECRET_ONE in phone.room()
    form = phone.client.get("/write/").content.decode()
    once = form.split('name="once" value="')[1].split('"')[0]
    owner(ending)
    try:
        stranger = outer().client.get("/").content.decode()
        assert scrubbed(phone.room()) == scrubbed(stranger)
        assert phone.client.get("/write/").headers["Location"] == "/"
        refused = phone.client.post("/write/", {"once": once, "text": "書きかけの文"})
        assert refused.status_code == 403
        assert "書きかけの文" in refused.content.decode()
        assert owner("SELECT count(*) FROM portal_message")[0][0] == 0
        if "session" not in ending:
            assert phone.enter(issued).status_code == 403
            again = phone.client.post("/", {"code": issued.code}).content.decode()
            assert scrubbed(again) == scrubbed(outer().client.post("/", {"code": WRONG}).content.decode())
    finally:
        owner("UPDATE agencies_outsidemember SET valid_to = NULL")


def test_ほかの人の札では_入った人の議題だけが見える(town, outer):
    """N20: 同じ会議の議題1の人が、議題2を見る道はない（番号を取る URL そのものがない）。"""
    one, two = outer().inside(town.ticket(0)), outer().inside(town.ticket(1))
    assert SECRET_TWO not in one.room()
    assert SECRET_ONE not in two.room()
    assert SECRET_TWO in two.room()
    assert "髙﨑 𠮷" in two.room()
    assert "髙﨑" not in one.room()


def test_議題1のリンクに_議題2の番号では入れない(town):
    one, two = town.ticket(0), town.ticket(1)
    assert not opened(one, code=two.code)
    assert not opened(two, code=one.code)


def test_番号を五回間違えると_正しい番号でも入れない(town):
    issued = town.ticket()
    assert [opened(issued, code=WRONG) for _ in range(5)] == [False] * 5
    assert not opened(issued)
    assert owner("SELECT tries, locked_at IS NOT NULL FROM portal_ticket") == [(5, True)]


def test_四回まで間違えても入れて_数え直しになる(town):
    issued = town.ticket()
    assert not any(opened(issued, code=WRONG) for _ in range(4))
    assert opened(issued)
    assert owner("SELECT tries FROM portal_ticket") == [(0,)]


def test_二つ目の端末では_リンクと番号が正しくても入れない(town):
    """N26: 転送されたリンク、二つ目の端末。"""
    issued = town.ticket()
    assert opened(issued, device="自分の電話")
    assert not opened(issued, device="ほかの人の電話", session="二つ目")
    assert opened(issued, device="自分の電話", session="三つ目")
    assert ("other_device",) in owner("SELECT event FROM portal_seen")


def test_入り直すと_前の入室は終わる(town, outer):
    issued = town.ticket()
    phone = outer().inside(issued)
    old = phone.client.cookies["kasane-room"].value
    phone.enter(issued)
    phone.client.cookies["kasane-room"] = old
    assert SECRET_ONE not in phone.room()


def test_出た後は_前の画面の印でも見えない(town, outer):
    phone = outer().inside(town.ticket())
    kept = phone.client.cookies["kasane-room"].value
    left = phone.client.post("/leave/")
    assert left.headers["Clear-Site-Data"] == '"cache"'
    phone.client.cookies["kasane-room"] = kept
    assert SECRET_ONE not in phone.room()


def test_札を出し直すと_前の札は終わる(town):
    first = town.ticket()
    second = town.ticket()
    assert not opened(first)
    assert opened(second)


def test_取り消した札では_次の一押しから何も見えない(town, outer):
    from kasane.portal.commands import revoke_ticket

    issued = town.ticket()
    phone = outer().inside(issued)
    revoke_ticket(by=town.keeper, ticket_id=issued.ticket_id, reason="委嘱を解いた")
    assert SECRET_ONE not in phone.room()


def test_リンクだけでは_札が本物かどうかも分からない(town, outer):
    """本物・偽物・取り消した札のリンクは、同じ見出し・同じ行き先・同じ文になる。"""
    issued = town.ticket()
    real, forged = outer(), outer()
    answers = []
    for phone, path in ((real, issued.link[issued.link.index("/in/") :]), (forged, "/in/" + "x" * 43 + "/")):
        first = phone.client.get(path)
        assert (first.status_code, first.headers["Location"]) == (303, "/")
        answers.append(
            (scrubbed(phone.client.get("/").content.decode()), scrubbed(phone.client.post("/", {"code": WRONG}).content.decode()))
        )
    assert answers[0] == answers[1]
    assert "民野" not in answers[0][0] + answers[0][1]


def test_番号を間違えられる回数は_データベースと画面の言葉で同じ(town):
    """portal_open が実際に使う数を定義から読み、TRIES 回目で初めて止まることも確かめる。"""
    body = owner("SELECT pg_get_functiondef('portal_open(bytea, bytea, bytea, bytea, inet)'::regprocedure)")[0][0]
    assert re.findall(r"tries \+ 1 >= (\d+)", body) == [str(TRIES)] * 2
    issued = town.ticket()
    for turn in range(1, TRIES + 1):
        assert not opened(issued, code=WRONG)
        assert owner("SELECT locked_at IS NOT NULL FROM portal_ticket")[0][0] == (turn == TRIES)
    assert f"{TRIES}回" in TicketState.LOCKED.label_ja


def test_同じ接続元から二十回外すと_その接続元だけが止まる(town):
    issued = town.ticket()
    for number in range(20):
        assert not opened(issued, code=WRONG, address="203.0.113.5"), number
        owner("UPDATE portal_ticket SET tries = 0, locked_at = NULL")
    assert not opened(issued, address="203.0.113.5")
    assert opened(issued, address="203.0.113.6")


def test_守秘を確認するまで_書くこともできない(town, outer):
    phone = outer()
    phone.enter(town.ticket())
    assert phone.client.get("/write/").headers["Location"] == "/room/"
    sent = phone.client.post("/write/", {"once": "5b0c7a52-6a37-4f4f-9f6e-0a8a26f29d11", "text": "まだ約束していない"})
    assert sent.status_code == 403
    assert owner("SELECT count(*) FROM portal_message")[0][0] == 0


@pytest.mark.parametrize(
    "sent", [{}, {"promise": "yes"}, {"promise": "yes", "read": "00" * 32}, {"promise": "yes", "read": "これは要約でない"}]
)
def test_読んだ文面についての確認でなければ_守秘を確認したことにならない(town, outer, sent):
    phone = outer()
    phone.enter(town.ticket())
    phone.client.post("/promise/", sent)
    assert SECRET_ONE not in phone.room()
    assert owner("SELECT count(*) FROM conferences_member WHERE acknowledged_at IS NOT NULL")[0][0] == 0


def test_確認した文面は_席にそのまま残る(town, outer):
    outer().inside(town.ticket())
    wording = owner("SELECT wording FROM conferences_member WHERE acknowledged_at IS NOT NULL")[0][0]
    assert "1年以下の拘禁刑又は100万円以下の罰金" in wording


def test_守秘の文が改められると_外の人も_新しい文を確かめるまで読めず_前の確認は残る(town, outer):
    phone = outer().inside(town.ticket())
    assert SECRET_ONE in phone.room()
    reword = "UPDATE conferences_kind SET secrecy_wording = %s WHERE code = 'support_conference'"
    was = owner("SELECT secrecy_wording FROM conferences_kind WHERE code = 'support_conference'")[0][0]
    try:
        owner(reword, ["家族にも話しません。{penalty}に処されます。"])
        asked = phone.room()
        assert "家族にも話しません。1年以下の拘禁刑" in asked
        assert SECRET_ONE not in asked
        sent = phone.client.post("/write/", {"once": "5b0c7a52-6a37-4f4f-9f6e-0a8a26f29d11", "text": "まだ約束していない"})
        assert sent.status_code == 403
        assert phone.promise().status_code == 303
        assert SECRET_ONE in phone.room()
        (kept,) = owner("SELECT wording FROM conferences_acknowledged WHERE seat_id = %s", [town.seats[0]])[0]
        assert "正当な理由なく" in kept
    finally:
        owner(reword, [was])


def test_知っていることは一度だけ届き_書き換えも削除もできない(town, outer):
    from django.db import DatabaseError

    phone = outer().inside(town.ticket())
    once = phone.client.get("/write/").content.decode().split('name="once" value="')[1].split('"')[0]
    for _ in range(2):
        assert phone.client.post("/write/", {"once": once, "text": "昨日、窓が開いていました"}).status_code == 200
    assert owner("SELECT text, kind FROM portal_message") == [("昨日、窓が開いていました", "contribution")]
    assert "昨日、窓が開いていました" in phone.room()
    for statement in ("UPDATE portal_message SET text = 'x'", "DELETE FROM portal_message", "DELETE FROM portal_seen"):
        with pytest.raises(DatabaseError):
            owner(statement)


def test_同じ番号の文を_ほかの人の札で上書きできない(town, outer):
    one, two = outer().inside(town.ticket(0)), outer().inside(town.ticket(1))
    once = "5b0c7a52-6a37-4f4f-9f6e-0a8a26f29d12"
    assert one.client.post("/write/", {"once": once, "text": "一人目"}).status_code == 200
    assert two.client.post("/write/", {"once": once, "text": "二人目"}).status_code == 403
    assert owner("SELECT text FROM portal_message") == [("一人目",)]


@pytest.mark.parametrize(("text", "status"), [("", 422), ("あ" * 4001, 422), ("制御\x07文字", 422), ("𠮷" * 4000, 200)])
def test_空の文_長い文_壊れた文は_理由を言って戻す(town, outer, text, status):
    phone = outer().inside(town.ticket())
    answer = phone.client.post("/write/", {"once": "5b0c7a52-6a37-4f4f-9f6e-0a8a26f29d13", "text": text})
    assert answer.status_code == status
    if 0 < len(text) < 100:
        assert "文字目" in answer.content.decode()


def test_税の行は_外に出ない(town, outer):
    """security.md §2.4: 外の構成員に税は見せない。税の行は同意の守りで置けないので、守りを外して置いて確かめる。"""
    phone = outer().inside(town.ticket())
    assert SECRET_ONE in phone.room()
    owner("ALTER TABLE conferences_fact DISABLE TRIGGER conferences_fact_guarded")
    try:
        owner("UPDATE conferences_fact SET provenance = 'tax', topic = 'tax' WHERE id = %s", [town.facts[0]])
    finally:
        owner("ALTER TABLE conferences_fact ENABLE TRIGGER conferences_fact_guarded")
    assert SECRET_ONE not in phone.room()
    assert SECRET_ONE not in owner("SELECT portal_content(%s)::text", [town.items[0]])[0][0]


def test_資料を直すと_その場で窓口も変わり_取り下げた行は消える(town, outer):
    phone = outer().inside(town.ticket())
    owner("UPDATE conferences_fact SET text = '直した文' WHERE id = %s", [town.facts[0]])
    assert "直した文" in phone.room()
    assert SECRET_ONE not in phone.room()
    owner(
        "UPDATE conferences_fact SET dropped_at = now(), dropped_by = gen_random_uuid(), dropped_reason = 'x' WHERE id = %s",
        [town.facts[0]],
    )
    assert "直した文" not in phone.room()


def test_窓が閉じると_写しの中身も消える(town, outer):
    phone = outer().inside(town.ticket())
    owner("UPDATE conferences_item SET state = 'closed' WHERE id = %s", [town.items[0]])
    assert owner("SELECT content, persons, wiped_at IS NOT NULL FROM portal_page") == [("{}", [], True)]
    assert SECRET_ONE not in phone.room()


def test_窓の始まる前に札を渡せるが_始まるまでは開かない(town):
    owner("UPDATE conferences_member SET shown_from = now() + interval '1 day'")
    issued = town.ticket()
    assert issued.opens > issued.until.replace(year=2000)
    assert not opened(issued)
    assert owner("SELECT tries FROM portal_ticket") == [(0,)]
    owner("UPDATE conferences_member SET shown_from = now() - interval '1 minute'")
    assert opened(issued)


def test_すべての答えに_残さない見出しがつき_中のプログラムは動かない(town, outer):
    """N70: 残さない・漏らさない・取り込ませない。"""
    phone = outer().inside(town.ticket())
    for path in ("/", "/room/", "/write/", "/nowhere/", "/in/x/"):
        answer = phone.client.get(path)
        assert answer.headers["Cache-Control"] == "no-store", path
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "script" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "noindex" in answer.headers["X-Robots-Tag"]
    assert SECRET_ONE in phone.room()  # 知らない道（favicon など）を開いても、入室は続く。
    for name, morsel in phone.client.cookies.items():
        assert morsel["httponly"], name
        assert morsel["samesite"] == "Lax", name


def test_知らない道と_見られない人の答えは同じ(town, outer):
    phone = outer()
    answers = {
        (a.status_code, a.headers["Location"]) for a in (phone.client.get(path) for path in ("/room/", "/write/", "/cases/", "/admin/"))
    }
    assert answers == {(303, "/")}


def test_送信には_この窓口で開いた画面の札が要る(town):
    """N74: ほかのサイトからの送信は、書いた文を届けない。"""
    from django.test import Client

    with Outer.standing():
        phone = Outer()
        phone.inside(town.ticket())
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = phone.client.cookies
        sent = strict.post("/write/", {"once": "5b0c7a52-6a37-4f4f-9f6e-0a8a26f29d14", "text": "よそからの送信"})
        assert sent.status_code == 403
    assert owner("SELECT count(*) FROM portal_message")[0][0] == 0


def scrubbed(page: str) -> str:
    """送信の札（毎回変わる）を除いた文。"""
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


class owner_undoing:
    """所有者の SQL を一つ行い、抜けるときに元へ戻す。"""

    def __init__(self, statement, given):
        self.statement, self.given = statement, given

    def __enter__(self):
        owner(self.statement, self.given)

    def __exit__(self, *exc):
        owner("UPDATE conferences_member SET left_at = NULL, two_way = true")
        owner("UPDATE conferences_item SET state = 'tabled'")
        owner("UPDATE conferences_conference SET state = 'called', cancelled_reason = ''")
        owner("UPDATE conferences_appointment SET ended_on = NULL, ended_by = NULL, ended_reason = ''")
