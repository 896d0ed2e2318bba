"""同意の台帳: 書き加えるだけ、取り消しはその瞬間から、隣人には何もない(security.md N10〜N14・N41、mission 2.2)。"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import Error, connection, transaction

from consent.ledger_town import TALK, as_, days_ago, grant, place, refuse, said, scope, team
from kasane.consent import commands, queries, registry
from kasane.consent.domain.codes import ConsentKind, GivenBy, Method, State, Topic
from kasane.consent.domain.sharing import SharedWith
from kasane.consent.models import Consent, ConsentScope
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """事案は30日前に開いた。取り消しの知らせは、この試験の中だけで受ける。"""
    monkeypatch.setattr(registry, "_opened_on", [lambda case_id: days_ago(30)])
    monkeypatch.setattr(registry, "_withdrawal", [])
    monkeypatch.setattr(registry, "_recorded", [])


@pytest.fixture
def mother(cast):
    return place(cast.csw)


def usable(actor, at, agency_id, topic=Topic.CIRCUMSTANCES, on=None):
    with as_(actor):
        return queries.usable_consent(at.case_id, at.person_id, agency_id, topic, on or clock.today())


def states(actor, at, *others):
    with as_(actor):
        return queries.consent_state(at.case_id, [at.person_id, *others])


def test_同意すると_挙げた機関に_挙げたことだけを伝えてよい(cast, mother):
    consent = grant(cast.csw, mother, scope(cast.hokatsu.agency_id))
    found = usable(cast.csw, mother, cast.hokatsu.agency_id)
    assert found.decision.allowed
    assert found.consent is not None
    assert found.consent.id == consent
    assert not usable(cast.csw, mother, cast.hokatsu.agency_id, Topic.MONEY).decision.allowed
    assert not usable(cast.csw, mother, cast.neighbour.agency_id).decision.allowed


def test_終わりの日を空けると一年で終わり_その日までは効く(cast, mother):
    grant(cast.csw, mother, scope(cast.hokatsu.agency_id))
    last = clock.today() + timedelta(days=364)
    assert usable(cast.csw, mother, cast.hokatsu.agency_id, on=last).decision.allowed
    assert not usable(cast.csw, mother, cast.hokatsu.agency_id, on=last + timedelta(days=1)).decision.allowed
    with as_(cast.csw):
        line = queries.consents_of(mother.case_id)[0]
    assert line.ends_at is not None
    assert clock.jst(line.ends_at).isoformat() == f"{last + timedelta(days=1)}T00:00:00+09:00"


def test_取り消しはその瞬間から効き_伝わっていた相手を返す(cast, mother):
    heard = []

    def handler(*, by, consent):
        heard.append(consent.withdrawn_at)
        return (SharedWith(cast.hokatsu.agency_id, clock.now(), "記録(通常)"),)

    registry.on_withdrawal(handler)
    consent = grant(cast.csw, mother, scope(cast.hokatsu.agency_id))
    shared = commands.withdraw_consent(by=cast.csw, consent_id=consent, reason="やめたいと言った")
    assert [one.agency_id for one in shared] == [cast.hokatsu.agency_id]
    assert heard[0] is not None
    assert not usable(cast.csw, mother, cast.hokatsu.agency_id).decision.allowed
    assert states(cast.csw, mother)[0].state is State.WITHDRAWN


def test_取り消しの後始末が失敗すれば_取り消しも残らない(cast, mother):
    def broken(*, by, consent):
        raise RuntimeError("根拠を終わらせられない")

    registry.on_withdrawal(broken)
    consent = grant(cast.csw, mother, scope(cast.hokatsu.agency_id))
    with pytest.raises(RuntimeError):
        commands.withdraw_consent(by=cast.csw, consent_id=consent)
    assert usable(cast.csw, mother, cast.hokatsu.agency_id).decision.allowed


def test_理由がなくても取り消せるが_二度は取り消せない(cast, mother):
    consent = grant(cast.csw, mother, scope(cast.hokatsu.agency_id))
    commands.withdraw_consent(by=cast.csw, consent_id=consent)
    with pytest.raises(Refused, match="すでに取り消されて"):
        commands.withdraw_consent(by=cast.csw, consent_id=consent)


def test_支援チームのだれもが取り消しを受けられる(cast, mother):
    consent = grant(cast.csw, mother, scope(cast.hokatsu.agency_id))
    team(cast.csw, mother, cast.hokatsu.agency_id)
    commands.withdraw_consent(by=cast.hokatsu, consent_id=consent, reason="地域包括の窓口で聞いた")
    assert not usable(cast.csw, mother, cast.hokatsu.agency_id).decision.allowed


def test_隣人には_台帳もありさまも見えず_記録も取り消しもできない(cast, mother):
    consent = grant(cast.csw, mother, scope(cast.hokatsu.agency_id))
    with as_(cast.neighbour):
        assert queries.consents_of(mother.case_id) == ()
        assert not ConsentScope.objects.filter(consent_id=consent).exists()
        assert queries.lapsing(cast.neighbour) == ()
    with pytest.raises(NotVisible):
        commands.withdraw_consent(by=cast.neighbour, consent_id=consent)
    with pytest.raises(NotVisible):
        grant(cast.neighbour, mother, scope(cast.neighbour.agency_id))
    with pytest.raises(NotVisible):
        refuse(cast.neighbour, mother)


@pytest.mark.parametrize(
    "change", ["valid_until = valid_until + 365", "explained = false", "given_on = given_on - 1", "outcome = 'refused'"]
)
def test_書いた同意は_アプリからも所有者からも書き換えられない(cast, mother, change):
    grant(cast.csw, mother, scope(cast.hokatsu.agency_id))
    with pytest.raises(Error, match="書き換えも削除もできません"), as_(cast.csw), connection.cursor() as cursor:
        cursor.execute(f"UPDATE consent_consent SET {change} WHERE case_id = %s", [mother.case_id])


def test_取り消しは消せず_理由も書き直せない(cast, mother):
    consent = grant(cast.csw, mother, scope(cast.hokatsu.agency_id))
    commands.withdraw_consent(by=cast.csw, consent_id=consent, reason="本人の申出")
    for change in ("withdrawn_at = NULL, withdrawn_by = NULL, withdrawal_reason = ''", "withdrawal_reason = '別の理由'"):
        with pytest.raises(Error, match="書き換えも削除もできません"), as_(cast.csw), connection.cursor() as cursor:
            cursor.execute(f"UPDATE consent_consent SET {change} WHERE id = %s", [consent])


def test_後から相手を足すことも_範囲を変えることも消すこともできない(cast, mother, owner_sql):
    consent = grant(cast.csw, mother, scope(cast.hokatsu.agency_id))
    for table in ("consent_consent", "consent_scope"):
        with pytest.raises(Error, match="permission denied"), as_(cast.csw), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
    with pytest.raises(Error, match="permission denied"), as_(cast.csw):
        ConsentScope.objects.filter(consent_id=consent).update(topics=["money"])
    assert owner_sql("SELECT count(*) FROM pg_trigger WHERE tgname = 'consent_scope_kept'") == [(1,)]


@pytest.mark.django_db(transaction=True)
def test_確定した同意に_後から相手を足せない(cast):
    at = place(cast.csw)
    consent = grant(cast.csw, at, scope(cast.hokatsu.agency_id))
    row = ConsentScope(compartment_id=at.room_id, consent_id=consent, agency_id=cast.neighbour.agency_id, topics=["money"])
    with pytest.raises(Error, match="同時にだけ"), transaction.atomic(), as_(cast.csw):
        row.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_先の日付でも_人の名でも取り消せず_取り消した取引の中でも相手は足せない(cast):
    at = place(cast.csw)
    consent = grant(cast.csw, at, scope(cast.hokatsu.agency_id))
    taking = "UPDATE consent_consent SET withdrawn_at = {at}, withdrawn_by = '{by}' WHERE id = %s"
    for moment, by in (("'2099-01-01'", cast.csw.posting_id), ("clock_timestamp()", cast.hokatsu.posting_id)):
        with pytest.raises(Error, match="書き換えも削除もできません"), transaction.atomic(), as_(cast.csw), connection.cursor() as cursor:
            cursor.execute(taking.format(at=moment, by=by), [consent])
    row = ConsentScope(compartment_id=at.room_id, consent_id=consent, agency_id=cast.neighbour.agency_id, topics=["money"])
    with transaction.atomic(), as_(cast.csw), connection.cursor() as cursor:
        cursor.execute(taking.format(at="clock_timestamp()", by=cast.csw.posting_id), [consent])
        with pytest.raises(Error, match="同時にだけ"), transaction.atomic():
            row.save(force_insert=True)
        transaction.set_rollback(True)
    assert usable(cast.csw, at, cast.hokatsu.agency_id).decision.allowed
    assert not usable(cast.csw, at, cast.neighbour.agency_id, Topic.MONEY).decision.allowed


def test_断りも一行として残る(cast, mother):
    refusal = refuse(cast.csw, mother)
    now = states(cast.csw, mother)[0]
    assert now.state is State.REFUSED
    assert "支援会議の守秘義務のもとでだけ" in now.words
    assert not usable(cast.csw, mother, cast.hokatsu.agency_id).decision.allowed
    with as_(cast.csw):
        assert [line.id for line in queries.consents_of(mother.case_id)] == [refusal]


def test_今の同意を狭める断りは_取り消しとして記録する(cast, mother):
    grant(cast.csw, mother, scope(cast.hokatsu.agency_id))
    with pytest.raises(Refused, match="同意を取り消す"):
        refuse(cast.csw, mother)
    with pytest.raises(Refused, match="同意を取り消す"):
        refuse(cast.csw, mother, excluded=(cast.hokatsu.agency_id,))
    refuse(cast.csw, mother, excluded=(cast.neighbour.agency_id,))


def test_情報共有の同意は_税情報に及ばない(cast, mother):
    everything = frozenset(topic for topic in Topic if topic.needs is ConsentKind.SHARING)
    grant(cast.csw, mother, scope(cast.hokatsu.agency_id, everything))
    refused = usable(cast.csw, mother, cast.hokatsu.agency_id, Topic.TAX).decision
    assert not refused.allowed
    assert "別の、はっきりした同意" in refused.reason
    with pytest.raises(Invalid):
        grant(cast.csw, mother, scope(cast.hokatsu.agency_id, everything | {Topic.TAX}))
    grant(cast.csw, mother, scope(cast.hokatsu.agency_id, frozenset({Topic.TAX})), kind=ConsentKind.TAX)
    assert usable(cast.csw, mother, cast.hokatsu.agency_id, Topic.TAX).decision.allowed


def test_母の同意は_息子のことに及ばない(cast, mother):
    son = place(cast.csw, "高橋 一郎", case_id=mother.case_id)
    grant(cast.csw, mother, scope(cast.hokatsu.agency_id))
    assert not usable(cast.csw, son, cast.hokatsu.agency_id).decision.allowed
    ones = states(cast.csw, mother, son.person_id)
    assert [one.state for one in ones] == [State.GRANTED, State.NONE]
    assert [one.person_id for one in ones] == [mother.person_id, son.person_id]
    assert ones[0].words.startswith("本人同意あり(北地域包括支援センター、令和")


@pytest.mark.parametrize(("days", "words"), [(-1, "先の日付"), (31, "事案を開いた日より前")])
def test_先の日付と_事案を開く前の日付は断る(cast, mother, days, words):
    with pytest.raises(Refused, match=words):
        grant(cast.csw, mother, scope(cast.hokatsu.agency_id), given_on=days_ago(days))


def test_受け取る側が_さかのぼって口頭で記録することはできない(cast, mother):
    mine = scope(cast.csw.agency_id)
    oral = {"method": Method.ORAL, "paper_kept": False}
    with pytest.raises(Refused, match="さかのぼって"):
        grant(cast.csw, mother, mine, given_on=days_ago(1), witness="北見", **oral)
    with pytest.raises(Refused, match="立ち会った人"):
        grant(cast.csw, mother, mine, **oral)
    grant(cast.csw, mother, mine, witness="北見", **oral)


def test_成年の子の親は_法定代理人として同意できない(cast, mother):
    with pytest.raises(Refused, match="成年"):
        grant(
            cast.csw, mother, scope(cast.hokatsu.agency_id), given_by=GivenBy.LEGAL_REPRESENTATIVE,
            representative_name="高橋 トメ", representative_type="05", representative_authority="戸籍",
        )  # fmt: skip


def test_閉じた機関や無い機関は選べない(cast, mother):
    with pytest.raises(Invalid, match="台帳にない"):
        grant(cast.csw, mother, scope(mother.person_id))


def test_期限の近い同意が_関わる機関の今日の仕事に出る(cast, mother):
    for left in (60, 7):
        grant(cast.csw, mother, scope(cast.hokatsu.agency_id, TALK), valid_until=clock.today() + timedelta(days=left))
        with as_(cast.csw):
            found = queries.lapsing(cast.csw)
        assert [(one.left, one.band) for one in found] == [(60, 60)]
    assert states(cast.csw, mother)[0].state is State.LAPSING
    with as_(cast.hokatsu):
        assert queries.lapsing(cast.hokatsu) == ()
    team(cast.csw, mother, cast.hokatsu.agency_id)
    with as_(cast.hokatsu):
        assert [one.left for one in queries.lapsing(cast.hokatsu)] == [60]


def test_六十一日残っていれば_知らせない(cast, mother):
    grant(cast.csw, mother, scope(cast.hokatsu.agency_id), valid_until=clock.today() + timedelta(days=61))
    with as_(cast.csw):
        assert queries.lapsing(cast.csw) == ()
    assert states(cast.csw, mother)[0].state is State.GRANTED


def test_登録された関数に_記録が同じ取引で伝わる(cast, mother):
    heard = []
    registry.on_recorded(lambda *, by, consent: heard.append((by.agency_id, consent.id)))
    consent = grant(cast.csw, mother, scope(cast.hokatsu.agency_id))
    assert heard == [(cast.csw.agency_id, consent)]


def test_同意の事実は見本の値と同じに戻る(cast, mother):
    facts = said(scope(cast.hokatsu.agency_id), excluded=(cast.neighbour.agency_id,), witness="北見 包", note="玄関で")
    grant(cast.csw, mother, *facts.scopes, excluded=facts.excluded, witness=facts.witness, note=facts.note)
    with as_(cast.csw):
        line = queries.consents_of(mother.case_id)[0]
    assert line.agencies == (("北地域包括支援センター", "氏名・住所・連絡先・相談内容・生活の状況"),)
    assert line.excluded == ("南ステーション",)
    assert (line.witness, line.note) == ("北見 包", "玄関で")
    assert Consent._meta.db_table == "consent_consent"
