"""検索に入れるプランの文と、見つかったときの読み直し。どの行も元の行と同じ部屋に属し、見える人にだけ見つかる。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID

from django.db.models import Model

from kasane.people.queries.lines import person_names
from kasane.plans.domain.codes import PlanKind
from kasane.plans.models import Evaluation, EvaluationPart, Goal, GoalGrade, Monitoring, Plan, PlanText, Progress, Step
from kasane.plans.queries.plans import number_label
from kasane.screens.links import link_to
from kasane.search.registry import Loader, Record


@dataclass(frozen=True, slots=True)
class Searched:
    """検索に入れる一つの表。columns は入れる文の列、plan はその行からプランへの道、person は人への道、page は開く頁とその番号への道。"""

    kind: str
    label: str
    model: type[Model]
    what: str
    columns: tuple[str, ...]
    plan: str
    page: tuple[str, str]
    person: str = ""
    withdrawn: bool = False

    def text(self, row: Model) -> str:
        """この行の、検索に入れる文。"""
        return "\n".join(filter(None, (getattr(row, name) for name in self.columns)))


_PLAN, _SHEET, _COURSE = "プラン", "プラン評価", "プランの進み具合"
_STEP: Final = ("issue", "content", "who_text", "contact", "frequency", "note")
_PART: Final = ("changes_text", "state_now", "wishes", "satisfaction", "reasons_text")
SEARCHED: Final[tuple[Searched, ...]] = (
    Searched("plan", _PLAN, Plan, "希望・方針", ("hope", "long_goal", "policy", "early_start_reason", "end_outlook"), "", ("plan", "id")),
    Searched("plan_goal", _PLAN, Goal, "達成目標", ("text",), "plan__", ("plan", "plan_id"), "person_id", withdrawn=True),
    Searched("plan_step", _PLAN, Step, "実施事項", _STEP, "plan__", ("plan", "plan_id"), "person_id", withdrawn=True),
    Searched("plan_text", _PLAN, PlanText, "種別ごとの欄", ("text",), "plan__", ("plan", "plan_id"), "person_id"),
    Searched("plan_evaluation", _SHEET, Evaluation, "評価", ("opinions", "follow_up_note"), "plan__", ("evaluation", "id")),
    Searched(
        "plan_part", _SHEET, EvaluationPart, "現況・意向", _PART, "evaluation__plan__", ("evaluation", "evaluation_id"), "person_id"
    ),
    Searched(
        "plan_grade", _SHEET, GoalGrade, "目標の達成状況", ("text",), "evaluation__plan__", ("evaluation", "evaluation_id"),
        "goal__person_id",
    ),
    Searched("plan_monitoring", _COURSE, Monitoring, "モニタリング", ("summary",), "plan__", ("following", "plan_id")),
    Searched("plan_progress", _COURSE, Progress, "進み具合", ("text",), "step__plan__", ("following", "step__plan_id"), "step__person_id"),
)  # fmt: skip


def searched(model: type[Model]) -> Searched:
    """この表の入れ方。入れない表なら StopIteration(作り手の誤り)。"""
    return next(one for one in SEARCHED if one.model is model)


def loader_of(one: Searched) -> Loader:
    """見つかった番号から読み直す関数(search.registry に登録する)。"""
    return partial(_found, one)


def _found(one: Searched, ids: Sequence[UUID]) -> list[Record]:
    """見える行だけを RLS のもとで読み直す。取り下げた行は返さない。問いは二つ(行と、人の名前)。"""
    found = one.model._default_manager.filter(id__in=list(ids))
    if one.withdrawn:
        found = found.filter(withdrawn_at=None)
    fields = ("id", one.page[1], f"{one.plan}kind", f"{one.plan}number", *one.columns, *([one.person] if one.person else []))
    rows = list(found.values_list(*fields))
    if not one.person:
        return [_record(one, *row) for row in rows]
    names = person_names(row[-1] for row in rows if row[-1])
    return [_record(one, *row[:-1], person=row[-1], who=names.get(row[-1], "")) for row in rows]


def _record(one: Searched, key: UUID, at: UUID, kind: str, number: int, *texts: str, person: UUID | None = None, who: str = "") -> Record:
    title = f"{PlanKind.label_of(kind)}プラン（{number_label(number)}）　{one.what}"
    return Record(key, title, link_to(f"plans:{one.page[0]}", at), tuple(filter(None, texts)), (person,) if person else (), who)
