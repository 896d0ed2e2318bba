"""allauth の画面を、かさねの画面の決まり（宣言・取引・行為者・日誌）に載せる。"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from kasane.access.policy import Action
from kasane.access.session import bind, unbind
from kasane.agencies.queries.desk import actor_for, postings_now
from kasane.audit import journal
from kasane.kernel.actor import Actor
from kasane.screens.desk import frame
from kasane.screens.sign_in import POSTING_KEY
from kasane.screens.views import Declared, public

View = Callable[..., HttpResponse]


def entrance(view: View, reason: str) -> View:
    """サインイン前の画面。個人の記録は出さない。"""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return framed(request, view(request, *args, **kwargs))

    return public(reason)(run)


def own(view: View, act: str) -> View:
    """自分のサインイン設定の画面。本人として取引に結び付け、変更が成ったら日誌に残す。

    席に着く前（パスワードの変更・二つ目の鍵の登録）でも、配属があれば開ける。配属のない人は席を選ぶ画面へ送る。
    """

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect("account_login")
        with transaction.atomic():
            actor = _myself(request)
            if actor is None:
                return redirect("agencies:choose_posting")
            bind(actor)
            try:
                request.actor = actor  # type: ignore[attr-defined]
                response = framed(request, view(request, *args, **kwargs))
                if _changed(request, response):
                    journal.record(act=act, by=actor)
            finally:
                unbind()
        return response

    run.declared = Declared("writes", Action.MANAGE_OWN_SIGN_IN)  # type: ignore[attr-defined]
    return run


def framed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """雛形に共通の枠（市町村名・見本の町か）を渡し、取引の中で描き終える。"""
    context = getattr(response, "context_data", None)
    if context is not None and not response.is_rendered:  # type: ignore[attr-defined]
        seated = POSTING_KEY in request.session
        back = "/" if seated else reverse("agencies:choose_posting")
        shared = {**frame(request), "city_identity": bool(settings.SOCIALACCOUNT_PROVIDERS), "back": back}
        response.context_data = {**shared, **context} if seated else {**_without_menu(shared), **context}  # type: ignore[attr-defined]
        response.render()  # type: ignore[attr-defined]
    return response


def _without_menu(shared: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shared.items() if name not in ("nav", "user_menu")}


def _myself(request: HttpRequest) -> Actor | None:
    seated = request.session.get(POSTING_KEY)
    account: UUID = request.user.pk  # type: ignore[assignment]
    mine = postings_now(account)
    if not mine:
        return None
    return actor_for(account, UUID(seated) if seated and UUID(seated) in mine else mine[0])


def _changed(request: HttpRequest, response: HttpResponse) -> bool:
    # 本人の確かめ直し（再認証）へ回された送信は、まだ何も変えていない。
    waiting = STATE_SESSION_KEY in request.session
    return request.method == "POST" and response.status_code in (301, 302, 303) and not waiting
