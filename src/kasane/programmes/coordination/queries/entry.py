"""多機関協働への依頼を読む: 届いた一通と入口の記録、紹介元との話、答えてよいか。"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kasane.access.policy import Action, decide
from kasane.access.queries import held, require_access
from kasane.cases.queries import LetterLine, ReferralSheet, letters_by_id, referral_sheet
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible, require
from kasane.kernel.wareki import format_wareki
from kasane.programmes.coordination.domain.entry import EntryAnswer, EntryFacts, Route, TalkMethod, may_answer
from kasane.programmes.coordination.models import CoordinationEntry, SourceTalk


@dataclass(frozen=True, slots=True)
class TalkLine:
    """紹介元と話した記録の一行。"""

    talked_on: str
    method: str
    with_whom: str
    content: str


@dataclass(frozen=True, slots=True)
class EntryPage:
    """依頼の一枚。受理する前に見えるのは、この値(つなぎ要約と入口の記録)だけ。"""

    letter: ReferralSheet
    case_id: UUID
    route: str
    tried: str
    wanted: str
    talks: tuple[TalkLine, ...]
    answer: str
    answer_reason: str
    answered_on: str
    may_talk: Decision
    may_answer: Decision


@dataclass(frozen=True, slots=True)
class SentPage:
    """送った側の控え: 送ったときの一通と依頼の中身。受けた機関が書いたものは、答え(letter.answer)だけ。"""

    letter: ReferralSheet
    route: str
    tried: str
    wanted: str


@dataclass(frozen=True, slots=True)
class EntryLine:
    """依頼の一行。"""

    referral_id: UUID
    from_agency: str
    purpose: str
    route: str
    sent_on: str
    answer_by: str
    late: int
    talked: bool
    person_ids: tuple[UUID, ...]


def entry_page(referral_id: UUID, *, by: Actor) -> EntryPage:
    """依頼の一枚。見えない・無いなら NotVisible。"""
    entry = CoordinationEntry.objects.filter(referral_id=referral_id).first()
    if entry is None:
        raise NotVisible
    letter = referral_sheet(referral_id, by=by)
    rows = list(SourceTalk.objects.filter(entry=entry).order_by("-talked_on", "-recorded_at"))
    asked = decide(Action.ANSWER_COORDINATION, by=by, held=[one.ground for one in held(entry.compartment_id)])
    facts = EntryFacts(letter.line.sent_on, letter.line.state == "sent", entry.answer, rows[0].talked_on if rows else None)
    open_yet = Decision.no("この依頼には、すでに答えています。", "") if entry.answer else asked
    return EntryPage(
        letter=letter, case_id=entry.case_id, route=Route.label_of(entry.route), tried=entry.tried, wanted=entry.wanted,
        talks=tuple(TalkLine(format_wareki(r.talked_on), TalkMethod.label_of(r.method), r.with_whom, r.content) for r in rows),
        answer=EntryAnswer.label_of(entry.answer) if entry.answer else "", answer_reason=entry.answer_reason,
        answered_on=format_wareki(clock.jst(entry.answered_at).date()) if entry.answered_at else "", may_talk=open_yet,
        may_answer=may_answer(facts) if asked.allowed else asked,
    )  # fmt: skip


def sent_page(referral_id: UUID, *, by: Actor) -> SentPage:
    """送った依頼の控え。送った側(この一通を管理する根拠のある人)だけ。受けた機関・見えない人・無い番号には NotVisible か理由つきの不可。"""
    entry = CoordinationEntry.objects.filter(referral_id=referral_id).first()
    if entry is None:
        raise NotVisible
    letter = referral_sheet(referral_id, by=by)
    require(require_access(Action.REFER_CASE, entry.compartment_id, by=by))
    return SentPage(letter=letter, route=Route.label_of(entry.route), tried=entry.tried, wanted=entry.wanted)


def waiting_entries(by: Actor, *, limit: int | None = None) -> tuple[EntryLine, ...]:
    """自分の機関が答えを待たれている依頼。期限の近い順(limit 件まで)。見えるもの(届いた一通)だけ。問いの数は件数によらない。"""
    rows = list(
        CoordinationEntry.objects.filter(referral__to_agency_id=by.agency_id, referral__state="sent", answer="").order_by(
            "referral__answer_by", "id"
        )[:limit]
    )
    if not rows:
        return ()
    talked = set(SourceTalk.objects.filter(entry__in=rows).values_list("entry_id", flat=True))
    letters = letters_by_id([row.referral_id for row in rows])
    return tuple(_line(row, letters[row.referral_id], row.id in talked) for row in rows if row.referral_id in letters)


def _line(row: CoordinationEntry, letter: LetterLine, talked: bool) -> EntryLine:
    return EntryLine(
        referral_id=row.referral_id, from_agency=letter.line.from_agency, purpose=letter.line.purpose, route=Route.label_of(row.route),
        sent_on=format_wareki(letter.line.sent_on), answer_by=format_wareki(letter.line.answer_by), late=letter.line.overdue_days or 0,
        talked=talked, person_ids=letter.opens_persons,
    )  # fmt: skip
