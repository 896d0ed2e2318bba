"""一覧から選ぶもの: 機関と担当者、つなぎ先、法令。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kasane.agencies.domain import OUTREACH_KIND, Field
from kasane.agencies.queries.register import areas as area_list
from kasane.agencies.queries.register import find_agencies, hosting_agencies, statute_labels
from kasane.agencies.queries.staff import staff_list
from kasane.cases.queries import CaseHeader
from kasane.kernel import clock
from kasane.kernel.actor import Actor, Role
from kasane.people.queries.person import places_of

Choices = list[tuple[str, str]]


def partners() -> Choices:
    """機関と、その機関の担当者。値は「機関:配属」。"""
    staff: dict[UUID, Choices] = {}
    for row in staff_list():
        for posting in row.postings:
            staff.setdefault(posting.agency_id, []).append((f"{posting.agency_id}:{posting.id}", f"{posting.agency_name}　{row.name}"))
    found: Choices = []
    for agency in hosting_agencies():
        found.append((f"{agency.id}:", f"{agency.name}（担当者はその機関で決める）"))
        found += staff.get(agency.id, [])
    return found


def destinations(by: Actor) -> dict[str, Choices]:
    """つなぎ先に選べる機関: すべてと、総合相談の窓口。"""
    names = _others(by)
    windows = find_agencies(field=Field.MULTI).filter(is_window=True)
    return {
        "agencies": [(str(key), name) for key, name in names.items()],
        "windows": [(str(one.id), _with_area(one.name, one.area)) for one in windows if one.id in names],
    }


def reaching_out(by: Actor) -> Choices:
    """アウトリーチを担う機関(アウトリーチ等事業者として登録されているか、アウトリーチの役割の職員がいる、ほかの機関)。"""
    staffed = {p.agency_id for row in staff_list() for p in row.postings if Role.OUTREACH.label_ja in p.roles}
    return [
        (str(one.id), one.name) for one in hosting_agencies() if one.id != by.agency_id and (one.kind == OUTREACH_KIND or one.id in staffed)
    ]


def coordinators(by: Actor) -> Choices:
    """多機関協働を担う機関(多機関協働の役割の職員がいる、ほかの機関)。"""
    teams = {p.agency_id for row in staff_list() for p in row.postings if Role.COORDINATOR.label_ja in p.roles}
    return [(str(key), name) for key, name in _others(by).items() if key in teams]


def _others(by: Actor) -> dict[UUID, str]:
    return {agency.id: agency.name for agency in hosting_agencies() if agency.id != by.agency_id}


def nearest_window(header: CaseHeader, windows: Choices) -> str:
    """本人の圏域の総合相談の窓口。一つに決まらなければ空。"""
    if len(windows) == 1:
        return windows[0][0]
    places = [place for person in header.persons[:1] for place in places_of(person.person_id, clock.today()) if place.is_current]
    areas = [area.name for area in area_list() if any(area.name in place.detail or area.name in place.text for place in places)]
    near = [key for key, label in windows if any(f"（{area}）" in label for area in areas)]
    return near[0] if len(near) == 1 else ""


def statutes_now() -> Choices:
    """根拠に選べる、今日効力のある条文。"""
    return list(statute_labels(clock.today()).items())


def _with_area(name: str, area: Any) -> str:
    return f"{name}（{area.name}）" if area else name
