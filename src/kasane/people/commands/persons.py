"""人を登録し、訂正し、別名を足す。"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from uuid import UUID

from kasane.access.commands import act, open_compartment
from kasane.access.domain import Kind
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Invalid
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned, cleaned_facts
from kasane.kernel.wareki import PartialDate
from kasane.people.commands.common import check_period, person_to_change, stamp
from kasane.people.commands.indexing import reindex_person
from kasane.people.domain.codes import NameKind
from kasane.people.domain.person import PersonFacts
from kasane.people.models import Person, PersonHistory, PersonName
from kasane.people.queries.records import facts_of


@act(Action.REGISTER_PERSON)
def register_person(*, by: Actor, facts: PersonFacts) -> UUID:
    """人を登録する(forms §2.1・§2.2)。

    氏名の分からない人、生年月日の分からない人、住登外の人も登録できる。呼び方も氏名もないとき、暦と合わない日付は Invalid。
    登録した機関に「受付機関」の根拠がつく。返り値は人の識別子。
    """
    facts = _checked(facts)
    person_id = new_id()
    room = open_compartment(by=by, kind=Kind.IDENTITY, subject_id=person_id, reason="人の登録")
    person = Person.objects.create(
        id=person_id, compartment_id=room, registered_at=clock.now(), registered_by=by.posting_id, **facts.columns()
    )
    reindex_person(person)
    journal.record(act="register_person", by=by, subjects=[person_id], compartment_id=room, ground="received")
    return person_id


@act(Action.CORRECT_PERSON)
def correct_person(*, by: Actor, person_id: UUID, version: int, facts: PersonFacts, reason: str = "") -> int:
    """人の事柄を訂正する。変わる前の値は履歴に残る(forms §13 規則7)。

    version: 画面を開いたときの版。ほかの人が先に訂正していれば Conflict(今の値, 送られた値)で、どちらも失わない。
    返り値は新しい版。見えなければ NotVisible、書けなければ Refused。
    """
    facts = _checked(facts)
    person, decision = person_to_change(person_id, Action.CORRECT_PERSON, by=by)
    now = facts_of(person)
    if person.version != version:
        raise Conflict(now, facts)
    before = {name: _plain(getattr(now, name)) for name in _differing(now, facts)}
    if before:
        PersonHistory.objects.create(
            person_id=person.id, version=person.version, before=before, reason=cleaned("reason", reason),
            compartment_id=person.compartment_id, **stamp(by),
        )  # fmt: skip
        for column, value in facts.columns().items():
            setattr(person, column, value)
        person.version += 1
        person.save()
        reindex_person(person)
    journal.record(
        act="correct_person", by=by, subjects=[person_id], compartment_id=person.compartment_id,
        ground=decision.ground, reason=reason, changed=sorted(before),
    )  # fmt: skip
    return person.version


@act(Action.CORRECT_PERSON)
def add_alias(
    *,
    by: Actor,
    person_id: UUID,
    kind: NameKind,
    text: str,
    kana: str = "",
    is_certified: bool = False,
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> UUID:
    """別名(旧姓・通称・本国名・呼び名)を足す。足した名でもさがせる。空の名は Invalid。返り値は別名の識別子。"""
    person, decision = person_to_change(person_id, Action.CORRECT_PERSON, by=by)
    check_period(valid_from, valid_to)
    alias = PersonName.objects.create(
        person_id=person.id, kind=kind.value, text=cleaned("text", text, required="別名を入力してください。"),
        kana=cleaned("kana", kana), is_certified=is_certified, valid_from=valid_from, valid_to=valid_to,
        compartment_id=person.compartment_id, **stamp(by),
    )  # fmt: skip
    reindex_person(person)
    journal.record(
        act="add_alias", by=by, subjects=[person_id], compartment_id=person.compartment_id, ground=decision.ground, changed=[kind.value]
    )
    return alias.id


def _checked(facts: PersonFacts) -> PersonFacts:
    """文字を確かめ、空白を除き、規則で確かめる。"""
    kept = cleaned_facts(facts)
    if problems := kept.problems(today=clock.today()):
        raise Invalid(problems)
    return kept


def _differing(now: PersonFacts, new: PersonFacts) -> list[str]:
    return [field.name for field in fields(now) if getattr(now, field.name) != getattr(new, field.name)]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, PartialDate) else value
