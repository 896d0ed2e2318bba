"""会議の案内の画面: だれに届くか、送れたか、宛先の登録。案内に、氏名も会議の名前も載らない。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.cases.views.answering import done
from kasane.conferences.commands import mailing as commands
from kasane.conferences.forms.mailing import MailboxForm
from kasane.conferences.queries import conference_page
from kasane.conferences.queries.mailing import Recipient, mail_of, recipients
from kasane.conferences.queries.shapes import ConferencePage
from kasane.conferences.views.answering import LIST, why_seen
from kasane.kernel.decision import NotVisible
from kasane.screens.answering import Sheet, crumbs, opened, saved
from kasane.screens.views import DeskRequest, page, reads, writes


@reads(Action.CONVENE_CONFERENCE)
def mailing(request: DeskRequest, conference_id: UUID) -> HttpResponse:
    """案内の様子と、宛先(役員だけ)。"""
    found = conference_page(conference_id, by=request.actor)
    data = {
        "conference": found, "recipients": recipients(conference_id), "mails": mail_of(conference_id),
        "why": why_seen(found.compartment_id), "crumbs": crumbs(*_where(found), ("案内", "")),
    }  # fmt: skip
    return page(request, "conferences/mailing.html", data, compartment_id=found.compartment_id)


@writes(Action.CONVENE_CONFERENCE)
def invite_by_mail(request: DeskRequest, conference_id: UUID) -> HttpResponse:
    """招集した後に加わった人と、宛先を登録した人に、案内を出す。"""
    return _send(request, conference_id, commands.send_invitations, "まだ案内していない人に、案内を出しました。")


@writes(Action.CONVENE_CONFERENCE)
def tell_by_mail(request: DeskRequest, conference_id: UUID) -> HttpResponse:
    """日時・場所の変更を知らせる。"""
    return _send(request, conference_id, commands.tell_change, "案内した人の全員に、変更を知らせました。")


@reads(Action.CONVENE_CONFERENCE)
def addressing(request: DeskRequest, conference_id: UUID, whose_id: UUID) -> HttpResponse:
    """一人の宛先を書く画面。"""
    sheet, whose = _sheet(request, conference_id, whose_id)
    return opened(request, sheet, MailboxForm(initial={"address": whose.address}))


@writes(Action.CONVENE_CONFERENCE)
def address(request: DeskRequest, conference_id: UUID, whose_id: UUID) -> HttpResponse:
    """一人の宛先を登録する(直す)。"""
    sheet, whose = _sheet(request, conference_id, whose_id)
    form = MailboxForm(request.POST)
    key = "outside_member_id" if whose.outside else "posting_id"

    def save() -> None:
        commands.set_mailbox(by=request.actor, address=form.cleaned_data["address"], **{key: whose_id})

    return saved(request, sheet, form, save, done="宛先を登録しました。")


def _send(request: DeskRequest, conference_id: UUID, act: Callable[..., Any], said: str) -> HttpResponse:
    conference_page(conference_id, by=request.actor)
    to = reverse("conferences:mailing", args=[conference_id])
    return done(request, lambda: act(by=request.actor, conference_id=conference_id), said=said, to=to)


def _where(found: ConferencePage) -> tuple[tuple[str, str], ...]:
    return (LIST, reverse("conferences:list")), (found.head.title, reverse("conferences:conference", args=[found.head.id]))


def _sheet(request: DeskRequest, conference_id: UUID, whose_id: UUID) -> tuple[Sheet, Recipient]:
    found = conference_page(conference_id, by=request.actor)
    whose = next((one for one in recipients(conference_id) if one.id == whose_id), None)
    if whose is None:
        raise NotVisible
    back = reverse("conferences:mailing", args=[conference_id])
    sheet = Sheet(
        title="案内の宛先", action=reverse("conferences:address", args=[conference_id, whose_id]), back=back, submit="登録する",
        where=(*_where(found), ("案内", back)), facts=({"label": "だれの宛先", "value": whose.name},), compartment_id=found.compartment_id,
    )  # fmt: skip
    return sheet, whose
