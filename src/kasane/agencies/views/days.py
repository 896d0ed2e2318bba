"""日数の決めごとの画面: 一覧、改める、履歴。プログラムに触れずに、市が直す。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.agencies.commands.days import set_days
from kasane.agencies.queries.days import DaysLine, days_changes, days_line, days_lines
from kasane.agencies.queries.names import posting_names
from kasane.agencies.rule_forms import DaysForm
from kasane.agencies.views.answering import crumbs, whereabouts
from kasane.agencies.views.tables import cell, day, made
from kasane.kernel import clock
from kasane.screens.answering import Sheet, opened, saved
from kasane.screens.views import DeskRequest, page, reads, writes

_TITLE: Final = "日数の決めごと"
_COLUMNS: Final = ("決めごと", "今の日数", "いつから", "これから", "よりどころ")


@reads(Action.SET_RULES)
def days(request: DeskRequest) -> HttpResponse:
    """すべての日数。"""
    tables = [made(heading, _COLUMNS, map(_row, lines)) for heading, lines in days_lines()]
    return page(request, "agencies/days.html", {"title": _TITLE, "tables": tables, "crumbs": crumbs((_TITLE, ""))})


@reads(Action.SET_RULES)
def setting(request: DeskRequest, days_key: str) -> HttpResponse:
    """日数を改める画面と、改めた履歴。"""
    line = days_line(days_key)
    return opened(request, _sheet(line), DaysForm(initial={**_typed(line), "valid_from": clock.today()}))


@writes(Action.SET_RULES)
def set_to(request: DeskRequest, days_key: str) -> HttpResponse:
    """日数を改める。"""
    line, form = days_line(days_key), DaysForm(request.POST)
    return saved(
        request, _sheet(line), form, lambda: set_days(by=request.actor, key=days_key, **form.cleaned_data), done="日数を改めました。"
    )


def _row(line: DaysLine) -> list[dict[str, Any]]:
    coming = "、".join(f"{day(since)}から{number}日" for since, number in line.coming)
    return [
        cell(line.label, reverse("agencies:setting_days", args=[line.key])),
        cell("決まっていない" if line.days is None else f"{line.days}日", css="narrow"),
        cell(day(line.since), css="narrow"), cell(coming), cell(line.source),
    ]  # fmt: skip


def _typed(line: DaysLine) -> Mapping[str, Any]:
    return {"days": line.days, "version": line.version}


def _sheet(line: DaysLine) -> Sheet:
    back, changes = reverse("agencies:days"), days_changes(line.key)
    who = posting_names({one.by for one in changes})
    history = made(
        "改めた履歴", ("改めた日", "前の日数", "後の日数", "いつから", "理由", "だれが"),
        (
            [
                cell(day(clock.jst(one.at).date())), cell("" if one.before is None else f"{one.before}日"), cell(f"{one.after}日"),
                cell(day(one.valid_from)), cell(one.reason), cell(who.get(one.by, "")),
            ]
            for one in changes
        ),
    )  # fmt: skip
    lead = "前の日数の行は消えません。すでに決まった期限や、事案ごとに決めた間隔は変わりません。"
    return Sheet(
        f"{line.label}を改める", reverse("agencies:set_days", args=[line.key]), back, "改める", whereabouts((_TITLE, back)), lead,
        template="agencies/days_form.html", shown={"history": history}, compared=_typed,
    )  # fmt: skip
