"""事案の経過に一行を残す: アセスメントと照会で起きたことを、支援経過記録(多機関協働)として。"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from kasane.cases import commands as cases
from kasane.cases.domain import Activity, Counterpart, Method, NoteFacts
from kasane.kernel.actor import Actor


def tell(*, by: Actor, case_id: UUID, on: date, title: str, fact: str, gathering: bool = True) -> None:
    """経過に一行を残す。gathering は情報収集(照会など)か、調整(スクリーニングの判断など)か。"""
    activity = Activity.GATHERING if gathering else Activity.ADJUSTING
    facts = NoteFacts(
        happened_on=on, method=Method.AGENCY.value if gathering else Method.INTERNAL.value, counterpart=Counterpart.AGENCY.value,
        activity=activity.value, title=title, fact=fact,
    )  # fmt: skip
    cases.record_note(by=by, case_id=case_id, facts=facts)
