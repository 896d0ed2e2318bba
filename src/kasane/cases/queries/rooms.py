"""部屋のうち、今の行為者が見られるもの。"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection


def readable_rooms(rooms: Sequence[UUID]) -> frozenset[UUID]:
    """この部屋のうち、今の行為者が見られるもの(問いは一つ)。kind は部屋の種類。"""
    if not rooms:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute("SELECT w FROM unnest(%s::uuid[]) w WHERE EXISTS (SELECT 1 FROM access_held(w))", [list(rooms)])
        return frozenset(row[0] for row in cursor.fetchall())
