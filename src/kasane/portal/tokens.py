"""リンクの札と番号。データベースには、どちらも元に戻せない形でだけ残る。

番号（8けた）は総当たりできる長さなので、札（256ビットの乱数）を塩にした Argon2id にする。データベースだけを手に入れても塩がなく、
リンクだけを手に入れても、窓口は5回で止まる。
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from argon2.low_level import Type, hash_secret_raw

from kasane.portal.domain import CODE_DIGITS

_SALT: Final = b"kasane.portal.code:"


def new_token() -> str:
    """新しい札（URL に置ける43文字、256ビット）。"""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """新しい番号（8けた）。"""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def spaced(code: str) -> str:
    """紙に書く形（4けたずつ）。"""
    return f"{code[:4]} {code[4:]}"


def digest(token: str) -> bytes:
    """札・端末・入室の印をデータベースで引く形（SHA-256）。"""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def code_digest(token: str, code: str) -> bytes:
    """番号を比べる形。札がどんな文字列でも同じだけの時間がかかる。"""
    salt = hashlib.sha256(_SALT + token.encode("utf-8", "surrogatepass")).digest()[:16]
    return hash_secret_raw(
        code.encode("utf-8", "surrogatepass"), salt, time_cost=2, memory_cost=19_456, parallelism=1, hash_len=32, type=Type.ID
    )
