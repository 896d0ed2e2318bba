"""だれについての相談か: 選んだ人・世帯を結び、名前を打った人は同時に登録し、名前の分からない人は呼び方で残す。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, Invalid, NotVisible, Refused
from kasane.kernel.text import cleaned
from kasane.kernel.wareki import DateRefused, PartialDate, parse_date
from kasane.people.commands import register_person
from kasane.people.domain.person import PersonFacts
from kasane.people.queries.records import visible_household, visible_person
from kasane.programmes.consultation.commands.common import consultation_to_change, people_of, stamp
from kasane.programmes.consultation.commands.living import form_heard_household
from kasane.programmes.consultation.domain.codes import SubjectKind
from kasane.programmes.consultation.domain.consultation import Newcomer, SubjectsGiven, split_name
from kasane.programmes.consultation.models import Consultation, Subject

MOST = 20
_LONGEST = 100


@act(Action.CORRECT_CONSULTATION)
def add_subjects(*, by: Actor, consultation_id: UUID, subjects: SubjectsGiven) -> None:
    """後から分かった人・世帯を加える。すでにいる人は重ねない。何も選ばれていなければ Invalid、見えない人なら NotVisible。"""
    row, decision = consultation_to_change(consultation_id, Action.CORRECT_CONSULTATION, by)
    if subjects.is_empty:
        raise Invalid({"q": "加える人か世帯を選んでください。"})
    put_subjects(row, subjects, by)
    journal.record(act="add_subjects", by=by, subjects=people_of(row.id), compartment_id=row.compartment_id, ground=decision.ground)


@act(Action.CORRECT_CONSULTATION)
def remove_subject(*, by: Actor, consultation_id: UUID, subject_id: UUID, reason: str) -> None:
    """人違いだった人を外す。行は消さず、外した人と時を残す。理由は必須。事案に結ばれた相談の最後の一人は Refused。"""
    row, decision = consultation_to_change(consultation_id, Action.CORRECT_CONSULTATION, by)
    why = cleaned("reason", reason, required="外す理由を入力してください。")
    current = Subject.objects.select_for_update().filter(consultation_id=row.id, removed_at__isnull=True)
    one = current.filter(id=subject_id).first()
    if one is None:
        raise NotVisible
    if row.case_id is not None and current.count() == 1:
        raise Refused(Decision.no("事案に結ばれた相談には、だれのことかが一人は要ります。先に正しい人を加えてください。", "事案の記録"))
    one.removed_at, one.removed_by = clock.now(), by.posting_id
    one.save(update_fields=["removed_at", "removed_by"])
    about = [one.person_id] if one.person_id else []
    journal.record(act="remove_subject", by=by, subjects=about, compartment_id=row.compartment_id, ground=decision.ground, reason=why)


def put_subjects(row: Consultation, given: SubjectsGiven, by: Actor) -> None:
    """人・世帯・呼び方を、打たれた順に結ぶ。名前を打った人はここで登録する。"""
    if len(given.persons) + len(given.newcomers) + len(given.unnamed) + len(given.households) > MOST:
        raise Invalid({"q": f"一つの相談に結べるのは{MOST}件までです。"})
    kept = list(Subject.objects.filter(consultation_id=row.id, removed_at__isnull=True))
    known = {one.person_id for one in kept} | {one.household_id for one in kept}
    labels = {one.label for one in kept if one.kind == SubjectKind.UNNAMED.value}
    fresh = _newcomers(given, by)
    rows = [*_persons(given, known), *fresh, *_households(given, known), *_unnamed(given, labels)]
    Subject.objects.bulk_create(
        Subject(consultation_id=row.id, compartment_id=row.compartment_id, position=place, **values, **stamp(by))
        for place, values in enumerate(rows, len(kept))
    )
    if not given.living.is_empty:
        form_heard_household(given, [*dict.fromkeys(given.persons), *(one["person_id"] for one in fresh)], by)


def _persons(given: SubjectsGiven, known: set[UUID | None]) -> list[dict[str, object]]:
    ids = [visible_person(one).id for one in dict.fromkeys(given.persons)]
    return [{"kind": SubjectKind.PERSON.value, "person_id": one} for one in ids if one not in known]


def _households(given: SubjectsGiven, known: set[UUID | None]) -> list[dict[str, object]]:
    ids = [visible_household(one).id for one in dict.fromkeys(given.households)]
    return [{"kind": SubjectKind.HOUSEHOLD.value, "household_id": one} for one in ids if one not in known]


def _newcomers(given: SubjectsGiven, by: Actor) -> list[dict[str, Any]]:
    return [{"kind": SubjectKind.PERSON.value, "person_id": register_person(by=by, facts=person_facts(one))} for one in given.newcomers]


def _unnamed(given: SubjectsGiven, known: set[str]) -> list[dict[str, object]]:
    texts = [cleaned("unnamed", one) for one in given.unnamed]
    if any(len(text) > _LONGEST for text in texts):
        raise Invalid({"q": f"名前の分からない人の呼び方は{_LONGEST}字以内で入力してください。"})
    return [{"kind": SubjectKind.UNNAMED.value, "label": text} for text in dict.fromkeys(texts) if text and text not in known]


def person_facts(one: Newcomer) -> PersonFacts:
    """打たれた氏名から、登録する人の事柄を作る。空白で姓と名に分け、なければ分けない氏名にする。読めない生年月日は Invalid。"""
    name, kana = cleaned("q", one.name), cleaned("q", one.kana)
    if len(name) > _LONGEST or len(kana) > _LONGEST:
        raise Invalid({"q": f"新しく登録する人の氏名とふりがなは、それぞれ{_LONGEST}字以内で入力してください。"})
    (family, given), (family_kana, given_kana) = split_name(name), split_name(kana)
    if not family:
        return PersonFacts(name_text=given, kana_text="".join(kana.split()), born=_born(one.born))
    if not family_kana:
        return (
            PersonFacts(name_text=name, kana_text=given_kana, born=_born(one.born))
            if given_kana
            else PersonFacts(family_name=family, given_name=given, born=_born(one.born))
        )
    return PersonFacts(family_name=family, given_name=given, family_kana=family_kana, given_kana=given_kana, born=_born(one.born))


def _born(text: str) -> PartialDate | None:
    try:
        return parse_date(text) if text.strip() else None
    except DateRefused as refused:
        raise Invalid({"q": f"新しく登録する人の生年月日「{text[:20]}」：{refused}"}) from refused
