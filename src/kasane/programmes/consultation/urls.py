"""包括的相談支援の URL。"""

from __future__ import annotations

from django.urls import URLPattern

app_name = "consultation"
urlpatterns: list[URLPattern] = []
