"""だれの要求か、だれでもなくなったときにどう答えるか（入力は失わせない）。"""

import json
from datetime import timedelta
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.screens import once
from kasane.screens.models import Stash

POSTING_KEY = "posting_id"
RESUME_COOKIE = "kasane_resume"
STASH_LASTS = timedelta(minutes=60)


def identity_of(request: HttpRequest) -> Actor | None:
    """セッションが示す人と配属（権限の判断には使えない、名前と役割のない Actor）。サインインしていなければ None。"""
    user = request.user
    posting = request.session.get(POSTING_KEY)
    if not user.is_authenticated or not posting:
        return None
    return Actor(account_id=user.pk, posting_id=UUID(posting), agency_id=user.pk, roles=frozenset(), name="", agency_name="")


def signed_out(request: HttpRequest) -> HttpResponse:
    """サインインが切れているときの答え。読む画面はサインインへ移し、書いた内容は暗号のまま預かって後で返す。"""
    if request.method in ("GET", "HEAD") and not request.headers.get("HX-Request"):
        target = reverse("agencies:choose_posting") if request.user.is_authenticated else reverse("account_login")
        return redirect(f"{target}?{urlencode({'next': request.get_full_path()})}")
    response = render(request, "errors/401.html", {"next": request.POST.get("back") or "/"}, status=401)
    if request.method == "POST" and not request.headers.get("HX-Request"):
        lasts = int(STASH_LASTS.total_seconds())
        response.set_cookie(RESUME_COOKIE, _stash(request), max_age=lasts, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


def _stash(request: HttpRequest) -> str:
    key = Fernet.generate_key()
    kept = {
        "owner": once.owner_of(request.POST.get(once.FIELD, "")),
        "draft_key": request.POST.get("draft_key", ""),
        "path": request.POST.get("back") or request.path,
        "fields": {name: request.POST.getlist(name) for name in request.POST},
    }
    sealed = Fernet(key).encrypt(json.dumps(kept, ensure_ascii=False).encode())
    Stash.objects.filter(expires_at__lt=clock.now()).delete()
    stash = Stash.objects.create(sealed=sealed, expires_at=clock.now() + STASH_LASTS)
    return f"{stash.id}.{key.decode()}"


def take_stash(request: HttpRequest, actor: Actor) -> dict[str, object] | None:
    """預かりものを受け取る。別の人の入力（同じ機械を使った別の職員）は渡さない。受け取ったら消す。"""
    stash_id, _, key = request.COOKIES.get(RESUME_COOKIE, "").partition(".")
    try:
        stash = Stash.objects.filter(id=UUID(stash_id), expires_at__gt=clock.now()).first()
        if stash is None:
            return None
        kept: dict[str, object] = json.loads(Fernet(key.encode()).decrypt(bytes(stash.sealed)))
    except (ValueError, InvalidToken):
        return None
    if kept["owner"] != str(actor.account_id):
        return None
    stash.delete()
    return kept
