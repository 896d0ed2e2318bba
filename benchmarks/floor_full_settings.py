"""床（全部入り）の設定: 素の床に、セッション・サインイン・CSRF・守りの見出しという、Django の標準の部品だけを足したもの。"""

from __future__ import annotations

from benchmarks.floor_settings import *  # noqa: F403 -- 素の床に足すだけ。
from benchmarks.floor_settings import TEMPLATES

ROOT_URLCONF = "benchmarks.floor_full"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [{**TEMPLATES[0], "OPTIONS": {"context_processors": ["django.template.context_processors.request"]}}]
