"""支援プランの試験の fixture。"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections

_APPROVE = "plans_approve(uuid, text, text, boolean, uuid, uuid, text, date, timestamptz)"


@pytest.fixture
def meeting(_django_db_helper: None) -> Iterator[None]:
    """会議の結論を写せる間。会議の所有者の関数の代わりに、この試験の間だけ plans_approve を呼べるようにする。"""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {_APPROVE} TO kasane_app")
    yield
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"REVOKE EXECUTE ON FUNCTION {_APPROVE} FROM kasane_app")
