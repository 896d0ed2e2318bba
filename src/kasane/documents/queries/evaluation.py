"""様式2-2の値: 画面と同じ一枚(evaluation_page)から写す。世帯と人ごとの欄は、見える部屋の分だけ並ぶ。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.documents.domain.form import Field, FieldKind, Form, Section
from kasane.documents.domain.values import Value, Values, chosen, text
from kasane.documents.queries.forms import form_for, recorrected
from kasane.documents.queries.paper import Paper, case_paper
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible
from kasane.kernel.wareki import format_wareki
from kasane.plans.queries import number_label
from kasane.plans.queries.evaluation import EvaluationPage, PartLine, evaluation_page

CODE: Final = "2-2"
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
    form = _form(page)
    values = {**_head(page), **_rows(page), **_result(page), **{key: value for part in page.parts for key, value in _part(part).items()}}
    rooms = [one.general_room for one in page.case.persons]
    return case_paper(page.case, form, values, f"{page.case.number}-{CODE}", also=page.person_ids, rooms=rooms)


def _form(page: EvaluationPage) -> Form:
    form = form_for(CODE)
    sections = [made for part in form.sections for made in (_parts(part, page) if part.fill == "parts" else [part])]
    return recorrected(replace(form, sections=tuple(sections)))


def _parts(section: Section, page: EvaluationPage) -> list[Section]:
    """世帯と一人ひとりの節。見られた変化は四角で並べる。"""
    changes, reasons = tuple(page.choices.changes.items()), tuple(page.choices.reasons(page.facts.outcome).items())
    made = []
    for part in page.parts:
        mark = str(part.person_id or "")
        fields = [
            Field(f"changes@{mark}", "見られた変化", FieldKind.CHOICES, options=changes, copied=True, report=True),
            Field(f"now@{mark}", "現在の状況と残された課題", FieldKind.LONG, lines=3, copied=True),
            Field(f"wishes@{mark}", "本人の希望・意向", FieldKind.LONG, lines=2, copied=True),
            Field(f"satisfaction@{mark}", "満足度", FieldKind.TEXT, copied=True),
            *([Field(f"reasons@{mark}", "終結・中断の理由", FieldKind.CHOICES, options=reasons, copied=True)] if reasons else []),
        ]
        made.append(Section(f"part:{mark}", part.name, tuple(fields)))
    return made


def _part(part: PartLine) -> Values:
    mark = str(part.person_id or "")
    return {
        f"changes@{mark}": Value(codes=part.facts.changes, text=part.facts.changes_text),
        f"now@{mark}": text(part.facts.state_now),
        f"wishes@{mark}": text(part.facts.wishes), f"satisfaction@{mark}": text(part.facts.satisfaction),
        f"reasons@{mark}": Value(codes=() if part.stale else part.facts.reasons, text=part.facts.reasons_text),
    }  # fmt: skip


def _head(page: EvaluationPage) -> Values:
    since, until = page.period
    people = "、".join(one.name for one in page.case.persons)
    return {
        "number": text(page.case.number), "name": text(people),
        "plan": text(f"{page.plan_kind.label_ja}　{number_label(page.plan_number)}"),
        "period": text(f"{_day(since)}〜{_day(until)}" if since or until else ""), "evaluated_on": Value(day=page.facts.evaluated_on),
        "evaluator": text(f"{page.evaluator_agency} {page.evaluator}".strip()),
    }  # fmt: skip


def _rows(page: EvaluationPage) -> Values:
    goals = tuple((one.name, one.goal, one.grade.label_ja if one.grade else "", one.text) for one in page.goals)
    progress = tuple(
        (group.agency, one.name, one.content, one.state.label_ja if one.state else "", one.text, _day(one.on_day))
        for group in page.progress
        for one in group.steps
    )
    return {"goals": Value(rows=goals), "progress": Value(rows=progress)}


def _result(page: EvaluationPage) -> Values:
    facts = page.facts
    days = f"支援期間 {page.derived.days}日　" if page.derived.days is not None else ""
    needed = {True: "yes", False: "no", None: ""}[facts.follow_up_needed]
    every = f"{facts.follow_up_days}日ごと" if facts.follow_up_days else ""
    return {
        "outcome": chosen(facts.outcome.value if facts.outcome else ""), "opinions": text(facts.opinions),
        "next_lead": text(page.next_lead),
        "next_staff": text(page.next_lead_staff), "follow_up": chosen(needed),
        "follow_up_how": text("　".join(filter(None, (page.method, every, facts.follow_up_note)))),
        "meetings": Value(rows=tuple((one.occasion, one.outcome, _day(one.decided_on)) for one in page.meetings)),
        "derived": text(f"{days}再プラン {page.derived.replans}回　会議 {page.derived.meetings}回"),
    }  # fmt: skip


def _day(day: date | None) -> str:
    return format_wareki(day) if day else ""
