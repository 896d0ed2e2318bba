"""記録をさがす画面。言葉は URL に出さず、セッションに置く。"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect

from kasane.access.policy import Action
from kasane.screens.answering import crumbs
from kasane.screens.views import DeskRequest, page, reads, writes
from kasane.search.domain.words import LONGEST
from kasane.search.queries import Period, labels, search_records

ASKED_KEY = "search.asked"


@reads(Action.SEARCH_RECORDS)
def search(request: DeskRequest) -> HttpResponse:
    """直前にさがした言葉と、その結果。"""
    return _results(request, *request.session.get(ASKED_KEY, ("", "", "")))


@writes(Action.SEARCH_RECORDS)
def ask(request: DeskRequest) -> HttpResponse:
    """言葉と絞り込みを受け取る。htmx なら結果の部分だけ、そうでなければ検索の画面へ移る。"""
    given = [request.POST.get(name, "").strip().replace("\x00", " ")[: LONGEST + 1] for name in ("q", "label", "period")]
    request.session[ASKED_KEY] = given
    return _results(request, *given) if request.headers.get("HX-Request") else redirect("search:search")


def _results(request: DeskRequest, text: str, label: str, period: str) -> HttpResponse:
    chosen = Period(period) if period in list(Period) else Period.ANY
    found = search_records(text, label=label, period=chosen)
    data = {
        "text": text, "label": label, "period": chosen.value, "found": found, "labels": labels(), "periods": list(Period),
        "crumbs": crumbs(("記録をさがす", "")),
    }  # fmt: skip
    if text.strip():
        request.access.saw(found.subjects)
    return page(request, "search/search.html", data, partial="results")
