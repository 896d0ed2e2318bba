"""自分の画面: 席を選ぶ、立場を切り替える、サインアウト、自分のサインイン設定。"""

from uuid import UUID

from allauth.account.internal.flows.logout import logout
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from kasane.access.policy import Action
from kasane.agencies.queries.desk import postings_now, postings_of
from kasane.agencies.sign_in.gate import Stop, has_second_key, passage
from kasane.agencies.views.answering import crumbs
from kasane.audit import journal
from kasane.kernel.decision import NotVisible
from kasane.screens.desk import frame
from kasane.screens.sign_in import POSTING_KEY
from kasane.screens.views import DeskRequest, page, public, reads, writes

_HALFWAY = {Stop.PASSWORD: "account_change_password", Stop.SECOND_KEY: "agencies:set_up_keys"}


@public("サインインの途中で、自分の配属だけを見せる")
def choose_posting(request: HttpRequest) -> HttpResponse:
    """席を選ぶ。パスワードの変更と二つ目の鍵が済むまでは先へ進めない。配属が一つなら通り過ぎる。"""
    if not request.user.is_authenticated:
        return redirect("account_login")
    way = passage(request.user)
    if way.stop in _HALFWAY:
        return redirect(_HALFWAY[way.stop])
    picked = request.POST.get("posting", "") if request.method == "POST" else (str(way.seats[0]) if way.stop is Stop.OPEN else "")
    if picked in {str(seat) for seat in way.seats}:
        request.session[POSTING_KEY] = picked
        return redirect(_safe_next(request))
    request.session.pop(POSTING_KEY, None)
    seats = postings_of(request.user.pk)
    data = {**frame(request), "seats": seats, "next": _safe_next(request)}
    return render(request, "agencies/choose_posting.html", data, status=200 if seats else 403)


@public("二つ目の鍵を登録するまでの案内で、個人の記録を出さない")
def set_up_keys(request: HttpRequest) -> HttpResponse:
    """二つ目の鍵（パスキーか確認コード）の登録の案内。"""
    if not request.user.is_authenticated:
        return redirect("account_login")
    if has_second_key(request.user):
        return redirect("agencies:choose_posting")
    return render(request, "agencies/set_up_keys.html", frame(request))


@writes(Action.SWITCH_POSTING)
def switch_posting(request: DeskRequest) -> HttpResponse:
    """立場を切り替える（兼務）。今日の自分の配属のほかは選べない。"""
    picked = request.POST.get("posting", "")
    if picked not in {str(seat) for seat in postings_now(request.actor.account_id)}:
        raise NotVisible
    journal.record(act="switch_posting", by=request.actor)
    request.session[POSTING_KEY] = str(UUID(picked))
    return redirect("/")


@public("サインアウトは、席を選ぶ前の人にも要る")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """サインアウトする。セッションを捨てるので、戻るボタンでも何も見えない。"""
    logout(request)
    response = redirect("account_login")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@reads(Action.MANAGE_OWN_SIGN_IN)
def own_account(request: DeskRequest) -> HttpResponse:
    """自分のサインイン設定と、立場の切替。"""
    seats = postings_of(request.actor.account_id)
    links = [
        {"label": label, "url": reverse(name)}
        for label, name in (("パスワードを変える", "account_change_password"), ("パスキー・確認コード・回復コード", "mfa_index"))
    ]
    data = {"seats": seats, "links": links, "crumbs": crumbs(("自分のサインイン設定", ""))}
    return page(request, "agencies/own_account.html", data)


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or "/"
    allowed = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return target if allowed else "/"


@reads(Action.MANAGE_OWN_SIGN_IN)
def without_password(request: DeskRequest) -> HttpResponse:
    """合言葉を持たないアカウント（市の認証だけで入る人）に、変えるものがないことを知らせる。"""
    messages.info(request, "このアカウントには、かさねのパスワードがありません。市の認証の画面で変えてください。")
    return redirect("agencies:own_account")
