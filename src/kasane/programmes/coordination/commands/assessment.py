"""アセスメントを書く: 段ごとに保存し、保存のたびに版が一つ進む(forms §3)。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.cases.commands.events import add_event
from kasane.cases.queries import CaseHeader
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Invalid
from kasane.programmes.coordination.commands.ledger import Entry, append, case_to_assess, locked, room_of
from kasane.programmes.coordination.domain.assessment import Section, Source, source_problems, together_problems
from kasane.programmes.coordination.domain.values import BLANK, FactValue, value_problem
from kasane.programmes.coordination.models import Assessment
from kasane.programmes.coordination.queries.items import Item, items_on
from kasane.programmes.coordination.queries.ledger import Recorded, cell_of, facts_at

DECISION_KEY = "I-02"


@dataclass(frozen=True, slots=True)
class CellAnswer:
    """一つの欄への答え。own_source は、この欄だけの出どころを書いたか(値が同じでも、確かめ直した事実として残す)。"""

    key: str
    value: FactValue
    source: Source
    own_source: bool = False


@dataclass(frozen=True, slots=True)
class Clash:
    """版の衝突: 今の版の番号と、ほかの人が先に変えた欄(項目の番号 → 今の事実)。mine は自分が変えた項目の番号。"""

    number: int
    theirs: Mapping[str, Recorded]
    now: Mapping[str, Recorded]
    mine: frozenset[str]


@act(Action.WRITE_ASSESSMENT)
def save_section(
    *, by: Actor, case_id: UUID, section: Section, person_id: UUID | None = None, base: int, answers: Sequence[CellAnswer]
) -> int:
    """様式1-2の一つの段を保存する(seed 001 §6-5(3)②)。

    base: 画面を開いたときの版(まだ書いていなければ0)。base のときから変えた欄だけが、出どころのついた新しい事実になる。
    同じ欄をほかの人が先に変えていれば Conflict(Clash, answers)で、どちらも失わない。値・出どころ・項目どうしの決まりの誤りは
    項目の番号を鍵とする Invalid。見えない事案・事案にいない人は NotVisible、書けなければ Refused。返り値は今の版。
    """
    header, decision = case_to_assess(by, case_id)
    assessment = locked(by, header)
    items = {item.key: item for item in items_on(section=section) if item.per_person == (person_id is not None)}
    if unknown := [one.key for one in answers if one.key not in items]:
        raise Invalid({"": f"この画面にない項目です({'、'.join(unknown)})。画面を開き直してください。"})
    before, now = _of_section(assessment, items, person_id, base), _of_section(assessment, items, person_id, None)
    touched = [one for one in answers if one.own_source or one.value.tidy() != _value(before, one.key)]
    for item in (items[one.key] for one in touched):
        room_of(by, header, item, person_id)
    _no_clash(assessment, touched, now, base, answers)
    fresh = [one for one in touched if one.own_source or one.value.tidy() != _value(now, one.key)]
    _check(header, items, fresh, now)
    if fresh:
        entries = [Entry(items[one.key], person_id, one.value, one.source) for one in fresh]
        append(by, header, assessment, entries, section=section.value)
        _tell_decision(header, items, fresh, by=by)
    subjects = [person_id] if person_id else [one.person_id for one in header.persons]
    journal.record(
        act="save_assessment", by=by, subjects=subjects, compartment_id=header.compartment_id, ground=decision.ground,
        changed=sorted(one.key for one in fresh),
    )  # fmt: skip
    return assessment.number


def _of_section(assessment: Assessment, items: Mapping[str, Item], person_id: UUID | None, number: int | None) -> dict[str, Recorded]:
    cells = {cell_of(assessment.id, key, person_id): key for key in items}
    return {cells[cell]: fact for cell, fact in facts_at(assessment.id, number).items() if cell in cells}


def _value(facts: Mapping[str, Recorded], key: str) -> FactValue:
    return facts[key].value if key in facts else BLANK


def _no_clash(
    assessment: Assessment, touched: Sequence[CellAnswer], now: Mapping[str, Recorded], base: int, answers: Sequence[CellAnswer]
) -> None:
    theirs = {
        one.key: now[one.key] for one in touched if one.key in now and now[one.key].number > base and now[one.key].value != one.value.tidy()
    }
    if theirs:
        raise Conflict(Clash(assessment.number, theirs, now, frozenset(one.key for one in touched)), answers)


def _check(header: CaseHeader, items: Mapping[str, Item], fresh: Sequence[CellAnswer], now: Mapping[str, Recorded]) -> None:
    today, people = clock.today(), [one.person_id for one in header.persons]
    problems: dict[str, str] = {}
    for one in fresh:
        found = value_problem(items[one.key].shape(people), one.value, today=today)
        about = source_problems(one.source, today=today, declared_only=items[one.key].declared_only)
        problems |= {one.key: found} if found else {f"{name}:{one.key}": text for name, text in about.items()}
    if not problems:
        after = {key: fact.value for key, fact in now.items()} | {one.key: one.value.tidy() for one in fresh}
        problems = together_problems(after, opened_on=header.opened_on, today=today) if fresh else {}
    if problems:
        raise Invalid(problems)


def _tell_decision(header: CaseHeader, items: Mapping[str, Item], fresh: Sequence[CellAnswer], *, by: Actor) -> None:
    decided = next((one for one in fresh if one.key == DECISION_KEY and one.value.codes), None)
    if decided is not None:
        label = items[DECISION_KEY].choices.get(decided.value.codes[0], "")
        add_event(
            by=by, case_id=header.id, room=header.compartment_id, act="screening", heading="スクリーニングの判断", reason=label,
            value=decided.value.codes[0],
        )  # fmt: skip
