"""メニューの項目、見出し、記録の一文、今日の仕事、検索の種類、同意の撤回。"""

from __future__ import annotations

from typing import Final

from kasane.access.policy import Action, decide
from kasane.access.rhythms import DaysRule
from kasane.audit.presenters import presents
from kasane.cases.domain import ReferralKind
from kasane.cases.registry import register_door, register_records, register_rhythms, register_tab
from kasane.consent.registry import on_withdrawal
from kasane.kernel.actor import Actor
from kasane.programmes.coordination.application_navigation import register_application
from kasane.programmes.coordination.commands import inquiry_withdrawals
from kasane.programmes.coordination.queries.entry import waiting_entries
from kasane.programmes.coordination.queries.found import found_facts, found_issues
from kasane.programmes.coordination.queries.inquiries import InquiryLine, answers_to_take, overdue_inquiries, waiting_inquiries
from kasane.programmes.coordination.queries.tabled import assessment_lines
from kasane.screens.desk import TAKE, WorkItem, desk
from kasane.screens.links import link_to
from kasane.search.registry import register_source

_SENTENCES: Final = {
    "answer_coordination": "多機関協働への依頼を読んだ",
    "refer_to_coordination": "多機関協働へ依頼した",
    "talk_with_source": "紹介元と話したことを記録した",
    "take_on_case": "多機関協働で受理した",
    "send_back_to_source": "多機関協働への依頼を紹介元へ戻した",
    "write_assessment": "アセスメントの画面を扱った",
    "save_assessment": "アセスメントを保存した",
    "take_proposal": "相談の記録をアセスメントに取り入れた",
    "attach_issue": "課題を付けた",
    "revise_issue": "課題を直した",
    "ask_agency": "照会の画面を扱った・照会した",
    "withdraw_inquiry": "照会を取り下げた",
    "take_over_answer": "照会の答えをアセスメントに取り入れた",
    "answer_information": "届いた照会を読んだ",
    "answer_inquiry": "照会に答えた",
}

_DAYS: Final = {
    "inquiry_answer": DaysRule("照会の答えを待つ日数（期限の初めの値）", most=90),
    "inquiry_grace": DaysRule("照会の期限を過ぎても、答えられる日数", least=0, most=365),
}


def register() -> None:
    """起動時に一度だけ登録する。"""
    desk.register_nav(label="多機関協働", url_name="coordination:desk", action=Action.ANSWER_COORDINATION, order=7)
    desk.register_nav(label="届いた照会", url_name="coordination:waiting_inquiries", action=Action.ANSWER_INFORMATION, order=8)
    register_door(
        ReferralKind.COORDINATION,
        "多機関協働へ依頼する",
        writing="coordination:requesting",
        reading="coordination:entry",
        reads=Action.ANSWER_COORDINATION,
        sent="coordination:sent",
    )
    register_tab("assessment", "アセスメント（様式1-2）", "coordination:assessment", 60)
    register_tab("inquiries", "照会", "coordination:inquiries", 70)
    desk.register_waits("coordination_waits")
    desk.register_work(
        heading="答えを待たれている、多機関協働への依頼",
        provider=entries_to_answer,
        order=1,
        waits="coordination.entries",
        listing="coordination:desk",
    )
    desk.register_work(
        heading="答えを待たれている照会",
        provider=inquiries_to_answer,
        order=2,
        waits="coordination.asked",
        listing="coordination:waiting_inquiries",
    )
    desk.register_work(
        heading="答えの期限を過ぎた照会（こちらから聞いたもの）", provider=late_inquiries, order=5, waits="coordination.late"
    )
    desk.register_work(heading="答えが届いた照会", provider=arrived_answers, order=5, waits="coordination.arrived")
    register_rhythms(_DAYS)
    for act, sentence in _SENTENCES.items():
        presents(act, sentence)
    register_application()
    register_source("assessment_fact", "アセスメント", found_facts)
    register_source("assessment_issue", "課題と背景要因", found_issues)
    on_withdrawal(inquiry_withdrawals)
    register_records(assessment_lines)


def entries_to_answer(actor: Actor) -> list[WorkItem]:
    """多機関協働の担当に、答えを待たれている依頼。"""
    if not decide(Action.ANSWER_COORDINATION, by=actor).allowed:
        return []
    return [
        WorkItem(
            title=f"{one.from_agency}から：{one.purpose}", url=link_to("coordination:entry", one.referral_id),
            status=f"{one.late}日過ぎています" if one.late else "話をして答える" if not one.talked else "受理か、戻すかを決める",
            kind="overdue" if one.late else "attention", hint=f"返事の期限 {one.answer_by}", subject_ids=one.person_ids,
        )
        for one in waiting_entries(actor, limit=TAKE)
    ]  # fmt: skip


def inquiries_to_answer(actor: Actor) -> list[WorkItem]:
    """自分の機関に届いて、答えを待たれている照会。"""
    if not decide(Action.ANSWER_INFORMATION, by=actor).allowed:
        return []
    return [
        _item(one, f"{one.from_agency}から：{one.purpose}", link_to("coordination:answering", one.id))
        for one in waiting_inquiries(actor, limit=TAKE)
    ]


def late_inquiries(actor: Actor) -> list[WorkItem]:
    """自分の機関が聞いて、期限を過ぎた照会。"""
    if not decide(Action.ASK_AGENCY, by=actor).allowed:
        return []
    return [_item(one, f"{one.to_agency}への照会：{one.purpose}", _asked_url(one)) for one in overdue_inquiries(actor, limit=TAKE)]


def arrived_answers(actor: Actor) -> list[WorkItem]:
    """答えが届いて、まだ取り入れていない照会。"""
    if not decide(Action.ASK_AGENCY, by=actor).allowed:
        return []
    return [_item(one, f"{one.to_agency}からの答え：{one.purpose}", _asked_url(one)) for one in answers_to_take(actor, limit=TAKE)]


def _asked_url(one: InquiryLine) -> str:
    return link_to("coordination:inquiry", one.case_id, one.id)


def _item(one: InquiryLine, title: str, url: str) -> WorkItem:
    return WorkItem(
        title=title, url=url, status=one.state_label, kind="overdue" if one.late else "attention", hint=f"答えの期限 {one.answer_by}",
        subject_ids=one.person_ids,
    )  # fmt: skip
