"""allauth の決まりを、かさねの決まりに合わせる。"""

import time
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, perform_login
from allauth.account.models import Login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import render, resolve_url

from kasane.agencies.models import Account
from kasane.agencies.sign_in.gate import SECOND_KEYS
from kasane.agencies.sign_in.sealing import seal, unseal
from kasane.screens.desk import frame

WRONG = "サインイン名かパスワードが違います。大文字と小文字、全角と半角を確かめてください。"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """アカウントは業務管理者だけが作り、サインインの後は必ず席を選ぶ関門を通る。"""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "incorrect_password": "パスワードが違います。",
        "enter_current_password": "いまのパスワードが違います。",
        "too_many_login_attempts": "間違いが続いたため、しばらくサインインできません。業務管理者に連絡してください。",
        "rate_limited": "短い時間に何度も試されました。少し待ってからやり直してください。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """自分でアカウントを作る入口はない。"""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """サインインの後は席を選ぶ画面へ（一つなら、そこを通り過ぎる）。"""
        return str(resolve_url("agencies:choose_posting"))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """変えた後は、続きの関門へ。"""
        return str(resolve_url("agencies:choose_posting"))

    def set_password(self, user: Account, password: str) -> None:
        """本人が変えたパスワード。初めの一度きりの印を外す。"""
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])

    def is_reauthentication_required(self, *, app: str, **rest: Any) -> bool:
        """大事な設定の前に、本人を確かめ直すか。サインインしてから5分は確かめ直さない。

        見本の町では確かめ直さない（役割を選んで入った人は、パスワードを持たない）。
        """
        if settings.KASANE_DEMO:
            return False
        request = context.request
        records = get_authentication_records(request, request.user)
        recent = bool(records) and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        return not recent

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """allauth の英語まじりの知らせは出さない（画面が結果を示す）。誤りの文（message 指定）だけを通す。"""
        if kwargs.get("message"):
            super().add_message(request, level, *args, **kwargs)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """二つ目の鍵。種は暗号にして置き、最後の一つは外せない。"""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "二つ目の鍵の最後の一つは外せません。別の鍵を登録してから外してください。",
        "cannot_generate_recovery_codes": "回復コードは、パスキーか確認コードを登録した後に作れます。",
        "incorrect_code": "コードが違います。新しいコードが出るのを待って、もう一度入力してください。",
    }

    def encrypt(self, text: str) -> str:
        """種を暗号にする。"""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """種を元に戻す。"""
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """外してよいか。二つ目の鍵が要る町では、最後の一つは外せない。"""
        if not settings.KASANE_MFA_REQUIRED:
            return True
        left = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=SECOND_KEYS).exclude(pk=authenticator.pk)
        return bool(left.exists())

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:
        """鍵の名前の初めの案。"""
        return f"パスキー{Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """パスキーの相手の名前。"""
        return {"id": context.request.get_host().partition(":")[0], "name": settings.SITE_NAME}

    def get_public_key_credential_user_entity(self, user: Account) -> dict[str, Any]:
        """パスキーに残る利用者の名前。氏名は入れず、サインイン名だけにする。"""
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.login_id, "name": user.login_id}

    def _get_site_name(self) -> str:
        return str(settings.SITE_NAME)


class CityIdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """市の認証基盤から来た人を、既にあるアカウントに結び付ける。ない人は作らない。"""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """認証基盤から来ても、アカウントは作らない。"""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """発行者の決まった項目（既定 preferred_username）とサインイン名が同じアカウントで入る。なければ断りの画面。"""
        account = Account.objects.filter(login_id=_claimed_name(sociallogin), is_active=True).first()
        if account is None:
            raise ImmediateHttpResponse(render(request, "account/not_registered.html", frame(request), status=403))
        raise ImmediateHttpResponse(perform_login(request, Login(user=account)))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **rest: Any) -> None:
        """認証基盤が断った・途中でやめた。理由の文字列は出さず、入口へ戻す。"""
        raise ImmediateHttpResponse(HttpResponseRedirect(resolve_url("account_login")))


def _claimed_name(sociallogin: SocialLogin) -> str:
    data = sociallogin.account.extra_data
    for claims in (data.get("id_token") or {}, data.get("userinfo") or {}, data):
        if name := claims.get(settings.KASANE_OIDC_CLAIM):
            return str(name).strip().lower()
    return ""
