"""サインインが続いているかを、開いたままの画面が確かめる。個人の記録は読まない。"""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token

from kasane.access.policy import Action
from kasane.screens.views import DeskRequest, reads


@reads(Action.SEE_HOME)
def session(request: DeskRequest) -> HttpResponse:
    """今の送信の合言葉（CSRF）を返す。サインインし直した別のタブのあと、打ちかけの画面がそのまま送れるようにするため。"""
    return JsonResponse({"token": get_token(request)})
