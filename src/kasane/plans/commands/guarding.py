"""行を書くときにデータベースが断ったら、その理由を利用者の言葉にする(画面を開いてから書くまでの間に、状態や版が進んだとき)。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, ProgrammingError, transaction
from psycopg.errors import InsufficientPrivilege, UniqueViolation

from kasane.kernel.decision import Conflict, Decision, Refused


@contextmanager
def kept(refusal: str, ground: str, *, taken: Callable[[], Any] | None = None, submitted: object = None) -> Iterator[None]:
    """この中の書き込みが権限なしとして断られたら Refused、同じ行がもうあれば Conflict(taken が今の行を引く)。外側の取引は続けられる。"""
    try:
        with transaction.atomic():
            yield
    except ProgrammingError as error:
        if isinstance(error.__cause__, InsufficientPrivilege):
            raise Refused(Decision.no(refusal, ground)) from error
        raise
    except IntegrityError as error:
        if taken is not None and isinstance(error.__cause__, UniqueViolation):
            raise Conflict(taken(), submitted) from error
        raise
