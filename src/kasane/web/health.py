"""生きているか・働けるか・数字。個人の記録には触れない。"""

import time

from django.db import Error, connections
from django.http import HttpRequest, HttpResponse, JsonResponse

from kasane.screens.views import public

STARTED = time.time()


@public("生死の確認だけで、記録を読まない")
def healthz(request: HttpRequest) -> HttpResponse:
    """プロセスが動いているか。"""
    return HttpResponse("ok\n", content_type="text/plain")


@public("接続の確認だけで、記録を読まない")
def readyz(request: HttpRequest) -> HttpResponse:
    """二つのデータベース接続が使えるか。使えなければ 503。"""
    states = {alias: _answers(alias) for alias in ("default", "audit")}
    return JsonResponse({"ready": all(states.values()), **states}, status=200 if all(states.values()) else 503)


def _answers(alias: str) -> bool:
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except Error:
        connections[alias].close()
        return False


@public("件数だけで、記録を読まない")
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus の形の数字。"""
    ready = int(_answers("default"))
    text = (
        "# HELP kasane_up_seconds このプロセスが動いている秒数\n# TYPE kasane_up_seconds gauge\n"
        f"kasane_up_seconds {time.time() - STARTED:.0f}\n"
        "# HELP kasane_database_up データベースに届くか\n# TYPE kasane_database_up gauge\n"
        f"kasane_database_up {ready}\n"
    )
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")
