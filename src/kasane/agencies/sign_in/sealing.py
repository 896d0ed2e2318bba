"""確認コードの種と回復コードの種を、データベースの外の鍵で暗号にする（AES-256-GCM）。"""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_MARK = "k1:"
_NONCE = 12
_ABOUT = b"kasane.mfa"


class SealBroken(ValueError):
    """暗号が開けない。鍵が違うか、書き換えられている。"""


def seal(text: str) -> str:
    """暗号にする。同じ文でも毎回違う値になる。"""
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(_key()).encrypt(nonce, text.encode(), _ABOUT)
    return _MARK + base64.urlsafe_b64encode(nonce + sealed).decode("ascii")


def unseal(sealed: str) -> str:
    """元に戻す。印がない（暗号でない）値と、一字でも違う値は SealBroken で断る。"""
    if not sealed.startswith(_MARK):
        raise SealBroken("暗号でない値です。")
    raw = base64.urlsafe_b64decode(sealed.removeprefix(_MARK))
    try:
        return AESGCM(_key()).decrypt(raw[:_NONCE], raw[_NONCE:], _ABOUT).decode()
    except InvalidTag as error:
        raise SealBroken("鍵が違うか、値が書き換えられています。") from error


def _key() -> bytes:
    return bytes.fromhex(settings.KASANE_MFA_KEY)
