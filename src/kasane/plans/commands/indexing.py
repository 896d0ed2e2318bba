"""さがす控えに入れる。書いたときと同じ取引で、元の行と同じ部屋に。"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from kasane.access.domain import Kind
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible
from kasane.plans.models import Plan
from kasane.plans.queries.found import searched
from kasane.search.commands import put, remove


def index(row: Any, plan: Plan) -> None:
    """プランの一行(見出し・目標・実施事項・欄・評価・進み具合)。直したときも呼ぶと、前の文では見つからなくなる。"""
    one = searched(type(row))
    put(
        source_kind=one.kind, source_id=row.id, compartment_id=row.compartment_id, room_kind=Kind.GENERAL, context_id=plan.case_id,
        happened_on=clock.jst(row.recorded_at).date(), text=one.text(row),
    )  # fmt: skip


def forget(row: Any) -> None:
    """取り下げた行は、もう見つからない。控えのない行は、そのままでよい。"""
    with suppress(NotVisible):
        remove(source_kind=searched(type(row)).kind, source_id=row.id)
