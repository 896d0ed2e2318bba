"""照会を読む: 事案の一覧と一通(聞いた側)、自分に届いた一通(聞かれた側)、期限を過ぎたもの。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from kasane.access.domain import Ground
from kasane.access.policy import Action
from kasane.access.queries import held, require_access
from kasane.access.reading import Row, rows_of
from kasane.agencies.queries import agency_names
from kasane.agencies.queries.register import statute_labels
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible
from kasane.kernel.wareki import format_wareki
from kasane.programmes.coordination.domain.inquiry import AskingBasis, InquiryState, may_answer_inquiry, may_take_over
from kasane.programmes.coordination.domain.values import FactValue
from kasane.programmes.coordination.models import InformationRequest, InquiryQuestion
from kasane.programmes.coordination.queries.items import Item, items_by_id
from kasane.programmes.coordination.queries.ledger import read_source, read_value
from kasane.programmes.coordination.queries.sheet import value_words

_LINES: Final = """
    SELECT i.id, i.case_id, i.to_agency_id, i.from_agency_id, i.purpose, i.state, i.sent_on, i.answer_by,
           ARRAY(SELECT DISTINCT q.person_id FROM coordination_question q WHERE q.inquiry_id = i.id AND q.person_id IS NOT NULL ORDER BY 1),
           (SELECT count(*) FROM coordination_question q WHERE q.inquiry_id = i.id AND q.answered AND q.taken_at IS NULL)
    FROM coordination_inquiry i WHERE {wanted}
"""
_ONE: Final = _LINES.format(wanted="i.id = %s")
_OF_CASE: Final = _LINES.format(wanted="i.case_id = %s ORDER BY i.sent_on DESC, i.id DESC")
_TO_ME: Final = _LINES.format(wanted="i.to_agency_id = %s AND i.state = 'sent' ORDER BY i.answer_by, i.id LIMIT %s")
_LATE: Final = _LINES.format(wanted="i.from_agency_id = %s AND i.state = 'sent' AND i.answer_by < %s ORDER BY i.answer_by, i.id LIMIT %s")
_TO_TAKE: Final = _LINES.format(
    wanted="i.from_agency_id = %s AND i.state = 'answered' AND EXISTS (SELECT 1 FROM coordination_question q WHERE q.inquiry_id = i.id"
    " AND q.answered AND q.taken_at IS NULL) ORDER BY i.answer_by, i.id LIMIT %s"
)


@dataclass(frozen=True, slots=True)
class InquiryLine:
    """照会の一行。late は答えの期限を過ぎた日数(過ぎていなければ0)。"""

    id: UUID
    case_id: UUID
    to_agency: str
    from_agency: str
    purpose: str
    state: InquiryState
    sent_on: str
    answer_by: str
    late: int
    untaken: int
    person_ids: tuple[UUID, ...]

    @property
    def state_kind(self) -> str:
        """印の種類。"""
        if self.state is InquiryState.SENT:
            return "overdue" if self.late else "active"
        return "attention" if self.untaken else "done" if self.state is InquiryState.ANSWERED else "neutral"

    @property
    def state_label(self) -> str:
        """印の言い方。"""
        if self.state is InquiryState.SENT and self.late:
            return f"答えの期限を{self.late}日過ぎています"
        if self.state is InquiryState.ANSWERED and self.untaken:
            return f"答えが届きました（{self.untaken}件を取り入れていません）"
        return self.state.label_ja


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """一つの問いと、その答え。"""

    id: UUID
    item: Item
    person_id: UUID | None
    about: str
    answered: bool
    value: FactValue
    words: str
    said: str
    taken: bool
    take_over: Decision


@dataclass(frozen=True, slots=True)
class Inquiry:
    """照会の一通。聞かれた機関に見えるのは、この値だけ。"""

    line: InquiryLine
    compartment_id: UUID
    about: tuple[str, ...]
    basis: str
    basis_note: str
    free_question: str
    free_answer: str
    answerer: str
    answered_on: str
    withdrawn_reason: str
    questions: tuple[QuestionLine, ...]
    may_answer: Decision


def inquiries_of(case_id: UUID) -> tuple[InquiryLine, ...]:
    """この事案の照会。見える部屋のものだけ。新しい順。"""
    return _lines(_OF_CASE, [case_id])


def inquiry_to_answer(inquiry_id: UUID, *, by: Actor) -> Inquiry:
    """自分の機関に届いた照会の一通。見えない・無いなら NotVisible、聞かれた機関でなければ断りの Decision を持つ。"""
    row = _row(inquiry_id)
    asked = require_access(Action.ANSWER_INFORMATION, row.compartment_id, by=by)
    may = asked if not asked.allowed else may_answer_inquiry(state=InquiryState(row.state))
    return _inquiry(row, may, people={})


def inquiry_of(case_id: UUID, inquiry_id: UUID, *, people: Mapping[UUID, str]) -> Inquiry:
    """聞いた側から見た一通。people は人の番号 → 名前。見えない・無い・別の事案なら NotVisible。"""
    row = _row(inquiry_id)
    if row.case_id != case_id or all(one.ground is Ground.ASKED for one in held(row.compartment_id)):
        raise NotVisible
    return _inquiry(row, may_answer_inquiry(state=InquiryState(row.state)), people=people)


def waiting_inquiries(by: Actor, *, limit: int | None = None) -> tuple[InquiryLine, ...]:
    """自分の機関に届いて、答えを待たれている照会。期限の近い順(limit 件まで)。"""
    return _lines(_TO_ME, [by.agency_id, limit])


def overdue_inquiries(by: Actor, *, limit: int | None = None) -> tuple[InquiryLine, ...]:
    """自分の機関が聞いて、期限を過ぎても答えのない照会。期限の古い順(limit 件まで)。"""
    return _lines(_LATE, [by.agency_id, clock.today(), limit])


def answers_to_take(by: Actor, *, limit: int | None = None) -> tuple[InquiryLine, ...]:
    """自分の機関が聞いて、答えが届いたのに、まだ取り入れていない照会(limit 件まで)。"""
    return _lines(_TO_TAKE, [by.agency_id, limit])


def _row(inquiry_id: UUID) -> InformationRequest:
    row = InformationRequest.objects.filter(id=inquiry_id).first()
    if row is None:
        raise NotVisible
    return row


def _lines(statement: str, values: Sequence[Any]) -> tuple[InquiryLine, ...]:
    rows = rows_of(statement, values)
    names = agency_names(agency for row in rows for agency in row[2:4])
    today = clock.today()
    return tuple(_line(row, names, today) for row in rows)


def _line(row: Row, names: Mapping[UUID, str], today: date) -> InquiryLine:
    key, case, to_agency, from_agency, purpose, code, sent_on, answer_by, people, untaken = row
    state = InquiryState(code)
    return InquiryLine(
        id=key, case_id=case, to_agency=names.get(to_agency, ""), from_agency=names.get(from_agency, ""), purpose=purpose, state=state,
        sent_on=format_wareki(sent_on), answer_by=format_wareki(answer_by),
        late=max(0, (today - answer_by).days) if state is InquiryState.SENT else 0, untaken=untaken, person_ids=tuple(people),
    )  # fmt: skip


def _inquiry(row: InformationRequest, may: Decision, *, people: Mapping[UUID, str]) -> Inquiry:
    rows = list(InquiryQuestion.objects.filter(inquiry=row).order_by("position"))
    items = items_by_id({one.item_id for one in rows})
    statute = statute_labels(row.sent_on).get(row.statute_code, "")
    basis = AskingBasis.label_of(row.basis) + (f"（{statute}）" if statute else "")
    return Inquiry(
        line=_lines(_ONE, [row.id])[0], compartment_id=row.compartment_id, about=tuple(row.about.splitlines()), basis=basis,
        basis_note=row.basis_note, free_question=row.free_question, free_answer=row.free_answer, answerer=row.answerer_name,
        answered_on=format_wareki(clock.jst(row.answered_at).date()) if row.answered_at else "", withdrawn_reason=row.withdrawn_reason,
        questions=tuple(_question(one, items[one.item_id], InquiryState(row.state), people) for one in rows), may_answer=may,
    )  # fmt: skip


def _question(row: InquiryQuestion, item: Item, state: InquiryState, people: Mapping[UUID, str]) -> QuestionLine:
    value = read_value(row)
    source = read_source(row) if row.answered else None
    said = f"{format_wareki(source.as_of)}時点　{source.certainty.label_ja}" + (f"　{source.note}" if source.note else "") if source else ""
    return QuestionLine(
        id=row.id, item=item, person_id=row.person_id, about=row.about, answered=row.answered, value=value,
        words=value_words(item, value, people) or ("把握していない" if row.answered else ""), said=said, taken=row.taken_at is not None,
        take_over=may_take_over(state=state, answered=row.answered and not value.is_blank, taken=row.taken_at is not None),
    )  # fmt: skip
