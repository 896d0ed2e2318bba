"""支援決定の通知: 印刷と、通知に付ける教示の定め。"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action
from kasane.kernel.decision import NotVisible, require
from kasane.kernel.wareki import format_wareki
from kasane.plans import commands
from kasane.plans.domain.codes import DecisionState, Notice
from kasane.plans.forms.decision import NoticeForm, notice_initial
from kasane.plans.queries import dossier as dossier_of
from kasane.plans.queries import notice_rule
from kasane.plans.queries.letters import letters_of
from kasane.screens.answering import Sheet, opened_with_draft, saved
from kasane.screens.views import DeskRequest, page, reads, writes

_LEAD = (
    "支援決定に不服の申立てができるか、通知で教えるかは、市の法制担当に確かめて定めます。定めるまで、支援決定通知書は出せません。"
    "今日から効き、まだ教示の決まっていない決定にも入ります。もう教示の決まった決定は変わりません。"
)


@reads(Action.LIST_DECISIONS)
def notice(request: DeskRequest, decision_id: UUID) -> HttpResponse:
    """支援決定通知の印刷(一人に一枚。ほかの人の行は載らない)。決めたもので、教示の決まったものだけ。"""
    found = dossier_of(decision_id, request.actor)
    if found.line.state is not DecisionState.DECIDED:
        raise NotVisible
    require(found.line.sending)
    data = {"dossier": found, "letters": letters_of(found)}
    data |= {"appeal": found.line.notice_text if found.line.notice is Notice.NEEDED else ""}
    return page(request, "plans/notice.html", data, saw=found.person_ids, compartment_id=found.compartment_id)


@reads(Action.SET_NOTICE)
def setting_notice(request: DeskRequest) -> HttpResponse:
    """教示の定めの入力。"""
    return opened_with_draft(request, _sheet(), NoticeForm, notice_initial(notice_rule()))


@writes(Action.SET_NOTICE)
def set_notice(request: DeskRequest) -> HttpResponse:
    """教示を定める。"""
    form = NoticeForm(request.POST)

    def save() -> int:
        return commands.set_notice(by=request.actor, facts=form.to_facts())

    return saved(request, _sheet, form, save, done="教示を定めました。教示の決まっていなかった支援決定の通知も、出せるようになりました。")


def _sheet() -> Sheet:
    now = notice_rule()
    facts = [{"label": "今の定め", "value": now.needed.label_ja}]
    if now.since is not None:
        facts.append({"label": "いつから", "value": format_wareki(now.since)})
    return Sheet(
        title="教示の定め", action=reverse("plans:set_notice"), back=reverse("plans:desk"), submit="教示を定める", lead=_LEAD,
        where=(("市の支援決定", reverse("plans:desk")),), facts=tuple(facts), draft="decision-notice",
    )  # fmt: skip
