"""二つの帳簿（security.md §4）: 追記しかできず、変えれば番号で見つかり、拒否は巻き戻しの後にも残る。"""

import random
import time

import pytest
from django.db import DatabaseError, connection, connections, transaction

from kasane.access.session import acting_as
from kasane.audit import journal
from kasane.audit.access_log import Outcome, record_access
from kasane.audit.sealer import anchor_path, seal_once
from kasane.audit.verify import verify
from kasane.kernel.ids import new_id

PATIENCE = 120
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fresh_books(_django_db_helper, settings, tmp_path):
    settings.KASANE_ANCHOR_DIR = str(tmp_path)
    _unlocked("TRUNCATE audit_journal, audit_access, audit_seal")
    yield
    _unlocked("TRUNCATE audit_journal, audit_access, audit_seal")


def _unlocked(*statements: str) -> None:
    """所有者が、引き金を外して帳簿に手を入れる（不正の再現）。"""
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        for table in ("audit_journal", "audit_access", "audit_seal"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        for table in ("audit_journal", "audit_access", "audit_seal"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _one(sql: str):
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def _write(cast, times: int = 1) -> None:
    for _ in range(times):
        with transaction.atomic(), acting_as(cast.csw):
            journal.record(act="register_person", by=cast.csw, subjects=[new_id()], ground="received", changed=["name"])
        record_access(act="view_person", by=cast.csw, outcome=Outcome.SHOWN, route="people:person", subjects=[new_id(), new_id()])


def _seal_all() -> int:
    """全行が封印されるまで封印する。同じサーバーの別の取引が終わるのを待つことがある（終わった取引だけを封印するため）。"""
    sealed, deadline = 0, time.monotonic() + PATIENCE
    while _one("SELECT count(*) FROM audit_journal") + _one("SELECT count(*) FROM audit_access") > _one(
        "SELECT coalesce(sum(cardinality(row_ids)), 0) FROM audit_seal"
    ):
        sealed += seal_once()
        assert time.monotonic() < deadline, "封印が追いつきません"
    return sealed


def test_手を触れていない帳簿に異常はない(cast):
    _write(cast, 20)
    assert _seal_all() == 40
    _write(cast, 3)
    assert _seal_all() == 6
    assert seal_once() == 0
    assert list(verify()) == []


def test_変更が取り消されても_拒否の記録は残る(cast):
    with transaction.atomic(), acting_as(cast.neighbour):
        record_access(act="view_person", by=cast.neighbour, outcome=Outcome.REFUSED, route="people:person", reason="根拠がない")
        transaction.set_rollback(True)
    assert _one("SELECT count(*) FROM audit_access WHERE outcome = 'refused'") == 1


def test_変更が取り消されれば_日誌も残らない(cast):
    with transaction.atomic(), acting_as(cast.csw):
        journal.record(act="register_person", by=cast.csw)
        transaction.set_rollback(True)
    assert _one("SELECT count(*) FROM audit_journal") == 0


def test_取引の外では日誌を書けない(cast):
    with pytest.raises(RuntimeError):
        journal.record(act="register_person", by=cast.csw)


def test_他人の名で日誌は書けない(cast):
    with pytest.raises(DatabaseError), transaction.atomic(), acting_as(cast.neighbour):
        journal.record(act="register_person", by=cast.csw)


@pytest.mark.parametrize("statement", ["UPDATE audit_journal SET act = 'x'", "DELETE FROM audit_access", "TRUNCATE audit_seal"])
@pytest.mark.parametrize("alias", ["default", "audit", "owner"])
def test_だれも_引き金を外さずには書き換えられない(cast, statement, alias):
    _write(cast)
    _seal_all()
    with pytest.raises(DatabaseError), transaction.atomic(alias), connections[alias].cursor() as cursor:
        cursor.execute(statement)


def test_アプリは番号と時刻と取引番号を選べない(cast):
    for column in ("id", "at", "xid"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO audit_journal (entry_id, act, kid, mac, {column}) VALUES (gen_random_uuid(), '', 1, '', DEFAULT)")


TAMPERINGS = {
    "内容を変える": ("UPDATE audit_journal SET act = 'view_person' WHERE id = {id}", "changed"),
    "根拠を変える": ("UPDATE audit_journal SET ground = 'consent' WHERE id = {id}", "changed"),
    "理由を空から空白にする": ("UPDATE audit_journal SET reason = ' ' WHERE id = {id}", "changed"),
    "人を入れ替える": ("UPDATE audit_journal SET account_id = gen_random_uuid() WHERE id = {id}", "changed"),
    "時刻をずらす": ("UPDATE audit_journal SET at = at - interval '1 second' WHERE id = {id}", "changed"),
    "本人を消す": ("UPDATE audit_journal SET subjects = '{{}}' WHERE id = {id}", "changed"),
    "無を空にする": ("UPDATE audit_journal SET compartment_id = gen_random_uuid() WHERE id = {id}", "changed"),
    "署名を変える": ("UPDATE audit_journal SET mac = '\\x00' WHERE id = {id}", "changed"),
    "行を消す": ("DELETE FROM audit_journal WHERE id = {id}", "missing"),
    "番号を変える": ("UPDATE audit_journal SET id = id + 1000000 WHERE id = {id}", "missing"),
    "封印の区間に割り込ませる": (
        "INSERT INTO audit_journal (id, entry_id, at, xid, act, subjects, ground, reason, kid, mac, changed)"
        " OVERRIDING SYSTEM VALUE SELECT 900000 + id, gen_random_uuid(), at, xid, act, subjects, ground, reason, kid, mac, changed"
        " FROM audit_journal WHERE id = {id}",
        "inserted",
    ),
}


@pytest.mark.parametrize("trick", TAMPERINGS)
def test_書き換えは番号で見つかる(cast, trick):
    _write(cast, 5)
    _seal_all()
    target = random.Random(trick).choice(range(5)) + _one("SELECT min(id) FROM audit_journal")
    statement, kind = TAMPERINGS[trick]
    _unlocked(statement.format(id=target))
    found = {(p.book, p.row, p.kind) for p in verify()}
    assert ("journal", target if kind != "inserted" else 900000 + target, kind) in found


def test_封印前でも_署名のない行はつくりものと分かる(cast):
    _write(cast)
    _unlocked(
        "INSERT INTO audit_access (entry_id, at, xid, act, subjects, ground, reason, kid, mac, outcome, route, seen)"
        " VALUES (gen_random_uuid(), now(), 1, 'view_person', '{}', '', '', 1, '\\x00', 'shown', '', 0)"
    )
    assert {p.kind for p in verify()} == {"forged"}


def test_封印を作り直しても_外の控えと合わない(cast):
    _write(cast, 3)
    _seal_all()
    _unlocked("DELETE FROM audit_journal WHERE id = (SELECT min(id) FROM audit_journal)", "TRUNCATE audit_seal")
    with connections["audit"].cursor() as cursor:
        cursor.execute("SELECT audit_seal_book('journal'), audit_seal_book('access')")
    assert anchor_path().exists()
    assert "anchor" in {p.kind for p in verify()}


def test_封印の鎖を切ると見つかる(cast):
    for _ in range(3):
        _write(cast)
        _seal_all()
    _unlocked("UPDATE audit_seal SET digest = sha256('x') WHERE book = 'journal' AND number = 2")
    assert ("seal", 2) in {(p.kind, p.seal) for p in verify() if p.book == "journal"}


def test_書きかけの取引は封印を待たせず_あとの封印に入る(cast):
    _write(cast)
    with transaction.atomic(), acting_as(cast.csw):
        journal.record(act="register_person", by=cast.csw)
        assert seal_once() <= 2
        record_access(act="view_person", by=cast.csw, outcome=Outcome.SHOWN, route="x")
    _seal_all()
    assert _one("SELECT count(*) FROM audit_journal") == _one("SELECT sum(cardinality(row_ids)) FROM audit_seal WHERE book = 'journal'")
    assert list(verify()) == []
