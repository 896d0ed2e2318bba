"""エラーの頁を返す。何が起きたか、どうすればよいか、打った文字がどこに残るかを、平易な日本語で伝える。

存在を秘密にするため、404 は無いものと見えないものとで一字も変えない（architecture §4）。
"""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kasane.kernel.decision import Decision
from kasane.screens.desk import frame
from kasane.screens.outage import unreachable


def error_page(request: HttpRequest, status: int, decision: Decision | None = None) -> HttpResponse:
    """status のエラー頁を返す。decision は 403 で見せる理由と根拠。雛形 errors/<status>.html があるものに限る。"""
    return render(request, f"errors/{status}.html", {**frame(request), "decision": decision}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """壊れた要求（400）。"""
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """規則により断られた操作（403）。"""
    return error_page(request, 403, getattr(exception, "decision", None))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """見つからない（404）。"""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """不具合（500）か、データベースにつながらない（503）。どちらのときも出せるよう、共通の枠の値を引かない。"""
    status = 503 if unreachable(sys.exc_info()[1]) else 500
    return render(request, f"errors/{status}.html", status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """安全の確認（CSRF）に失敗した送信（403）。設定 CSRF_FAILURE_VIEW から呼ばれる。"""
    return render(request, "errors/csrf.html", frame(request), status=403)
