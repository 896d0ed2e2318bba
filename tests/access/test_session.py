"""行為者の結び付け（security.md §3.3）: 取引の外では結び付かず、署名は偽造できず、抜けたら元に戻る。"""

import pytest
from django.db import connection, transaction

from kasane.access.commands import open_compartment
from kasane.access.domain import Kind
from kasane.access.session import NotBound, acting_as, signed
from kasane.kernel.ids import new_id

pytestmark = pytest.mark.django_db


def principal():
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_principal()")
        return cursor.fetchone()[0]


def test_だれでもない状態では_行為者はいない():
    assert principal() is None


def test_結び付けると_人と配属と機関になる(cast):
    with acting_as(cast.csw):
        assert principal() == [cast.csw.account_id, cast.csw.posting_id, cast.csw.agency_id]
    assert principal() is None


def test_入れ子を抜けると_元の行為者に戻る(cast):
    with acting_as(cast.csw):
        with transaction.atomic(), acting_as(cast.neighbour):
            assert principal()[0] == cast.neighbour.account_id
        assert principal()[0] == cast.csw.account_id


def test_一字でも変えた署名は_だれでもない(cast):
    text = signed(cast.csw)
    for forged in (
        text.replace(str(cast.csw.account_id), str(cast.neighbour.account_id)),
        text[:-1] + ("0" if text[-1] != "0" else "1"),
        text.replace("|staff|", "|job|"),
        "1|staff",
        "",
        text + "|x",
    ):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('kasane.ctx', %s, true)", [forged])
            assert principal() is None, forged


@pytest.mark.django_db(transaction=True)
def test_取引の外では結び付けられない(cast):
    with pytest.raises(NotBound), acting_as(cast.csw):
        pass


def test_区画を開いた機関だけが根拠を持つ(cast):
    with acting_as(cast.csw):
        room = open_compartment(by=cast.csw, kind=Kind.GENERAL, subject_id=new_id(), reason="窓口で受け付けた")
    for actor, grounds in ((cast.csw, ["received"]), (cast.csw_manager, ["received"]), (cast.neighbour, []), (cast.account_admin, [])):
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute("SELECT ground FROM access_held(%s)", [room])
            assert [row[0] for row in cursor.fetchall()] == grounds, actor.name
