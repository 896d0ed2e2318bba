"""全体の URL。中身は各部屋の urls.py にある。"""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    # よく開く画面から。先にあるほど早く見つかる。
    path("", include("kasane.web.urls")),
    path("", include("kasane.search.urls")),
    path("", include("kasane.people.urls")),
    path("", include("kasane.cases.urls")),
    path("", include("kasane.plans.urls")),
    path("", include("kasane.conferences.urls")),
    path("", include("kasane.portal.urls")),
    path("", include("kasane.programmes.consultation.urls")),
    path("", include("kasane.programmes.coordination.urls")),
    path("", include("kasane.documents.urls")),
    path("", include("kasane.web.oversight.urls")),
    path("", include("kasane.agencies.urls")),
]
handler400 = "kasane.web.views_errors.bad_request"
handler403 = "kasane.web.views_errors.forbidden"
handler404 = "kasane.web.views_errors.not_found"
handler500 = "kasane.web.views_errors.server_error"
