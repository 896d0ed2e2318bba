"""機関と担当が、今選べるか。"""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from kasane.agencies.queries.register import agency_detail
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible


def agency_is_open(agency_id: UUID) -> bool:
    """今開いている機関か(ない機関は False)。"""
    try:
        closed = agency_detail(agency_id).agency.closed_on
    except NotVisible:
        return False
    return closed is None or closed > clock.today()


def may_sit(agency_id: UUID, posting_id: UUID | None) -> bool:
    """この配属が、今この機関のものか。担当を決めない(None)のはよい。"""
    if posting_id is None:
        return True
    try:
        return any(line.posting_id == posting_id for line in agency_detail(agency_id).staff)
    except NotVisible:
        return False


def sees_everyone(case_id: UUID, agency_id: UUID) -> bool:
    """この機関が、事案の全員の記録(氏名・通常・要配慮)をいま見られるか。事案を管理していない人には、いつも False。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_sees_everyone(%s, %s)", [case_id, agency_id])
        return bool(cursor.fetchone()[0])
