"""台帳に事実を足す共通の手順: 版を一つ進め、その版の事実を書く。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from kasane.access.domain import Kind
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.agencies.queries import agency_names
from kasane.cases.queries import CaseHeader, case_header
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible, require
from kasane.kernel.ids import new_id
from kasane.programmes.coordination.domain.assessment import FORM_VERSION, Source, may_write
from kasane.programmes.coordination.domain.values import FactValue, ValueKind
from kasane.programmes.coordination.models import Assessment, AssessmentFact, AssessmentVersion
from kasane.programmes.coordination.queries.items import Item
from kasane.programmes.coordination.queries.ledger import cell_of
from kasane.search import commands as search

SOURCE_KIND = "assessment_fact"


@dataclass(frozen=True, slots=True)
class Entry:
    """足す事実の一つ。"""

    item: Item
    person_id: UUID | None
    value: FactValue
    source: Source
    inquiry_id: UUID | None = None


def case_to_assess(by: Actor, case_id: UUID) -> tuple[CaseHeader, Decision]:
    """アセスメントを書いてよい事案。見えなければ NotVisible、書けない・終結していれば Refused。"""
    header = case_header(case_id, by=by)
    decision = require(require_access(Action.WRITE_ASSESSMENT, header.compartment_id, by=by))
    require(may_write(closed=header.closed_on is not None))
    return header, decision


def locked(by: Actor, header: CaseHeader) -> Assessment:
    """鍵をかけたアセスメント。まだなければ書き始める。"""
    found = Assessment.objects.select_for_update().filter(case_id=header.id).first()
    if found is None:
        found = Assessment.objects.create(
            id=new_id(), compartment_id=header.compartment_id, case_id=header.id, form_version=FORM_VERSION,
            recorded_at=clock.now(), recorded_by=by.posting_id,
        )  # fmt: skip
    return found


def room_of(by: Actor, header: CaseHeader, item: Item, person_id: UUID | None) -> UUID:
    """この項目を置く部屋。人が事案にいない、要配慮の部屋が見えないなら NotVisible、書けなければ Refused。"""
    return room_for(by, header, person_id, sensitive=item.sensitive)


def room_for(by: Actor, header: CaseHeader, person_id: UUID | None, *, sensitive: bool) -> UUID:
    """世帯のことなら事案の部屋、人のことならその人の通常か要配慮の部屋。"""
    if person_id is None:
        return header.compartment_id
    line = next((one for one in header.persons if one.person_id == person_id), None)
    if line is None:
        raise NotVisible
    room = line.sensitive_room if sensitive else line.general_room
    require(require_access(Action.WRITE_ASSESSMENT, room, by=by))
    return room


def append(by: Actor, header: CaseHeader, assessment: Assessment, entries: Iterable[Entry], *, section: str) -> dict[UUID, UUID]:
    """版を一つ進めて、事実を書く。返り値は欄の番号 → 事実の番号。"""
    kept = list(entries)
    rooms = [room_of(by, header, one.item, one.person_id) for one in kept]
    now, number = clock.now(), assessment.number + 1
    version = AssessmentVersion.objects.create(
        compartment_id=header.compartment_id, assessment=assessment, number=number, section=section, author_name=by.name,
        author_agency=by.agency_name, recorded_at=now, recorded_by=by.posting_id,
    )  # fmt: skip
    names = agency_names({one.source.agency_id for one in kept if one.source.agency_id})
    rows = [_row(assessment, version, one, room, names, by) for one, room in zip(kept, rooms, strict=True)]
    AssessmentFact.objects.bulk_create(rows)
    assessment.number = number
    assessment.save(update_fields=["number"])
    for row, one in zip(rows, kept, strict=True):
        _searchable(header, row, one)
    return {row.cell_id: row.id for row in rows}


def _row(assessment: Assessment, version: AssessmentVersion, one: Entry, room: UUID, names: dict[UUID, str], by: Actor) -> AssessmentFact:
    source, value = one.source, one.value.tidy()
    agency = source.agency_id
    return AssessmentFact(
        compartment_id=room, assessment=assessment, version=version, number=version.number, item_id=one.item.id, item_key=one.item.key,
        cell_id=cell_of(assessment.id, one.item.key, one.person_id), person_id=one.person_id, kind=one.item.kind.value,
        origin=source.origin.value, source_agency_id=agency, source_name=names.get(agency, "") if agency else source.origin.label_ja,
        as_of=source.as_of, certainty=source.certainty.value, note=source.note.strip(), inquiry_id=one.inquiry_id,
        recorded_at=version.recorded_at, recorded_by=by.posting_id, **value.columns(),
    )  # fmt: skip


def _searchable(header: CaseHeader, row: AssessmentFact, one: Entry) -> None:
    if one.item.kind not in (ValueKind.TEXT, ValueKind.LONG_TEXT, ValueKind.ROWS):
        return
    words = [row.text, *(cell for line in row.rows for cell in line), row.note]
    search.put(
        source_kind=SOURCE_KIND, source_id=row.cell_id, compartment_id=row.compartment_id,
        room_kind=Kind.SENSITIVE if one.item.sensitive else Kind.GENERAL, context_id=header.id, happened_on=row.as_of or clock.today(),
        text="\n".join(filter(None, words)),
    )  # fmt: skip
