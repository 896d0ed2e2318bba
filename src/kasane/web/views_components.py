"""部品の一覧（/components/）。すべての部品を、すべての状態で見せる。個人情報は含まない。"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kasane.screens.views import public
from kasane.web import component_samples as samples


@public("部品の見本だけで、個人情報を含まない")
def components(request: HttpRequest) -> HttpResponse:
    """部品の一覧を返す。見本の町と開発の環境だけにあり、実運用では無いもの（404）として答える。"""
    if not (getattr(settings, "KASANE_DEMO", False) or settings.DEBUG):
        raise Http404
    return render(request, "components_page.html", samples.page_data())
