"""プランを動かす画面: 説明と同意、会議に諮る・取りやめる、取り下げる、市へ出す。"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse

from kasane.access.policy import Action
from kasane.cases.forms import ReasonForm
from kasane.cases.views.answering import done
from kasane.kernel import clock
from kasane.plans import commands
from kasane.plans.forms.acts import SubmitForm, TableForm
from kasane.plans.forms.rows import ExplanationForm
from kasane.plans.views.answering import Place, person_options, placed, plan_sheet, plan_url
from kasane.plans.views.choosing import deciding_sections
from kasane.screens.answering import Sheet, opened, opened_with_draft, saved
from kasane.screens.views import DeskRequest, reads, writes

_EXPLAIN = (
    "プランの内容と、どの機関が何をするかを、本人に分かる言葉で説明します。一人ずつ残します。同意が得られなくても、そのまま残してください。"
)
_TABLE = "会議に諮ると、会議の議題に選べるようになります。会議で了承されるまで、プランは確定せず、終結も中断もしません。"
_RECALL = "諮る前の状態に戻ります。会議の議題に入っていれば、会議の事務局にも伝えてください。"
_WITHDRAW = "取り下げたプランは、もう動きません。書いた内容と理由は残ります。"
_SUBMIT = "了承されたプランの写しが、選んだ課にだけ開きます。課の担当者が支援決定をすると、プランが確定します。"


@reads(Action.WRITE_PLAN)
def explaining(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """本人への説明と同意を残す画面。"""
    place = placed(request, plan_id, "explain")
    make = partial(ExplanationForm, persons=person_options(place))
    return opened_with_draft(request, _explaining(place), make, {"explained_on": clock.today()})


@writes(Action.WRITE_PLAN)
def explain(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """本人への説明と同意を残す。"""
    place = placed(request, plan_id, "explain")
    form = ExplanationForm(request.POST, persons=person_options(place))

    def save() -> UUID:
        return commands.explain_plan(by=request.actor, plan_id=plan_id, person_id=form.person_id, facts=form.to_facts())

    return saved(request, _explaining(place), form, save, done="説明と同意を残しました。")


@writes(Action.WRITE_PLAN)
def take_consent(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """同意前のプランに、本人の同意を得たことを入れる(一押し)。"""
    place = placed(request, plan_id, "write")
    return done(
        request, lambda: commands.take_consent(by=request.actor, plan_id=plan_id, version=place.plan.version),
        said="本人の同意を得たプランになりました。これからは重層的支援会議に諮ります。", to=plan_url(plan_id),
    )  # fmt: skip


@reads(Action.TABLE_PLAN)
def tabling(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """会議に諮る画面。"""
    place = placed(request, plan_id, "table")
    return opened(request, _tabling(place), TableForm(occasions=place.plan.may_be_tabled))


@writes(Action.TABLE_PLAN)
def table(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """会議に諮る。"""
    place = placed(request, plan_id, "table")
    form = TableForm(request.POST, occasions=place.plan.may_be_tabled)

    def save() -> None:
        commands.table_plan(by=request.actor, plan_id=plan_id, occasion=form.chosen)

    return saved(request, _tabling(place), form, save, done="会議に諮りました。会議の議題に選べます。")


@reads(Action.TABLE_PLAN)
def recalling(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """会議に諮るのを取りやめる理由を書く画面。"""
    return opened(request, _recalling(placed(request, plan_id, "recall")), ReasonForm())


@writes(Action.TABLE_PLAN)
def recall(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """会議に諮るのを取りやめる。"""
    place, form = placed(request, plan_id, "recall"), ReasonForm(request.POST)

    def save() -> None:
        commands.recall_plan(by=request.actor, plan_id=plan_id, reason=form.cleaned_data["reason"])

    return saved(request, _recalling(place), form, save, done="会議に諮るのを取りやめました。")


@reads(Action.TABLE_PLAN)
def withdrawing(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """取り下げる理由を書く画面。"""
    return opened(request, _withdrawing(placed(request, plan_id, "withdraw")), ReasonForm())


@writes(Action.TABLE_PLAN)
def withdraw(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """プランを取り下げる。"""
    place, form = placed(request, plan_id, "withdraw"), ReasonForm(request.POST)

    def save() -> None:
        commands.withdraw_plan(by=request.actor, plan_id=plan_id, reason=form.cleaned_data["reason"])

    return saved(request, _withdrawing(place), form, save, done="取り下げました。書いた内容は残っています。")


@reads(Action.TABLE_PLAN)
def submitting(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """市へ出す画面。"""
    place = placed(request, plan_id, "submit")
    return opened(request, _submitting(place), SubmitForm(sections=deciding_sections()))


@writes(Action.TABLE_PLAN)
def submit(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """市へ出す。"""
    place, form = placed(request, plan_id, "submit"), SubmitForm(request.POST, sections=deciding_sections())

    def save() -> UUID:
        return commands.submit_for_decision(by=request.actor, plan_id=plan_id, agency_id=form.agency_id)

    return saved(request, _submitting(place), form, save, done="市へ出しました。支援決定を待っています。")


def _explaining(place: Place) -> Sheet:
    draft = f"plan:{place.plan.id}:explain"
    return plan_sheet(place, "本人への説明と同意", "explain", submit="残す", lead=_EXPLAIN, draft=draft)


def _tabling(place: Place) -> Sheet:
    return plan_sheet(place, "会議に諮る", "table", submit="会議に諮る", lead=_TABLE)


def _recalling(place: Place) -> Sheet:
    return plan_sheet(place, "会議に諮るのを取りやめる", "recall", submit="取りやめる", lead=_RECALL, danger=True)


def _withdrawing(place: Place) -> Sheet:
    return plan_sheet(place, "プランを取り下げる", "withdraw", submit="取り下げる", lead=_WITHDRAW, danger=True)


def _submitting(place: Place) -> Sheet:
    return plan_sheet(place, "市の支援決定を求める", "submit", submit="市へ出す", lead=_SUBMIT)
