"""サインインの URL。allauth の画面のうち、ここに並べたものだけが存在する（ほかは 404）。名前は allauth が引くので変えない。"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount.providers.openid_connect import views as city
from django.conf import settings
from django.urls import path

from kasane.agencies.sign_in.guard import entrance, own
from kasane.agencies.views.own import without_password

BEFORE = "サインインの前の画面で、個人の記録を出さない"
urlpatterns = [
    path("sign-in/", entrance(account.login, BEFORE), name="account_login"),
    path("sign-in/code/", entrance(mfa.authenticate, BEFORE), name="mfa_authenticate"),
    path("sign-in/passkey/", entrance(webauthn.login_webauthn, BEFORE), name="mfa_login_webauthn"),
    path("sign-in/stopped/", entrance(account.account_inactive, BEFORE), name="account_inactive"),
    path("sign-in/confirm/", own(account.reauthenticate, "confirm_myself"), name="account_reauthenticate"),
    path("sign-in/confirm/code/", own(mfa.reauthenticate, "confirm_myself"), name="mfa_reauthenticate"),
    path("sign-in/confirm/passkey/", own(webauthn.reauthenticate_webauthn, "confirm_myself"), name="mfa_reauthenticate_webauthn"),
    path("own/password/", own(account.password_change, "change_own_password"), name="account_change_password"),
    path("own/password/none/", without_password, name="account_set_password"),
    path("own/keys/", own(mfa.index, "view_own_keys"), name="mfa_index"),
    path("own/keys/app/", own(totp.activate_totp, "add_own_code_app"), name="mfa_activate_totp"),
    path("own/keys/app/remove/", own(totp.deactivate_totp, "remove_own_code_app"), name="mfa_deactivate_totp"),
    path("own/keys/recovery/", own(recovery.view_recovery_codes, "view_own_recovery_codes"), name="mfa_view_recovery_codes"),
    path("own/keys/recovery/new/", own(recovery.generate_recovery_codes, "renew_own_recovery_codes"), name="mfa_generate_recovery_codes"),
    path("own/keys/passkeys/", own(webauthn.list_webauthn, "view_own_passkeys"), name="mfa_list_webauthn"),
    path("own/keys/passkeys/add/", own(webauthn.add_webauthn, "add_own_passkey"), name="mfa_add_webauthn"),
    path("own/keys/passkeys/<int:pk>/remove/", own(webauthn.remove_webauthn, "remove_own_passkey"), name="mfa_remove_webauthn"),
    path("own/keys/passkeys/<int:pk>/edit/", own(webauthn.edit_webauthn, "rename_own_passkey"), name="mfa_edit_webauthn"),
]
if settings.SOCIALACCOUNT_PROVIDERS:
    urlpatterns += [
        path("sign-in/<str:provider_id>/", entrance(city.login, BEFORE), name="openid_connect_login"),
        path("sign-in/<str:provider_id>/back/", entrance(city.callback, BEFORE), name="openid_connect_callback"),
    ]
