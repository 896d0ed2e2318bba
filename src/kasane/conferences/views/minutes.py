"""議事録の画面: 二人が同時に一行ずつ書く。JavaScript がなければ、読み直すともう一人の行が出る。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.cases.forms.common import ReasonForm, VersionedForm
from kasane.conferences.commands import minutes as commands
from kasane.conferences.domain.minutes import MinuteKind
from kasane.conferences.forms.room import MinuteForm, MinuteRevisionForm
from kasane.conferences.queries import item_room
from kasane.conferences.queries.minutes import MinuteLine, live_item, minute_line, minute_versions, minutes_mark, minutes_of
from kasane.conferences.queries.rooms import room_frame
from kasane.conferences.queries.shapes import ItemRoom
from kasane.conferences.views.answering import item_url, room_sheet, room_shown
from kasane.conferences.views.drawing import draw_minutes
from kasane.kernel.decision import require
from kasane.kernel.ids import new_id
from kasane.screens import drafts
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.links import link_to
from kasane.screens.views import DeskRequest, page, reads, writes

_TEMPLATE: Final = "conferences/minutes.html"
_SHOWN: Final = "もう一人の記録者が先に直していれば、両方の文を並べて見せます。前の文は消えません。"


class StrikeForm(VersionedForm, ReasonForm):
    """行を取り消す。文は残り、線が引かれる。"""

    field_order = ("reason", "version")


@reads(Action.JOIN_CONFERENCE)
def minutes(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """議事録。見張りの要求には、変わっていなければ何も返さない(打っている文字に触れない)。"""
    if request.headers.get("HX-Request"):
        return _watched(request, item_id)
    room = room_frame(item_id, by=request.actor)
    form = _kept(request, item_id) if room.may_minute.allowed else MinuteForm()
    return room_shown(request, room, _TEMPLATE, "minutes", **_data(room, form))


def _watched(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """見張りへの答え: 四十人が数秒ごとに来るので、変わっていなければ一問で、変わっていれば議事の行だけを引く。"""
    if request.GET.get("seen") == str(minutes_mark(item_id)):
        return HttpResponse(status=204)
    item = live_item(item_id)
    data = _drawn(minutes_of(item_id), item_id, may_write=item.may_minute.allowed)
    return page(request, _TEMPLATE, data, partial="live", saw=item.person_ids, compartment_id=item.compartment_id)


@reads(Action.JOIN_CONFERENCE)
def minutes_print(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """議事録の印刷(A4)。"""
    room = item_room(item_id, by=request.actor)
    return room_shown(request, room, "conferences/minutes_print.html", "minutes", minutes=minutes_of(item_id))


@writes(Action.KEEP_MINUTES)
def write_minute(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """議事を一行足す。同じ行が二度届いても、一度だけ入る(line_id)。"""
    require(live_item(item_id).may_minute)
    form = MinuteForm(request.POST)

    def save() -> UUID:
        given = form.cleaned_data
        kind = MinuteKind(given["kind"])
        return commands.write_minute(by=request.actor, item_id=item_id, kind=kind, text=given["text"], line_id=given["line_id"])

    back = f"{item_url(item_id, 'minutes')}?{urlencode({'kind': request.POST.get('kind', '')})}"
    return saved(request, lambda: _writing(room_frame(item_id, by=request.actor), form), form, save, done="議事を加えました。", to=back)


@reads(Action.KEEP_MINUTES)
def revising(request: DeskRequest, item_id: UUID, minute_id: UUID) -> HttpResponse:
    """議事の一行を直す画面。"""
    line = _line(item_id, minute_id)
    return opened(request, _revising(request, item_id, line), MinuteRevisionForm(initial=_values(line)))


@writes(Action.KEEP_MINUTES)
def revise(request: DeskRequest, item_id: UUID, minute_id: UUID) -> HttpResponse:
    """議事の一行を直す。食い違えば、両方の文を並べる(409)。"""
    line = _line(item_id, minute_id)
    form = MinuteRevisionForm(request.POST)

    def save() -> None:
        given = form.cleaned_data
        commands.revise_minute(
            by=request.actor, line_id=minute_id, kind=MinuteKind(given["kind"]), text=given["text"], version=given["version"]
        )  # fmt: skip

    sheet, done = lambda: _revising(request, item_id, line), "議事の一行を直しました。前の文も残っています。"
    return saved(request, sheet, form, save, done=done, to=item_url(item_id, "minutes"))


@reads(Action.KEEP_MINUTES)
def striking(request: DeskRequest, item_id: UUID, minute_id: UUID) -> HttpResponse:
    """行を取り消す理由を書く画面。"""
    line = _line(item_id, minute_id)
    return opened(request, _striking(request, item_id, line), StrikeForm(initial={"version": line.version}))


@writes(Action.KEEP_MINUTES)
def strike(request: DeskRequest, item_id: UUID, minute_id: UUID) -> HttpResponse:
    """行を取り消す。"""
    line = _line(item_id, minute_id)
    form = StrikeForm(request.POST)

    def save() -> None:
        given = form.cleaned_data
        commands.strike_minute(by=request.actor, line_id=minute_id, reason=given["reason"], version=given["version"])

    sheet, done = lambda: _striking(request, item_id, line), "取り消しの線を引きました。文は残っています。"
    return saved(request, sheet, form, save, done=done, to=item_url(item_id, "minutes"))


def _mark(lines: Sequence[MinuteLine]) -> str:
    return str(max((line.tick for line in lines), default=0))


def _data(room: ItemRoom, form: MinuteForm) -> dict[str, Any]:
    drawn = _drawn(minutes_of(room.id), room.id, may_write=room.may_minute.allowed)
    return {**drawn, "form": form, "draft": _draft(room.id)}


def _drawn(lines: Sequence[MinuteLine], item_id: UUID, *, may_write: bool) -> dict[str, Any]:
    watched = link_to("conferences:minutes", item_id)
    return {"drawn": draw_minutes(lines, item_id, may_write=may_write), "mark": _mark(lines), "watched": watched}


def _draft(item_id: UUID) -> str:
    return f"conference-item:{item_id}:minute"


def _kept(request: DeskRequest, item_id: UUID) -> MinuteForm:
    """打ちかけの一行があれば、続きから開く。種類は、直前に書いた行と同じにしておく。"""
    kept = drafts.restore(request, _draft(item_id))
    start = {"line_id": new_id(), "kind": request.GET.get("kind") or MinuteKind.SHARED.value}
    form = MinuteForm(initial=start | ({name: kept.fields[name] for name in ("kind", "text") if name in kept.fields} if kept else {}))
    if "kind" in request.GET:  # 一行書いたところ。続けて打てるように、文の欄から始める
        form.fields["text"].widget.attrs["autofocus"] = True
    return form


def _writing(room: ItemRoom, form: MinuteForm) -> Sheet:
    action = item_url(room.id, "write_minute")
    return room_sheet(room, "議事録", action, tab="minutes", template=_TEMPLATE, shown=_data(room, form))


def _line(item_id: UUID, minute_id: UUID) -> MinuteLine:
    require(live_item(item_id).may_minute)
    return minute_line(item_id, minute_id)


def _values(line: MinuteLine) -> dict[str, Any]:
    return {"kind": line.kind.value, "text": line.text, "version": line.version}


def _sheet(request: DeskRequest, item_id: UUID, line: MinuteLine, title: str, act: str, **rest: Any) -> Sheet:
    action = reverse(f"conferences:{act}", args=[item_id, line.id])
    return room_sheet(room_frame(item_id, by=request.actor), title, action, tab="minutes", **rest)


def _revising(request: DeskRequest, item_id: UUID, line: MinuteLine) -> Sheet:
    shown = {"before": minute_versions(line.id), "line": line}
    return _sheet(
        request, item_id, line, "議事の一行を直す", "revise_minute", submit="直す", lead=_SHOWN, template="conferences/minute_form.html",
        shown=shown,
    )  # fmt: skip


def _striking(request: DeskRequest, item_id: UUID, line: MinuteLine) -> Sheet:
    facts = ({"label": line.kind.label_ja, "value": line.text},)
    return _sheet(request, item_id, line, "議事の一行を取り消す", "strike_minute", submit="線を引いて取り消す", facts=facts, danger=True)
