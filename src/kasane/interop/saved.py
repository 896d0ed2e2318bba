"""名を付けて保存した対応づけを、行為者として読む(取り込みの前に一度だけ)。"""

from __future__ import annotations

from django.db import transaction

from kasane.access.session import acting_as
from kasane.interop import queries
from kasane.kernel.actor import job_actor


def columns_named(name: str) -> dict[str, str] | None:
    """名を付けて保存した列の対応。無ければ None。"""
    with transaction.atomic(), acting_as(job_actor("import"), read_only=True):
        return queries.named_columns(name)
