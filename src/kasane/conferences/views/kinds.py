"""会議の種類の画面: 名前・根拠・成り立つ条件・決められることを、日付のついた行で直す。既存の会議体を指定する。"""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.conferences import commands
from kasane.conferences.domain.facts import KindFacts
from kasane.conferences.forms.kinds import BOTH, BY_LAW, ON_CONSENT, DesignateForm, KindForm
from kasane.conferences.queries import kind_history
from kasane.conferences.queries.shapes import KindLine
from kasane.conferences.views import choosing
from kasane.conferences.views.answering import LIST, desk_shown
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.views import DeskRequest, reads, writes

_TITLE: Final = "会議の種類"
_REVISE: Final = (
    "新しい行を足します。前の行は消えず、新しい行の前の日で終わります。もう招集した会議の決まりは、招集したときの行のままです"
    "（守秘の文だけは、会議の日に効いている文を確かめてもらいます）。"
)


@reads(Action.EDIT_CONFERENCE_KINDS)
def kinds(request: DeskRequest) -> HttpResponse:
    """会議の種類の全行。今の行と、前の行・これからの行。"""
    lines, today = kind_history(), clock.today()
    data = {
        "now": [one for one in lines if one.valid_from <= today and (one.valid_to is None or one.valid_to > today)],
        "others": [one for one in lines if one.valid_from > today or (one.valid_to is not None and one.valid_to <= today)],
        "bodies": dict(choosing.bodies()),
    }  # fmt: skip
    return desk_shown(request, "conferences/kinds.html", "kinds", _TITLE, **data)


@reads(Action.EDIT_CONFERENCE_KINDS)
def adding(request: DeskRequest) -> HttpResponse:
    """新しい種類を加える画面。"""
    return opened(request, _adding(), KindForm(statutes=choosing.statutes(), new=True))


@writes(Action.EDIT_CONFERENCE_KINDS)
def add(request: DeskRequest) -> HttpResponse:
    """新しい種類を加える。"""
    form = KindForm(request.POST, statutes=choosing.statutes(), new=True)

    def save() -> Any:
        return commands.revise_kind(by=request.actor, facts=form.to_facts(), valid_from=form.cleaned_data["valid_from"])

    return saved(request, _adding(), form, save, done="会議の種類を加えました。")


@reads(Action.EDIT_CONFERENCE_KINDS)
def revising(request: DeskRequest, kind_code: str) -> HttpResponse:
    """種類を改める画面。今の行の値から始める。"""
    line = _kind(kind_code)
    return opened(request, _revising(line), KindForm(initial=_values(line), statutes=choosing.statutes()))


@writes(Action.EDIT_CONFERENCE_KINDS)
def revise(request: DeskRequest, kind_code: str) -> HttpResponse:
    """種類を改める。新しい日付の行になる。"""
    line, form = _kind(kind_code), KindForm(request.POST, statutes=choosing.statutes())

    def save() -> Any:
        return commands.revise_kind(by=request.actor, facts=form.to_facts(kind_code), valid_from=form.cleaned_data["valid_from"])

    return saved(request, _revising(line), form, save, done="新しい行を足しました。前の行も残っています。")


@reads(Action.EDIT_CONFERENCE_KINDS)
def designating(request: DeskRequest, kind_code: str) -> HttpResponse:
    """既存の会議体を指定する画面。"""
    return opened(request, _designating(_kind(kind_code)), DesignateForm(bodies=choosing.bodies(), initial={"valid_from": clock.today()}))


@writes(Action.EDIT_CONFERENCE_KINDS)
def designate(request: DeskRequest, kind_code: str) -> HttpResponse:
    """既存の会議体を、この会議を兼ねるものとして指定する。"""
    line, form = _kind(kind_code), DesignateForm(request.POST, bodies=choosing.bodies())

    def save() -> Any:
        facts, since = _as_facts(line), form.cleaned_data["valid_from"]
        return commands.designate_body(by=request.actor, body_id=form.body_id, facts=facts, valid_from=since)

    return saved(request, _designating(line), form, save, done="会議体を指定しました。")


def _kind(code: str) -> KindLine:
    lines = [one for one in kind_history() if one.code == code]
    if not lines:
        raise NotVisible
    return max(lines, key=lambda one: one.valid_from)


def _as_facts(line: KindLine) -> KindFacts:
    """会議体だけを替えるときの、ほかは今のままの値。"""
    given = {field.name: getattr(line, field.name) for field in fields(KindFacts) if field.name != "allowed_occasions"}
    return KindFacts(**given | {"verified": False}, allowed_occasions=line.occasions)


def _values(line: KindLine) -> dict[str, Any]:
    same = (
        "name",
        "statute_code",
        "penal_secrecy",
        "host",
        "chair",
        "needs_city",
        "needs_coordinator",
        "minimum_members",
        "approves_plans",
        "source",
        "secrecy_wording",
        "penalty_code",
        "position",
    )
    law = ON_CONSENT if line.consent_required else BOTH if line.both_laws else BY_LAW
    return {**{name: getattr(line, name) for name in same}, "law": law, "allowed_occasions": [one.value for one in line.occasions]}


def _sheet(title: str, action: str, **rest: Any) -> Sheet:
    back = reverse("conferences:kinds")
    return Sheet(title=title, action=action, back=back, where=((LIST, reverse("conferences:list")), (_TITLE, back)), **rest)


def _adding() -> Sheet:
    return _sheet("会議の種類を加える", reverse("conferences:add_kind"), submit="加える", template="conferences/kind_form.html")


def _revising(line: KindLine) -> Sheet:
    action = reverse("conferences:revise_kind", args=[line.code])
    return _sheet(f"「{line.name}」を改める", action, submit="新しい行を足す", lead=_REVISE, template="conferences/kind_form.html")


def _designating(line: KindLine) -> Sheet:
    return _sheet(f"「{line.name}」を兼ねる会議体を指定する", reverse("conferences:designate", args=[line.code]), submit="指定する")
