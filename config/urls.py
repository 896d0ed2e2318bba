"""全体の URL。中身は各部屋の urls.py にある。"""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("kasane.web.urls")),
]
