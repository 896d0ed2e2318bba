"""惜しいケース: 月ごとに、全機関の分を名前なしで見直す。印を付けるときに、名前が入っていないかを確かめる材料。"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

from kasane.agencies.domain import Field
from kasane.agencies.queries.register import labels
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.people.domain.codes import PlaceKind
from kasane.people.queries.person import person_overview
from kasane.people.queries.together import living_together
from kasane.programmes.consultation.domain.codes import NextStep
from kasane.programmes.consultation.domain.near_miss import first_words
from kasane.programmes.consultation.models import Consultation, NearMiss, NoticeDecision
from kasane.programmes.consultation.queries.noticing import patterns_on
from kasane.programmes.consultation.queries.records import subjects_of

_PHONES: Final = tuple(kind.label_ja for kind in PlaceKind if kind.is_phone)


@dataclass(frozen=True, slots=True)
class NearMissLine:
    """惜しいケースの一件。だれの・どの相談のことかは、どこにもない。"""

    field: str
    patterns: str
    sentence: str


@dataclass(frozen=True, slots=True)
class NearMissMonth:
    """一月分の見直し。by_field・by_pattern は(名前, 件数)の多い順。"""

    month: date
    lines: tuple[NearMissLine, ...]
    by_field: tuple[tuple[str, int], ...]
    by_pattern: tuple[tuple[str, int], ...]
    months: tuple[date, ...]

    @property
    def choices(self) -> list[date]:
        """選べる月(見ている月と、記録のある月)。"""
        return sorted({self.month, *self.months}, reverse=True)


def near_miss_month(month: date) -> NearMissMonth:
    """その月の惜しいケース。months は記録のある月(新しい順)。"""
    names = patterns_in_force()
    rows = list(NearMiss.objects.filter(month=month).order_by("field", "id"))
    fields = Counter(Field(row.field).label_ja for row in rows)
    patterns = Counter(names.get(code, code) for row in rows for code in row.patterns)
    lines = tuple(
        NearMissLine(Field(row.field).label_ja, "、".join(names.get(code, code) for code in row.patterns), row.sentence) for row in rows
    )
    months = NearMiss.objects.order_by("-month").values_list("month", flat=True).distinct()[:60]
    return NearMissMonth(month, lines, tuple(fields.most_common()), tuple(patterns.most_common()), tuple(months))


def patterns_in_force() -> dict[str, str]:
    """今の典型の符号と名前。"""
    return {one.code: one.label for one in patterns_on(clock.today())}


def patterns_accepted(row: Consultation) -> tuple[str, ...]:
    """この相談で、当たっていると判断された典型の符号。要配慮の部屋の判断は写さない(名前のない記録からも分からないように)。"""
    made = {
        one.code: one.accepted
        for one in NoticeDecision.objects.filter(consultation_id=row.id, compartment_id=row.compartment_id).order_by("recorded_at", "id")
    }
    known = patterns_in_force()
    return tuple(code for key, yes in made.items() if yes and (code := key.removeprefix("pattern:")) in known)


def first_sentence(row: Consultation) -> str:
    """はじめに出す一文。"""
    topics, known, step = labels("consultation_topic"), patterns_in_force(), NextStep.read(row.next_step)
    return first_words(
        topics=[topics[code] for code in row.topics if code in topics],
        patterns=[known[code] for code in patterns_accepted(row)],
        step=step.label_ja if step else "",
    )


def revealing_words(row: Consultation, *, by: Actor) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """この相談に出てくる人の呼び方(姓・名・ふりがな・別名・世帯の呼び名・話した人)と、電話番号。"""
    names = [row.speaker_name, *row.speaker_name.split()]
    phones = [row.speaker_contact]
    about = subjects_of([row.id]).get(row.id, [])
    people, homes = [one.person_id for one in about if one.person_id], [one.household_id for one in about if one.household_id]
    for line in about:
        names.append(line.name)
        if line.person_id is None:
            continue
        one = person_overview(line.person_id, by=by)
        facts = one.header.facts
        names += [facts.family_name, facts.given_name, facts.name_text, facts.family_kana, facts.given_kana, facts.kana_text]
        names += [part for alias in one.names for part in alias.text.replace("(公証あり)", "").split()]
        phones += [place.text for place in one.places if place.kind in _PHONES]
    for mate in living_together(people, homes, clock.today()).members if people or homes else ():
        names += [mate.name, mate.kana]
    parts = [part for name in names for part in (name, *name.split())]
    return tuple(filter(None, dict.fromkeys(parts))), tuple(filter(None, phones))
