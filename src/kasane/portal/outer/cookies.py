"""窓口の三つの Cookie: リンクの札（一時間）、端末の印（札が終わるまで）、入室の印（ブラウザを閉じるまで）。"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kasane.portal import tokens
from kasane.portal.outer.calls import Caller

LINK: Final = "kasane-link"
DEVICE: Final = "kasane-device"
SESSION: Final = "kasane-room"
_HOUR: Final = 3600
_DEVICE_LASTS: Final = 60 * 24 * _HOUR


def _name(name: str) -> str:
    return f"{getattr(settings, 'COOKIE_PREFIX', '')}{name}"


def get(request: HttpRequest, name: str) -> str:
    """Cookie の値。なければ空。長すぎるものは空として扱う。"""
    value = request.COOKIES.get(_name(name), "")
    return value if len(value) <= 100 else ""


def put(response: HttpResponse, name: str, value: str) -> None:
    """Cookie を置く。どれも、画面の中のプログラムからは読めない。"""
    age = {LINK: _HOUR, DEVICE: _DEVICE_LASTS}.get(name)
    response.set_cookie(_name(name), value, max_age=age, path="/", httponly=True, samesite="Lax", secure=settings.CSRF_COOKIE_SECURE)


def drop(response: HttpResponse, *names: str) -> None:
    """Cookie を消す。"""
    for name in names:
        response.delete_cookie(_name(name), path="/", samesite="Lax")


def address(request: HttpRequest) -> str | None:
    """接続元。前に Web サーバーを置いたと設定してあるときだけ、そのサーバーが書いた最後の一つを信じる。"""
    if getattr(settings, "KASANE_PORTAL_PROXY", False):
        return request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or None
    return request.META.get("REMOTE_ADDR") or None


def caller(request: HttpRequest) -> Caller:
    """この要求の、呼ぶ人。"""
    return Caller(get(request, SESSION), get(request, DEVICE), address(request))


def newcomer(request: HttpRequest) -> Caller:
    """入ろうとする人: 入室の印はいつも新しく作る（前の印を使い回させない）。端末の印は、あれば同じもの。"""
    return Caller(tokens.new_token(), get(request, DEVICE) or tokens.new_token(), address(request))
