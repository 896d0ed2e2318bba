"""外の窓口のすべての答えに付ける見出しと、扱えない誤りの画面。"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

from kasane.portal.outer import views

log = logging.getLogger("kasane.portal")

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), clipboard-read=()",
}


class OuterMiddleware:
    """残さない・取り込ませない・外へ漏らさない見出しを付ける。誤りの文には書かれたことが混ざりうるので、種類と場所だけを記録する。"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse:
        """誤りの画面を出す。何が起きたかは、画面には書かない。"""
        log.error("扱えない誤り %s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
        return views.trouble(request)
