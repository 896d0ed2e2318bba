"""支援措置(DV等)を始め、延ばし、終える。始めた瞬間から、居どころ・連絡先は名指しの人だけに見える。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.forms.models import model_to_dict

from kasane.access.commands import act, open_compartment
from kasane.access.domain import Kind
from kasane.access.policy import Action
from kasane.access.queries import held, require_access
from kasane.audit import journal
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Decision, Invalid, NotVisible, Refused, require
from kasane.kernel.text import cleaned
from kasane.people.commands import rooms
from kasane.people.commands.common import person_to_change, stamp
from kasane.people.commands.indexing import reindex_person
from kasane.people.domain.codes import PlaceKind, ProtectionKind
from kasane.people.domain.protection import Measure, may_end, may_extend, may_protect, one_year_from
from kasane.people.models import Condition, Person, Place, ProtectedPlace, ProtectionMeasure, ProtectionParty, Tie

_REASON = "支援措置"


@dataclass(frozen=True, slots=True)
class Opponent:
    """相手方。登録のある人なら person_id、ない人なら名前。"""

    person_id: UUID | None = None
    name: str = ""
    relationship: str = ""


@dataclass(frozen=True, slots=True)
class ProtectionFacts:
    """支援措置の申出の内容。

    together: いっしょに伏せる人(併せて支援を求める者)。keepers: 名指しで見られる職員のアカウント(申し出を受けた人は自動で入る)。
    conceals_person: 名前と存在まで名指しの人だけに限るか。相手方も相談者でありうるので、限るのが既定。
    """

    kind: ProtectionKind
    applied_on: date
    valid_from: date
    applied_at: str = ""
    contact_method: str = ""
    opponents: Sequence[Opponent] = ()
    together: Sequence[UUID] = ()
    keepers: Sequence[UUID] = ()
    conceals_person: bool = True
    hidden_items: Sequence[PlaceKind] = field(default=tuple(PlaceKind))


@act(Action.PROTECT_ADDRESS)
def protect_address(*, by: Actor, person_id: UUID, facts: ProtectionFacts) -> UUID:
    """支援措置を始める(住民基本台帳事務処理要領、forms §11.4)。期間は申出から1年。

    本人と、いっしょに伏せる人の居どころ・連絡先・つながりを秘匿の区画へ移し、封印し、開いている緊急閲覧も閉じる。
    すべて一つの取引で行う。相手方をいっしょに伏せる人や名指しの人に選ぶと Invalid。返り値は本人の措置の識別子。
    """
    _refuse_mixed_up(person_id, facts)
    whom = [person_id, *(other for other in facts.together if other != person_id)]
    measures: list[ProtectionMeasure] = []
    for identity in whom:
        person, decision = person_to_change(identity, Action.PROTECT_ADDRESS, by=by)
        measure = _begin(person, facts, measures[0] if measures else None, by)
        measures.append(measure)
        journal.record(act="protect_address", by=by, subjects=[identity], compartment_id=measure.compartment_id, ground=decision.ground)
    return measures[0].id


@act(Action.PROTECT_ADDRESS)
def extend_protection(*, by: Actor, measure_id: UUID, version: int) -> date:
    """期限から1年延ばす。期限の1か月前から。返り値は新しい期限。"""
    measure, decision = _measure_to_change(measure_id, version, by)
    require(may_extend(_facts(measure), today=clock.today()))
    measure.valid_to, measure.version = one_year_from(measure.valid_to), measure.version + 1
    measure.save(update_fields=["valid_to", "version"])
    journal.record(
        act="extend_protection", by=by, subjects=[measure.person_id], compartment_id=measure.compartment_id, ground=decision.ground
    )
    return measure.valid_to


@act(Action.PROTECT_ADDRESS)
def end_protection(*, by: Actor, measure_id: UUID, version: int, reason: str, returns_places: bool = False) -> None:
    """支援措置を終え、封印を解く。居どころは、returns_places のときだけふだんの表に戻す(終えても避難先は伏せ続けられる)。"""
    measure, decision = _measure_to_change(measure_id, version, by)
    require(may_end(_facts(measure), reason=reason))
    person, _ = person_to_change(measure.person_id, Action.PROTECT_ADDRESS, by=by)
    measure.ended_on, measure.ended_reason, measure.version = clock.today(), cleaned("reason", reason), measure.version + 1
    measure.save(update_fields=["ended_on", "ended_reason", "version"])
    if measure.conceals_person:
        for room in _sealed_rooms(person, by):
            rooms.lift(room, cause=measure.id)
    if returns_places:
        _move(ProtectedPlace, Place, person, to_room=person.compartment_id)
        Tie.objects.filter(person_id=person.id, compartment_id=measure.compartment_id).update(compartment_id=person.compartment_id)
    reindex_person(person)
    journal.record(
        act="end_protection", by=by, subjects=[person.id], compartment_id=measure.compartment_id, ground=decision.ground, reason=reason
    )


@act(Action.PROTECT_ADDRESS)
def name_keeper(*, by: Actor, measure_id: UUID, account_id: UUID, reason: str) -> None:
    """名指しの職員を加える。相手方と関わりのある職員でないかを確かめてから行う。理由は必須。"""
    measure = ProtectionMeasure.objects.filter(id=measure_id, ended_on__isnull=True).first()
    if measure is None:
        raise NotVisible
    decision = require(require_access(Action.PROTECT_ADDRESS, measure.compartment_id, by=by))
    why = cleaned("reason", reason, required="名指しする理由を書いてください。")
    person, _ = person_to_change(measure.person_id, Action.PROTECT_ADDRESS, by=by)
    wanted = {measure.compartment_id} | (set(_sealed_rooms(person, by)) if measure.conceals_person else set())
    for room in sorted(wanted):
        rooms.name_accounts(room, [account_id], by=by, reason=why)
    journal.record(
        act="name_keeper", by=by, subjects=[person.id], compartment_id=measure.compartment_id, ground=decision.ground, reason=why
    )


def _refuse_mixed_up(person_id: UUID, facts: ProtectionFacts) -> None:
    against = {opponent.person_id for opponent in facts.opponents if opponent.person_id}
    if against & {person_id, *facts.together}:
        raise Invalid({"together": "相手方の人を、いっしょに伏せる人には選べません。"})
    if any(not opponent.person_id and not opponent.name.strip() for opponent in facts.opponents):
        raise Invalid({"opponents": "相手方は、登録のある人か、名前のどちらかで示してください。"})


def _begin(person: Person, facts: ProtectionFacts, main: ProtectionMeasure | None, by: Actor) -> ProtectionMeasure:
    current = [_facts(row) for row in ProtectionMeasure.objects.filter(person_id=person.id)]
    require(may_protect(current, valid_from=facts.valid_from, today=clock.today()))
    if not rooms.ask("SELECT people_takes_places(%s)", [person.id]):
        raise Refused(Decision.no("この人の居どころ・連絡先は、保護責任者を通して記録してください。", "閲覧権限の運用基準"))
    room = open_compartment(by=by, kind=Kind.PROTECTED, subject_id=person.id, reason=_REASON)
    measure = _write_measure(person, facts, main, room, by)
    _move(Place, ProtectedPlace, person, to_room=room)
    Tie.objects.filter(person_id=person.id).update(compartment_id=room)
    _close(person, measure, facts, by)
    reindex_person(person)
    return measure


def _write_measure(person: Person, facts: ProtectionFacts, main: ProtectionMeasure | None, room: UUID, by: Actor) -> ProtectionMeasure:
    measure = ProtectionMeasure.objects.create(
        person_id=person.id, kind=facts.kind.value, applied_on=facts.applied_on, valid_from=facts.valid_from,
        valid_to=one_year_from(facts.valid_from), applied_at=cleaned("applied_at", facts.applied_at),
        hidden_items=[item.value for item in facts.hidden_items], contact_method=cleaned("contact_method", facts.contact_method),
        together_with=main, conceals_person=facts.conceals_person, compartment_id=room, **stamp(by),
    )  # fmt: skip
    ProtectionParty.objects.bulk_create(
        ProtectionParty(
            measure_id=measure.id, person_id=opponent.person_id, name=cleaned("opponents", opponent.name),
            relationship=cleaned("opponents", opponent.relationship), compartment_id=room, **stamp(by),
        )
        for opponent in facts.opponents
    )  # fmt: skip
    return measure


def _close(person: Person, measure: ProtectionMeasure, facts: ProtectionFacts, by: Actor) -> None:
    """名指しの人だけを残して閉じる。秘匿の区画も封印し、常時閲覧の窓口からもつながりの行を守る。"""
    sealed = [measure.compartment_id, *(_sealed_rooms(person, by) if facts.conceals_person else [])]
    for room in sealed:
        rooms.name_accounts(room, facts.keepers, by=by, reason=_REASON)
        rooms.seal(room, cause=measure.id, keepers=facts.keepers, reason=_REASON)


def _sealed_rooms(person: Person, by: Actor) -> list[UUID]:
    """存在まで伏せるときに閉じる区画: 本人の区画と、行為者が書ける要配慮の区画。"""
    sensitive = Condition.objects.filter(person_id=person.id).values_list("compartment_id", flat=True)
    writable = [room for room in sorted(set(sensitive)) if any(item.may_write for item in held(room))]
    return [person.compartment_id, *writable]


def _move(source: type[Any], target: type[Any], person: Person, *, to_room: UUID) -> None:
    """居どころの行を、識別子ごと別の表へ移す。"""
    rows = list(source.objects.filter(person_id=person.id))
    names = [column.attname for column in source._meta.concrete_fields if column.attname != "compartment_id"]
    target.objects.bulk_create(target(compartment_id=to_room, **{name: getattr(row, name) for name in names}) for row in rows)
    deleted, _ = source.objects.filter(id__in=[row.id for row in rows]).delete()
    if deleted != len(rows):
        raise Refused(Decision.no("居どころの一部を動かせませんでした。何も変えていません。保護責任者に連絡してください。", "閲覧権限"))


def _facts(row: ProtectionMeasure) -> Measure:
    return Measure(row.valid_from, row.valid_to, row.ended_on)


def _measure_to_change(measure_id: UUID, version: int, by: Actor) -> tuple[ProtectionMeasure, Decision]:
    if not ProtectionMeasure.objects.filter(id=measure_id).exists():
        raise NotVisible
    measure = ProtectionMeasure.objects.select_for_update().filter(id=measure_id).first()
    if measure is None:
        raise NotVisible
    decision = require(require_access(Action.PROTECT_ADDRESS, measure.compartment_id, by=by))
    if measure.version != version:
        raise Conflict(model_to_dict(measure), {"version": version})
    return measure, decision
