"""多機関協働の URL。"""

from __future__ import annotations

from django.urls import URLPattern

from kasane.programmes.coordination.application_urls import application_patterns

app_name = "coordination"
urlpatterns: list[URLPattern] = [*application_patterns]
