"""サインインの間違いが続いたときに止める。止まった理由・時間・連絡先を日本語で示す。"""

from datetime import timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kasane.screens.desk import desk


def tried_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """試されたサインイン名（大文字と小文字を区別しない）。"""
    given = (credentials or {}).get("username") or request.POST.get("login", "")
    return str(given).strip().lower()[:64]


def minutes() -> int:
    """止まる時間（分）。"""
    return int(timedelta(hours=settings.AXES_COOLOFF_TIME).total_seconds() // 60)


def locked_out(request: HttpRequest, original_response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """止まったことを知らせる画面（429）。サインイン名が実在するかどうかで答えを変えない。"""
    shared = {"municipality_name": desk.municipality(), "demo": settings.KASANE_DEMO, "minutes": minutes()}
    return render(request, "account/locked.html", {**shared, "limit": settings.AXES_FAILURE_LIMIT}, status=429)


def may_try(request: HttpRequest, login_id: str) -> bool:
    """まだ試せるか（確認コードの段でも、パスワードと合わせて数える）。"""
    return bool(AxesProxyHandler.is_allowed(request, {"username": login_id}))


def count_failure(request: HttpRequest, login_id: str) -> None:
    """間違いを一つ数える。上限に達したら、この要求の答えが locked_out になる。"""
    user_login_failed.send(sender=__name__, credentials={"username": login_id}, request=request)
