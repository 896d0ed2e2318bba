"""プランの画面で選ぶもの: 実施する機関、主担当、市の課、利用する事業・サービス。"""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from kasane.agencies.queries.register import hosting_agencies
from kasane.cases.queries import CaseHeader
from kasane.cases.views.choosing import partners
from kasane.plans.queries import PlanPage, deciding_agencies
from kasane.plans.queries.screens import service_rows

Choices = list[tuple[str, Any]]


def doers(header: CaseHeader) -> Choices:
    """実施する機関。支援チームの機関を先に、そのほかを後に並べる。"""
    near: dict[UUID, str] = {one.agency_id: one.agency for one in header.team}
    far = [(str(one.id), one.name) for one in hosting_agencies() if one.id not in near]
    return [("支援チームの機関", [(str(key), name) for key, name in near.items()]), ("そのほかの機関", far)]


def services() -> Choices:
    """利用する事業・サービス(C05)。分野ごとの組にする。"""
    return [(group, [(code, label) for _, code, label in rows]) for group, rows in groupby(service_rows(), key=lambda row: row[0])]


def leads(plan: PlanPage) -> Choices:
    """主担当に選べる機関・担当者。今の担当が異動していても、書き直すまでは一覧に残す(開いて保存しただけで消えないように)。"""
    now = f"{plan.lead_agency_id}:{plan.lead_posting_id or ''}" if plan.lead_agency_id else ""
    return with_current(partners(), now, f"{plan.lead_agency}　{plan.lead_staff}（今の担当）")


def with_current(choices: list[tuple[str, str]], now: str, label: str) -> Choices:
    """今の値が選択肢になければ、先頭に足す。"""
    return [(now, label), *choices] if now and now not in {key for key, _ in choices} else list(choices)


def deciding_sections() -> list[tuple[str, str]]:
    """支援決定をする市の課。"""
    return [(str(key), name) for key, name in deciding_agencies()]
