"""会議の一覧と、守秘の確認。確かめるまで出るのは、日時・場所・目的の段階だけ(security.md N21・N23)。"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action, decide
from kasane.conferences import commands
from kasane.conferences.forms.members import SecrecyForm
from kasane.conferences.queries import invitations, my_conferences
from kasane.conferences.queries.roles import my_tasks
from kasane.conferences.queries.seats import seat_to_read
from kasane.conferences.queries.shapes import Invitation
from kasane.conferences.views.answering import LIST, desk_shown
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.wareki import format_wareki
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.views import DeskRequest, reads, writes


@reads(Action.SEE_HOME)
def conferences(request: DeskRequest) -> HttpResponse:
    """わたしの会議: 招かれたもの、役員として開くもの、自機関が引き受けた役割。"""
    by = request.actor
    return desk_shown(
        request, "conferences/list.html", "list", "", invitations=_waiting(by), now=clock.now(),running=my_conferences(by, limit=100), 
        tasks=my_tasks(by, limit=100),
        may_convene=decide(Action.CONVENE_CONFERENCE, by=by),
    )  # fmt: skip


@reads(Action.SEE_HOME)
def secrecy(request: DeskRequest, seat_id: UUID) -> HttpResponse:
    """守秘の文(その日に効いている罰則つき)。確かめるまで、資料は一行も出ない。"""
    seat, before = seat_to_read(seat_id, by=request.actor)
    return opened(request, _sheet(seat, before), SecrecyForm(initial={"wording": seat.wording}))


@writes(Action.SEE_HOME)
def acknowledge(request: DeskRequest, seat_id: UUID) -> HttpResponse:
    """守秘を確かめる。ここから、自分の議題だけが、窓の間だけ見える。"""
    seat, before = seat_to_read(seat_id, by=request.actor)
    form = SecrecyForm(request.POST)

    def save() -> None:
        commands.acknowledge_secrecy(by=request.actor, seat_id=seat_id, wording=form.cleaned_data["wording"])

    return saved(
        request,
        _sheet(seat, before),
        form,
        save,
        done="守秘を確かめました。資料は、決められた期間だけ読めます。",
        to=reverse("conferences:list"),
    )


def _waiting(by: Actor) -> list[Invitation]:
    """招かれている席。守秘を確かめた役員の会議は、下の「役員として開いている会議」に出る。"""
    return [one for one in invitations(by) if one.item_id is not None or one.acknowledged_at is None]


def _sheet(seat: Invitation, before: datetime | None) -> Sheet:
    head = seat.head
    facts = (
        {"label": "日時", "value": f"{format_wareki(head.held_on)}　{head.starts_at:%H:%M}〜{head.ends_at:%H:%M}"},
        {"label": "場所", "value": f"{head.place or '事務局にお尋ねください'}（{head.method.label_ja}）"},
        {"label": "目的の段階", "value": head.purpose.label_ja}, {"label": "あなたの役", "value": seat.part.label_ja},
    )  # fmt: skip
    return Sheet(
        title=f"{head.kind}の守秘を確かめる", action=reverse("conferences:acknowledge", args=[seat.seat_id]),
        back=reverse("conferences:list"), submit="守秘を確かめて、資料を開く", where=((LIST, reverse("conferences:list")),), facts=facts,
        template="conferences/secrecy.html", shown={"seat": seat, "before": before},
    )  # fmt: skip
