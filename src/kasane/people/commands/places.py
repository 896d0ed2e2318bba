"""居どころ・連絡先と、心身・生活の状況を記録する。支援措置の人の居どころは秘匿の表に入る。"""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection

from kasane.access.commands import act, open_compartment
from kasane.access.domain import Kind
from kasane.access.policy import Action
from kasane.access.queries import held, require_access
from kasane.audit import journal
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, Invalid, NotVisible, Refused, require
from kasane.kernel.folding import digits
from kasane.kernel.text import cleaned
from kasane.people.commands.common import check_period, person_to_change, stamp
from kasane.people.commands.indexing import reindex_person
from kasane.people.domain.codes import ConditionKind, LeaveMessage, PlaceKind, Source
from kasane.people.models import Condition, Person, Place, ProtectedPlace, ProtectionMeasure


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """居どころ・連絡先の一件。text は住所・電話番号・メールの宛先・勤務先名など。居所の目安(○○公園のベンチ)も書ける。"""

    kind: PlaceKind
    text: str
    postal_code: str = ""
    area: str = ""
    contact_hours: str = ""
    may_leave_message: LeaveMessage = LeaveMessage.ASK
    note: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@act(Action.CORRECT_PERSON)
def record_place(*, by: Actor, person_id: UUID, facts: PlaceFacts) -> UUID:
    """居どころ・連絡先を記録する。支援措置が続いている人なら、秘匿の表に入れる(security.md K7)。返り値は行の識別子。"""
    person, decision = person_to_change(person_id, Action.CORRECT_PERSON, by=by)
    values = _checked(facts)
    measure = ProtectionMeasure.objects.filter(person_id=person_id, ended_on__isnull=True).first()
    if measure is not None:
        require(require_access(Action.CORRECT_PERSON, measure.compartment_id, by=by))
        row: Place | ProtectedPlace = ProtectedPlace(compartment_id=measure.compartment_id)
    else:
        _refuse_if_guarded(person)
        row = Place(compartment_id=person.compartment_id)
    for name, value in {**values, **stamp(by), "person_id": person_id}.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    reindex_person(person)
    journal.record(
        act="record_place", by=by, subjects=[person_id], compartment_id=row.compartment_id, ground=decision.ground, changed=[facts.kind]
    )
    return row.id


@act(Action.CORRECT_PERSON)
def end_place(*, by: Actor, person_id: UUID, place_id: UUID, on: date) -> None:
    """転居・解約などで、居どころ・連絡先が終わったと記録する。見えない行は NotVisible、始まりより前の日は Invalid。"""
    person, decision = person_to_change(person_id, Action.CORRECT_PERSON, by=by)
    for table in (Place, ProtectedPlace):
        row = table.objects.filter(id=place_id, person_id=person_id).first()
        if row is not None:
            break
    else:
        raise NotVisible
    require(require_access(Action.CORRECT_PERSON, row.compartment_id, by=by))
    check_period(row.valid_from, on)
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    reindex_person(person)
    journal.record(
        act="end_place", by=by, subjects=[person_id], compartment_id=row.compartment_id, ground=decision.ground, changed=[row.kind]
    )


@act(Action.CORRECT_PERSON)
def record_condition(
    *, by: Actor, person_id: UUID, kind: ConditionKind, text: str, source: Source = Source.UNKNOWN,
    valid_from: date | None = None, valid_to: date | None = None,
) -> UUID:  # fmt: skip
    """心身・生活の状況を、要配慮の区画に記録する(個人情報保護法2条3項)。返り値は行の識別子。"""
    person, decision = person_to_change(person_id, Action.CORRECT_PERSON, by=by)
    check_period(valid_from, valid_to)
    room = _sensitive_room(person, by)
    row = Condition.objects.create(
        person_id=person_id, kind=kind.value, source=source.value, valid_from=valid_from, valid_to=valid_to, compartment_id=room,
        text=cleaned("text", text, required="状況を入力してください。"), **stamp(by),
    )  # fmt: skip
    journal.record(act="record_condition", by=by, subjects=[person_id], compartment_id=room, ground=decision.ground, changed=[kind.value])
    return row.id


@act(Action.CORRECT_PERSON)
def end_condition(*, by: Actor, person_id: UUID, condition_id: UUID, on: date) -> None:
    """その状況が終わったと記録する。"""
    _, decision = person_to_change(person_id, Action.CORRECT_PERSON, by=by)
    row = Condition.objects.filter(id=condition_id, person_id=person_id).first()
    if row is None:
        raise NotVisible
    require(require_access(Action.CORRECT_PERSON, row.compartment_id, by=by))
    check_period(row.valid_from, on)
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    journal.record(act="end_condition", by=by, subjects=[person_id], compartment_id=row.compartment_id, ground=decision.ground)


def _checked(facts: PlaceFacts) -> dict[str, object]:
    check_period(facts.valid_from, facts.valid_to)
    values = {
        name: cleaned(name, value) if isinstance(value, str) and name not in ("kind", "may_leave_message") else value
        for name, value in asdict(facts).items()
    }
    if not values["text"]:
        raise Invalid({"text": f"{facts.kind.label_ja}を入力してください。"})
    if facts.kind.is_phone and not digits(facts.text):
        raise Invalid({"text": "電話番号を数字で入力してください。"})
    if facts.kind is PlaceKind.EMAIL:
        values["text"] = _mail_address(facts.text)
    return values | {"kind": facts.kind.value, "may_leave_message": facts.may_leave_message.value}


def _mail_address(text: str) -> str:
    """メールの宛先。全角で打たれたものは半角に直す。宛先の形でなければ Invalid。"""
    address = unicodedata.normalize("NFKC", text).strip()
    try:
        validate_email(address)
    except ValidationError as wrong:
        raise Invalid({"text": "メールの宛先を「taro@example.jp」の形で入力してください。"}) from wrong
    return address


def _refuse_if_guarded(person: Person) -> None:
    """措置は見えないが続いている人の居どころを、ふだんの表に書かせない。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_takes_places(%s)", [person.id])
        if not cursor.fetchone()[0]:
            raise Refused(Decision.no("この人の居どころ・連絡先は、保護責任者を通して記録してください。", "閲覧権限の運用基準"))


def _sensitive_room(person: Person, by: Actor) -> UUID:
    """この人の要配慮の区画。自機関が書ける区画がすでにあればそれを、なければ新しく開く。"""
    for room in (
        Condition.objects.filter(person_id=person.id).order_by("compartment_id").values_list("compartment_id", flat=True).distinct()
    ):
        if any(item.may_write for item in held(room)):
            return room
    return open_compartment(by=by, kind=Kind.SENSITIVE, subject_id=person.id, reason="心身・生活の状況の記録")
