"""支援ケース一覧の値: 一覧の画面と同じ問い(my_cases)を、終わりまで繰り返して集める。問いの数は頁の数だけによる。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kasane.cases.queries import CaseFilters, CaseLine, my_cases
from kasane.documents.domain.leaf import Sheet
from kasane.documents.domain.values import Value, text
from kasane.documents.queries.forms import form_for
from kasane.documents.queries.paper import Paper, count_said
from kasane.kernel.actor import Actor
from kasane.kernel.wareki import format_wareki
from kasane.people.queries.lines import PersonLine, person_lines
from kasane.plans.queries.marks import PlanMark, plan_marks
from kasane.programmes.coordination.queries.case_list import CaseMarks, case_marks

CODE: Final = "case_list"
MOST: Final = 1_000
_PAGE: Final = 200
_NARROW: Final = "最後に動いたものから並べています。「わたしの担当」か段階で絞ると、残りも出せます"


def case_list_paper(filters: CaseFilters, *, by: Actor) -> Paper:
    """支援ケース一覧。画面と同じ絞り込みで、自機関が今関わる事案だけが並ぶ。"""
    lines, cut = _all(filters, by)
    marks = case_marks([one.id for one in lines])
    plans = plan_marks([one.id for one in lines])
    first = {one.id: one.person_ids[0] for one in lines if one.person_ids}
    people = {one.id: one for one in person_lines(list(dict.fromkeys(first.values())), placed=False)}
    rows = tuple(
        _row(one, people.get(first[one.id]) if one.id in first else None, marks.get(one.id), plans.get(one.id, ())) for one in lines
    )
    scope = "自分の事案" if filters.mine_only else "自機関の事案"
    values = {"agency": text(by.agency_name), "scope": text(f"{scope}　{count_said(len(lines), cut, _NARROW)}"), "cases": Value(rows=rows)}
    saw = tuple(dict.fromkeys(person for one in lines for person in one.person_ids))
    return Paper(Sheet(form_for(CODE), values), CODE, saw, None, (), "自機関が関わる事案")


def _all(filters: CaseFilters, by: Actor) -> tuple[list[CaseLine], bool]:
    """並べる事案と、ほかにもあるか。"""
    after, lines = "", list[CaseLine]()
    while True:
        found = my_cases(by, after, filters, take=_PAGE)
        lines += found.lines
        after = found.next
        if not after or len(lines) >= MOST:
            return lines[:MOST], bool(after) or len(lines) > MOST


def _row(one: CaseLine, person: PersonLine | None, marks: CaseMarks | None, plans: Sequence[PlanMark]) -> tuple[str, ...]:
    return (
        one.number, "\n".join(one.persons), person.age if person else "", person.sex if person else "",
        "\n".join(dict.fromkeys(filter(None, (one.companion, one.lead)))), format_wareki(one.opened_on), marks.applied_on if marks else "",
        marks.screening if marks else "", "\n".join(_plan(plan) for plan in plans), "\n".join(filter(None, map(_period, plans))),
        "\n".join(format_wareki(plan.confirmed_on) for plan in plans if plan.confirmed_on),
        "\n".join(format_wareki(plan.due) for plan in plans if plan.due),
        format_wareki(one.last_contact_on) if one.last_contact_on else "", one.stage_label,
    )  # fmt: skip


def _period(plan: PlanMark) -> str:
    start, end = plan.period_from, plan.period_to
    return f"{format_wareki(start) if start else ''}〜{format_wareki(end) if end else ''}" if start or end else ""


def _plan(plan: PlanMark) -> str:
    return f"{plan.name} {plan.stands}" + (f"・{plan.how}" if plan.how else "")
