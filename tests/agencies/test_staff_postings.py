"""職員と配属（security.md P6・N02・N03・N60・N63）: 配属の期間だけ見え、だれも自分に権限を与えられない。"""

from datetime import UTC, datetime

import pytest
from agency_town import LONG_AGO, TODAY, TOMORROW, YESTERDAY, hire, newcomer, place, rows
from django.db import DatabaseError, transaction

from kasane.access.domain import Kind
from kasane.access.session import acting_as
from kasane.agencies.commands import staff
from kasane.agencies.models import Account, Posting
from kasane.agencies.queries import staff as queries
from kasane.agencies.queries.desk import actor_for, postings_now, postings_of
from kasane.audit.models import JournalEntry
from kasane.kernel import clock
from kasane.kernel.actor import Role
from kasane.kernel.decision import Invalid, NotVisible, Refused

pytestmark = pytest.mark.django_db


def test_だれでもない状態では_職員の氏名も配属も外部構成員も引継ぎも見えない():
    for table in ("agencies_staffprofile", "agencies_posting", "agencies_outsidemember", "agencies_handover", "agencies_handoverline"):
        assert rows(None, f"SELECT count(*) FROM {table}") == [(0,)]


def test_アカウントの表に_個人のことは無い():
    assert {f.name for f in Account._meta.fields} == {"id", "login_id", "password", "is_active", "must_change_password"}


def test_採用して発令すると_その機関のその役割で見える(cast):
    actor = newcomer(cast.account_admin, "sin-jin", cast.csw.agency_id, Role.OUTREACH)
    assert actor.agency_id == cast.csw.agency_id
    assert actor.roles == {Role.OUTREACH}
    assert actor.name == "新人 太郎"
    assert actor.agency_name == cast.csw.agency_name


def test_採用しただけの人は_だれでもない(cast):
    account_id = hire(cast.account_admin, "no-posting")
    assert postings_now(account_id) == ()
    assert actor_for(account_id, None) is None


@pytest.mark.parametrize(
    ("since", "until", "sees"),
    [
        (TODAY, None, True),
        (TOMORROW, None, False),
        (LONG_AGO, TODAY, False),
        (LONG_AGO, TOMORROW, True),
        (YESTERDAY, TODAY, False),
        (TODAY, TOMORROW, True),
    ],
)
def test_配属の始まりの日から見え_終わりの日からは見えない(cast, since, until, sees):
    account_id = hire(cast.account_admin, "period")
    posting_id = place(cast.account_admin, account_id, cast.csw.agency_id, since=since, until=until)
    assert (actor_for(account_id, posting_id) is not None) is sees
    assert (posting_id in postings_now(account_id)) is sees


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2027, 3, 31, 14, 59, 59, tzinfo=UTC), "2027-03-31"),
        (datetime(2027, 3, 31, 15, 0, 0, tzinfo=UTC), "2027-04-01"),
    ],
)
def test_日付が替わるのは日本時間の0時_データベースもPythonも同じ日を言う(moment, day):
    with clock.frozen(moment):
        assert str(clock.today()) == day
    assert rows(None, "SELECT (%s AT TIME ZONE 'Asia/Tokyo')::date::text", moment) == [(day,)]


def test_配属が終わった人には_次の一文から前の機関の区画が開けない(cast):
    from kasane.access.commands import open_compartment
    from kasane.kernel.ids import new_id

    leaver = newcomer(cast.account_admin, "leaver", cast.csw.agency_id)
    with transaction.atomic(), acting_as(leaver):
        room = open_compartment(by=leaver, kind=Kind.GENERAL, subject_id=new_id(), reason="受付")
    sql = "SELECT count(*) FROM access_held(%s)"
    assert rows(leaver, sql, room) == [(1,)]
    staff.end_posting(by=cast.account_admin, posting_id=leaver.posting_id, on=TODAY, reason="異動")
    assert rows(leaver, sql, room) == [(0,)]
    assert rows(leaver, "SELECT access_signed_in()") == [(False,)]


def test_止めた人は_配属が残っていても次の一文から何も見えない(cast):
    worker = newcomer(cast.account_admin, "stolen", cast.csw.agency_id)
    staff.suspend_account(by=cast.account_admin, account_id=worker.account_id, reason="端末の紛失")
    assert rows(worker, "SELECT access_signed_in()") == [(False,)]
    staff.resume_account(by=cast.account_admin, account_id=worker.account_id, reason="端末が見つかった")
    assert rows(worker, "SELECT access_signed_in()") == [(True,)]


def test_役割を変えると_同じ配属の次の一文から新しい役割になる(cast):
    worker = newcomer(cast.account_admin, "promoted", cast.csw.agency_id, Role.CONSULTANT)
    with transaction.atomic(), acting_as(cast.account_admin):
        Posting.objects.filter(id=worker.posting_id).update(roles=["community"])
    assert rows(worker, "SELECT access_roles()") == [(["community"],)]
    assert actor_for(worker.account_id, worker.posting_id).roles == {Role.COMMUNITY}


def test_同じ人が同じ機関に_期間の重なる配属を持てない(cast):
    account_id = hire(cast.account_admin, "twice")
    place(cast.account_admin, account_id, cast.csw.agency_id, since=LONG_AGO, until=TOMORROW)
    with pytest.raises(Invalid) as refused:
        place(cast.account_admin, account_id, cast.csw.agency_id, since=TODAY)
    assert "valid_from" in refused.value.errors
    assert place(cast.account_admin, account_id, cast.csw.agency_id, since=TOMORROW)


def test_兼務の人は_机を選べる(cast):
    account_id = hire(cast.account_admin, "two-desks")
    first = place(cast.account_admin, account_id, cast.csw.agency_id)
    second = place(cast.account_admin, account_id, cast.hokatsu.agency_id, Role.MANAGER)
    assert {seat.posting_id for seat in postings_of(account_id)} == {first, second}
    assert actor_for(account_id, second).agency_id == cast.hokatsu.agency_id


def test_ほかの人の配属では_行為者になれない(cast):
    assert actor_for(cast.csw.account_id, cast.neighbour.posting_id) is None


def test_業務管理者は_自分に発令できない_行為でもSQLでも(cast):
    admin = cast.account_admin
    with pytest.raises(Refused) as refused:
        place(admin, admin.account_id, cast.csw.agency_id)
    assert "自分" in str(refused.value)
    insert = (
        "INSERT INTO agencies_posting (id, account_id, agency_id, roles, valid_from, appointed_at, reason, ended_reason)"
        " VALUES (gen_random_uuid(), %s, %s, ARRAY['consultant'], '2026-04-01', now(), '', '')"
    )
    with pytest.raises(DatabaseError):
        rows(admin, insert, admin.account_id, cast.csw.agency_id)


def test_業務管理者は_自分の配属の役割をSQLで書き換えられない(cast):
    admin = cast.account_admin
    rows(admin, "UPDATE agencies_posting SET roles = roles || '{consultant}' WHERE id = %s", admin.posting_id)
    assert actor_for(admin.account_id, admin.posting_id).roles == {Role.ACCOUNT_ADMIN}


@pytest.mark.parametrize("who", ["csw", "csw_manager", "hokatsu", "city", "auditor", "privacy", "neighbour"])
def test_業務管理者のほかは_採用も発令もできない_行為でもSQLでも(cast, who):
    actor = getattr(cast, who)
    with pytest.raises(Refused):
        hire(actor, "not-allowed")
    with pytest.raises(DatabaseError):
        rows(
            actor,
            "INSERT INTO agencies_account (id, login_id, password, is_active, must_change_password) VALUES (gen_random_uuid(), 'evil', '!', true, false)",
        )
    rows(
        actor,
        "UPDATE agencies_posting SET valid_to = NULL, roles = '{account_admin}' WHERE account_id <> %s",
        cast.account_admin.account_id,
    )
    assert actor_for(cast.neighbour.account_id, cast.neighbour.posting_id).roles == cast.neighbour.roles


def test_自動処理の役割は_データベースも受け付けない(cast):
    account_id = hire(cast.account_admin, "robot")
    with pytest.raises(DatabaseError):
        rows(
            cast.account_admin,
            "INSERT INTO agencies_posting (id, account_id, agency_id, roles, valid_from, appointed_at, reason, ended_reason)"
            " VALUES (gen_random_uuid(), %s, %s, '{job}', '2026-04-01', now(), '', '')",
            account_id,
            cast.csw.agency_id,
        )


def test_最後の業務管理者と最後の保護責任者は_外せず止められない(cast):
    second = newcomer(cast.account_admin, "second-admin", cast.account_admin.agency_id, Role.ACCOUNT_ADMIN)
    staff.end_posting(by=second, posting_id=cast.account_admin.posting_id, on=TODAY, reason="退職")
    third = newcomer(second, "third-admin", cast.account_admin.agency_id, Role.ACCOUNT_ADMIN, until=TOMORROW)
    with pytest.raises(Refused) as refused:
        staff.end_posting(by=third, posting_id=second.posting_id, on=TOMORROW, reason="退職")
    assert "業務管理者" in str(refused.value)
    with pytest.raises(Refused) as refused:
        staff.suspend_account(by=second, account_id=cast.privacy.account_id, reason="紛失")
    assert "保護責任者" in str(refused.value)


def test_自分は止められず_自分のサインインはやり直せない(cast):
    admin = cast.account_admin
    for command in (staff.suspend_account, staff.resume_account, staff.unlock_sign_in):
        with pytest.raises(Refused):
            command(by=admin, account_id=admin.account_id, reason="理由")
    with pytest.raises(Refused):
        staff.reset_sign_in(by=admin, account_id=admin.account_id, witness_id=cast.csw.account_id, reason="理由")


def test_サインインのやり直しは_別の職員の立会いが要る(cast):
    for witness in (cast.account_admin.account_id, cast.csw.account_id, hire(cast.account_admin, "unposted")):
        with pytest.raises(Invalid) as refused:
            staff.reset_sign_in(by=cast.account_admin, account_id=cast.csw.account_id, witness_id=witness, reason="鍵の紛失")
        assert "witness_id" in refused.value.errors
    password = staff.reset_sign_in(
        by=cast.account_admin, account_id=cast.csw.account_id, witness_id=cast.csw_manager.account_id, reason="鍵の紛失"
    )
    account = Account.objects.get(id=cast.csw.account_id)
    assert account.check_password(password)
    assert account.must_change_password


def test_サインイン名の形と重なりを断る(cast):
    for bad in ("ab", "Abc", "日本語", "a b c", "-abc", "x" * 65):
        with pytest.raises(Invalid):
            hire(cast.account_admin, bad)
    hire(cast.account_admin, "taken")
    with pytest.raises(Invalid) as refused:
        hire(cast.account_admin, "taken")
    assert "すでに使われて" in refused.value.errors["login_id"]


def test_過ぎた日には終わらせられない(cast):
    worker = newcomer(cast.account_admin, "past", cast.csw.agency_id)
    with pytest.raises(Invalid):
        staff.end_posting(by=cast.account_admin, posting_id=worker.posting_id, on=YESTERDAY, reason="異動")


def test_いない人といない配属は_見つからない(cast):
    from kasane.kernel.ids import new_id

    with pytest.raises(NotVisible):
        staff.end_posting(by=cast.account_admin, posting_id=new_id(), on=TODAY, reason="異動")
    with pytest.raises(NotVisible), transaction.atomic(), acting_as(cast.account_admin):
        queries.staff_detail(new_id())


def test_発令と退任は_日誌に残る(cast):
    worker = newcomer(cast.account_admin, "journalled", cast.csw.agency_id)
    staff.end_posting(by=cast.account_admin, posting_id=worker.posting_id, on=TOMORROW, reason="令和9年4月1日付け人事異動")
    with transaction.atomic(), acting_as(cast.account_admin):
        acts = list(JournalEntry.objects.filter(account_id=cast.account_admin.account_id).order_by("-id").values_list("act", flat=True)[:3])
    assert acts == ["end_posting", "appoint", "create_account"]


def test_人事異動の予定は_始まりと終わりを日付順に出す(cast):
    worker = newcomer(cast.account_admin, "mover", cast.csw.agency_id, until=TOMORROW)
    place(cast.account_admin, worker.account_id, cast.hokatsu.agency_id, since=TOMORROW)
    with transaction.atomic(), acting_as(cast.csw):
        moves = [
            (on, what, line.agency_name)
            for on, what, line in queries.postings_timeline(since=TODAY, until=TOMORROW.replace(year=TOMORROW.year + 1))
        ]
    assert (TOMORROW, "終わり", cast.csw.agency_name) in moves
    assert (TOMORROW, "始まり", cast.hokatsu.agency_name) in moves


def test_行為者を引く往復は_配属が分かっていれば一度_分からなくても二度(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert actor_for(cast.csw.account_id, cast.csw.posting_id) == cast.csw
    with django_assert_num_queries(2):
        assert actor_for(cast.csw.account_id, None) == cast.csw


def test_行為者を引いただけでは_何も見えるようにならない(cast):
    actor_for(cast.csw.account_id, cast.csw.posting_id)
    assert rows(None, "SELECT access_signed_in()") == [(False,)]
