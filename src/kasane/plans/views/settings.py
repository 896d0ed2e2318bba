"""支援決定の決めごとの画面: 一覧、改める、履歴。プログラムに触れずに、市の担当者が直す。"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.kernel import clock
from kasane.plans import commands
from kasane.plans.domain.settings import CitySetting
from kasane.plans.forms.settings import PreconsentForm, ReportingForm
from kasane.plans.queries import deciding_agencies, notice_rule
from kasane.plans.queries.settings import SettingLine, setting_line, setting_lines
from kasane.screens.answering import Sheet, crumbs, opened, saved
from kasane.screens.views import DeskRequest, page, reads, writes

_TITLE: Final = "支援決定の決めごと"
_LEADS: Final = {
    CitySetting.REPORTING: "支援決定の要らないプラン（参加支援・アウトリーチを使わないプラン）は、"
    "会議の了承で確定し、この課に報告として届きます。",
    CitySetting.PRECONSENT: "本人の同意を得る前のアウトリーチプランについて、国の要綱は手続を決めていません。市で決めます。",
}
_KEPT: Final = "前の決めごとの行は残ります。もう会議で了承されたプランと、市に届いた一件は変わりません。"


@reads(Action.SET_NOTICE)
def rules(request: DeskRequest) -> HttpResponse:
    """決めごとの一覧。教示の定めへの道も、ここにある。"""
    lines = [{"line": one, "url": _url(one.which, "setting")} for one in setting_lines()]
    data = {"lines": lines, "notice": notice_rule(), "title": _TITLE, "crumbs": crumbs(*_where(), (_TITLE, ""))}
    return page(request, "plans/rules.html", data)


@reads(Action.SET_NOTICE)
def setting(request: DeskRequest, *, which: CitySetting) -> HttpResponse:
    """決めごとを改める画面と、改めた履歴。"""
    line = setting_line(which)
    return opened(request, _sheet(line), _form(which)(initial={**_typed(line), "valid_from": clock.today()}))


@writes(Action.SET_NOTICE)
def set_rule(request: DeskRequest, *, which: CitySetting) -> HttpResponse:
    """決めごとを改める。"""
    form = _form(which)(request.POST)

    def save() -> None:
        commands.set_decision_rule(by=request.actor, which=which, facts=form.to_facts())

    return saved(request, lambda: _sheet(setting_line(which)), form, save, done="決めごとを改めました。")


def _form(which: CitySetting) -> Any:
    if which is CitySetting.PRECONSENT:
        return PreconsentForm
    return partial(ReportingForm, agencies=[(str(key), name) for key, name in deciding_agencies()])


def _url(which: CitySetting, name: str) -> str:
    return reverse(f"plans:{name}_{which.name.lower()}")


def _typed(line: SettingLine) -> Mapping[str, Any]:
    return {"value": line.value, "version": line.version}


def _sheet(line: SettingLine) -> Sheet:
    back = reverse("plans:rules")
    facts = ({"label": "今の決めごと", "value": line.said},)
    return Sheet(
        title=f"{line.label}を改める", action=_url(line.which, "set"), back=back, submit="改める", where=(*_where(), (_TITLE, back)),
        lead=_LEADS[line.which] + _KEPT, facts=facts, template="plans/setting.html", shown={"line": line}, compared=_typed,
    )  # fmt: skip


def _where() -> tuple[tuple[str, str], ...]:
    return (("市の支援決定", reverse("plans:desk")),)
