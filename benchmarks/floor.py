"""素の床の画面: 五十音順の50人を ORM で読み、飾りのない表の雛形で出すだけ。"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from kasane.people.models import Person

ROWS = 50


def people(request: HttpRequest) -> HttpResponse:
    """先頭の50人（本体と同じ索引が使える条件で）。"""
    shown = Person.objects.filter(merged_into__isnull=True).order_by("sort_kana", "id")[:ROWS]
    return render(request, "floor/people.html", {"people": shown})


def ready(request: HttpRequest) -> HttpResponse:
    """動き始めたか。"""
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [path("people/", people), path("readyz", ready)]
