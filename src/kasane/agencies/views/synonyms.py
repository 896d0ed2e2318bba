"""言い換えの組の画面: 一覧、加える、改める、やめる、履歴。プログラムに触れずに、市が直す。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.agencies.queries.names import posting_names
from kasane.agencies.rule_forms import EndSynonymsForm, NewSynonymsForm, SynonymsForm
from kasane.agencies.views.answering import crumbs, whereabouts
from kasane.kernel import clock
from kasane.kernel.wareki import format_wareki
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.views import DeskRequest, page, reads, writes
from kasane.search import commands
from kasane.search.queries.synonyms import SynonymGroup, synonym_changes, synonym_group, synonym_groups

_TITLE: Final = "検索の言い換え"
_LEAD: Final = "保存すると、次の検索から使われます。気づきの言葉あわせにも使われます。"


@reads(Action.SET_RULES)
def synonyms(request: DeskRequest) -> HttpResponse:
    """すべての組。"""
    groups = synonym_groups()
    now = [(one, format_wareki(one.since)) for one in groups if one.words]
    data = {"now": now, "ended": [one for one in groups if not one.words], "crumbs": crumbs((_TITLE, ""))}
    return page(request, "agencies/synonyms.html", data)


@reads(Action.SET_RULES)
def group(request: DeskRequest, group_id: UUID) -> HttpResponse:
    """一つの組と、改めた履歴。"""
    found = synonym_group(group_id)
    changes = synonym_changes(found.group)
    who = posting_names({one.by for one in changes})
    lines = [(format_wareki(clock.jst(one.at).date()), who.get(one.by, ""), one) for one in changes]
    data = {"group": found, "lines": lines, "crumbs": crumbs((_TITLE, reverse("agencies:synonyms")), (found.name, ""))}
    return page(request, "agencies/synonym.html", data)


@reads(Action.SET_RULES)
def adding(request: DeskRequest) -> HttpResponse:
    """新しい組を加える画面。"""
    return opened(request, _adding(), NewSynonymsForm())


@writes(Action.SET_RULES)
def add(request: DeskRequest) -> HttpResponse:
    """新しい組を加える。"""
    form = NewSynonymsForm(request.POST)

    def save() -> UUID:
        return commands.add_synonyms(by=request.actor, words=form.read, reason=form.cleaned_data["reason"])

    return saved(request, _adding(), form, save, done="言い換えの組を加えました。", to=_shown)


@reads(Action.SET_RULES)
def revising(request: DeskRequest, group_id: UUID) -> HttpResponse:
    """組を改める画面。今の言葉から始める。"""
    found = synonym_group(group_id)
    return opened(request, _revising(found), SynonymsForm(initial=_typed(found)))


@writes(Action.SET_RULES)
def revise(request: DeskRequest, group_id: UUID) -> HttpResponse:
    """組を改める。"""
    found, form = synonym_group(group_id), SynonymsForm(request.POST)

    def save() -> None:
        given = form.cleaned_data
        commands.revise_synonyms(by=request.actor, key=group_id, version=given["version"], words=form.read, reason=given["reason"])

    return saved(request, _revising(found), form, save, done="言い換えを改めました。次の検索から使われます。")


@reads(Action.SET_RULES)
def ending(request: DeskRequest, group_id: UUID) -> HttpResponse:
    """組を使うのをやめる画面。"""
    found = synonym_group(group_id)
    return opened(request, _ending(found), EndSynonymsForm(initial={"version": found.version}))


@writes(Action.SET_RULES)
def end(request: DeskRequest, group_id: UUID) -> HttpResponse:
    """組を使うのをやめる。"""
    found, form = synonym_group(group_id), EndSynonymsForm(request.POST)
    return saved(
        request, _ending(found), form, lambda: commands.end_synonyms(by=request.actor, key=group_id, **form.cleaned_data),
        done="この組は、使うのをやめました。",
    )  # fmt: skip


def _typed(found: SynonymGroup) -> Mapping[str, Any]:
    return {"words": "\n".join(found.words), "version": found.version}


def _shown(key: UUID) -> str:
    return reverse("agencies:synonym", args=[key])


def _adding() -> Sheet:
    back = reverse("agencies:synonyms")
    return Sheet("言い換えの組を加える", reverse("agencies:add_synonyms"), back, "加える", whereabouts((_TITLE, back)), _LEAD)


def _revising(found: SynonymGroup) -> Sheet:
    action = reverse("agencies:revise_synonyms", args=[found.key])
    return Sheet(f"「{found.name}」の組を改める", action, _shown(found.key), "改める", _where(found), _LEAD, compared=_typed)


def _ending(found: SynonymGroup) -> Sheet:
    action = reverse("agencies:end_synonyms", args=[found.key])
    lead = f"今の言葉：{'、'.join(found.words)}。やめると、これらの言葉は互いに見つからなくなります。行と履歴は残ります。"
    return Sheet(
        f"「{found.name}」の組を使うのをやめる", action, _shown(found.key), "やめる", _where(found), lead, danger=True, compared=_typed
    )


def _where(found: SynonymGroup) -> tuple[tuple[str, str], ...]:
    return whereabouts((_TITLE, reverse("agencies:synonyms")), (found.name, _shown(found.key)))
