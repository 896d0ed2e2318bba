"""多機関協働の URL。"""

from __future__ import annotations

from django.urls import URLPattern

app_name = "coordination"
urlpatterns: list[URLPattern] = []
