"""床（全部入り）の画面: 同じ50人を、サインインした人にだけ出す。"""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.urls import path

from benchmarks import floor

urlpatterns = [path("people/", login_required(floor.people)), path("readyz", floor.ready)]
