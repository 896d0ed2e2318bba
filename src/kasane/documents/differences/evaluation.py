"""様式2-2の見比べ: 頭、世帯と一人ひとりの欄、目標ごとの達成状況。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final
from uuid import UUID

from kasane.documents.differences.comparing import (
    MOVED,
    CellRefused,
    Change,
    Comparison,
    Difference,
    changed_fields,
    too_long,
    unreadable,
)
from kasane.documents.differences.rows import CHOOSE, Row, Save, Table, compare_table, field_of
from kasane.documents.domain.form import Form
from kasane.documents.domain.trace import Line
from kasane.documents.domain.values import Value
from kasane.documents.queries.evaluation import (
    GRADES,
    NEXT_LEAD,
    evaluation_form,
    grade_cells,
    head_values,
    part_unit,
    parts_values,
)
from kasane.documents.queries.plan import HEAD_UNIT
from kasane.documents.rendering.read_back import ReadBack
from kasane.plans import commands
from kasane.plans.domain.codes import Grade, Outcome
from kasane.plans.domain.evaluation import EvaluationFacts
from kasane.plans.queries.evaluation import EvaluationPage, GradeLine, PartLine

HEAD_LIMITS: Final = {"opinions": 4000, "follow_up_note": 1000}
PART_LIMITS: Final = {"changes_text": 2000, "state_now": 4000, "wishes": 4000, "satisfaction": 2000, "reasons_text": 2000}
GRADE_LIMITS: Final = {3: 2000}
_REASONS: Final = {"end_reasons": Outcome.CLOSE, "suspend_reasons": Outcome.SUSPEND}
_COMMAND_NAMES: Final = {NEXT_LEAD: "next_lead_agency_id", "follow_up": "follow_up_needed"}
_WRONG_REASONS: Final = "評価の結果に合わない理由です。終結なら「終結の理由」、中断なら「中断の理由」に印をつけてください。"
_NO_GRADE: Final = "達成状況を選んでください。書いた評価を空に戻すことはできません。"
_NO_DAY: Final = "評価日を空にはできません。"


def compared_evaluation(page: EvaluationPage, read: ReadBack) -> Comparison:
    """評価とファイルの見比べ。頭を先に書く(理由の選択肢が、評価の結果で変わるため)。"""
    found = Comparison(left=unreadable(read))
    form = evaluation_form(page)
    outcome = _head(found, page, read, changed_fields(form, read, head_values(page), head_values(page)))
    values = parts_values(page)
    for part in page.parts:
        mark = f"@{part.person_id or ''}"
        keys = [f"{name}{mark}" for name in ("changes", *PART_LIMITS, *_REASONS)]
        changed = changed_fields(form, read, values, keys)
        _part(found, page, read, part, outcome, {key.partition("@")[0]: one for key, one in changed.items()})
    _grades(found, page, read, form)
    return found


def _head(found: Comparison, page: EvaluationPage, read: ReadBack, changed: Mapping[str, Difference]) -> Outcome | None:
    """頭の欄。返り値は、取り入れた後の評価の結果。"""
    facts, taken = page.facts, {}
    for key, one in changed.items():
        try:
            if read.versions[HEAD_UNIT] != page.version:
                raise CellRefused(MOVED)
            too_long(key, read.fields[key], HEAD_LIMITS)
            facts = _with(facts, key, read.fields[key])
            taken[key] = one
        except CellRefused as refused:
            found.leave(read.cells[key], "", [one], str(refused))
    if taken:
        save = partial(commands.write_evaluation, evaluation_id=page.id, version=page.version, facts=facts)
        labels = {
            {NEXT_LEAD: "next_lead_agency_id", "follow_up": "follow_up_needed"}.get(key, key): one.label for key, one in taken.items()
        }
        where = read.cells[next(iter(taken))]
        found.changes.append(Change(HEAD_UNIT, "評価の頭", where, page.version, tuple(taken.values()), save, labels))
    return facts.outcome


def _with(facts: EvaluationFacts, key: str, value: Value) -> EvaluationFacts:
    """頭の欄を一つ変えた値。"""
    code = value.codes[0] if value.codes else ""
    given: dict[str, Any] = {key: value.text}
    match key:
        case "evaluated_on":
            if value.day is None:
                raise CellRefused(_NO_DAY)
            given = {key: value.day}
        case "outcome":
            given = {key: Outcome.read(code)}
        case "follow_up":
            given = {"follow_up_needed": {"yes": True, "no": False}.get(code)}
        case "follow_up_method":
            given = {key: code}
        case "follow_up_days":
            if value.number is not None and value.number != value.number.to_integral_value():
                raise CellRefused("整数を入れてください。")
            given = {key: int(value.number) if value.number is not None else None}
        case _ if key == NEXT_LEAD:
            given = {"next_lead_agency_id": UUID(code) if code else None, "next_lead_posting_id": None}
    return replace(facts, **given)


def _part(
    found: Comparison, page: EvaluationPage, read: ReadBack, part: PartLine, outcome: Outcome | None, changed: Mapping[str, Difference]
) -> None:
    """世帯または一人の欄。前の結果について選ばれた理由は、画面と同じく、書き直すときに外れる。"""
    mark, unit = f"@{part.person_id or ''}", part_unit(part.person_id)
    facts = replace(part.facts, reasons=()) if part.stale or outcome is not page.facts.outcome else part.facts
    given: dict[str, Any] = {}
    taken = {}
    for name, one in changed.items():
        value, where = read.fields[f"{name}{mark}"], read.cells[f"{name}{mark}"]
        try:
            if read.versions.get(unit) != part.version:
                raise CellRefused(MOVED)
            if value.codes and name in _REASONS and _REASONS[name] is not outcome:
                raise CellRefused(_WRONG_REASONS)
            too_long(name, value, PART_LIMITS)
        except CellRefused as refused:
            found.leave(where, part.name, [one], str(refused))
        else:
            taken[name] = one
            if name not in _REASONS:
                given[name] = value.codes if name == "changes" else value.text
            elif _REASONS[name] is outcome:
                given["reasons"] = value.codes
    if given:
        save = partial(
            commands.write_part, evaluation_id=page.id, person_id=part.person_id, version=part.version, facts=replace(facts, **given)
        )
        labels = {"reasons" if name in _REASONS else name: one.label for name, one in taken.items()}
        where = read.cells[f"{next(iter(taken))}{mark}"]
        found.changes.append(Change(unit, part.name, where, part.version, tuple(taken.values()), save, labels))


def _grades(found: Comparison, page: EvaluationPage, read: ReadBack, form: Form) -> None:
    one = field_of(form, GRADES)
    if one is not None:
        names = ("person_id", "goal_id", "grade", "text")
        table = Table("目標の達成状況", one, names, GRADE_LIMITS, _grade_value, emptied=_NO_GRADE)
        rows = {str(line.goal_id): Row(line.version, grade_cells(line), partial(_grade, page, line)) for line in page.goals}
        compare_table(found, read, table, rows)


def _grade_value(table: Table, line: Line, column: int) -> Any:
    if column != 2:
        if not line.cells[2]:
            raise CellRefused(_NO_GRADE)
        return table.text(line, column)
    code = table.code(line, column)
    if not code:
        raise CellRefused(_NO_GRADE if not line.cells[column] else CHOOSE)
    return Grade(code)


def _grade(page: EvaluationPage, line: GradeLine, taken: Mapping[int, Any]) -> Save:
    """変わった列だけを、今の評価に重ねる。"""
    grade = taken.get(2, line.grade)
    return partial(
        commands.grade_goal, evaluation_id=page.id, goal_id=line.goal_id, version=line.version, grade=grade, text=taken.get(3, line.text)
    )
