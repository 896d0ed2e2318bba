"""帳簿の一行の中身と、その署名。

署名（HMAC-SHA256）の鍵はファイルにだけあり、データベースの管理者にも本物そっくりの行は作れない。
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from kasane.kernel.actor import Actor
from kasane.kernel.ids import new_id

CURRENT_KID = 1
request_id: ContextVar[UUID | None] = ContextVar("kasane_request_id", default=None)

SIGNED = (
    "entry_id", "account_id", "posting_id", "agency_id", "act", "subjects",
    "compartment_id", "ground", "reason", "request_id", "kid",
)  # fmt: skip
JOURNAL_COLUMNS = (*SIGNED, "changed")
ACCESS_COLUMNS = (*SIGNED, "outcome", "route", "seen", "address")


@dataclass(frozen=True, slots=True)
class Line:
    """帳簿へ足す一行。values は列の名前と値、mac はその署名。"""

    values: Mapping[str, Any]
    mac: bytes

    @property
    def parameters(self) -> list[Any]:
        """追記の文に渡す値（署名が最後）。"""
        return [*self.values.values(), self.mac]


def signature(columns: Sequence[str], values: Mapping[str, object]) -> bytes:
    """一行の署名。columns の順に並べた値を、区切りのずれが起きない形（JSON配列）にして署名する。"""
    flat = [_plain(values[name]) for name in columns]
    text = json.dumps(flat, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(bytes.fromhex(settings.KASANE_AUDIT_KEY), text.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def line(
    columns: Sequence[str],
    *,
    act: str,
    by: Actor | None,
    subjects: Sequence[UUID],
    compartment_id: UUID | None,
    ground: str,
    reason: str,
    **rest: object,
) -> Line:
    """一行を組み立てて署名する。by が None なのは、まだだれとも分からない人（サインイン前）だけ。"""
    values: dict[str, object] = {
        "entry_id": new_id(),
        "account_id": by.account_id if by else None,
        "posting_id": by.posting_id if by else None,
        "agency_id": by.agency_id if by else None,
        "act": act,
        "subjects": list(dict.fromkeys(subjects)),
        "compartment_id": compartment_id,
        "ground": ground,
        "reason": reason,
        "request_id": request_id.get(),
        "kid": CURRENT_KID,
        **rest,
    }
    return Line(values, signature(columns, values))


def insert_sql(table: str, columns: Sequence[str]) -> str:
    """追記の文。返り値を求めない（追記しかできない役割には読む権利がない）。"""
    names = ", ".join((*columns, "mac"))
    marks = ", ".join(
        "%s::uuid[]" if name == "subjects" else "%s::text[]" if name == "changed" else "%s::inet" if name == "address" else "%s"
        for name in (*columns, "mac")
    )
    return f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 -- 表と列の名前はこの場の定数だけ
