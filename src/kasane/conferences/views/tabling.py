"""事案の「会議」の見出しと、会議にかける画面。同意が会議の種類を決め、合わなければ根拠と、代わりの会議を示す(security.md N29)。"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action, decide
from kasane.cases.queries import CaseHeader, case_header
from kasane.cases.views.answering import case_sheet, case_shown, deciding_header, person_choices
from kasane.conferences import commands
from kasane.conferences.domain.codes import DECIDERS, PLAN_OCCASIONS, ConferenceState, Occasion
from kasane.conferences.forms.convening import AddItemForm
from kasane.conferences.queries import kind_choices, my_conferences, open_agendas, tabling_of
from kasane.conferences.queries.screens import items_of_case, tabled_plans
from kasane.conferences.queries.shapes import ConferenceHead, KindChoice
from kasane.conferences.queries.tabling import bringers, manages_case
from kasane.conferences.views import choosing
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible, require
from kasane.plans.domain.codes import PlanKind
from kasane.plans.queries import number_label
from kasane.screens.answering import Sheet, opened_with_draft, saved
from kasane.screens.views import DeskRequest, reads, writes

TAB: Final = "conferences"
_LIVE: Final = frozenset({ConferenceState.PLANNED, ConferenceState.CALLED, ConferenceState.OPEN})
_MAIN: Final = ("support_conference", "layered_conference")
_LEAD: Final = "かけた人のことを、その会議の役員が読めるようになります。構成員は、招いた人だけが、自分で守秘を確かめてから読みます。"


@reads(Action.VIEW_CASE)
def of_case(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """この事案が議題になった会議のうち、自分に席のあるもの。"""
    header = deciding_header(request, case_id, Action.VIEW_CASE)
    may = _may_table(request.actor, header)
    return case_shown(request, header, "conferences/of_case.html", TAB, items=items_of_case(case_id), may_table=may)


@reads(Action.TABLE_ITEM)
def tabling(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """会議にかける画面。どの種類の会議にかけられるかを、根拠と一緒に先に示す。"""
    header = _header(request, case_id)
    start = {
        "person_ids": [str(one) for one in header.person_ids], "matter": request.GET.get("matter", ""),
        "brought_by": str(request.actor.agency_id),
    }  # fmt: skip
    return opened_with_draft(
        request, _sheet(header, _choices(header)), lambda *args, **kwargs: _form(request, header, *args, **kwargs), start
    )


@writes(Action.TABLE_ITEM)
def table(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """会議にかける。同意が合わなければ、根拠と、代わりにかけられる会議を示して断る。"""
    header = _header(request, case_id)
    form = _form(request, header, request.POST)

    def save() -> UUID:
        return commands.add_item(by=request.actor, conference_id=form.conference_id, facts=_facts(form, header))

    done = "会議にかけました。次に、資料を載せて、構成員を招きます。"
    return saved(request, lambda: _refused(request, header, form), form, save, done=done, to=_item_url)


def _item_url(item_id: UUID) -> str:
    return reverse("conferences:item", args=[item_id])


def _may_table(by: Actor, header: CaseHeader) -> Decision:
    may = decide(Action.TABLE_ITEM, by=by)
    if may.allowed and not manages_case(header.id):
        return Decision.no("この事案を受け持つ機関(受付・主担当・伴走・市)が、会議にかけられます。", "根拠")
    return may


def _header(request: DeskRequest, case_id: UUID) -> CaseHeader:
    header = case_header(case_id, by=request.actor)
    require(_may_table(request.actor, header))
    return header


def _agendas(by: Actor) -> list[ConferenceHead]:
    """議題を加えられる会議: 自分が事務局か司会の、これからの会議と、議題を受け付けている会議(記録だけの役では加えられない)。"""
    mine = [one.head for one in my_conferences(by, limit=100) if one.head.state in _LIVE and DECIDERS.intersection(one.parts)]
    found = {head.id: head for head in [*mine, *(one.head for one in open_agendas(by))]}
    return sorted(found.values(), key=lambda head: (head.held_on, head.starts_at))


def _matters(case_id: UUID) -> list[tuple[str, str]]:
    plans = [
        (f"{one.occasion.value}:{one.id}", f"{one.occasion.label_ja}　{PlanKind.label_of(one.kind)}プラン（{number_label(one.number)}）")
        for one in tabled_plans(case_id)
    ]  # fmt: skip
    return plans + [(one.value, f"{one.label_ja}（プランは諮らない）") for one in Occasion if one not in PLAN_OCCASIONS]


def _form(request: DeskRequest, header: CaseHeader, *args: Any, **kwargs: Any) -> AddItemForm:
    heads = [(str(head.id), choosing.said(head)) for head in _agendas(request.actor)]
    named = [(str(key), name) for key, name in bringers(header.id, by=request.actor).items()]
    return AddItemForm(*args, **kwargs, conferences=heads, matters=_matters(header.id), persons=person_choices(header), bringers=named)


def _facts(form: AddItemForm, header: CaseHeader) -> Any:
    return form.to_facts(case_id=header.id, labels={one.person_id: one.standing_label for one in header.persons})


def _choices(header: CaseHeader) -> list[KindChoice]:
    """全員のことを話すときに、どの会議にかけられるか。"""
    found = kind_choices(header.id, header.person_ids, Occasion.SHARE)
    return [one for one in found if one.tabling.allowed or one.kind.code in _MAIN]


def _refused(request: DeskRequest, header: CaseHeader, form: AddItemForm) -> Sheet:
    """断られた画面。選んだ人・時期で代わりにかけられる種類と、その種類のこれからの会議を並べる。"""
    if not form.is_valid_for_offer():
        return _sheet(header, _choices(header))
    try:
        choices = tabling_of(form.conference_id, _facts(form, header), by=request.actor).choices
    except NotVisible:
        choices = ()
    codes = {one.kind.code for one in choices if one.tabling.allowed}
    offers = [choosing.said(head) for head in _agendas(request.actor) if head.kind_code in codes and head.id != form.conference_id]
    return _sheet(header, [one for one in choices if one.tabling.allowed or one.kind.code in _MAIN], offered=True, offers=offers)


def _sheet(header: CaseHeader, choices: list[KindChoice], *, offered: bool = False, offers: list[str] | None = None) -> Sheet:
    main = [one for one in choices if one.kind.code in _MAIN]
    others = [one.kind.name for one in choices if one.kind.code not in _MAIN and one.tabling.allowed]
    return case_sheet(
        header, "会議にかける", reverse("conferences:table", args=[header.id]), tab=TAB, submit="会議にかける", lead=_LEAD,
        back=reverse("conferences:of_case", args=[header.id]), draft=f"case:{header.id}:conference", template="conferences/table.html",
        shown={"choices": main, "others": others, "offered": offered, "offers": offers or []},
    )  # fmt: skip
