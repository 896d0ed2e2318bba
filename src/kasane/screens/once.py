"""二重送信の防止: 画面ごとに一度だけ使える札を出し、同じ札の二度目の送信には一度目の答えを返す。

通信が切れて「届いたか分からない」送信を、利用者が安心してやり直せるようにするため（security.md §5）。
"""

from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme

from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.ids import new_id

FIELD = "once"
_signer = Signer(salt="kasane.once")


def token(actor: Actor) -> str:
    """この画面の札。だれに出したかを署名つきで含む。"""
    return _signer.sign(f"{actor.account_id}.{new_id()}")


def owner_of(sent: str) -> str:
    """札の持ち主（アカウントの識別子）。署名が合わなければ空。"""
    try:
        return _signer.unsign(sent).partition(".")[0]
    except BadSignature:
        return ""


def _key(request: HttpRequest) -> UUID | None:
    sent = request.POST.get(FIELD, "")
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if owner_of(sent) != str(actor.account_id):
        return None
    return UUID(_signer.unsign(sent).partition(".")[2])


def already_done(request: HttpRequest) -> HttpResponse | None:
    """同じ札の送信が済んでいれば、その行き先を返す。まだなら札を押さえて None（同時に届いた二通目は一通目を待つ）。"""
    key = _key(request)
    if key is None:
        return None
    actor: Actor = request.actor  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO screens_once (id, account_id, location, at) VALUES (%s, %s, '', %s) ON CONFLICT (id) DO NOTHING",
            [key, actor.account_id, clock.now()],
        )
        if cursor.rowcount == 1:
            return None
        cursor.execute("SELECT location FROM screens_once WHERE id = %s", [key])
        found = cursor.fetchone()
    back = request.POST.get("back", "")
    safe = back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/"
    return HttpResponseRedirect((found and found[0]) or safe)


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """済んだ送信の行き先を覚える。"""
    key = _key(request)
    if key is not None:
        location = response.headers.get("Location") or response.headers.get("HX-Redirect") or ""
        with connection.cursor() as cursor:
            cursor.execute("UPDATE screens_once SET location = %s WHERE id = %s", [location, key])
