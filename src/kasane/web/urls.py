"""外枠の URL: 今日の仕事、下書き、生死の確認、部品の一覧。"""

from django.urls import path

from kasane.web import health, views, views_components, views_session

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("drafts/", views.keep_draft, name="keep_draft"),
    path("drafts/discard/", views.discard_draft, name="discard_draft"),
    path("resume/", views.resume, name="resume"),
    path("session/", views_session.session, name="session"),
    path("components/", views_components.components, name="components"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
