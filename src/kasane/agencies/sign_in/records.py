"""サインイン・失敗・サインアウトを閲覧記録に残す。"""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from kasane.agencies.models import Account
from kasane.agencies.queries.desk import postings_now
from kasane.agencies.sign_in.lockout import tried_name
from kasane.audit.access_log import Outcome, record_access
from kasane.kernel.actor import Actor


def connect() -> None:
    """Django の合図を受け取る（起動時に一度）。"""
    user_logged_in.connect(signed_in, dispatch_uid="kasane.signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="kasane.signed_out")
    user_login_failed.connect(failed, dispatch_uid="kasane.sign_in_failed")


def signed_in(sender: Any, request: HttpRequest, user: Account, **rest: Any) -> None:
    """サインインした。"""
    _record(request, "sign_in", Outcome.SIGNED_IN, user)


def signed_out(sender: Any, request: HttpRequest, user: Account | None, **rest: Any) -> None:
    """サインアウトした。"""
    if user is not None:
        _record(request, "sign_out", Outcome.SIGNED_OUT, user)


def failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **rest: Any) -> None:
    """サインインできなかった。打たれた文字は残さない（別の欄にパスワードを打つことがあるため）。"""
    if request is None:
        return
    account = Account.objects.filter(login_id=tried_name(request, credentials)).first()
    _record(request, "sign_in", Outcome.SIGN_IN_FAILED, account, "" if account else "知らないサインイン名")


def _record(request: HttpRequest, act: str, outcome: Outcome, account: Account | None, reason: str = "") -> None:
    match = request.resolver_match
    record_access(
        act=act,
        by=_claimed(account) if account else None,
        outcome=outcome,
        route=match.view_name if match else "",
        reason=reason,
        address=request.META.get("REMOTE_ADDR") or None,
    )


def _claimed(account: Account) -> Actor:
    posting = next(iter(postings_now(account.pk)), account.pk)
    return Actor(account.pk, posting, account.pk, frozenset(), "", "")
