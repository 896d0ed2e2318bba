"""相談の一覧。"""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse

from kasane.access.policy import Action
from kasane.agencies.queries.register import labels
from kasane.kernel import clock
from kasane.programmes.consultation.domain.codes import State
from kasane.programmes.consultation.forms import FilterForm
from kasane.programmes.consultation.queries.listing import Filters, my_consultations, recent_months
from kasane.screens.views import DeskRequest, page, reads


@reads(Action.LIST_CONSULTATIONS)
def consultations(request: DeskRequest) -> HttpResponse:
    """自機関が受けた相談。新しい順に50件ずつ。"""
    form, topics = FilterForm(request.GET), labels("consultation_topic")
    topic, month = form.value("topic") or "", form.value("month")
    since = date.fromisoformat(f"{month}-01") if month else None
    filters = Filters(State.read(form.value("state") or ""), topic if topic in topics else "", since)
    shown = my_consultations(filters, after=form.value("after"))
    data = {"shown": shown, "filters": filters, "states": State.choices(), "topics": topics.items(), "month": month or ""}
    data["months"] = recent_months(clock.today())
    return page(request, "consultation/list.html", data, partial="rows", saw=shown.person_ids)
