"""プランの画面で選ぶもの: 実施する機関、市の課、利用する事業・サービス。"""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from kasane.agencies.queries.register import hosting_agencies
from kasane.cases.queries import CaseHeader
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
