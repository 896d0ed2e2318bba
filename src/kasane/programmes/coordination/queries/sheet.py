"""様式1-2を一枚にまとめて読む: 欄ごとの今の値と出どころ、段ごとの進み具合、前の値の履歴。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kasane.cases.queries import CaseHeader
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible
from kasane.kernel.wareki import format_wareki
from kasane.programmes.coordination.domain.assessment import FORM_VERSION, Certainty, Section
from kasane.programmes.coordination.domain.values import BLANK, FactValue, ValueKind, spoken
from kasane.programmes.coordination.models import Assessment, AssessmentVersion
from kasane.programmes.coordination.queries.items import Item, items_by_id, items_on
from kasane.programmes.coordination.queries.ledger import Recorded, assessment_of, cell_of, facts_at, history_of


@dataclass(frozen=True, slots=True)
class Cell:
    """一つの欄。words は今の値を人が読む文、said は出どころ・時点・確かさ。値がまだないときは空。"""

    item: Item
    person_id: UUID | None
    fact: Recorded | None
    words: str
    said: str

    @property
    def value(self) -> FactValue:
        """今の値。"""
        return self.fact.value if self.fact else BLANK

    @property
    def is_reported(self) -> bool:
        """聞いただけで、確かめていないか。"""
        return self.fact is not None and not self.fact.value.is_blank and self.fact.source.certainty is Certainty.REPORTED

    @property
    def boxes(self) -> tuple[tuple[bool, str], ...]:
        """選択肢の四角(選ばれたか, 言い方)。印刷に使う。"""
        return tuple((code in self.value.codes, label) for code, label in self.item.choices.items())


@dataclass(frozen=True, slots=True)
class Part:
    """段の中のひとまとまり: 世帯(person_id なし)か、一人。readable が偽なら、要配慮の部屋を見られない。"""

    section: Section
    person_id: UUID | None
    title: str
    cells: tuple[Cell, ...]
    readable: bool = True

    @property
    def asked(self) -> tuple[Cell, ...]:
        """この画面で書く欄(ほかの記録から写す欄を除く)。"""
        return tuple(cell for cell in self.cells if cell.item.kind is not ValueKind.COPIED)

    @property
    def filled(self) -> int:
        """書いた欄の数。"""
        return sum(not cell.value.is_blank for cell in self.asked)

    @property
    def missing(self) -> tuple[str, ...]:
        """※の欄のうち、まだ空のもの。"""
        return tuple(cell.item.label for cell in self.asked if cell.item.must and cell.value.is_blank)


@dataclass(frozen=True, slots=True)
class VersionLine:
    """保存の一回。"""

    number: int
    section: str
    author: str
    when: str


@dataclass(frozen=True, slots=True)
class AssessmentSheet:
    """様式1-2の一枚。number は今の版(まだ書いていなければ0)。"""

    number: int
    form_version: str
    begun_on: date | None
    parts: tuple[Part, ...]
    retired: tuple[Cell, ...]
    versions: tuple[VersionLine, ...]

    @property
    def latest(self) -> VersionLine | None:
        """最後の保存。"""
        return self.versions[0] if self.versions else None

    def cell(self, key: str, person_id: UUID | None = None) -> Cell | None:
        """項目の番号で欄を引く。"""
        return next((one for part in self.parts for one in part.cells if one.item.key == key and one.person_id == person_id), None)

    def part(self, section: Section, person_id: UUID | None) -> Part | None:
        """段と人で、ひとまとまりを引く。"""
        return next((one for one in self.parts if one.section is section and one.person_id == person_id), None)


def assessment_sheet(header: CaseHeader, *, number: int | None = None) -> AssessmentSheet:
    """様式1-2の一枚。number があれば、その版のときのもの。見えない部屋の欄は、空ではなく「見られない」とする。"""
    assessment = assessment_of(header.id)
    facts = facts_at(assessment.id, number) if assessment else {}
    items = items_on()
    people = {one.person_id: one.name for one in header.persons}
    parts = tuple(part for section in Section for part in _parts(section, items, header, assessment, facts, people))
    return AssessmentSheet(
        number=(number if number is not None else assessment.number) if assessment else 0,
        form_version=assessment.form_version if assessment else FORM_VERSION,
        begun_on=clock.jst(assessment.recorded_at).date() if assessment else None,
        parts=parts,
        retired=_retired(items, facts, people),
        versions=_versions(assessment),
    )


def _parts(
    section: Section, items: tuple[Item, ...], header: CaseHeader, assessment: Assessment | None, facts: Mapping[UUID, Recorded],
    people: Mapping[UUID, str],
) -> list[Part]:  # fmt: skip
    here = [item for item in items if item.section is section]
    shared = [item for item in here if not item.per_person]
    found = []
    if shared:
        found.append(Part(section, None, section.label_ja, tuple(_cell(item, None, assessment, facts, people) for item in shared)))
    for line in header.persons:
        mine = [item for item in here if item.per_person and (line.may_see_sensitive or not item.sensitive)]
        hidden = any(item.per_person and item.sensitive for item in here) and not line.may_see_sensitive
        if mine or hidden:
            cells = tuple(_cell(item, line.person_id, assessment, facts, people) for item in mine)
            found.append(Part(section, line.person_id, f"{section.label_ja}（{line.name}）", cells, readable=not hidden))
    return found


def _cell(
    item: Item, person_id: UUID | None, assessment: Assessment | None, facts: Mapping[UUID, Recorded], people: Mapping[UUID, str]
) -> Cell:
    fact = facts.get(cell_of(assessment.id, item.key, person_id)) if assessment else None
    return Cell(item, person_id, fact, value_words(item, fact.value, people) if fact else "", source_words(fact) if fact else "")


def value_words(item: Item, value: FactValue, people: Mapping[UUID, str]) -> str:
    """値を人が読む文にする。"""
    return spoken(item.kind, value, labels=item.choices, unit=item.unit, people=people, columns=item.columns)


def source_words(fact: Recorded) -> str:
    """出どころを一行にする: だれから・いつの時点・確かさ。"""
    when = f"{format_wareki(fact.source.as_of)}時点"
    return "　".join(filter(None, (fact.source_name, when, fact.source.certainty.label_ja, fact.source.note)))


def _retired(items: tuple[Item, ...], facts: Mapping[UUID, Recorded], people: Mapping[UUID, str]) -> tuple[Cell, ...]:
    """今の様式にない項目の、これまでの事実(様式が改まっても記録は失われない)。"""
    known = {item.key for item in items}
    old = [fact for fact in facts.values() if fact.item_key not in known and not fact.value.is_blank]
    defined = items_by_id({fact.item_id for fact in old})
    return tuple(Cell(defined[f.item_id], f.person_id, f, value_words(defined[f.item_id], f.value, people), source_words(f)) for f in old)


def _versions(assessment: Assessment | None) -> tuple[VersionLine, ...]:
    if assessment is None:
        return ()
    rows = AssessmentVersion.objects.filter(assessment=assessment).order_by("-number")
    return tuple(
        VersionLine(row.number, Section.label_of(row.section), f"{row.author_name}（{row.author_agency}）", _moment(row)) for row in rows
    )


def _moment(row: AssessmentVersion) -> str:
    local = clock.jst(row.recorded_at)
    return f"{format_wareki(local.date())} {local:%H:%M}"


@dataclass(frozen=True, slots=True)
class PastLine:
    """前の値の一行。"""

    number: int
    words: str
    said: str
    author: str
    when: str


@dataclass(frozen=True, slots=True)
class CellHistory:
    """一つの欄のこれまで。新しい順。"""

    item: Item
    person_id: UUID | None
    person_name: str
    lines: tuple[PastLine, ...]


def cell_history(header: CaseHeader, key: str, person_id: UUID | None) -> CellHistory:
    """この欄の、これまでの値。項目がない・人が事案にいない・要配慮の部屋が見えないなら NotVisible。"""
    people = {one.person_id: one.name for one in header.persons}
    assessment = assessment_of(header.id)
    item = next((one for one in items_on() if one.key == key and one.per_person == (person_id is not None)), None)
    line = next((one for one in header.persons if one.person_id == person_id), None)
    if item is None or (person_id and (line is None or (item.sensitive and not line.may_see_sensitive))):
        raise NotVisible
    past = history_of(cell_of(assessment.id, key, person_id)) if assessment else ()
    lines = tuple(PastLine(f.number, value_words(item, f.value, people), source_words(f), f.author, _when(f)) for f in past)
    return CellHistory(item, person_id, people.get(person_id, "") if person_id else "", lines)


def _when(fact: Recorded) -> str:
    local = clock.jst(fact.recorded_at)
    return f"{format_wareki(local.date())} {local:%H:%M}"
