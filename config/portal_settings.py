"""外の窓口（会議の外部構成員）の設定。庁内の画面とは別の処理で、別の役割（kasane_portal）でだけデータベースにつながる。

業務・監査・持ち主の接続も、その合言葉も、署名の鍵も持たない。表は一つも読めず、決まった関数を呼べるだけである。

KASANE_HOME            この処理の記録と鍵の置き場
KASANE_PORTAL_URL      kasane_portal の接続先（なければ、庁内と同じ決まりで探す）
KASANE_PORTAL_HOSTS    受けるホスト名（カンマ区切り）
KASANE_PORTAL_PROXY    1 のとき、前に置いた Web サーバーの X-Forwarded-For の最後を接続元とする
KASANE_HTTPS           1 のとき Cookie は https だけ
"""

from __future__ import annotations

import os
from typing import Any

from config import databases as places
from config.home import ROOT, secret

HTTPS = os.environ.get("KASANE_HTTPS") == "1"
SECRET_KEY = secret("portal-django")
DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("KASANE_PORTAL_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if host]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
ROOT_URLCONF = "config.portal_urls"
WSGI_APPLICATION = "config.portal_wsgi.application"
KASANE_MUNICIPALITY_NAME = os.environ.get("KASANE_MUNICIPALITY_NAME", "かさね市" if os.environ.get("KASANE_DEMO") == "1" else "")
KASANE_PORTAL_CONTACT = os.environ.get("KASANE_PORTAL_CONTACT", "")
KASANE_PORTAL_PROXY = os.environ.get("KASANE_PORTAL_PROXY") == "1"

INSTALLED_APPS = ["django.contrib.staticfiles"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kasane.portal.outer.middleware.OuterMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "src" / "kasane" / "portal" / "templates"],
        "OPTIONS": {"context_processors": ["kasane.portal.outer.frame.frame"]},
    },
]

# 「default」は空: ORM で何かを読もうとしても、つながる先がない。
DATABASES = {"default": {}, "portal": places.django("portal", "unused")}
DATABASE_ROUTERS = ["config.routers.OwnerMigrates"]

COOKIE_PREFIX = "__Host-" if HTTPS else ""
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}kasane-form"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "kasane.portal.outer.views.form_lapsed"
# no-referrer にすると、ブラウザが送信に Origin: null を付け、よそからの送信と見分けられなくなる。よそには何も送らない same-origin にする。
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20
FILE_UPLOAD_HANDLERS: list[str] = []

LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [ROOT / "src" / "kasane" / "portal" / "static"]
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# 記録には、道（札を含む）も、書かれた文も、誤りの文も残さない。誤りの種類と場所は OuterMiddleware が書く。
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "ERROR"},
    "loggers": {
        "kasane": {"level": "INFO"},
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "CRITICAL"},
        "django.db.backends": {"level": "CRITICAL"},
    },
}
