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
from kasane.conferences.queries.minutes import MinuteLine, minute_versions, minutes_of
from kasane.conferences.queries.shapes import ItemRoom
from kasane.conferences.views.answering import deciding_room, item_url, room_sheet, room_shown
from kasane.kernel.decision import NotVisible
from kasane.kernel.ids import new_id
from kasane.screens import drafts
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.views import DeskRequest, reads, writes

_TEMPLATE: Final = "conferences/minutes.html"
_SHOWN: Final = "もう一人の記録者が先に直していれば、両方の文を並べて見せます。前の文は消えません。"


class StrikeForm(VersionedForm, ReasonForm):
    """行を取り消す。文は残り、線が引かれる。"""

    field_order = ("reason", "version")


@reads(Action.JOIN_CONFERENCE)
def minutes(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """議事録。見張りの要求には、変わっていなければ何も返さない(打っている文字に触れない)。"""
    room, lines = item_room(item_id, by=request.actor), minutes_of(item_id)
    if request.headers.get("HX-Request") and request.GET.get("seen") == _mark(lines):
        return HttpResponse(status=204)
    return room_shown(request, room, _TEMPLATE, "minutes", partial="live", **_data(lines, _kept(request, item_id), item_id))


@reads(Action.JOIN_CONFERENCE)
def minutes_print(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """議事録の印刷(A4)。"""
    room = item_room(item_id, by=request.actor)
    return room_shown(request, room, "conferences/minutes_print.html", "minutes", minutes=minutes_of(item_id))


@writes(Action.KEEP_MINUTES)
def write_minute(request: DeskRequest, item_id: UUID) -> HttpResponse:
    """議事を一行足す。同じ行が二度届いても、一度だけ入る(line_id)。"""
    room, form = deciding_room(request, item_id, lambda one: one.may_minute), MinuteForm(request.POST)

    def save() -> UUID:
        given = form.cleaned_data
        kind = MinuteKind(given["kind"])
        return commands.write_minute(by=request.actor, item_id=item_id, kind=kind, text=given["text"], line_id=given["line_id"])

    back = f"{item_url(item_id, 'minutes')}?{urlencode({'kind': request.POST.get('kind', '')})}"
    return saved(request, lambda: _writing(room, form), form, save, done="議事を加えました。", to=back)


@reads(Action.KEEP_MINUTES)
def revising(request: DeskRequest, item_id: UUID, minute_id: UUID) -> HttpResponse:
    """議事の一行を直す画面。"""
    room, line = _line(request, item_id, minute_id)
    return opened(request, _revising(room, line), MinuteRevisionForm(initial=_values(line)))


@writes(Action.KEEP_MINUTES)
def revise(request: DeskRequest, item_id: UUID, minute_id: UUID) -> HttpResponse:
    """議事の一行を直す。食い違えば、両方の文を並べる(409)。"""
    room, line = _line(request, item_id, minute_id)
    form = MinuteRevisionForm(request.POST)

    def save() -> None:
        given = form.cleaned_data
        commands.revise_minute(
            by=request.actor, line_id=minute_id, kind=MinuteKind(given["kind"]), text=given["text"], version=given["version"]
        )  # fmt: skip

    return saved(request, _revising(room, line), form, save, done="議事の一行を直しました。前の文も残っています。")


@reads(Action.KEEP_MINUTES)
def striking(request: DeskRequest, item_id: UUID, minute_id: UUID) -> HttpResponse:
    """行を取り消す理由を書く画面。"""
    room, line = _line(request, item_id, minute_id)
    return opened(request, _striking(room, line), StrikeForm(initial={"version": line.version}))


@writes(Action.KEEP_MINUTES)
def strike(request: DeskRequest, item_id: UUID, minute_id: UUID) -> HttpResponse:
    """行を取り消す。"""
    room, line = _line(request, item_id, minute_id)
    form = StrikeForm(request.POST)

    def save() -> None:
        given = form.cleaned_data
        commands.strike_minute(by=request.actor, line_id=minute_id, reason=given["reason"], version=given["version"])

    return saved(request, _striking(room, line), form, save, done="取り消しの線を引きました。文は残っています。")


def _mark(lines: Sequence[MinuteLine]) -> str:
    return str(max((line.tick for line in lines), default=0))


def _data(lines: Sequence[MinuteLine], form: MinuteForm, item_id: UUID) -> dict[str, Any]:
    return {"minutes": lines, "mark": _mark(lines), "form": form, "draft": _draft(item_id)}


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
    shown = _data(minutes_of(room.id), form, room.id)
    return room_sheet(room, "議事録", item_url(room.id, "write_minute"), tab="minutes", template=_TEMPLATE, shown=shown)


def _line(request: DeskRequest, item_id: UUID, minute_id: UUID) -> tuple[ItemRoom, MinuteLine]:
    room = deciding_room(request, item_id, lambda one: one.may_minute)
    line = next((one for one in minutes_of(item_id) if one.id == minute_id and one.struck_at is None), None)
    if line is None:
        raise NotVisible
    return room, line


def _values(line: MinuteLine) -> dict[str, Any]:
    return {"kind": line.kind.value, "text": line.text, "version": line.version}


def _sheet(room: ItemRoom, line: MinuteLine, title: str, act: str, **rest: Any) -> Sheet:
    action = reverse(f"conferences:{act}", args=[room.id, line.id])
    return room_sheet(room, title, action, tab="minutes", **rest)


def _revising(room: ItemRoom, line: MinuteLine) -> Sheet:
    shown = {"before": minute_versions(line.id), "line": line}
    return _sheet(
        room, line, "議事の一行を直す", "revise_minute", submit="直す", lead=_SHOWN, template="conferences/minute_form.html", shown=shown
    )


def _striking(room: ItemRoom, line: MinuteLine) -> Sheet:
    facts = ({"label": line.kind.label_ja, "value": line.text},)
    return _sheet(room, line, "議事の一行を取り消す", "strike_minute", submit="線を引いて取り消す", facts=facts, danger=True)
