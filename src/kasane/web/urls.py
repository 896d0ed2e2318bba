"""画面の外枠の URL。部品の一覧だけを持つ（今日の仕事などは screens の頁がここに足す）。"""

from __future__ import annotations

from django.urls import path

from kasane.web import views_components

app_name = "web"
urlpatterns = [
    path("components/", views_components.components, name="components"),
]
