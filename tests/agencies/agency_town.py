"""機関の部屋の試験で使う小道具: 職員を増やす、日付をずらす、業務管理者として行う。"""

from datetime import date, timedelta
from uuid import UUID

from django.db import connection, transaction

from kasane.access.session import acting_as
from kasane.agencies.commands import staff
from kasane.agencies.queries.desk import actor_for
from kasane.kernel import clock
from kasane.kernel.actor import Actor, Role

TODAY = clock.today()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
LONG_AGO = date(2026, 4, 1)


def hire(admin: Actor, login_id: str, name: str = "新人 太郎") -> UUID:
    """職員を一人作る（配属なし）。"""
    return staff.create_account(by=admin, login_id=login_id, name=name, kana="シンジン　タロウ").account_id


def place(admin: Actor, account_id: UUID, agency_id: UUID, *roles: Role, since: date = LONG_AGO, until: date | None = None) -> UUID:
    """配属する。"""
    return staff.appoint(
        by=admin,
        account_id=account_id,
        agency_id=agency_id,
        roles=roles or (Role.CONSULTANT,),
        valid_from=since,
        valid_to=until,
        reason="試験",
    )


def newcomer(admin: Actor, login_id: str, agency_id: UUID, *roles: Role, **when: date) -> Actor:
    """配属済みの職員を一人作り、その行為者を返す。"""
    account_id = hire(admin, login_id)
    found = actor_for(account_id, place(admin, account_id, agency_id, *roles, **when))
    assert found is not None
    return found


def rows(actor: Actor | None, sql: str, *parameters: object) -> list[tuple[object, ...]]:
    """この人として（None ならだれでもないまま）SQL を直に流したときに返る行。"""
    with transaction.atomic(), connection.cursor() as cursor:
        if actor is None:
            cursor.execute(sql, parameters)
            return cursor.fetchall()
        with acting_as(actor):
            cursor.execute(sql, parameters)
            return cursor.fetchall() if cursor.description else []
