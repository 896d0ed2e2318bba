"""市の支援決定: 届いたもの・決めたものの一覧、一件の書類、決める、差し戻す。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.kernel.decision import require
from kasane.kernel.wareki import format_wareki
from kasane.plans import commands
from kasane.plans.domain.codes import DecisionState, Part
from kasane.plans.forms.decision import DecideForm, SendBackForm, decide_initial
from kasane.plans.queries import Dossier, NoticeRule, decision_desk, notice_rule
from kasane.plans.queries import dossier as dossier_of
from kasane.plans.queries.letters import Letter, common_content, letters_of
from kasane.plans.queries.standing import report_is_settled
from kasane.screens.answering import Sheet, crumbs, opened, opened_with_draft, saved
from kasane.screens.views import DeskRequest, page, reads, writes

_DESK = "市の支援決定"
_BACK = "差し戻すと、プランは作成中に戻ります。支援チームが直してから、もう一度会議に諮ります。"
_TEMPLATE = "plans/dossier.html"


@reads(Action.LIST_DECISIONS)
def desk(request: DeskRequest) -> HttpResponse:
    """届いたもの(待っている順)と、決めたもの・届いた報告。"""
    found = decision_desk(request.actor)
    data: dict[str, Any] = {"waiting": found.waiting, "settled": found.settled, "crumbs": crumbs((_DESK, ""))}
    data |= {"rule": notice_rule(), "reporting": report_is_settled()}
    return page(request, "plans/desk.html", data, saw=found.person_ids)


@reads(Action.LIST_DECISIONS)
def dossier(request: DeskRequest, decision_id: UUID) -> HttpResponse:
    """一件の書類。決められる人には、起案文の入った決裁の欄が出る。"""
    found = dossier_of(decision_id, request.actor)
    sheet = _deciding(found)
    if not found.may.allowed:
        return _shown(request, found, sheet)
    return opened_with_draft(request, sheet, DecideForm, decide_initial(found.draft_text, common_content(found)))


@writes(Action.DECIDE_PLAN)
def decide(request: DeskRequest, decision_id: UUID) -> HttpResponse:
    """支援決定をする。プランはこの日に確定する。"""
    found, form = dossier_of(decision_id, request.actor), DecideForm(request.POST)
    require(found.may)

    def save() -> None:
        commands.decide_plan(by=request.actor, decision_id=decision_id, facts=form.to_facts())

    return saved(request, _deciding(found), form, save, done="支援決定をしました。プランが確定しました。", to=_url(decision_id))


@reads(Action.DECIDE_PLAN)
def sending_back(request: DeskRequest, decision_id: UUID) -> HttpResponse:
    """差し戻す理由を書く画面。"""
    found = dossier_of(decision_id, request.actor)
    require(found.may)
    return opened(request, _returning(found), SendBackForm())


@writes(Action.DECIDE_PLAN)
def send_back(request: DeskRequest, decision_id: UUID) -> HttpResponse:
    """差し戻す。"""
    found, form = dossier_of(decision_id, request.actor), SendBackForm(request.POST)
    require(found.may)

    def save() -> None:
        commands.return_plan(by=request.actor, decision_id=decision_id, reason=form.cleaned_data["reason"])

    return saved(request, _returning(found), form, save, done="差し戻しました。プランは作成中に戻りました。", to=_url(decision_id))


def _url(decision_id: UUID, name: str = "dossier") -> str:
    return reverse(f"plans:{name}", args=[decision_id])


def _letters(found: Dossier) -> tuple[Letter, ...]:
    """決めると出る通知。報告だけの一件と差し戻した一件からは、通知を出さない。"""
    return letters_of(found) if found.line.state in (DecisionState.WAITING, DecisionState.DECIDED) else ()


def _shown(request: DeskRequest, found: Dossier, sheet: Sheet) -> HttpResponse:
    data = {**sheet.shown, "sheet": sheet, "form": None, "crumbs": crumbs(*sheet.where, (sheet.title, ""))}
    return page(request, _TEMPLATE, data, saw=sheet.saw, compartment_id=sheet.compartment_id)


def _deciding(found: Dossier) -> Sheet:
    line = found.line
    facts: tuple[dict[str, Any], ...] = (
        {"label": "出した機関", "value": line.from_agency}, {"label": "決める課", "value": found.agency},
        {"label": "会議で了承された日", "value": format_wareki(line.approved_on)},
        {"label": "届いた日", "value": format_wareki(line.arrived_on)},
        {"label": "市がすること", "value": line.finality_label}, {"label": "教示", "value": _notice(found, notice_rule())},
    )  # fmt: skip
    shown = {
        "dossier": found, "line": line, "about": found.about, "texts": found.texts, "decide_lines": found.rows(Part.DECIDE),
        "check_lines": found.rows(Part.CHECK), "result": _result(found), "letters": _letters(found),
        "refusal": "" if found.may.allowed else found.may.reason,
    }  # fmt: skip
    return Sheet(
        title=line.title, action=_url(found.id, "decide"), back=reverse("plans:desk"), submit="支援決定をする", where=_where(),
        facts=facts, draft=f"plan-decision:{found.id}", saw=tuple(found.person_ids),
        compartment_id=found.compartment_id, template=_TEMPLATE, shown=shown,
    )  # fmt: skip


def _returning(found: Dossier) -> Sheet:
    return Sheet(
        title="プランを差し戻す", action=_url(found.id, "send_back"), back=_url(found.id), submit="差し戻す", lead=_BACK, danger=True,
        where=(*_where(), (found.line.title, _url(found.id))), saw=tuple(found.person_ids), compartment_id=found.compartment_id,
    )  # fmt: skip


def _notice(found: Dossier, rule: NoticeRule) -> str:
    """教示: 決めたものは決めた日の定め、待っているものは今日の定め。"""
    waiting = found.line.state is DecisionState.WAITING
    needed, words = (rule.needed, rule.words) if waiting else (found.line.notice, found.line.notice_text)
    return f"{needed.label_ja}　{words}".strip()


def _where() -> tuple[tuple[str, str], ...]:
    return ((_DESK, reverse("plans:desk")),)


def _result(found: Dossier) -> list[dict[str, str]]:
    """決裁のこと。まだ決まっていない(報告を受けただけの)一件は空。"""
    line = found.line
    if line.decided_on is None:
        return []
    back = line.state is DecisionState.RETURNED
    return [
        {"label": "結果", "value": line.state_label}, {"label": "決裁日", "value": format_wareki(line.decided_on)},
        {"label": "決裁した人", "value": found.decided_by}, *([] if back else [{"label": "文書番号", "value": line.document_number}]),
        {"label": "差し戻した理由" if back else "決定の内容", "value": found.content},
        *([] if back else [{"label": "条件", "value": found.conditions}]),
    ]  # fmt: skip
