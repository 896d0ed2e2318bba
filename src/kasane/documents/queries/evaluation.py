"""様式2-2の値: 画面と同じ一枚(evaluation_page)から写す。世帯と人ごとの欄は、見える部屋の分だけ並ぶ。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.agencies.queries.register import hosting_agencies
from kasane.documents.domain.form import EXCEL, PDF, Field, FieldKind, Form, Options, Section
from kasane.documents.domain.trace import Trace
from kasane.documents.domain.values import BLANK, Value, Values, chosen, text
from kasane.documents.queries.forms import form_for, recorrected
from kasane.documents.queries.paper import Paper, case_paper
from kasane.documents.queries.plan import HEAD_UNIT
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible
from kasane.kernel.wareki import format_wareki
from kasane.plans.domain.codes import Grade, Outcome
from kasane.plans.queries import number_label
from kasane.plans.queries.evaluation import Choices, EvaluationPage, GradeLine, PartLine, choices_on, evaluation_page

CODE: Final = "2-2"
GRADES: Final = "goals"
NEXT_LEAD: Final = "next_lead_agency"
_OF_PLANS: Final = "SELECT id, plan_id, evaluated_on FROM plans_evaluation WHERE plan_id = ANY (%s) ORDER BY evaluated_on, id"


@dataclass(frozen=True, slots=True)
class EvaluationLine:
    """作れる評価シートの一行。"""

    id: UUID
    plan_id: UUID
    evaluated_on: date


def evaluations_of_plans(plan_ids: Sequence[UUID]) -> tuple[EvaluationLine, ...]:
    """これらのプランの評価(問いは一つ)。"""
    return tuple(EvaluationLine(*row) for row in rows_of(_OF_PLANS, [list(plan_ids)])) if plan_ids else ()


def evaluation_paper(case_id: UUID, evaluation_id: UUID, *, by: Actor) -> Paper:
    """様式2-2。見えない・事案が違うなら NotVisible。"""
    page = evaluation_page(evaluation_id, by=by)
    if page.case.id != case_id:
        raise NotVisible
    form = evaluation_form(page)
    values = {**_head(page), **_rows(page), **_result(page), **parts_values(page)}
    rooms = [one.general_room for one in page.case.persons]
    return case_paper(
        page.case, form, values, f"{page.case.number}-{CODE}", also=page.person_ids, rooms=rooms, trace=evaluation_trace(page)
    )


def evaluation_form(page: EvaluationPage) -> Form:
    """様式2-2に、世帯と一人ひとりの節、選べる機関を入れたもの。"""
    form = form_for(CODE)
    sections = [made for part in form.sections for made in (_parts(part, page) if part.fill == "parts" else [_picked(part, page)])]
    return recorrected(replace(form, sections=tuple(sections)))


def evaluation_trace(page: EvaluationPage) -> Trace:
    """書き出したときの行の控え: 頭、世帯と一人ひとりの欄、目標ごとの評価。"""
    parts = {part_unit(one.person_id): one.version for one in page.parts}
    grades = {str(one.goal_id): one.version for one in page.goals}
    return Trace({HEAD_UNIT: page.version, **parts, **grades}, {GRADES: tuple(grades)})


def part_unit(person_id: UUID | None) -> str:
    """世帯または一人の欄の、行の名前。"""
    return f"part@{person_id or ''}"


def grade_cells(one: GradeLine) -> tuple[str, ...]:
    """目標と達成状況の一行。"""
    return one.name, one.goal, one.grade.label_ja if one.grade else "", one.text


def head_values(page: EvaluationPage) -> dict[str, Value]:
    """頭の欄(Excel で書ける欄)の今の値。"""
    facts = page.facts
    days = facts.follow_up_days
    return {
        "evaluated_on": Value(day=facts.evaluated_on), "outcome": chosen(facts.outcome.value if facts.outcome else ""),
        "opinions": text(facts.opinions), NEXT_LEAD: chosen(str(facts.next_lead_agency_id or "")),
        "follow_up": chosen({True: "yes", False: "no", None: ""}[facts.follow_up_needed]),
        "follow_up_method": chosen(facts.follow_up_method), "follow_up_days": Value(number=Decimal(days)) if days else BLANK,
        "follow_up_note": text(facts.follow_up_note),
    }  # fmt: skip


def _picked(section: Section, page: EvaluationPage) -> Section:
    """達成状況の選択肢と、終結後の主担当に選べる機関を入れる。"""
    fields = []
    for one in section.fields:
        fields.append(replace(one, column_options=((), (), tuple(Grade.choices()), ())) if one.key == GRADES else one)
        if one.key == "next_lead":
            fields.append(Field(NEXT_LEAD, one.label, FieldKind.CHOICE, options=_agencies(page), only=EXCEL))
    return replace(section, fields=tuple(fields))


def _agencies(page: EvaluationPage) -> Options:
    now = page.facts.next_lead_agency_id
    named = {one.agency_id: one.agency for one in page.case.team} | ({now: page.next_lead} if now else {})
    return tuple(
        (str(key), name) for key, name in (named | {one.id: one.name for one in hosting_agencies() if one.id not in named}).items()
    )


def blank_evaluation(form: Form) -> Form:
    """白紙の用紙と直しの画面に出す様式2-2: 世帯と一人分の節を、終結と中断の両方の理由を並べて入れたもの。"""
    given = choices_on()
    seats = (("", "世帯全体"), ("1", "氏名（　　　　　　　　　　）"))
    made = tuple(Section(f"part:{mark}", name, tuple(_part_fields(f"@{mark}", given, printed=True))) for mark, name in seats)
    sections = [one for part in form.sections for one in (made if part.fill == "parts" else (part,))]
    return replace(form, sections=tuple(sections))


def _parts(section: Section, page: EvaluationPage) -> list[Section]:
    """世帯と一人ひとりの節。紙には、書いた節(一つもなければ世帯の節)と、評価の結果に合う理由の一覧だけを印字する。"""
    now, made = tuple(page.choices.reasons(page.facts.outcome).items()), []
    anyone = any(part.version for part in page.parts)
    for part in page.parts:
        mark = f"@{part.person_id or ''}"
        printed = Field(f"reasons{mark}", "終結・中断の理由", FieldKind.CHOICES, options=now, copied=True, only=PDF)
        fields = [*_part_fields(mark, page.choices), *([printed] if now else [])]
        if not (part.version if anyone else part.person_id is None):
            fields = [replace(one, only=EXCEL) for one in fields if one.only != PDF]
        made.append(Section(f"part:{part.person_id or ''}", part.name, tuple(fields)))
    return made


def _part_fields(mark: str, choices: Choices, *, printed: bool = False) -> list[Field]:
    """世帯または一人の欄。見られた変化は四角で並べる。printed は、理由の両方の一覧を紙にも印字するか(白紙の用紙)。"""
    only = "" if printed else EXCEL
    changes, ends, suspends = (tuple(one.items()) for one in (choices.changes, choices.end_reasons, choices.suspend_reasons))
    return [
        Field(f"changes{mark}", "見られた変化", FieldKind.CHOICES, options=changes, report=True),
        Field(f"changes_text{mark}", "変化の内容", FieldKind.LONG, lines=1, only=only),
        Field(f"state_now{mark}", "現在の状況と残された課題", FieldKind.LONG, lines=3),
        Field(f"wishes{mark}", "本人の希望・意向", FieldKind.LONG, lines=2),
        Field(f"satisfaction{mark}", "満足度", FieldKind.TEXT),
        Field(f"end_reasons{mark}", "終結の理由", FieldKind.CHOICES, options=ends, only=only),
        Field(f"suspend_reasons{mark}", "中断の理由", FieldKind.CHOICES, options=suspends, only=only),
        Field(f"reasons_text{mark}", "理由の説明", FieldKind.LONG, lines=1, only=only),
    ]


def parts_values(page: EvaluationPage) -> dict[str, Value]:
    """世帯と一人ひとりの欄の今の値。"""
    return {key: value for part in page.parts for key, value in _part(part, page.facts.outcome).items()}


def _part(part: PartLine, outcome: Outcome | None) -> Values:
    mark, facts = f"@{part.person_id or ''}", part.facts
    codes = () if part.stale else facts.reasons
    return {
        f"changes{mark}": Value(codes=facts.changes, text=facts.changes_text), f"changes_text{mark}": text(facts.changes_text),
        f"state_now{mark}": text(facts.state_now), f"wishes{mark}": text(facts.wishes), f"satisfaction{mark}": text(facts.satisfaction),
        f"reasons{mark}": Value(codes=codes, text=facts.reasons_text), f"reasons_text{mark}": text(facts.reasons_text),
        f"end_reasons{mark}": Value(codes=codes if outcome is Outcome.CLOSE else ()),
        f"suspend_reasons{mark}": Value(codes=codes if outcome is Outcome.SUSPEND else ()),
    }  # fmt: skip


def _head(page: EvaluationPage) -> Values:
    since, until = page.period
    people = "、".join(one.name for one in page.case.persons)
    return {
        "number": text(page.case.number), "name": text(people),
        "plan": text(f"{page.plan_kind.label_ja}　{number_label(page.plan_number)}"),
        "period": text(f"{_day(since)}〜{_day(until)}" if since or until else ""),
        "evaluator": text(f"{page.evaluator_agency} {page.evaluator}".strip()),
    }  # fmt: skip


def _rows(page: EvaluationPage) -> Values:
    goals = tuple(grade_cells(one) for one in page.goals)
    progress = tuple(
        (group.agency, one.name, one.content, one.state.label_ja if one.state else "", one.text, _day(one.on_day))
        for group in page.progress
        for one in group.steps
    )
    return {"goals": Value(rows=goals), "progress": Value(rows=progress)}


def _result(page: EvaluationPage) -> Values:
    facts = page.facts
    days = f"支援期間 {page.derived.days}日　" if page.derived.days is not None else ""
    every = f"{facts.follow_up_days}日ごと" if facts.follow_up_days else ""
    return {
        **head_values(page), "next_lead": text(page.next_lead), "next_staff": text(page.next_lead_staff),
        "follow_up_how": text("　".join(filter(None, (page.method, every, facts.follow_up_note)))),
        "meetings": Value(rows=tuple((one.occasion, one.outcome, _day(one.decided_on)) for one in page.meetings)),
        "derived": text(f"{days}再プラン {page.derived.replans}回　会議 {page.derived.meetings}回"),
    }  # fmt: skip


def _day(day: date | None) -> str:
    return format_wareki(day) if day else ""
