"""データベースにつながらないときの画面: 不具合(500)と言わず、待てばよいこと(503)を言う。"""

from __future__ import annotations

import logging

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError
from django.test import Client

from kasane.screens.outage import plainly, unreachable
from kasane.web import views_errors

pytestmark = pytest.mark.django_db


def caused(error: DatabaseError, cause: type[psycopg.Error]) -> DatabaseError:
    """psycopg の誤りから起きた、Django の誤り。"""
    error.__cause__ = cause("髙﨑𠮷男")
    return error


@pytest.mark.parametrize(
    ("error", "out"),
    [
        (OperationalError("connection failed: FATAL: sorry, too many clients already"), True),
        (InterfaceError("the connection is closed"), True),
        (caused(OperationalError("止められた"), psycopg.errors.AdminShutdown), True),
        (caused(OperationalError("多すぎる"), psycopg.errors.TooManyConnections), True),
        (caused(OperationalError("時間切れ"), psycopg.errors.QueryCanceled), False),
        (caused(OperationalError("重なり"), psycopg.errors.DeadlockDetected), False),
        (IntegrityError("重なった番号"), False),
        (KeyError("鍵"), False),
        (None, False),
    ],
)
def test_つながらない誤りだけを_待てば直るものとして見分ける(error, out):
    assert unreachable(error) is out


def test_記録には_つながらないときだけ文を書き_入力の混ざりうる文は書かない():
    assert plainly(OperationalError("connection failed\n詳しい文")) == "OperationalError: connection failed"
    assert plainly(caused(OperationalError("時間切れ 髙﨑𠮷男"), psycopg.errors.QueryCanceled)) == "OperationalError"
    assert plainly(ValueError("髙﨑𠮷男")) == "ValueError"


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (OperationalError("connection failed: FATAL: sorry, too many clients already"), 503, "数分待ってから"),
        (ZeroDivisionError("0"), 500, "システムの不具合"),
    ],
)
def test_画面は_つながらないときは503_不具合は500(cast, sign_in, monkeypatch, caplog, error, status, words):
    def breaks(*_: object) -> None:
        raise error

    client = Client(raise_request_exception=False)
    sign_in(client, cast.csw)
    monkeypatch.setattr("kasane.screens.views._logged", breaks)
    with caplog.at_level(logging.ERROR, "kasane.screens"):
        answer = client.get("/cases/")
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "sorry, too many" in caplog.text or status == 500


def test_同じ画面を_誤りのないところから呼んでも500(rf):
    assert views_errors.server_error(rf.get("/")).status_code == 500
