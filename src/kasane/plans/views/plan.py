"""プランの画面: 一枚、様式2-1の印刷、これまでの変更、頭の欄と種別ごとの欄を書く。"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse

from kasane.access.policy import Action
from kasane.kernel.decision import NotVisible
from kasane.plans import commands
from kasane.plans.forms.plan import HeadForm, TextForm, head_initial, head_now, text_initial
from kasane.plans.queries import ItemLine, items_of, revisions_of
from kasane.plans.queries.evaluation import evaluations_of
from kasane.plans.queries.screens import printed_people, text_row
from kasane.plans.views.answering import Place, placed, plan_sheet, plan_shown
from kasane.plans.views.choosing import leads
from kasane.plans.views.revised import told
from kasane.plans.views.showing import course_data, plan_data, print_boxes
from kasane.screens.answering import Sheet, opened_with_draft, saved
from kasane.screens.views import DeskRequest, page, reads, writes

_HEAD = "世帯の全体に関わることを書きます。一人ひとりのことは、目標と実施事項に書きます（その人の記録を見られる機関だけが読みます）。"


@reads(Action.VIEW_CASE)
def plan(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """プランの頁。"""
    place = placed(request, plan_id)
    data = plan_data(place.plan, place.header, evaluations_of(plan_id), items_of(place.plan.kind, place.plan.made_on))
    return plan_shown(request, place, "plans/plan.html", also=place.plan.person_ids, **data)


@reads(Action.VIEW_CASE)
def plan_print(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """様式2-1の印刷(A4)。"""
    place = placed(request, plan_id)
    header, shown = place.header, place.plan
    people, data = printed_people(header, by=request.actor), course_data(shown)
    given = {"case": header, "plan": shown, "people": people, "boxes": print_boxes(shown), **data}
    saw = dict.fromkeys([*header.person_ids, *shown.person_ids])
    return page(request, "plans/print21.html", given, saw=saw, compartment_id=header.compartment_id)


@reads(Action.VIEW_CASE)
def versions(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """これまでの変更: だれが、いつ、どの行を、何から変えたか。"""
    place = placed(request, plan_id)
    return plan_shown(request, place, "plans/versions.html", also=place.plan.person_ids, revisions=told(revisions_of(plan_id)))


@reads(Action.WRITE_PLAN)
def writing(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """頭の欄を書く画面。"""
    place = placed(request, plan_id, "write")
    return opened_with_draft(request, _writing(place), partial(HeadForm, partners=leads(place.plan)), head_initial(place.plan))


@writes(Action.WRITE_PLAN)
def write(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """頭の欄を書く。ほかの人が先に書いていれば、両方を見比べて409。"""
    place = placed(request, plan_id, "write")
    form = HeadForm(request.POST, partners=leads(place.plan))

    def save() -> None:
        commands.write_plan(by=request.actor, plan_id=plan_id, version=form.cleaned_data["version"], facts=form.to_facts())

    return saved(request, _writing(place), form, save, done="プランを保存しました。前の文も残っています。")


@reads(Action.WRITE_PLAN)
def writing_text(request: DeskRequest, plan_id: UUID, item: str, person_id: UUID | None = None) -> HttpResponse:
    """種別ごとの欄を書く画面。"""
    place = placed(request, plan_id, "write")
    found, row = _item(place, item, person_id), text_row(plan_id, item, person_id)
    return opened_with_draft(request, _text(place, found, person_id), _text_form(found), text_initial(row) if row else {"version": 0})


@writes(Action.WRITE_PLAN)
def write_text(request: DeskRequest, plan_id: UUID, item: str, person_id: UUID | None = None) -> HttpResponse:
    """種別ごとの欄を書く。ほかの人が先に書いていれば、両方を見比べて409。"""
    place = placed(request, plan_id, "write")
    found = _item(place, item, person_id)
    form = _text_form(found)(request.POST)

    def save() -> None:
        version = form.cleaned_data["version"] or 0
        commands.write_text(by=request.actor, plan_id=plan_id, item=item, person_id=person_id, version=version, facts=form.to_facts())

    return saved(request, _text(place, found, person_id), form, save, done=f"「{found.label}」を保存しました。")


def _item(place: Place, code: str, person_id: UUID | None) -> ItemLine:
    """この種別の欄。人ごとの欄は名前の見える人、世帯の欄は人なしでだけ開く。"""
    found = next((one for one in items_of(place.plan.kind, place.plan.made_on) if one.code == code), None)
    if found is None or found.by_person != (person_id is not None) or (person_id and person_id not in place.header.names):
        raise NotVisible
    return found


def _text_form(item: ItemLine) -> partial[TextForm]:
    return partial(TextForm, label=item.label, hint=item.hint, options=item.options)


def _writing(place: Place) -> Sheet:
    draft = f"plan:{place.plan.id}:head"
    return plan_sheet(place, "望みと方針、期間と主担当", "write", lead=_HEAD, draft=draft, compared=head_now)


def _text(place: Place, item: ItemLine, person_id: UUID | None) -> Sheet:
    whose = f"（{place.header.names[person_id]}さん）" if person_id else ""
    args, name = [item.code, *([person_id] if person_id else [])], "write_text_of" if person_id else "write_text"
    draft = f"plan:{place.plan.id}:text:{item.code}:{person_id or ''}"
    return plan_sheet(place, f"{item.label}{whose}", name, *args, lead=item.hint, draft=draft, compared=dict)
