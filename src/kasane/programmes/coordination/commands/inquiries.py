"""照会する、答える、取り下げる、届いた答えを取り入れる(seed 001 §6-5(3)②)。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kasane.access.commands import act
from kasane.access.guarded import ask
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.audit import journal
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, Invalid, NotVisible, Refused, require
from kasane.kernel.text import cleaned
from kasane.programmes.coordination.commands.ledger import Entry, append, case_to_assess, locked
from kasane.programmes.coordination.domain.assessment import Certainty, Origin, Source, source_problems
from kasane.programmes.coordination.domain.inquiry import InquiryState, may_answer_inquiry, may_take_over
from kasane.programmes.coordination.domain.values import FactValue, value_problem
from kasane.programmes.coordination.models import InformationRequest, InquiryQuestion
from kasane.programmes.coordination.queries.items import items_by_id
from kasane.programmes.coordination.queries.ledger import cell_of, facts_in, read_source, read_value

_FORBIDDEN = "この照会を扱う根拠がありません。"


@dataclass(frozen=True, slots=True)
class QuestionAnswer:
    """一つの問いへの答え。値が空で known が偽なら「把握していない」。"""

    question_id: UUID
    value: FactValue
    known: bool
    as_of: date
    certainty: Certainty
    note: str = ""


@act(Action.ANSWER_INFORMATION)
def answer_inquiry(*, by: Actor, inquiry_id: UUID, answers: Sequence[QuestionAnswer], free_answer: str = "") -> None:
    """照会に答える。答えると同じ取引で根拠が終わり、この一通は見えなくなる。

    聞かれた機関の職員だけが、待たれている照会に一度だけ答えられる。何も答えない送信、型に合わない値は Invalid(鍵は問いの番号)。
    見えない照会は NotVisible。
    """
    inquiry, decision = _visible(inquiry_id, Action.ANSWER_INFORMATION, by=by)
    require(may_answer_inquiry(state=InquiryState(inquiry.state)))
    questions = {row.id: row for row in InquiryQuestion.objects.select_for_update().filter(inquiry=inquiry)}
    if unknown := [one for one in answers if one.question_id not in questions]:
        raise Invalid({"": f"この照会にない問いが{len(unknown)}件あります。画面を開き直してください。"})
    given = [one for one in answers if not one.known or not one.value.tidy().is_blank]
    free = cleaned("free_answer", free_answer) if inquiry.free_question else ""
    if not given and not free:
        raise Invalid({"": "答えを一つも入力していません。知らない項目には「把握していない」を選べます。"})
    _check(given, questions, by=by)
    for one in given:
        _write(questions[one.question_id], one, by=by)
    inquiry.state, inquiry.free_answer, inquiry.answerer_name = InquiryState.ANSWERED.value, free, by.name
    inquiry.answered_at, inquiry.answered_by, inquiry.version = clock.now(), by.posting_id, inquiry.version + 1
    inquiry.save()
    subjects = {row.person_id for row in questions.values() if row.person_id}
    journal.record(act="answer_inquiry", by=by, subjects=sorted(subjects), compartment_id=inquiry.compartment_id, ground=decision.ground)
    ask("SELECT coordination_close_inquiry(%s, %s)", [inquiry.id, "照会に答えた"], refusal=_FORBIDDEN)


@act(Action.ASK_AGENCY)
def withdraw_inquiry(*, by: Actor, inquiry_id: UUID, reason: str) -> None:
    """照会を取り下げる。聞かれた機関からは、同じ取引で見えなくなる。理由は必須。答えの届いた照会は Refused。"""
    inquiry, decision = _visible(inquiry_id, Action.ASK_AGENCY, by=by)
    require(may_answer_inquiry(state=InquiryState(inquiry.state)))
    reason = cleaned("reason", reason, required="取り下げる理由を入力してください。")
    inquiry.state, inquiry.withdrawn_reason = InquiryState.WITHDRAWN.value, reason
    inquiry.withdrawn_at, inquiry.withdrawn_by, inquiry.version = clock.now(), by.posting_id, inquiry.version + 1
    inquiry.save()
    ask("SELECT coordination_close_inquiry(%s, %s)", [inquiry.id, reason], refusal=_FORBIDDEN)
    journal.record(
        act="withdraw_inquiry", by=by, subjects=_subjects(inquiry), compartment_id=inquiry.compartment_id, ground=decision.ground,
        reason=reason,
    )  # fmt: skip


@act(Action.WRITE_ASSESSMENT)
def take_over_answer(*, by: Actor, inquiry_id: UUID, question_id: UUID, base: int) -> UUID:
    """届いた答えを、出どころ(答えた機関)・日付・確かさをつけたまま、アセスメントの事実にする。

    base: 画面を開いたときのアセスメントの版。そのあとで同じ欄をほかの人が変えていれば Refused(今の値を見てから取り入れる)。
    答えのない問い、取り入れた問いは Refused、見えない照会は NotVisible。返り値は事実の識別子。
    """
    inquiry, _ = _visible(inquiry_id, Action.ASK_AGENCY, by=by)
    question = InquiryQuestion.objects.select_for_update().filter(id=question_id, inquiry=inquiry).first()
    if question is None:
        raise NotVisible
    taken = question.taken_fact_id is not None
    answered = question.answered and not read_value(question).is_blank
    require(may_take_over(state=InquiryState(inquiry.state), answered=answered, taken=taken))
    header, decision = case_to_assess(by, inquiry.case_id)
    assessment = locked(by, header)
    item = items_by_id([question.item_id])[question.item_id]
    cell = cell_of(assessment.id, item.key, question.person_id)
    now = facts_in([cell]).get(cell)
    if now is not None and now.number > base:
        raise Refused(Decision.no("この欄は、画面を開いたあとに、ほかの人が変えました。今の値を見てから取り入れてください。", "版の衝突"))
    entry = Entry(item, question.person_id, read_value(question), read_source(question), inquiry.id)
    fact_id = append(by, header, assessment, [entry], section=item.section.value)[cell]
    question.taken_fact_id, question.taken_at, question.taken_by = fact_id, clock.now(), by.posting_id
    question.save(update_fields=["taken_fact", "taken_at", "taken_by"])
    subjects = [question.person_id] if question.person_id else [one.person_id for one in header.persons]
    journal.record(
        act="take_over_answer", by=by, subjects=subjects, compartment_id=header.compartment_id, ground=decision.ground, changed=[item.key]
    )
    return fact_id


def _visible(inquiry_id: UUID, action: Action, *, by: Actor) -> tuple[InformationRequest, Decision]:
    found = InformationRequest.objects.filter(id=inquiry_id).first()
    if found is None:
        raise NotVisible
    decision = require(require_access(action, found.compartment_id, by=by))
    return InformationRequest.objects.select_for_update().get(id=inquiry_id), decision


def _subjects(inquiry: InformationRequest) -> list[UUID]:
    return sorted({row.person_id for row in InquiryQuestion.objects.filter(inquiry=inquiry) if row.person_id})


def _check(given: Sequence[QuestionAnswer], questions: dict[UUID, InquiryQuestion], *, by: Actor) -> None:
    today = clock.today()
    items = items_by_id({row.item_id for row in questions.values()})
    problems: dict[str, str] = {}
    for one in given:
        found = value_problem(items[questions[one.question_id].item_id].shape(), one.value.tidy(), today=today)
        about = source_problems(Source(Origin.AGENCY, by.agency_id, one.as_of, one.certainty, one.note), today=today)
        problems |= {str(one.question_id): found} if found else {f"{name}:{one.question_id}": text for name, text in about.items()}
    if problems:
        raise Invalid(problems)


def _write(row: InquiryQuestion, one: QuestionAnswer, *, by: Actor) -> None:
    for column, value in one.value.tidy().columns().items():
        setattr(row, column, value)
    row.answered, row.origin, row.source_agency_id, row.source_name = True, Origin.AGENCY.value, by.agency_id, by.agency_name
    row.as_of, row.certainty, row.note = one.as_of, one.certainty.value, cleaned("note", one.note)
    row.save()
