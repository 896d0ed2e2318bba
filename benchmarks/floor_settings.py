"""床の設定: 同じ Django・同じデータベースで、ミドルウェアなし、行の守りなし（所有者の接続）。これより安くは一覧を出せない、という下限。"""

from __future__ import annotations

from typing import Any

from config import databases
from config.settings import *  # noqa: F403 -- 床は本体の設定から、下の項目だけを外したもの。
from config.settings import BASE_DIR

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "kasane.audit.apps.AuditConfig",
    "kasane.access.apps.AccessConfig",
    "kasane.screens.apps.ScreensConfig",
    "benchmarks.floor_apps.TablesOfAgencies",
    "benchmarks.floor_apps.TablesOfPeople",
]
MIGRATION_MODULES = dict.fromkeys(("audit", "access", "screens", "agencies", "people"))  # 床の初回起動は、Django の標準の表だけを作る。
SESSION_ENGINE = "django.contrib.sessions.backends.db"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "benchmarks.floor"
DATABASE_ROUTERS: list[str] = []
DATABASES = {"default": {**databases.django("owner", "kasane_bench_floor"), "CONN_HEALTH_CHECKS": False}}
TEMPLATES: list[dict[str, Any]] = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [BASE_DIR / "benchmarks" / "templates"], "OPTIONS": {}}
]
