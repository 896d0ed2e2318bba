"""様式2-1の値: 画面と同じ一枚(plan_page)から写す。見えない部屋の行は並ばない。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.agencies.queries.register import hosting_agencies, labels
from kasane.cases.domain import Standing
from kasane.cases.queries import CaseHeader, case_header
from kasane.conferences.queries import kinds_on
from kasane.documents.domain.form import EXCEL, PDF, Field, FieldKind, Form, Options, Section
from kasane.documents.domain.trace import Trace
from kasane.documents.domain.values import Value, Values, chosen, text
from kasane.documents.queries.forms import form_for, recorrected
from kasane.documents.queries.paper import Paper, case_paper, person_values
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible
from kasane.kernel.wareki import format_wareki
from kasane.plans.domain import PlanKind, Programme, Who
from kasane.plans.queries import ItemLine, PlanPage, StepLine, items_of, plan_page
from kasane.plans.queries.page import GoalLine
from kasane.plans.views.choosing import leads

CODES: Final = {PlanKind.COORDINATION: "2-1C", PlanKind.PARTICIPATION: "2-1P", PlanKind.OUTREACH: "2-1O"}
# 市の手続きの行は、その一件だけの部屋から来る。だから、その部屋の根拠が終われば、この書類も渡さない。
_DOSSIERS: Final = "SELECT compartment_id FROM plans_decision WHERE plan_id = %s ORDER BY recorded_at, id"
TEXT: Final = "text:"
WORDS: Final = ":words"
STEPS: Final = "step_rows"
LEAD: Final = "lead"
LEAD_LABEL: Final = "主担当機関・支援担当者"
UNKNOWN_LEAD: Final = (
    "この名前は一覧にありません（閉じた機関か、異動した人かもしれません）。欄の一覧から「機関　氏名」を選んでください。"
    "担当者がまだ決まらないときは「機関（担当者はその機関で決める）」を選びます。"
)
HEAD_UNIT: Final = "head"
HOUSEHOLD: Final = "household"
WHOLE: Final = "世帯"
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
    LEAD,
)


def plan_paper(case_id: UUID, plan_id: UUID, *, by: Actor) -> Paper:
    """様式2-1(三つの種別)。見えない・事案が違うなら NotVisible。"""
    header, page = case_header(case_id, by=by), plan_page(plan_id, by)
    if page.case_id != case_id:
        raise NotVisible
    form = plan_form(page, header)
    values = {**_head(header, page), **head_values(page), **_rows(page), **_texts(page), **_settled(page)}
    name = f"{header.number}-{form.code}-{page.number}"
    rooms = [*(one.general_room for one in header.persons), *(room for (room,) in rows_of(_DOSSIERS, [plan_id]))]
    return case_paper(header, form, values, name, also=page.person_ids, rooms=rooms, trace=plan_trace(page, form))


def plan_form(page: PlanPage, header: CaseHeader) -> Form:
    """この種別の様式に、種別ごとの欄(日付つきの行)を入れたもの。紙には書いてある人の分だけ、Excel には書ける人のすべてが並ぶ。"""
    form = form_for(CODES[page.kind])
    written = {(one.item, one.person_id) for one in page.texts}
    seen = {one.person_id: one.person_name for one in page.texts if one.person_id}
    people = seen | {one.person_id: one.name for one in header.persons}
    fields = tuple(field for item in items_of(page.kind, page.made_on) for field in _item_fields(item, people, written))
    picks = {"goals": (whose(header), ()), STEPS: _step_options(page, header), LEAD: (tuple(leads(page)),)}
    return recorrected(replace(form, sections=tuple(_filled(one, fields, picks) for one in form.sections)))


def blank_plan(form: Form) -> Form:
    """白紙の用紙と直しの画面に出す様式2-1: 今日の、種別ごとの欄を入れたもの。"""
    kind = next(one for one, code in CODES.items() if code == form.code)
    fields = tuple(field for item in items_of(kind, clock.today()) for field in _item_fields(item, {}, set()))
    return replace(form, sections=tuple(_filled(one, fields, {}) for one in form.sections))


def plan_trace(page: PlanPage, form: Form) -> Trace:
    """書き出したときの行の控え: 頭、種別ごとの欄、目標、実施事項。"""
    texts = {text_key(one.item, one.person_id): one.version for one in page.texts}
    versions = dict.fromkeys((one.key for one in form.fields() if one.key.startswith(TEXT)), 0) | texts | {HEAD_UNIT: page.version}
    goals, steps = {str(one.id): one.version for one in page.goals}, {str(one.id): one.version for one in page.steps}
    return Trace({**versions, **goals, **steps}, {"goals": tuple(goals), STEPS: tuple(steps)})


def text_key(item: str, person_id: UUID | None) -> str:
    """種別ごとの欄の名前。"""
    return f"{TEXT}{item}@{person_id}" if person_id else f"{TEXT}{item}"


def words_key(key: str) -> str:
    """選択肢のある欄に添える文の、Excel での欄の名前。"""
    base, at, person = key.partition("@")
    return f"{base}{WORDS}{at}{person}"


def whose(header: CaseHeader) -> Options:
    """「だれの」の選択肢。"""
    return (*((str(one.person_id), one.name) for one in header.persons), (HOUSEHOLD, WHOLE))


def step_cells(one: StepLine) -> tuple[str, ...]:
    """実施事項の一行を、Excel の列に分けたもの。"""
    named = one.who is Who.AGENCY
    return (
        one.person_name or WHOLE, one.issue, one.who_label, one.doer if one.agency_id else "", "" if named else one.doer, one.contact,
        one.content, one.frequency, _day(one.period_from), _day(one.period_to), one.programme_label, one.service_label, one.note,
    )  # fmt: skip


def head_values(page: PlanPage) -> dict[str, Value]:
    """頭の欄(Excel で書ける欄)の今の値。"""
    found: dict[str, Value] = {LEAD: chosen(f"{page.lead_agency_id}:{page.lead_posting_id or ''}" if page.lead_agency_id else "")}
    for key in HEAD:
        if key == LEAD:
            continue
        stored = getattr(page, key)
        found[key] = Value(day=stored) if isinstance(stored, date) else text(stored or "")
    return found


def _filled(section: Section, fields: Sequence[Field], picks: Mapping[str, tuple[Options, ...]]) -> Section:
    kept = [replace(one, column_options=picks.get(one.key, ())) for one in section.fields]
    place = next((n for n, one in enumerate(kept) if one.key == "lead_staff"), None)
    if place is not None and LEAD in picks:  # 紙では機関と担当者の二つの箱、Excel では画面と同じ一つの一覧。
        kept.insert(place + 1, Field(LEAD, LEAD_LABEL, FieldKind.CHOICE, options=picks[LEAD][0], only=EXCEL, unknown=UNKNOWN_LEAD))
    return replace(section, fields=(*kept, *fields) if section.fill == "texts" else tuple(kept))


def _item_fields(item: ItemLine, people: Mapping[UUID, str], written: set[tuple[str, UUID | None]]) -> list[Field]:
    """一つの欄。人ごとの欄なら一人ひとり。紙には、書いてある分(一つも書いていなければ、名前のない欄を一つ)だけが出る。

    人ごとの欄の世帯の分は、画面と同じく、もう書いてあるときだけ Excel で直せる。
    """
    kind = FieldKind.CHOICES if item.options else FieldKind.LONG
    anyone = any(code == item.code for code, _ in written)
    seats: list[UUID | None] = [None, *(people if item.by_person else ())]
    found = []
    for person in seats:
        printed = (item.code, person) in written or (person is None and not anyone)
        label = f"{item.label}（{people[person]}）" if person else item.label
        key, only = text_key(item.code, person), "" if printed else EXCEL
        if item.by_person and person is None and people and (item.code, None) not in written:
            found += [Field(key, label, kind, options=item.options, hint=item.hint, lines=2, copied=True, only=PDF)] if printed else []
            continue
        found.append(Field(key, label, kind, options=item.options, hint=item.hint, lines=2, only=only))
        if item.options:
            found.append(Field(words_key(key), f"{label}　内容", FieldKind.LONG, lines=2, only=EXCEL))
    return found


def _step_options(page: PlanPage, header: CaseHeader) -> tuple[Options, ...]:
    near = {one.agency_id: one.agency for one in header.team} | {one.agency_id: one.doer for one in page.steps if one.agency_id}
    agencies = near | {one.id: one.name for one in hosting_agencies() if one.id not in near}
    named = tuple((str(key), name) for key, name in agencies.items())
    services = tuple(labels("plan_service", on=page.made_on).items())
    return (whose(header), (), tuple(Who.choices()), named, (), (), (), (), (), (), tuple(Programme.choices()), services, ())


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
            one.person_name or WHOLE, one.issue, _doer(one), one.content, one.frequency,
            _period(one.period_from, one.period_to), "\n".join(filter(None, (one.programme_label, one.service_label))), one.note,
        )
        for one in page.steps
    )  # fmt: skip
    hidden = ((f"（ほかに{page.hidden}行あります。見られる部屋の外にあるため、印字しません）",),) if page.hidden else ()
    roles = tuple((one.name + ("（主担当）" if one.is_lead else ""), "\n".join(one.tasks)) for one in page.roles)
    return {
        "goals": Value(rows=tuple(goal_cells(one) for one in page.goals)),
        "steps": Value(rows=(*steps, *hidden)), STEPS: Value(rows=tuple(step_cells(one) for one in page.steps)), "roles": Value(rows=roles),
    }  # fmt: skip


def _texts(page: PlanPage) -> Values:
    found: dict[str, Value] = {}
    for one in page.texts:
        key = text_key(one.item, one.person_id)
        found |= {key: Value(text=one.text, codes=one.choices), words_key(key): text(one.text)}
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


def goal_cells(one: GoalLine) -> tuple[str, ...]:
    """達成目標の一行。"""
    return one.person_name or WHOLE, one.text


def _doer(one: StepLine) -> str:
    contact = f"連絡：{one.contact}" if one.contact else ""
    return "\n".join(filter(None, (f"{one.who_label}　{one.doer}".strip("　"), contact)))


def _period(since: date | None, until: date | None) -> str:
    return f"{_day(since)}〜\n{_day(until)}".strip() if since or until else ""


def _day(day: date | None) -> str:
    return format_wareki(day) if day else ""
