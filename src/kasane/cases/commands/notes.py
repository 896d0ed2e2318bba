"""支援経過記録: 書く、訂正する、次の予定を済ませる。消すことと書き換えることはできない。"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from kasane.access.commands import act
from kasane.access.domain import Kind
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.agencies.queries.register import label_sets
from kasane.audit import journal
from kasane.cases.commands.common import ask, case_to_change
from kasane.cases.commands.indexing import forget_note, index_note
from kasane.cases.domain import Audience
from kasane.cases.domain.facts import NoteFacts
from kasane.cases.domain.notes import may_correct, narrows, note_problems
from kasane.cases.models import Case, Note
from kasane.cases.queries.timeline import NOTE_LISTS
from kasane.cases.queries.visible import person_ids_of, person_in_case
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, Invalid, NotVisible, Refused, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned

_TEXTS = ("counterpart_name", "title", "fact", "words", "view", "next_action")


@act(Action.RECORD_NOTE)
def record_note(*, by: Actor, case_id: UUID, facts: NoteFacts) -> UUID:
    """経過を書く。audience が部屋を決める: 自機関のみ=機関の部屋、要配慮=その人の要配慮の部屋、支援チーム=その人(なければ事案)の部屋。

    見えない部屋・書けない部屋には書けない(NotVisible・Refused)。返り値は経過の識別子。
    """
    case, decision = case_to_change(case_id, Action.RECORD_NOTE, by)
    note = _write(by, case, _checked(facts), None, "")
    journal.record(
        act="record_note", by=by, subjects=_about(note), compartment_id=note.compartment_id,
        ground=decision.ground,
    )  # fmt: skip
    return note.id


@act(Action.RECORD_NOTE)
def correct_note(*, by: Actor, case_id: UUID, note_id: UUID, facts: NoteFacts, reason: str) -> UUID:
    """訂正する。新しい行になり、元の行は元の文のまま「訂正された」と残る。訂正の理由が要る。

    できごとの行、もう訂正された行、ほかの機関が書いた行は Refused。読める範囲を広げる訂正も、新しい部屋に書けることが要る。
    読める範囲を狭める訂正なら、元の文(さらに前の文も)は狭い範囲の人だけが読み、前の部屋には印だけが残る(データベースの引き金が移す)。
    """
    case, decision = case_to_change(case_id, Action.RECORD_NOTE, by)
    old = _note_to_change(case_id, note_id)
    require(may_correct(kind=old.kind, own=old.agency_id == by.agency_id, corrected=old.corrected_at is not None))
    reason = cleaned("reason", reason, required="訂正の理由を書いてください。")
    note = _write(by, case, _checked(facts), old, reason)
    old.corrected_at = clock.now()
    old.save(update_fields=["corrected_at"])
    forget_note(old)
    if narrows(Audience(old.audience), old.person_id, facts.audience, facts.person_id):
        journal.record(act="narrow_note", by=by, subjects=_about(old), compartment_id=old.compartment_id, ground=decision.ground)
    journal.record(
        act="correct_note", by=by, subjects=_about(note), compartment_id=note.compartment_id,
        ground=decision.ground, reason=reason,
    )  # fmt: skip
    return note.id


@act(Action.RECORD_NOTE)
def finish_next_action(*, by: Actor, case_id: UUID, note_id: UUID) -> None:
    """次の予定を済ませたと記録する。書いた機関だけができる。予定のない記録・済んだ記録は Refused。"""
    _, decision = case_to_change(case_id, Action.RECORD_NOTE, by)
    note = _note_to_change(case_id, note_id)
    if not note.next_action or note.next_done_at is not None or note.agency_id != by.agency_id:
        raise Refused(Decision.no("済ませる予定がないか、ほかの機関の予定です。", "支援経過記録"))
    note.next_done_at, note.next_done_by = clock.now(), by.posting_id
    note.save(update_fields=["next_done_at", "next_done_by"])
    journal.record(
        act="finish_next_action", by=by, subjects=_about(note),
        compartment_id=note.compartment_id, ground=decision.ground,
    )  # fmt: skip


def _note_to_change(case_id: UUID, note_id: UUID) -> Note:
    if not Note.objects.filter(id=note_id, case_id=case_id).exists():
        raise NotVisible
    note = Note.objects.select_for_update().filter(id=note_id).first()
    if note is None:
        raise Refused(Decision.no("この記録に書く根拠がありません。", "閲覧権限"))
    return note


def _checked(facts: NoteFacts) -> NoteFacts:
    texts: dict[str, Any] = {name: cleaned(name, getattr(facts, name)) for name in _TEXTS}
    facts = replace(facts, **texts)
    codes = {name.removeprefix("note_"): found for name, found in label_sets(NOTE_LISTS, on=facts.happened_on).items()}
    if problems := note_problems(facts, today=clock.today(), codes=codes):
        raise Invalid(problems)
    return facts


def _write(by: Actor, case: Case, facts: NoteFacts, corrects: Note | None, reason: str) -> Note:
    room, kind = _room(case, facts)
    if room != case.compartment_id:
        require(require_access(Action.RECORD_NOTE, room, by=by))
    note = Note.objects.create(
        id=new_id(), compartment_id=room, room_kind=kind, case_id=case.id, agency_id=by.agency_id,
        recorded_at=clock.now(), recorded_by=by.posting_id,
        corrects=corrects, correction_reason=reason,
        next_posting_id=by.posting_id if facts.next_action else None, **asdict(facts) | {"audience": facts.audience.value},
    )  # fmt: skip
    index_note(note)
    return note


def _room(case: Case, facts: NoteFacts) -> tuple[UUID, Kind]:
    if facts.audience is Audience.OWN:
        if facts.person_id is not None:
            person_in_case(case.id, facts.person_id)
        found: UUID = ask("SELECT cases_own_room(%s, %s, %s)", [case.id, new_id(), clock.now()])
        return found, Kind.GENERAL
    if facts.person_id is None:
        return case.compartment_id, Kind.GENERAL
    row = person_in_case(case.id, facts.person_id)
    if facts.audience is Audience.SENSITIVE:
        return row.sensitive_room, Kind.SENSITIVE
    return row.compartment_id, Kind.GENERAL


def _about(note: Note) -> list[UUID]:
    return [note.person_id] if note.person_id else person_ids_of(note.case_id)
