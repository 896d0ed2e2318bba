"""気づき: 今の行為者に見えるものだけから、複数の分野・すでにいる機関・典型の重なりを理由の文で示す。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kasane.access.dated import serving
from kasane.agencies.domain import Field
from kasane.agencies.queries.register import labels
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.folding import fold_letters
from kasane.kernel.wareki import format_wareki
from kasane.people.queries.merged import surviving_ids
from kasane.people.queries.together import Together, agencies_around, living_together
from kasane.programmes.consultation.domain.consultation import FIELD_LABELS, SENSITIVE
from kasane.programmes.consultation.domain.noticing import Around, Member, Notice, Pair, Pattern, Piece, Shape, notice
from kasane.programmes.consultation.models import Consultation, NoticeDecision, PatternRow, TopicField
from kasane.programmes.consultation.queries.records import sensitive_row, subjects_of
from kasane.search.domain.words import variants_of
from kasane.search.queries import synonyms

_PIECES = (
    "story", "hopes", "household_text", "money_text", "housing_text", "work_text", "community_text", "urgency_note", "other_topic",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """気づきの一行。decided は今までの判断(空なら未判断)、accepted は当たっていると判断されたか。"""

    notice: Notice
    decided: str
    accepted: bool | None
    person_ids: tuple[UUID, ...]


def notices_of(row: Consultation, *, by: Actor) -> tuple[NoticeLine, ...]:
    """この相談の気づきと、職員の判断。"""
    today = clock.today()
    together = _together(row, today)
    found = notice(_around(row, together, by=by), patterns_on(row.received_on), _same_words())
    made = {one.code: one for one in NoticeDecision.objects.filter(consultation_id=row.id).order_by("recorded_at", "id")}
    named = tuple(one.person_id for one in together.members)
    return tuple(_line(one, made.get(one.code), named) for one in found)


def _same_words() -> Callable[[str], tuple[str, ...]]:
    """ある語と同じ意味で書かれる語(検索と同じ言い換えの行)。"""
    groups = synonyms()
    return lambda word: (word, *variants_of(fold_letters(word), groups))


def patterns_on(on: date) -> tuple[Pattern, ...]:
    """その日に有効な典型の重なり。"""
    rows = PatternRow.objects.filter(serving(on)).order_by("position", "code")
    return tuple(
        Pattern(
            code=one.code, label=one.label, words=tuple(one.words), because=one.because, partners=tuple(one.partners),
            shape=Shape(one.shape), parent_from=one.parent_from, child_from=one.child_from, child_to=one.child_to,
        )
        for one in rows
    )  # fmt: skip


def _line(one: Notice, made: NoticeDecision | None, named: tuple[UUID, ...]) -> NoticeLine:
    if made is None:
        return NoticeLine(one, "", None, named)
    verdict = "当たっている" if made.accepted else "当たらない"
    words = f"{format_wareki(clock.jst(made.recorded_at).date())}に「{verdict}」と判断しました。{made.note}"
    return NoticeLine(one, words, made.accepted, named)


def _together(row: Consultation, today: date) -> Together:
    about = subjects_of([row.id]).get(row.id, [])
    people = [line.person_id for line in about if line.person_id]
    homes = [line.household_id for line in about if line.household_id]
    return living_together(surviving_ids(people), homes, today) if people or homes else Together((), (), ())


def _around(row: Consultation, together: Together, *, by: Actor) -> Around:
    topics, fields = labels("consultation_topic"), defaultdict(list)
    for topic, field in TopicField.objects.filter(serving(row.received_on)).values_list("topic", "field"):
        fields[topic].append(Field(field).label_ja)
    pieces = [Piece(FIELD_LABELS[name], text) for name in _PIECES if (text := getattr(row, name))]
    if sensitive := sensitive_row(row):
        pieces += [Piece(FIELD_LABELS[name], text, sensitive=True) for name in SENSITIVE if (text := getattr(sensitive, name))]
    members = {
        one.person_id: Member(one.name, one.low, one.high) for one in together.members if one.low is not None and one.high is not None
    }
    pairs = [Pair(members[parent], members[child]) for parent, child in together.parents if parent in members and child in members]
    return Around(
        topics={code: topics.get(code, code) for code in row.topics},
        fields=fields,
        pieces=pieces,
        pairs=pairs,
        members=tuple(members.values()),
        agencies=agencies_around(together, by=by) if together.members or together.household_ids else (),
    )
