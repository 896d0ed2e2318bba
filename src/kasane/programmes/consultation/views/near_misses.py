"""惜しいケース: 一押しで加え、月ごとに皆で見直す。"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpResponse

from kasane.access.policy import Action
from kasane.kernel import clock
from kasane.programmes.consultation import commands
from kasane.programmes.consultation.domain.near_miss import month_of
from kasane.programmes.consultation.forms import FilterForm, NearMissForm
from kasane.programmes.consultation.models import Consultation
from kasane.programmes.consultation.queries.near_misses import first_sentence, near_miss_month, patterns_accepted
from kasane.programmes.consultation.queries.records import visible_consultation
from kasane.programmes.consultation.views.answering import sheet_for
from kasane.screens.answering import Sheet, saved
from kasane.screens.views import DeskRequest, page, reads, writes


@writes(Action.MARK_NEAR_MISS)
def mark(request: DeskRequest, consultation_id: UUID) -> HttpResponse:
    """惜しいケースに加える。一文がなければ、符号から作った一文を使う。名前や電話番号が入っていれば、直す画面を返す。"""
    row = visible_consultation(consultation_id)
    form = NearMissForm({"sentence": request.POST.get("sentence") or first_sentence(row)})

    def save() -> None:
        commands.mark_near_miss(
            by=request.actor, sentence=form.cleaned_data["sentence"], patterns=patterns_accepted(row), consultation_id=row.id
        )

    done = "惜しいケースに加えました。だれの、どの相談かは残していません。"
    return saved(request, _sheet(row), form, save, done=done)


def _sheet(row: Consultation) -> Sheet:
    lead = "名前を残さずに集め、月ごとに全機関で見直します。元の相談に戻る手がかりは残りません。"
    return sheet_for(row, "惜しいケースに加える", "mark_near_miss", submit="惜しいケースに加える", lead=lead)


@reads(Action.REVIEW_NEAR_MISSES)
def review(request: DeskRequest) -> HttpResponse:
    """一月分の惜しいケース。どの機関の働く人も読める。"""
    month = FilterForm(request.GET).value("month")
    shown = near_miss_month(date.fromisoformat(f"{month}-01") if month else month_of(clock.today()))
    return page(request, "consultation/near_misses.html", {"shown": shown})
