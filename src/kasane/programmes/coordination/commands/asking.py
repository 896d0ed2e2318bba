"""照会を送る: 何を、だれについて、どの根拠で(seed 001 §6-5(3)②)。同意の撤回で終わらせる。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from kasane.access.commands import act
from kasane.access.domain import Kind
from kasane.access.guarded import ask, rows
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.agencies.queries import agency_names
from kasane.agencies.queries.register import agency_detail, statute_labels
from kasane.audit import journal
from kasane.cases.commands.events import add_event
from kasane.cases.queries import CaseHeader, case_header, rhythm
from kasane.consent.domain.codes import Topic
from kasane.consent.domain.sharing import SharedWith
from kasane.consent.queries import ConsentLine, hold_consents, usable_consent
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, Invalid, NotVisible, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned
from kasane.people.queries.person import header_of
from kasane.programmes.coordination.commands.ledger import room_for
from kasane.programmes.coordination.domain.assessment import Section
from kasane.programmes.coordination.domain.inquiry import AskingBasis, AskingFacts, letter_problems, may_ask
from kasane.programmes.coordination.models import InformationRequest, InquiryConsent, InquiryQuestion
from kasane.programmes.coordination.queries.items import Item, items_on

_FORBIDDEN = "この事案から照会する根拠がありません。"
TOPICS = {
    Section.A: Topic.CIRCUMSTANCES, Section.B: Topic.FAMILY, Section.C: Topic.HOUSING, Section.D: Topic.HEALTH, Section.E: Topic.MONEY,
    Section.F: Topic.WORK, Section.G: Topic.CIRCUMSTANCES, Section.H: Topic.CIRCUMSTANCES, Section.I: Topic.CIRCUMSTANCES,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class InquiryFacts:
    """照会の中身。person_ids はだれについてか、item_keys は聞く項目、free_question は自由な問い。"""

    to_agency_id: UUID
    person_ids: Sequence[UUID]
    item_keys: Sequence[str]
    free_question: str
    purpose: str
    basis: AskingBasis
    answer_by: date
    statute_code: str = ""
    basis_note: str = ""


@act(Action.ASK_AGENCY)
def ask_agency(*, by: Actor, case_id: UUID, facts: InquiryFacts) -> UUID:
    """知っている機関に照会する(mission 2.3)。一通ごとに部屋を開き、聞かれる機関にはその一通だけを、期限つきで見せる。

    根拠は本人の同意か法令。同意は、聞く人のそれぞれについて、その機関に、聞く項目の種類のことを伝えてよいものが要る(Refused)。
    税の申告の項目、税の窓口、自分の機関には照会できない(Refused)。見えない事案・人は NotVisible。返り値は照会の識別子。
    """
    header = case_header(case_id, by=by)
    decision = require(require_access(Action.ASK_AGENCY, header.compartment_id, by=by))
    purpose, question = cleaned("purpose", facts.purpose), cleaned("free_question", facts.free_question)
    if problems := letter_problems(answer_by=facts.answer_by, purpose=purpose, today=clock.today()):
        raise Invalid(problems)
    people = _people(header, facts.person_ids)
    items = _items(facts.item_keys)
    consents = _ground(case_id, facts, people, items, bool(question), by=by)
    sensitive = any(item.sensitive for item in items)
    for person_id in people if sensitive else []:
        room_for(by, header, person_id, sensitive=True)
    inquiry_id, room, grant = new_id(), new_id(), new_id()
    kind = Kind.SENSITIVE if sensitive else Kind.GENERAL
    until = _until(facts.answer_by, consents)
    ask(
        "SELECT coordination_open_inquiry(%s, %s, %s::smallint, %s, %s, %s)",
        [case_id, room, int(kind), facts.to_agency_id, grant, until], refusal=_FORBIDDEN,
    )  # fmt: skip
    names = {one: _who(one) for one in people}
    inquiry = InformationRequest.objects.create(
        id=inquiry_id, compartment_id=room, case_id=case_id, from_agency_id=by.agency_id, to_agency_id=facts.to_agency_id, grant_id=grant,
        purpose=purpose, about="\n".join(names.values()), basis=facts.basis.value, statute_code=facts.statute_code,
        basis_note=cleaned("basis_note", facts.basis_note), sent_on=clock.today(), answer_by=facts.answer_by, free_question=question,
        recorded_at=clock.now(), recorded_by=by.posting_id,
    )  # fmt: skip
    _questions(inquiry, items, names)
    InquiryConsent.objects.bulk_create(InquiryConsent(compartment_id=room, inquiry=inquiry, consent_id=one.id) for one in consents)
    to = agency_names([facts.to_agency_id])[facts.to_agency_id]
    add_event(
        by=by, case_id=case_id, room=header.compartment_id, act="ask_agency", heading=f"{to}に照会した", reason=purpose, about=inquiry_id
    )
    journal.record(act="ask_agency", by=by, subjects=people, compartment_id=room, ground=decision.ground, reason=purpose)
    return inquiry_id


def inquiry_withdrawals(by: Actor, consent: ConsentLine) -> tuple[SharedWith, ...]:
    """同意の撤回で、その同意に拠る照会を同じ取引で終わらせる(consent の取り消しから呼ばれる)。返り値は、伝わっていた相手。"""
    found = rows(
        "SELECT * FROM coordination_withdraw(%s, %s, %s, %s)", [consent.case_id, consent.id, "本人の同意が取り消された", clock.now()],
        refusal=_FORBIDDEN,
    )  # fmt: skip
    return tuple(SharedWith(agency, since, what) for agency, since, what in found)


def _people(header: CaseHeader, wanted: Sequence[UUID]) -> list[UUID]:
    known = {one.person_id for one in header.persons}
    if set(wanted) - known:
        raise NotVisible
    if not wanted:
        raise Invalid({"person_ids": "だれについての照会かを選んでください。"})
    return list(dict.fromkeys(wanted))


def _items(keys: Sequence[str]) -> list[Item]:
    known = {item.key: item for item in items_on() if item.askable or item.declared_only}
    if unknown := [key for key in keys if key not in known]:
        raise Invalid({"item_keys": f"照会で聞けない項目です({'、'.join(unknown)})。"})
    return [known[key] for key in dict.fromkeys(keys)]


def _ground(
    case_id: UUID, facts: InquiryFacts, people: Sequence[UUID], items: Sequence[Item], free_text: bool, *, by: Actor
) -> list[ConsentLine]:
    """聞いてよいかを確かめ、拠り所になる同意を返す。"""
    today = clock.today()
    topics = {TOPICS[item.section] for item in items} | ({Topic.CIRCUMSTANCES} if free_text else set())
    consents: dict[UUID, ConsentLine] = {}
    consented: Decision | None = None
    if facts.basis is AskingBasis.CONSENT:
        hold_consents(case_id)
        for person_id in people:
            for topic in sorted({Topic.IDENTITY, *topics}):
                usable = usable_consent(case_id, person_id, facts.to_agency_id, topic, today)
                consented = usable.decision if consented is None or consented.allowed else consented
                if usable.consent is not None:
                    consents[usable.consent.id] = usable.consent
    detail = agency_detail(facts.to_agency_id)
    asking = AskingFacts(
        own=facts.to_agency_id == by.agency_id, agency_kind=detail.agency.kind, items=len(items),
        declared_only=any(item.declared_only for item in items), free_text=free_text,
        basis=facts.basis, statute_known=facts.statute_code in statute_labels(today), consented=consented,
    )  # fmt: skip
    require(may_ask(asking))
    return list(consents.values())


def _until(answer_by: date, consents: Sequence[ConsentLine]) -> datetime:
    """聞かれた機関に見せる終わり: 答えの期限に余裕の日数を足した日。同意に拠るなら、同意の終わりまで。"""
    last = answer_by + timedelta(days=rhythm("inquiry_grace", clock.today()) + 1)
    return min([datetime.combine(last, time.min, clock.JST), *(one.ends_at for one in consents if one.ends_at)])


def _who(person_id: UUID) -> str:
    """相手の機関に見せる名: 氏名・かな・生年月日だけ。住所や連絡先は書かない(支援措置)。"""
    header = header_of(person_id)
    kana = f"（{header.kana}）" if header.kana else ""
    born = f"　{header.born}生" if header.born else ""
    return f"{header.name}{kana}{born}"


def _questions(inquiry: InformationRequest, items: Sequence[Item], names: dict[UUID, str]) -> None:
    asked = [(item, person) for item in items for person in (names if item.per_person else [None])]
    InquiryQuestion.objects.bulk_create(
        InquiryQuestion(
            compartment_id=inquiry.compartment_id, inquiry=inquiry, item_id=item.id, person_id=person,
            about=names[person] if person else "", position=place, kind=item.kind.value,
        )
        for place, (item, person) in enumerate(asked, 1)
    )  # fmt: skip
