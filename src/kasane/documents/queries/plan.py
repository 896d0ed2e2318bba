"""様式2-1の値: 画面と同じ一枚(plan_page)から写す。見えない部屋の行は並ばない。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from kasane.cases.domain import Standing
from kasane.cases.queries import CaseHeader, case_header
from kasane.conferences.queries import kinds_on
from kasane.documents.domain.form import Field, FieldKind, Form, Section
from kasane.documents.domain.values import Value, Values, chosen, text
from kasane.documents.queries.forms import form_for, recorrected
from kasane.documents.queries.paper import Paper, case_paper, person_values
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible
from kasane.kernel.wareki import format_wareki
from kasane.plans.domain import PlanKind
from kasane.plans.queries import ItemLine, PlanPage, TextLine, items_of, plan_page

CODES: Final = {PlanKind.COORDINATION: "2-1C", PlanKind.PARTICIPATION: "2-1P", PlanKind.OUTREACH: "2-1O"}
HEAD: Final = (
    "hope",
    "long_goal",
    "policy",
    "period_from",
    "period_to",
    "monitoring_on",
    "early_start_on",
    "early_start_reason",
    "end_outlook",
)


def plan_paper(case_id: UUID, plan_id: UUID, *, by: Actor) -> Paper:
    """様式2-1(三つの種別)。見えない・事案が違うなら NotVisible。"""
    header, page = case_header(case_id, by=by), plan_page(plan_id, by)
    if page.case_id != case_id:
        raise NotVisible
    form = plan_form(page)
    values = {**_head(header, page), **head_values(page), **_rows(page), **_texts(page), **_settled(page)}
    name = f"{header.number}-{form.code}-{page.number}"
    rooms = [one.general_room for one in header.persons]
    return case_paper(header, form, values, name, also=page.person_ids, rooms=rooms)


def plan_form(page: PlanPage) -> Form:
    """この種別の様式に、種別ごとの欄(日付つきの行)を入れたもの。人ごとの欄は、書いてある人の分だけ並ぶ。"""
    form = form_for(CODES[page.kind])
    items, written = items_of(page.kind, page.made_on), {(one.item, one.person_id) for one in page.texts}
    fields = tuple(field for item in items for field in _item_fields(item, page.texts, written))
    return recorrected(replace(form, sections=tuple(_filled(one, fields) for one in form.sections)))


def head_values(page: PlanPage) -> dict[str, Value]:
    """頭の欄(Excel で書ける欄)の今の値。"""
    found: dict[str, Value] = {}
    for key in HEAD:
        stored = getattr(page, key)
        found[key] = Value(day=stored) if isinstance(stored, date) else text(stored or "")
    return found


def _filled(section: Section, fields: Sequence[Field]) -> Section:
    return replace(section, fields=(*section.fields, *fields)) if section.fill == "texts" else section


def _item_fields(item: ItemLine, texts: Sequence[TextLine], written: set[tuple[str, UUID | None]]) -> list[Field]:
    kind = FieldKind.CHOICES if item.options else FieldKind.LONG
    base = Field(f"text:{item.code}", item.label, kind, options=item.options, hint=item.hint, lines=2, copied=True)
    people = {one.person_id: one.person_name for one in texts if one.item == item.code and one.person_id}
    if not people:
        return [base]
    mine = [replace(base, key=f"{base.key}@{key}", label=f"{item.label}（{name}）") for key, name in people.items()]
    return [*([base] if (item.code, None) in written else []), *mine]


def _head(header: CaseHeader, page: PlanPage) -> Values:
    names = header.names
    focus = next((one for one in header.persons if one.standing == Standing.SELF), header.persons[0] if header.persons else None)
    return {
        **(person_values(focus.person_id) if focus else {}), "number": text(header.number), "times": text(page.number_label),
        "made_on": text(format_wareki(page.made_on)), "made_by": text(page.made_by), "consented": chosen("yes" if page.consented else "no"),
        "state": text(page.state_label), "persons": text("、".join(names[key] for key in page.persons if key in names)),
        "lead_agency": text(page.lead_agency), "lead_staff": text(page.lead_staff),
    }  # fmt: skip


def _rows(page: PlanPage) -> Values:
    steps = tuple(
        (
            one.person_name or "世帯", one.issue, f"{one.who_label}　{one.doer}".strip("　"), one.content, one.frequency,
            _period(one.period_from, one.period_to), "\n".join(filter(None, (one.programme_label, one.service_label))), one.note,
        )
        for one in page.steps
    )  # fmt: skip
    hidden = ((f"（ほかに{page.hidden}行あります。見られる部屋の外にあるため、印字しません）",),) if page.hidden else ()
    roles = tuple((one.name + ("（主担当）" if one.is_lead else ""), "\n".join(one.tasks)) for one in page.roles)
    return {
        "goals": Value(rows=tuple((one.person_name or "世帯", one.text) for one in page.goals)),
        "steps": Value(rows=(*steps, *hidden)), "roles": Value(rows=roles),
    }  # fmt: skip


def _texts(page: PlanPage) -> Values:
    found = {}
    for one in page.texts:
        key = f"text:{one.item}@{one.person_id}" if one.person_id else f"text:{one.item}"
        found[key] = Value(text=one.text, codes=one.choices)
    return found


def _settled(page: PlanPage) -> Values:
    kinds = {one.code: one.name for one in kinds_on()}
    meetings = tuple(
        (one.occasion.label_ja, kinds.get(one.kind_code, one.kind_code), one.outcome.label_ja, _day(one.on)) for one in page.approvals
    )
    city = tuple(
        (
            one.finality.label_ja, one.state.label_ja, _day(one.decided_on or one.sent_on), one.document_number, one.decided_by,
            "\n".join(filter(None, (one.content, one.conditions and f"条件：{one.conditions}"))),
        )
        for one in page.city
    )  # fmt: skip
    told = tuple(
        (
            _day(one.on), one.person_name,
            "同意" if one.agreed else "同意していない", one.method + ("（紙を保管）" if one.paper_kept else ""),
            "　".join(filter(None, (one.given_by if one.proxy_name else "", one.proxy_name, one.proxy_reason))),
        )
        for one in page.explained
    )  # fmt: skip
    return {
        "meetings": Value(rows=meetings), "city": Value(rows=city), "confirmed_on": Value(day=page.confirmed_on),
        "ended_on": Value(day=page.ended_on), "explained": Value(rows=told),
    }  # fmt: skip


def _period(since: date | None, until: date | None) -> str:
    return f"{_day(since)}〜{_day(until)}" if since or until else ""


def _day(day: date | None) -> str:
    return format_wareki(day) if day else ""
