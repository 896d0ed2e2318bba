"""設定は一つ。違いは環境変数だけで、秘密は鍵の置き場（KASANE_HOME/keys、0600）にある。

KASANE_HOME        データ・鍵・記録の置き場（既定: クローンの .kasane/）
DATABASE_URL       管理者の接続先（用意と移行のとき）。なければ同梱データベース
KASANE_APP_URL・KASANE_AUDIT_URL・KASANE_OWNER_URL・KASANE_PORTAL_URL  役割ごとの接続先を市が渡すとき
KASANE_DATABASE_NAME  データベースの名前を替えるとき（画面の試験と計測）
KASANE_OWNER       1 のとき owner の接続を持つ（管理コマンドと試験だけ）
KASANE_DEMO        1 のとき見本の町（./start だけが付ける）
KASANE_HOSTS       受けるホスト名（カンマ区切り）。KASANE_HTTPS 1 のとき Cookie は https だけ
KASANE_ANCHOR_DIR  記録の封印の控えを書く場所
KASANE_PORTAL_ORIGIN  外の窓口（会議の外部構成員）の住所。札のリンクの先頭になる
KASANE_SMTP_HOST・KASANE_MAIL_FROM  会議の案内を送る先と差出人。なければ、見本の町ではファイルに書き、ほかでは箱に残して待つ
KASANE_STATIC      collected のとき、集めて名前に指紋を付けた静的ファイルを使う
"""

from __future__ import annotations

import os
import sys
from typing import Any

from config import databases as places
from config.home import ROOT, home, secret
from config.identity import city_identity, city_origin

BASE_DIR = ROOT
KASANE_HOME = home()
KASANE_DEMO = os.environ.get("KASANE_DEMO") == "1"
HTTPS = os.environ.get("KASANE_HTTPS") == "1"

SECRET_KEY = secret("django")
# データベースへ名乗るときの署名と、記録の封印の鍵（32 バイトの十六進数）。封印の控えは、本番では別の機械の追記専用の場所に置く。
KASANE_PRINCIPAL_KEY = secret("principal")
KASANE_AUDIT_KEY = secret("audit")
KASANE_ANCHOR_DIR = os.environ.get("KASANE_ANCHOR_DIR") or str(KASANE_HOME / "anchors")
DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("KASANE_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if host]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_NAME = "かさね"
KASANE_MUNICIPALITY_NAME = os.environ.get("KASANE_MUNICIPALITY_NAME", "かさね市" if KASANE_DEMO else "")

KASANE_PORTAL_ORIGIN = os.environ.get("KASANE_PORTAL_ORIGIN", "http://127.0.0.1:8001")

# 先にあるほうの雛形が使われる。allauth の画面を、かさねの画面に置き換えるため、かさねの部屋を先に並べる。
INSTALLED_APPS = [
    "kasane.audit.apps.AuditConfig",
    "kasane.access.apps.AccessConfig",
    "kasane.screens.apps.ScreensConfig",
    "kasane.search.apps.SearchConfig",
    "kasane.agencies.apps.AgenciesConfig",
    "kasane.people.apps.PeopleConfig",
    "kasane.resources.apps.ResourcesConfig",
    "kasane.consent.apps.ConsentConfig",
    "kasane.cases.apps.CasesConfig",
    "kasane.plans.apps.PlansConfig",
    "kasane.conferences.apps.ConferencesConfig",
    "kasane.documents.apps.DocumentsConfig",
    "kasane.portal.apps.PortalConfig",
    "kasane.programmes.consultation.apps.ConsultationConfig",
    "kasane.programmes.coordination.apps.CoordinationConfig",
    "kasane.interop.apps.InteropConfig",
    "kasane.web.apps.WebConfig",
    "kasane.demo.apps.DemoConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kasane.screens.middleware.DeskMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# --- データベース -------------------------------------------------------------------------------------------------
TEST_DATABASE = "kasane_test_" + os.environ.get("KASANE_TEST_DB_SUFFIX", "main")
_OWNER = os.environ.get("KASANE_OWNER") == "1" or "pytest" in sys.modules  # 所有者の接続は、管理の命令と試験だけが持つ。
_ALIASES = ["default", "audit", *(["owner"] if _OWNER else []), *(["portal"] if "pytest" in sys.modules else [])]
DATABASES = {alias: places.django(alias, TEST_DATABASE) for alias in _ALIASES}
DATABASE_ROUTERS = ["config.routers.OwnerMigrates"]

# --- 利用者とサインイン -------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "agencies.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
# 10回間違えると30分止まる。止めるのはサインイン名ごとで、窓口の共用端末でも、ほかの人は止まらない。
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.5  # 時間
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "kasane.agencies.sign_in.lockout.locked_out"
AXES_USERNAME_CALLABLE = "kasane.agencies.sign_in.lockout.tried_name"
AXES_DISABLE_ACCESS_LOG = True  # サインインの記録は kasane.audit が持つ。
AXES_SENSITIVE_PARAMETERS = ["login", "password", "code", "credential"]
AXES_CLEANUP_INTERVAL_SECONDS = 3600
# 閉域網では全員が同じアドレスに見えることが多く、アドレスで止めると窓口ごと止まる。サインイン名ごとに止める。
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

ACCOUNT_ADAPTER = "kasane.agencies.sign_in.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login_id"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {"login_failed": None}  # 間違いの回数は axes が数える（再起動しても、処理が増えても、数え続ける）。
ACCOUNT_FORMS = {
    "login": "kasane.agencies.sign_in.forms.SignInForm",
    "change_password": "kasane.agencies.sign_in.forms.ChangePasswordForm",
    "reauthenticate": "kasane.agencies.sign_in.forms.ReauthenticateForm",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"
MFA_ADAPTER = "kasane.agencies.sign_in.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # http://localhost で試すときだけ。庁内では KASANE_HTTPS=1。
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "kasane.agencies.sign_in.forms.AuthenticateForm",
    "reauthenticate": "kasane.agencies.sign_in.forms.MfaReauthenticateForm",
    "activate_totp": "kasane.agencies.sign_in.forms.ActivateTotpForm",
    "deactivate_totp": "kasane.agencies.sign_in.forms.DeactivateTotpForm",
    "generate_recovery_codes": "kasane.agencies.sign_in.forms.GenerateRecoveryCodesForm",
    "add_webauthn": "kasane.agencies.sign_in.forms.AddPasskeyForm",
    "edit_webauthn": "kasane.agencies.sign_in.forms.EditPasskeyForm",
}
KASANE_MFA_KEY = secret("mfa")
KASANE_MFA_REQUIRED = not KASANE_DEMO  # 見本の町の外では、二つ目の鍵のない人は登録の画面から先へ進めない。

# 市の認証基盤（OIDC）。三つそろったときだけ使う。かさねに無い人は作らない。
KASANE_OIDC_CLAIM = os.environ.get("KASANE_OIDC_CLAIM", "preferred_username")
SOCIALACCOUNT_ADAPTER = "kasane.agencies.sign_in.adapter.CityIdentityAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_PROVIDERS = city_identity()

# --- 守り ---------------------------------------------------------------------------------------------------------
SESSION_ENGINE = "kasane.screens.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_FAILURE_VIEW = "kasane.web.views_errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
_SELF = ["'self'"]
_NONE = ["'none'"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": _SELF,
        "script-src": _SELF,
        "style-src": _SELF,
        "connect-src": _SELF,
        "font-src": _SELF,
        "worker-src": _SELF,
        "form-action": [*_SELF, *city_origin()],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": _NONE,
        "base-uri": _NONE,
        "frame-ancestors": _NONE,
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- 会議の案内のメール -------------------------------------------------------------------------------------------
EMAIL_HOST = os.environ.get("KASANE_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("KASANE_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("KASANE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("KASANE_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("KASANE_SMTP_TLS") == "1"
EMAIL_TIMEOUT = 20
EMAIL_FILE_PATH = str(KASANE_HOME / "mail")
EMAIL_BACKEND = "django.core.mail.backends." + ("smtp" if EMAIL_HOST or not KASANE_DEMO else "filebased") + ".EmailBackend"
KASANE_MAIL_FROM = os.environ.get("KASANE_MAIL_FROM", "kasane@localhost" if KASANE_DEMO else "")
KASANE_MAIL_READY = KASANE_DEMO or bool(EMAIL_HOST and KASANE_MAIL_FROM)

# --- ことばと時刻 -------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True

# --- 静的ファイル -------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = KASANE_HOME / "static"
KASANE_STATIC_COLLECTED = os.environ.get("KASANE_STATIC") == "collected"
WHITENOISE_USE_FINDERS = not KASANE_STATIC_COLLECTED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(KASANE_HOME / "files")}},
    "staticfiles": {
        "BACKEND": "config.static.CollectedFiles" if KASANE_STATIC_COLLECTED else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- 記録（個人に関することは書かない。1 行 1 要求は gunicorn が書き、問い合わせ文字列は含まない） -----------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "kasane": {"level": "INFO"},
        # Django の要求の記録は、拒否した URL を問い合わせ文字列ごと書くことがあるので止める。
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "ERROR"},
        "axes": {"level": "ERROR"},
    },
}
