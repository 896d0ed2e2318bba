"""様式2-1の見比べ: 頭、種別ごとの欄、目標、実施事項。どの行も、書き出したときの版から動いていないときだけ取り入れる。"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from uuid import UUID

from kasane.cases.queries import CaseHeader
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
from kasane.documents.queries.plan import (
    HEAD,
    HEAD_UNIT,
    HOUSEHOLD,
    LEAD,
    STEPS,
    goal_cells,
    head_values,
    plan_form,
    step_cells,
    text_key,
    words_key,
)
from kasane.documents.rendering.read_back import ReadBack
from kasane.plans import commands
from kasane.plans.domain import Programme, Who
from kasane.plans.domain.facts import HeadFacts, StepFacts, TextFacts
from kasane.plans.queries import PlanPage, items_of
from kasane.plans.queries.screens import step_row

HEAD_LIMITS: Final = {"hope": 4000, "long_goal": 4000, "policy": 4000, "early_start_reason": 2000, "end_outlook": 4000}
TEXT_LIMIT: Final = 4000
GOAL_LIMITS: Final = {1: 1000}
STEP_COLUMNS: Final = (
    "person_id", "issue", "who", "agency_id", "who_text", "contact", "content", "frequency", "period_from", "period_to", "programme",
    "service", "note",
)  # fmt: skip
STEP_LIMITS: Final = {1: 1000, 4: 200, 5: 200, 6: 2000, 7: 200, 12: 1000}
_LEAD_COLUMNS: Final = ("lead_agency_id", "lead_posting_id")
_WHO_CHOSEN: Final = "だれのことかを、一覧から選んでください。この事案にいない人の行は作れません。"


def compared_plan(page: PlanPage, header: CaseHeader, read: ReadBack) -> Comparison:
    """プランとファイルの見比べ。"""
    found = Comparison(left=unreadable(read))
    form = plan_form(page, header)
    _head(found, page, read, changed_fields(form, read, head_values(page), HEAD))
    labels = {one.key: one.label for one in form.fields()}
    for item in items_of(page.kind, page.made_on):
        for person in (None, *(one.person_id for one in header.persons)) if item.by_person else (None,):
            key = text_key(item.code, person)
            if key in labels:
                changed = changed_fields(form, read, _text_values(page), (key, words_key(key)))
                _text(found, page, read, (item.code, person, bool(item.options)), labels[key], changed)
    _goals(found, page, read, form)
    _steps(found, page, read, form)
    return found


def _goals(found: Comparison, page: PlanPage, read: ReadBack, form: Form) -> None:
    one = field_of(form, "goals")
    if one is not None:
        table = Table("達成目標", one, ("person_id", "text"), GOAL_LIMITS, _goal_value, partial(_add_goal, page))
        rows = {str(goal.id): Row(goal.version, goal_cells(goal), partial(_revise_goal, goal.id, goal.version)) for goal in page.goals}
        compare_table(found, read, table, rows)


def _steps(found: Comparison, page: PlanPage, read: ReadBack, form: Form) -> None:
    one = field_of(form, STEPS)
    if one is not None:
        table = Table("実施事項", one, STEP_COLUMNS, STEP_LIMITS, _step_value, partial(_add_step, page))
        rows = {
            str(step.id): Row(step.version, step_cells(step), partial(_revise_step, page, step.id, step.version)) for step in page.steps
        }
        compare_table(found, read, table, rows)


def _head(found: Comparison, page: PlanPage, read: ReadBack, changed: Mapping[str, Difference]) -> None:
    given: dict[str, Any] = {key: getattr(page, key) for key in (*HEAD, *_LEAD_COLUMNS) if key != LEAD}
    taken = {}
    for key, one in changed.items():
        try:
            if read.versions[HEAD_UNIT] != page.version:
                raise CellRefused(MOVED)
            too_long(key, read.fields[key], HEAD_LIMITS)
        except CellRefused as refused:
            found.leave(read.cells[key], "", [one], str(refused))
        else:
            taken[key] = one
            given |= _head_columns(key, read.fields[key])
    if taken:
        save = partial(commands.write_plan, plan_id=page.id, version=page.version, facts=HeadFacts(**given))
        labels = {_LEAD_COLUMNS[0] if key == LEAD else key: one.label for key, one in taken.items()}
        where = read.cells[next(iter(taken))]
        found.changes.append(Change(HEAD_UNIT, "プランの頭", where, page.version, tuple(taken.values()), save, labels))


def _head_columns(key: str, value: Value) -> dict[str, Any]:
    """頭の欄を、コマンドの値にする。主担当は、画面と同じ「機関:配属」の番号から。"""
    if key == LEAD:
        agency, _, posting = next(iter(value.codes), "").partition(":")
        return dict(zip(_LEAD_COLUMNS, (UUID(one) if one else None for one in (agency, posting)), strict=True))
    return {key: value.day if key.endswith(("_from", "_to", "_on")) else value.text}


def _text_values(page: PlanPage) -> dict[str, Value]:
    found = {}
    for one in page.texts:
        key = text_key(one.item, one.person_id)
        found[key] = Value(codes=one.choices, text=one.text)
        found[words_key(key)] = Value(text=one.text)
    return found


def _text(
    found: Comparison, page: PlanPage, read: ReadBack, about: tuple[str, UUID | None, bool], title: str, changed: Mapping[str, Difference]
) -> None:
    """種別ごとの欄の一つ。選択肢のある欄は、印と文の二つの欄を合わせて一行になる。"""
    if not changed:
        return
    item, person, chosen = about
    key = text_key(item, person)
    line = next((one for one in page.texts if (one.item, one.person_id) == (item, person)), None)
    now = line.version if line else 0
    words = words_key(key) if chosen else key
    text = read.fields[words].text if words in changed else line.text if line else ""
    codes = read.fields[key].codes if chosen and key in changed else line.choices if line else ()
    where = read.cells[next(iter(changed))]
    if read.versions.get(key) != now:
        found.leave(where, "", changed.values(), MOVED)
    elif len(text) > TEXT_LIMIT:
        found.leave(where, "", changed.values(), f"長すぎます（{len(text):,}字。{TEXT_LIMIT:,}字まで）。")
    else:
        facts = TextFacts(text, tuple(codes))
        save = partial(commands.write_text, plan_id=page.id, item=item, person_id=person, version=now, facts=facts)
        found.changes.append(Change(key, title, where, now, tuple(changed.values()), save))


def _person(table: Table, line: Line) -> UUID | None:
    """だれの行か(世帯なら None)。事案にいない人、空は CellRefused。"""
    try:
        code = table.code(line, 0)
    except CellRefused as refused:
        raise CellRefused(_WHO_CHOSEN) from refused
    if not code:
        raise CellRefused(_WHO_CHOSEN)
    return None if code == HOUSEHOLD else UUID(code)


def _goal_value(table: Table, line: Line, column: int) -> Any:
    return _person(table, line) if column == 0 else table.text(line, column)


def _step_value(table: Table, line: Line, column: int) -> Any:
    name = STEP_COLUMNS[column]
    if name == "person_id":
        return _person(table, line)
    if column in table.one.dates:
        return table.day(line, column)
    if not table.one.column_options[column]:
        return table.text(line, column)
    code = table.code(line, column)
    if name == "agency_id":
        return UUID(code) if code else None
    if name == "service":
        return code
    if not code:
        raise CellRefused(CHOOSE)
    return Who(code) if name == "who" else Programme(code)


def _revise_goal(goal_id: UUID, version: int, taken: Mapping[int, Any]) -> Save:
    return partial(commands.revise_goal, goal_id=goal_id, version=version, text=taken[1])


def _add_goal(page: PlanPage, taken: Mapping[int, Any]) -> Save:
    return partial(commands.add_goal, plan_id=page.id, person_id=taken[0], text=taken[1])


def _revise_step(page: PlanPage, step_id: UUID, version: int, taken: Mapping[int, Any]) -> Save:
    """変わった列だけを、今の行に重ねる(用紙に出ない値も、そのまま残る)。"""
    row = step_row(page.id, step_id)
    now = {name: getattr(row, name) for name in STEP_COLUMNS[1:]} | {"who": Who(row.who), "programme": Programme(row.programme)}
    facts = StepFacts(**now | {STEP_COLUMNS[column]: value for column, value in taken.items()})
    return partial(commands.revise_step, step_id=step_id, version=version, facts=facts)


def _add_step(page: PlanPage, taken: Mapping[int, Any]) -> Save:
    facts = StepFacts(**{name: taken[column] for column, name in enumerate(STEP_COLUMNS) if column})
    return partial(commands.add_step, plan_id=page.id, person_id=taken[0], facts=facts)
