"""記録の検索の URL。さがす言葉は、どの URL にも入れない。"""

from __future__ import annotations

from django.urls import path

from kasane.search import views

app_name = "search"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/ask/", views.ask, name="ask"),
]
