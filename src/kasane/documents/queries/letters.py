"""外へ出す書類の値: 協力依頼書、委嘱状、支援決定通知。宛名は、支援措置のある人には印字しない。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from kasane.access.policy import Action, decide
from kasane.access.reading import rows_of
from kasane.conferences.queries import item_room
from kasane.conferences.queries.appointments import appointment
from kasane.conferences.queries.cooperation import cooperation
from kasane.conferences.queries.screens import kind_said_now, wording_now
from kasane.documents.domain.leaf import Sheet
from kasane.documents.domain.values import MASKED, Value, Values, chosen, text
from kasane.documents.queries.forms import form_for
from kasane.documents.queries.paper import Paper
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible, require
from kasane.kernel.wareki import format_wareki
from kasane.plans.domain import DecisionState, Notice
from kasane.plans.queries import dossier, number_label
from kasane.plans.queries.letters import Letter, letter_of, notices_of
from kasane.screens.desk import desk

_NOTICE: Final = "SELECT decision_id FROM plans_dossier_line WHERE id = %s AND section = 'about' AND person_id IS NOT NULL"
_APPOINTED: Final = "SELECT appointment_id FROM conferences_appointed WHERE id = %s"


def cooperation_paper(cooperation_id: UUID, *, by: Actor) -> Paper:
    """協力依頼書。議題の部屋を持たない人(求められた側を含む)には NotVisible。人のことは、対象者として書いたことだけが入る。"""
    one = cooperation(cooperation_id)
    if one is None:
        raise NotVisible
    room = item_room(one.item_id, by)
    values: Values = {
        "document_number": text(one.number), "requested_on": Value(day=one.requested_on), "to": text(f"{one.to}　御中"),
        "sender": text(f"{desk.municipality()}　{room.head.kind}事務局".strip()), "statute": text(one.statute),
        "wanted": text("・".join(kind.label_ja for kind in one.wanted)), "about": text(one.about or "（挙げていません）"),
        "asked": text(one.asked), "deadline": Value(day=one.deadline),
        "contact": text(one.contact), "two_way": chosen("yes" if one.two_way else "no"),
    }  # fmt: skip
    ground = f"会議の構成員（{room.ground}）"
    return Paper(
        Sheet(form_for("cooperation"), values), "cooperation", room.person_ids, room.compartment_id, (room.compartment_id,), ground
    )


def appointment_paper(appointed_id: UUID, *, by: Actor) -> Paper:
    """委嘱状と誓約書。委嘱簿を扱えなければ Refused、名簿にない・外れた人は NotVisible。"""
    require(decide(Action.KEEP_APPOINTMENTS, by=by))
    found = rows_of(_APPOINTED, [appointed_id])
    if not found:
        raise NotVisible
    line = appointment(found[0][0])
    person = next((one for one in line.people if one.id == appointed_id and one.removed_on is None), None)
    if person is None:
        raise NotVisible
    values: Values = {
        "number": text(line.number), "issued_on": Value(day=line.effective_from),
        "person": text("　".join(filter(None, (person.organisation, person.name, "様")))), "organisation": text(line.organisation),
        "scope": text("　".join(filter(None, (kind_said_now(line.kind_code, line.item_id), line.scope.label_ja)))),
        "period": text(f"{format_wareki(line.effective_from)}から{format_wareki(line.valid_to)}まで"),
        "issuer": text(f"{desk.municipality()}長"), "wording": text(person.briefed_wording or wording_now(line.kind_code, line.item_id)),
        "other_duty": text(person.other_duty), "briefed_on": Value(day=person.briefed_on), "signed_on": Value(day=person.signed_on),
    }  # fmt: skip
    return Paper(Sheet(form_for("appointment"), values), "appointment", (), None, (), "委嘱簿を扱う事務局")


def decision_paper(notice_id: UUID, *, by: Actor) -> Paper:
    """支援決定通知(一人に一通)。決める課だけが作り、決める前は作れない(NotVisible)。ほかの人の行は、この人の通知に載らない。

    教示文か、教示の要らない理由が定まるまでは Refused。黙って教示のない通知を出さない(plans/domain/notice.py)。
    """
    require(decide(Action.LIST_DECISIONS, by=by))
    found = rows_of(_NOTICE, [notice_id])
    if not found:
        raise NotVisible
    decision_id = found[0][0]
    notice = next((one for one in notices_of([decision_id]) if one.id == notice_id), None)
    one = dossier(decision_id, by)
    if notice is None or one.line.state is not DecisionState.DECIDED:
        raise NotVisible
    require(one.line.sending)
    letter = letter_of(one, notice.person_id)
    values: Values = {
        **_addressed(letter), "document_number": text(one.line.document_number), "decided_on": Value(day=one.line.decided_on),
        "issuer": text(f"{desk.municipality()}長（{one.agency}）"), "state": text(one.line.finality.label_ja),
        "plan": text(f"{one.line.kind.label_ja}プラン　{number_label(one.line.number)}"), "content": text(letter.content),
        "decided": _rows(letter.decided), "checked": _rows(letter.checked), "conditions": text(letter.conditions),
        "decided_by": text(one.decided_by), "notice": text(one.line.notice_text if one.line.notice is Notice.NEEDED else "なし"),
    }  # fmt: skip
    number = "".join(sign for sign in one.line.document_number if sign.isascii() and sign.isalnum())
    filed = "-".join(filter(None, ("decision", number, str(notice.order))))
    rooms = (one.compartment_id,)
    return Paper(Sheet(form_for("decision"), values), filed, (notice.person_id,), one.compartment_id, rooms, "支援決定をする市の課")


def _addressed(letter: Letter) -> Values:
    """宛名。支援措置のある人には、宛名も対象者も印字しない(封筒と手渡しで届ける)。"""
    if letter.masked:
        return {"addressee": MASKED, "people": MASKED}
    return {"addressee": text(f"{letter.name}　様"), "people": text(letter.name)}


def _rows(found: Sequence[tuple[str, str]]) -> Value:
    """この人と世帯の行。なければ、書き足せないよう「なし」と印字する。"""
    return Value(rows=tuple(found) or (("なし", ""),))
