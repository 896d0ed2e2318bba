"""合言葉の照合値（SCRAM-SHA-256、RFC 7677）。合言葉そのものを SQL に書かないため、こちらで計算して渡す。"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

ITERATIONS = 4096


def verifier(password: str, salt: bytes | None = None) -> str:
    """PostgreSQL が pg_authid に置く形の照合値。

    password: ASCII の合言葉（鍵の置き場の十六進数）。返り値: SCRAM-SHA-256$回数:塩$保存鍵:サーバー鍵。
    """
    salt = salt or os.urandom(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salt_text, stored_text, server_text = (base64.b64encode(part).decode("ascii") for part in (salt, stored, server))
    return f"SCRAM-SHA-256${ITERATIONS}:{salt_text}${stored_text}:{server_text}"
