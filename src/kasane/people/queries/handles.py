"""読めない札: 見えない人の区画を、画面に番号を出さずに緊急閲覧の申し出まで運ぶ。"""

from __future__ import annotations

import base64
import hashlib
from typing import Final
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible

LASTS_SECONDS: Final = 30 * 60


def _cipher() -> Fernet:
    key = hashlib.sha256(f"kasane.people.handle:{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def make_handle(room: UUID, by: Actor) -> str:
    """区画を、この人だけが30分使える札にする。暗号なので、札から番号も、同じ人を指すかも分からない。"""
    return _cipher().encrypt(by.account_id.bytes + room.bytes).decode("ascii")


def read_handle(handle: str, by: Actor) -> UUID:
    """札から区画を読む。期限切れ、ほかの人の札、作り物は NotVisible。"""
    try:
        opened = _cipher().decrypt(handle.encode("ascii", "replace"), ttl=LASTS_SECONDS)
    except InvalidToken as error:
        raise NotVisible from error
    if opened[:16] != by.account_id.bytes:
        raise NotVisible
    return UUID(bytes=opened[16:])
