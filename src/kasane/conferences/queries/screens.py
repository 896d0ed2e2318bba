"""画面だけが使う問い: 事案の会議、会議に諮っているプラン、委嘱の範囲に選べる議題、協力を求められるか。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.conferences.domain.codes import ItemState, Occasion, Outcome
from kasane.conferences.models import Item
from kasane.conferences.queries.cooperation import kind_code_of, may_ask_item
from kasane.conferences.queries.kinds import kind_on
from kasane.conferences.queries.shapes import KindLine
from kasane.kernel import clock
from kasane.kernel.decision import Decision, NotVisible
from kasane.kernel.wareki import format_wareki

# 議題の行は、席のある人にだけ返る(行の守り)。会議の日と種類は、部屋を持つ人にだけ答える関数から引く。
_OF_CASE: Final = """
    SELECT i.id, i.heading, i.occasion, i.state, i.shown_until, i.on_consent, h.held_on, k.name, h.number,
           (SELECT d.outcome FROM conferences_decision d WHERE d.item_id = i.id)
    FROM conferences_item i CROSS JOIN LATERAL conferences_head(i.id) h JOIN conferences_kind k ON k.id = h.kind_id
    WHERE i.case_id = %s ORDER BY h.held_on DESC, i.id
"""
_PLANS: Final = "SELECT id, kind, number, occasion FROM plans_plan WHERE case_id = %s AND occasion <> '' ORDER BY number, id"
_RUNNING: Final = """
    SELECT i.id, i.heading, c.held_on, k.name FROM conferences_item i JOIN conferences_conference c ON c.id = i.conference_id
    JOIN conferences_kind k ON k.id = c.kind_id WHERE i.state = 'tabled' AND c.state IN ('planned', 'called', 'open')
    ORDER BY c.held_on, i.position, i.id LIMIT 200
"""


@dataclass(frozen=True, slots=True)
class CaseItemLine:
    """事案の会議の一行。自分に席のある議題だけ。"""

    id: UUID
    heading: str
    occasion: Occasion
    state: ItemState
    shown_until: datetime
    on_consent: bool
    held_on: date
    title: str
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class TabledPlan:
    """会議に諮っているプラン。"""

    id: UUID
    kind: str
    number: int
    occasion: Occasion


def items_of_case(case_id: UUID) -> tuple[CaseItemLine, ...]:
    """この事案が議題になった会議のうち、今、自分が見られるもの。新しい順。"""
    return tuple(
        CaseItemLine(key, heading, Occasion(occasion), ItemState(state), until, on_consent, held_on, f"第{number}回 {kind}",
                     Outcome(outcome) if outcome else None)
        for key, heading, occasion, state, until, on_consent, held_on, kind, number, outcome in rows_of(_OF_CASE, [case_id])
    )  # fmt: skip


def tabled_plans(case_id: UUID) -> tuple[TabledPlan, ...]:
    """この事案のプランのうち、いま会議に諮っているもの。"""
    return tuple(TabledPlan(key, kind, number, Occasion(occasion)) for key, kind, number, occasion in rows_of(_PLANS, [case_id]))


def running_items() -> tuple[tuple[UUID, str], ...]:
    """自分が役員の会議の、まだ終わっていない議題(番号, 言い方)。"""
    return tuple((key, f"{format_wareki(held_on)}　{kind}　{heading}") for key, heading, held_on, kind in rows_of(_RUNNING))


def may_ask_in(item_id: UUID) -> Decision:
    """この議題で協力を求められるか(一方向)。見えない議題は NotVisible。"""
    item = Item.objects.filter(id=item_id).first()
    if item is None:
        raise NotVisible
    return may_ask_item(item).decision


def wording_now(kind_code: str, item_id: UUID | None = None) -> str:
    """この会議の、今日の守秘の文(罰則つき)。議題だけの委嘱なら、その議題の会議の文。"""
    kind = _kind_now(kind_code, item_id)
    return kind.wording if kind else ""


def kind_said_now(kind_code: str, item_id: UUID | None = None) -> str:
    """この会議の、今日の名前と根拠の条文。議題だけの委嘱なら、その議題の会議。"""
    kind = _kind_now(kind_code, item_id)
    return (f"{kind.name}（{kind.statute}）" if kind.statute else kind.name) if kind else ""


def _kind_now(kind_code: str, item_id: UUID | None) -> KindLine | None:
    code = kind_code or (kind_code_of(item_id) if item_id else "")
    return kind_on(code, clock.today()) if code else None
