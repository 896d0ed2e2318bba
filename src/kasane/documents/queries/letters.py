"""外へ出す書類の値: 協力依頼書、委嘱状、支援決定通知。宛名は、支援措置のある人には印字しない。"""

from __future__ import annotations

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
from kasane.documents.queries.paper import Paper, person_values
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible, require
from kasane.kernel.wareki import format_wareki
from kasane.plans.domain import DecisionState, Notice, Part
from kasane.plans.queries import Dossier, dossier, number_label
from kasane.screens.desk import desk

_APPOINTED: Final = "SELECT appointment_id FROM conferences_appointed WHERE id = %s"


def cooperation_paper(cooperation_id: UUID, *, by: Actor) -> Paper:
    """協力依頼書。議題の部屋を持たない人(求められた側を含む)には NotVisible。人の名前は入らない。"""
    one = cooperation(cooperation_id)
    if one is None:
        raise NotVisible
    room = item_room(one.item_id, by)
    values: Values = {
        "document_number": text(one.number), "requested_on": Value(day=one.requested_on), "to": text(f"{one.to}　御中"),
        "sender": text(f"{desk.municipality()}　{room.head.kind}事務局".strip()), "statute": text(one.statute),
        "wanted": text("・".join(kind.label_ja for kind in one.wanted)), "asked": text(one.asked), "deadline": Value(day=one.deadline),
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


def decision_paper(decision_id: UUID, *, by: Actor) -> Paper:
    """支援決定通知。決める課だけが作り、決める前は作れない(NotVisible)。"""
    require(decide(Action.LIST_DECISIONS, by=by))
    one = dossier(decision_id, by)
    if one.line.state is not DecisionState.DECIDED:
        raise NotVisible
    values: Values = {
        **_addressed(one), "document_number": text(one.line.document_number), "decided_on": Value(day=one.line.decided_on),
        "issuer": text(f"{desk.municipality()}長（{one.agency}）"), "state": text(one.line.finality.label_ja),
        "plan": text(f"{one.line.kind.label_ja}プラン　{number_label(one.line.number)}"), "content": text(one.content),
        "decided": Value(rows=tuple((row.section, row.text) for row in one.rows(Part.DECIDE))),
        "checked": Value(rows=tuple((row.section, row.text) for row in one.rows(Part.CHECK))), "conditions": text(one.conditions),
        "decided_by": text(one.decided_by), "notice": text(_NOTICES[one.notice]),
    }  # fmt: skip
    number = "".join(sign for sign in one.line.document_number if sign.isascii() and sign.isalnum())
    name = f"decision-{number}".rstrip("-")
    return Paper(
        Sheet(form_for("decision"), values), name, tuple(one.person_ids), one.compartment_id, (one.compartment_id,), "支援決定をする市の課"
    )


_NOTICES: Final = {
    Notice.NEEDED: "（教示文：市の法制担当が定めた文を入れる）", Notice.NOT_NEEDED: "",
    Notice.UNKNOWN: "（教示の要否は、法制担当に確かめていません）",
}  # fmt: skip


def _addressed(one: Dossier) -> Values:
    """宛名。一人でも支援措置があれば、宛名も対象者も印字しない(封筒と手渡しで届ける)。"""
    masked = any((value := person_values(key).get("address")) is not None and value.masked for key in one.person_ids)
    if masked:
        return {"addressee": MASKED, "people": MASKED}
    names = "、".join(one.line.people)
    return {"addressee": text(f"{names}　様" if names else ""), "people": text(names)}
