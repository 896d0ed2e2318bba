"""外の窓口の URL。これで全部であり、札のほかに番号（識別子）を取るものはない。"""

from __future__ import annotations

from django.urls import path

from kasane.portal.outer import views

app_name = "outer"
urlpatterns = [
    path("", views.door, name="door"),
    path("in/<str:token>/", views.link, name="link"),
    path("room/", views.room, name="room"),
    path("promise/", views.promise, name="promise"),
    path("write/", views.write, name="write"),
    path("answer/", views.answer, name="answer"),
    path("leave/", views.leave, name="leave"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
handler400 = "kasane.portal.outer.views.nothing_here"
handler403 = "kasane.portal.outer.views.nothing_here"
handler404 = "kasane.portal.outer.views.nothing_here"
handler500 = "kasane.portal.outer.views.trouble"
