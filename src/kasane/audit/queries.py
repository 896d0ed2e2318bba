"""記録の問い: 監査の一覧、自分の記録、だれが私の記録を見たか、封印の状態。"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from kasane.audit.models import AccessEntry, JournalEntry, Seal
from kasane.kernel import clock

PAGE = 50
LOOK_BACK = timedelta(days=365 * 3)


@dataclass(frozen=True, slots=True)
class Line:
    """記録の一行。人の名前は agencies が番号から引く。"""

    number: int
    at: datetime
    account_id: UUID | None
    agency_id: UUID | None
    act: str
    outcome: str
    ground: str
    reason: str
    subjects: tuple[UUID, ...]
    book: str


@dataclass(frozen=True, slots=True)
class Look:
    """ある人の記録への接触の一件。"""

    at: datetime
    account_id: UUID | None
    agency_id: UUID | None
    act: str
    outcome: str
    ground: str
    reason: str


@dataclass(frozen=True, slots=True)
class SealState:
    """帳簿の封印の状態。"""

    book: str
    number: int
    sealed_at: datetime


@dataclass(frozen=True, slots=True)
class Search:
    """監査の一覧の絞り込み。before は前の頁の最後の番号。"""

    book: str = "access"
    account_id: UUID | None = None
    subject_id: UUID | None = None
    outcome: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


def lines(search: Search) -> tuple[list[Line], int | None]:
    """記録の一覧（新しい順に50行）と、次の頁の起点。行の守りにより、監査・保護責任者のほかは自分の行だけになる。"""
    rows: QuerySet[Any] = (AccessEntry if search.book == "access" else JournalEntry).objects.order_by("-id")
    if search.account_id:
        rows = rows.filter(account_id=search.account_id)
    if search.subject_id:
        rows = rows.filter(subjects__contains=[search.subject_id])
    if search.outcome and search.book == "access":
        rows = rows.filter(outcome=search.outcome)
    if search.since:
        rows = rows.filter(at__gte=search.since)
    if search.until:
        rows = rows.filter(at__lt=search.until)
    if search.before:
        rows = rows.filter(id__lt=search.before)
    outcome = ("outcome",) if search.book == "access" else ()
    names = ("id", "at", "account_id", "agency_id", "act", "ground", "reason", "subjects", *outcome)
    found = list(rows.values_list(*names)[: PAGE + 1])
    shown = [_line(row, search.book) for row in found[:PAGE]]
    return shown, shown[-1].number if len(found) > PAGE else None


def _line(row: Sequence[Any], book: str) -> Line:
    number, at, account, agency, act, ground, reason, subjects, *outcome = row
    return Line(number, at, account, agency, act, outcome[0] if outcome else "written", ground, reason, tuple(subjects), book)


def looks_at(person_id: UUID, room_id: UUID) -> list[Look]:
    """だれが私の記録を見たか（個人情報保護法76条の開示に備える一枚）。

    person_id: 本人。room_id: 本人の人・世帯の区画。その区画に今根拠を持つ職員と、監査・保護責任者だけが引ける（ほかは空）。
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at, account_id, agency_id, act, outcome, ground, reason FROM audit_looks_at(%s, %s, %s)",
            [person_id, room_id, clock.now() - LOOK_BACK],
        )
        return [Look(*row) for row in cursor.fetchall()]


def seal_states() -> list[SealState]:
    """帳簿ごとの最後の封印。"""
    rows = Seal.objects.order_by("book", "-number").distinct("book").values_list("book", "number", "sealed_at")
    return [SealState(*row) for row in rows]
