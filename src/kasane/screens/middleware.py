"""要求の番号、断りの画面、個人の画面を残さない見出し。"""

import logging
import traceback
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kasane.audit.access_log import Outcome, record_access
from kasane.audit.entries import request_id
from kasane.kernel.decision import Conflict, Invalid, NotVisible, Refused
from kasane.kernel.ids import new_id
from kasane.screens.desk import frame
from kasane.screens.outage import plainly

log = logging.getLogger("kasane.screens")
NOT_FOUND = "その画面は見つかりません。アドレスが変わったか、あなたの今の立場では扱えないものです。"


class DeskMiddleware:
    """断り（Refused 403・NotVisible 404・Conflict 409・Invalid 422）を画面にし、断ったことを別の接続で記録する。"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = request_id.set(new_id())
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """業務の断りを画面にする。それ以外の失敗は隠さず、そのまま上げる。"""
        match error:
            case Refused():
                self._log(request, Outcome.REFUSED, error.decision.ground, error.decision.reason)
                return self._show(request, "errors/403.html", 403, {"decision": error.decision})
            case NotVisible() | Http404():
                self._log(request, Outcome.NOT_VISIBLE, "", "")
                return self._show(request, "errors/404.html", 404, {"message": NOT_FOUND})
            case Conflict():
                return self._show(request, "errors/409.html", 409, {"message": str(error)})
            case Invalid():
                return self._show(request, "errors/422.html", 422, {"errors": error.errors})
        place = "".join(traceback.format_tb(error.__traceback__))
        log.error("扱えない誤り %s（要求 %s）\n%s", plainly(error), request_id.get(), place)
        return None

    def _show(self, request: HttpRequest, template: str, status: int, data: dict[str, Any]) -> HttpResponse:
        return render(request, template, {**frame(request), **data}, status=status)

    def _log(self, request: HttpRequest, outcome: Outcome, ground: str, reason: str) -> None:
        actor = getattr(request, "actor", None)
        if actor is None:
            return
        match = request.resolver_match
        declared = getattr(match.func, "declared", None) if match else None
        record_access(
            act=declared.action.value if declared and declared.action else "open",
            by=actor,
            outcome=outcome,
            route=match.view_name if match else "",
            ground=ground,
            reason=reason,
            address=request.META.get("REMOTE_ADDR") or None,
        )
