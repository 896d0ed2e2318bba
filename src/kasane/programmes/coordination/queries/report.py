"""国への報告事項(太枠)を、値と「どの記録から来たか」の組で返す(forms §3.10)。"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kasane.cases.queries import CaseHeader, case_header
from kasane.kernel.actor import Actor
from kasane.programmes.coordination.domain.assessment import Report
from kasane.programmes.coordination.domain.values import ValueKind
from kasane.programmes.coordination.queries.copied import Copied, copied
from kasane.programmes.coordination.queries.items import items_on
from kasane.programmes.coordination.queries.sheet import AssessmentSheet, assessment_sheet


@dataclass(frozen=True, slots=True)
class ReportItem:
    """報告事項の一つ。record は (表, 番号)で、この値が来た記録。certain は公式の太枠と確かめた(はずの)項目か、疑いか。"""

    key: str
    label: str
    person_id: UUID | None
    words: str
    codes: tuple[str, ...]
    record: tuple[str, UUID] | None
    as_of: str
    certain: bool


def report_items(case_id: UUID, *, by: Actor) -> tuple[ReportItem, ...]:
    """この事案の報告事項。まだ書いていない欄も、空の値で返す。見えない部屋の欄は返らない。事案が見えなければ NotVisible。"""
    header = case_header(case_id, by=by)
    sheet, written = assessment_sheet(header), copied(header, by=by)
    return (*_from_case(header, written), *_from_facts(sheet), *_from_issues(written))


def _from_case(header: CaseHeader, written: Copied) -> list[ReportItem]:
    origins = {item.key: item for item in items_on() if item.kind is ValueKind.COPIED and item.report is not Report.NO}
    found = []
    if "A-01" in origins:
        found.append(ReportItem("A-01", "初回相談受付日", None, written.opened_on, (), ("cases_case", header.id), written.opened_on, True))
    if "A-02" in origins and written.focus:
        who, record = written.focus.person_id, ("people_person", written.focus.person_id)
        found.append(ReportItem("A-02", "性別", who, written.focus.sex, (), record, "", True))
        found.append(ReportItem("A-02", "年齢", who, written.focus.age, (), record, "", True))
    return found


def _from_facts(sheet: AssessmentSheet) -> list[ReportItem]:
    return [
        ReportItem(
            key=cell.item.key, label=cell.item.label, person_id=cell.person_id, words=cell.words, codes=cell.value.codes,
            record=("coordination_fact", cell.fact.id) if cell.fact else None,
            as_of=cell.fact.source.as_of.isoformat() if cell.fact else "", certain=cell.item.report is Report.YES,
        )
        for part in sheet.parts
        for cell in part.asked
        if cell.item.report is not Report.NO
    ]  # fmt: skip


def _from_issues(written: Copied) -> list[ReportItem]:
    return [
        ReportItem(
            "H-01", one.label, one.facts.person_id, f"{one.weight}・{one.certainty}", (one.facts.code,), ("coordination_issue", one.id),
            one.facts.found_on.isoformat(), True,
        )
        for one in written.issues
        if one.is_open
    ]  # fmt: skip
