"""サインインのフォーム。欄の名前と誤りを日本語にし、確認コードの間違いもパスワードと合わせて数える。"""

from typing import Any

from allauth.account import forms as account
from allauth.core import context
from allauth.mfa.base import forms as mfa
from allauth.mfa.recovery_codes import forms as recovery
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.exceptions import ValidationError

from kasane.agencies.sign_in.lockout import count_failure, may_try, minutes
from kasane.screens.forms import KasaneForm


def _password(label: str, autocomplete: str, help_text: str = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, widget=widget, help_text=help_text)


class SignInForm(KasaneForm, account.LoginForm):  # type: ignore[misc]
    """サインイン名とパスワード。"""

    password = _password("パスワード", "current-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        login = self.fields["login"]
        login.label, login.help_text = "サインイン名", "業務管理者から受け取った名前"
        login.error_messages["required"] = "サインイン名を入力してください"
        login.widget.attrs.pop("placeholder", None)
        login.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "username"}


class ChangePasswordForm(KasaneForm, account.ChangePasswordForm):  # type: ignore[misc]
    """パスワードの変更。"""

    oldpassword = _password("いまのパスワード", "current-password", "初めての人は、業務管理者から受け取ったもの")
    password1 = _password("新しいパスワード", "new-password", "12文字以上。よく使われる言葉や、名前・サインイン名に近いものは使えません")
    password2 = _password("新しいパスワード（もう一度）", "new-password")


class ReauthenticateForm(KasaneForm, account.ReauthenticateForm):  # type: ignore[misc]
    """大事な設定の前の、本人の確かめ直し。"""

    password = _password("パスワード", "current-password")


class _CodeForm(KasaneForm):
    """確認コード（または回復コード）の欄。"""

    code = forms.CharField(label="確認コード", help_text="確認アプリに出ている6桁の数字。回復コードも使えます", max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}

    def clean_code(self) -> str:
        """止まっていれば照合せずに断り、違っていれば間違いを一つ数える。"""
        request, name = context.request, self.user.login_id  # type: ignore[attr-defined]
        if not may_try(request, name):
            raise ValidationError(f"間違いが続いたため、{minutes()}分のあいだサインインできません。急ぐときは業務管理者に連絡してください")
        try:
            return str(super().clean_code())  # type: ignore[misc]
        except ValidationError:
            count_failure(request, name)
            raise


class AuthenticateForm(_CodeForm, mfa.AuthenticateForm):  # type: ignore[misc]
    """サインインの二段目。"""


class MfaReauthenticateForm(_CodeForm, mfa.ReauthenticateForm):  # type: ignore[misc]
    """確認コードでの確かめ直し。"""


class ActivateTotpForm(KasaneForm, totp.ActivateTOTPForm):  # type: ignore[misc]
    """確認アプリの登録。"""

    code = forms.CharField(label="確認コード", help_text="アプリに出た6桁の数字", max_length=20)


class DeactivateTotpForm(KasaneForm, totp.DeactivateTOTPForm):  # type: ignore[misc]
    """確認アプリを外す。"""


class GenerateRecoveryCodesForm(KasaneForm, recovery.GenerateRecoveryCodesForm):  # type: ignore[misc]
    """回復コードの作り直し。"""


class AddPasskeyForm(KasaneForm, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """パスキーの登録。どの鍵も、パスワードなしのサインインに使える形（本人の確認つき）で作る。"""

    name = forms.CharField(label="鍵の名前", required=False, max_length=60, help_text="どの機器の鍵か分かる名前")
    passwordless = forms.BooleanField(required=False, widget=forms.HiddenInput, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"].validators = []  # 文字ではなく機械の値。中身は儀式の検査が確かめる。


class EditPasskeyForm(KasaneForm, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """鍵の名前の変更。"""

    name = forms.CharField(label="鍵の名前", max_length=60)
