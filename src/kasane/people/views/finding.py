"""人をさがす、人の一覧、一覧の書き出し、緊急閲覧の申し出。"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from kasane.access.commands import break_glass
from kasane.access.policy import Action
from kasane.audit.access_log import Outcome, record_access
from kasane.kernel.decision import Invalid, Refused
from kasane.people.exporting import EXPORT_LIMIT, csv_of
from kasane.people.forms import EmergencyForm
from kasane.people.queries.find import INITIALS, find_people, my_people
from kasane.people.queries.handles import read_handle
from kasane.people.queries.person import subject_of_emergency
from kasane.people.views.answering import FOUND_KEY, QUERY_KEY, person_url, trail, whereabouts
from kasane.screens.answering import Sheet, opened
from kasane.screens.views import DeskRequest, page, reads, writes


@reads(Action.LIST_PEOPLE)
def people(request: DeskRequest) -> HttpResponse:
    """自機関・自分が関わる人の一覧。五十音順に50人ずつ。"""
    initial = request.GET.get("initial", "")
    shown = my_people(initial=initial, after=_uuid(request.GET.get("after", "")))
    data = {"shown": shown, "initials": INITIALS, "initial": initial}
    return page(request, "people/list.html", data, partial="rows", saw=[line.id for line in shown.people])


@reads(Action.FIND_PERSON)
def find(request: DeskRequest) -> HttpResponse:
    """人をさがす画面。直前の検索の結果を出す(氏名が URL や履歴に残らないよう、言葉はセッションに置く)。"""
    return _results(request, request.session.get(QUERY_KEY, ""))


@writes(Action.FIND_PERSON)
def search(request: DeskRequest) -> HttpResponse:
    """検索の言葉を受け取る。htmx なら結果の部分だけ、そうでなければ検索の画面へ移る。"""
    text = request.POST.get("q", "").strip()[:500]
    request.session[QUERY_KEY] = text
    return _results(request, text) if request.headers.get("HX-Request") else redirect("people:find")


@reads(Action.EXPORT_PEOPLE)
def export(request: DeskRequest) -> HttpResponse:
    """一覧を CSV で書き出す。書き出した全員を閲覧記録に残す。"""
    shown = my_people(initial=request.GET.get("initial", ""), take=EXPORT_LIMIT)
    request.access.saw([line.id for line in shown.people], reason="一覧の書き出し")
    response = HttpResponse(csv_of(shown.people, by=request.actor), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="people.csv"'
    return response


@writes(Action.BREAK_GLASS)
def emergency(request: DeskRequest) -> HttpResponse:
    """緊急閲覧の申し出を書く画面。札は URL に出さず、検索結果から送る。"""
    handle = request.POST.get("handle", "")
    read_handle(handle, request.actor)
    return opened(request, _emergency_sheet(), EmergencyForm(initial={"handle": handle}))


@writes(Action.BREAK_GLASS)
def open_emergency(request: DeskRequest) -> HttpResponse:
    """理由を確かめて60分だけ開き、その人の画面へ移る。"""
    form = EmergencyForm(request.POST)
    if not form.is_valid():
        return opened(request, _emergency_sheet(), form, status=422)
    room = read_handle(form.cleaned_data["handle"], request.actor)
    try:
        break_glass(by=request.actor, compartment_id=room, reason=form.cleaned_data["reason"])
    except (Refused, Invalid) as refused:
        form.add_error(None, str(refused))
        return opened(request, _emergency_sheet(), form, status=422)
    return redirect(person_url(subject_of_emergency(room, by=request.actor)))


def _emergency_sheet() -> Sheet:
    lead = (
        "命や安全に関わるときだけ、一人の記録を60分見られます。"
        "本人を支えている機関と保護責任者にすぐ知らせが届き、3開庁日以内に点検されます。"
    )
    action, back = reverse("people:open_emergency"), reverse("people:find")
    return Sheet("緊急閲覧の申し出", action, back, "理由を残して60分見る", whereabouts(), lead, danger=True)


def _results(request: DeskRequest, text: str) -> HttpResponse:
    """さがした結果。見えない人に当たった・当たらなかったにかかわらず、尋ねたこと自体を一行残す(かかる時間も変えない)。"""
    found = find_people(text, by=request.actor) if text else None
    _remember(request, [str(line.id) for line in found.people[:20]] if found else [])
    if found is not None and found.asked_others:
        record_access(
            act=Action.FIND_PERSON.value, by=request.actor, outcome=Outcome.NOT_VISIBLE, route="people:find", subjects=found.hidden,
            reason="把握している機関の照会", address=request.META.get("REMOTE_ADDR") or None,
        )  # fmt: skip
    data = {"text": text, "found": found, "crumbs": trail(("人をさがす", ""))}
    return page(request, "people/find.html", data, partial="results", saw=[line.id for line in found.people] if found else ())


def _remember(request: DeskRequest, ids: list[str]) -> None:
    if request.session.get(FOUND_KEY, []) != ids:
        request.session[FOUND_KEY] = ids


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
