"""ほかの機関に開く区画を、根拠とともに決める: 本人同意なら人ごとに、法令なら条文と理由を。"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from kasane.access.queries import statutes
from kasane.cases.commands.common import persons_in
from kasane.cases.domain import Basis
from kasane.cases.domain.sharing import OpenedRoom
from kasane.cases.models import Case, CasePerson
from kasane.consent.domain.codes import Topic
from kasane.consent.queries import hold_consents, usable_consent
from kasane.kernel.decision import Decision, Invalid, Refused, require
from kasane.kernel.statutes import NoStatuteInForce, in_force
from kasane.people.queries.person import header_of

NOT_MANAGED: Final = "この機関が管理していない記録は、ほかの機関に渡せません(同意で受け取った記録を、さらに渡すことはできません)。"


def rooms_to_open(
    case: Case, *, agency_id: UUID, basis: Basis, statute_code: str, person_ids: Sequence[UUID], sensitive: bool, on: date,
    until: datetime | None = None,
) -> tuple[OpenedRoom, ...]:  # fmt: skip
    """受ける機関に開く区画。

    人ごとに、氏名・通常(と、sensitive なら要配慮)の部屋。一人でも開くなら事案の部屋も開く。本人同意なら、列挙した全員に、
    この機関あての今の同意があること(なければ Refused)。until は、同意の終わりより早く終えたいときの時刻。
    """
    people = persons_in(case.id, person_ids)
    if basis is Basis.LAW:
        check_statute(statute_code, on)
    if basis is Basis.CONSENT:
        hold_consents(case.id)
    given = {row.person_id: _consent(case.id, row, agency_id, sensitive, on) if basis is Basis.CONSENT else (None, None) for row in people}
    rooms: list[OpenedRoom] = []
    for row in people:
        consent_id, ends = given[row.person_id]
        ends = min(filter(None, (ends, until)), default=None)
        ids = [header_of(row.person_id).compartment_id, row.compartment_id, *([row.sensitive_room] if sensitive else [])]
        rooms += [OpenedRoom(room, row.person_id, consent_id, ends) for room in ids]
    if rooms:
        endings = [room.until for room in rooms]
        whole = None if None in endings else max(filter(None, endings))
        rooms.insert(0, OpenedRoom(case.compartment_id, None, None, whole))
    return tuple(rooms)


def check_statute(code: str, on: date) -> None:
    """条文が、その日に効力のある行としてあるか。なければ Invalid。"""
    try:
        in_force(statutes(), code, on)
    except NoStatuteInForce as missing:
        raise Invalid({"statute_code": "その日に効力のある条文を選んでください。"}) from missing


def first_consent(rooms: Sequence[OpenedRoom]) -> UUID | None:
    """関わり・つなぎの代表の同意(最初の人のもの)。区画ごとの同意は、区画の行が持つ。"""
    return next((room.consent_id for room in rooms if room.consent_id), None)


def rooms_json(rooms: Sequence[OpenedRoom]) -> str:
    """データベースの関数に渡す形。"""
    return json.dumps([room.as_json() for room in rooms])


def _consent(case_id: UUID, row: CasePerson, agency_id: UUID, sensitive: bool, on: date) -> tuple[UUID, datetime | None]:
    """この人の、この機関あての同意と、その終わり。要配慮も開くなら、健康・障害のことにも及ぶ一つの同意であること。"""
    found = usable_consent(case_id, row.person_id, agency_id, Topic.HEALTH if sensitive else Topic.CIRCUMSTANCES, on)
    require(found.decision)
    if sensitive:
        require(usable_consent(case_id, row.person_id, agency_id, Topic.CIRCUMSTANCES, on).decision)
    if found.consent is None:
        raise Refused(Decision.no("この機関あての本人の同意がありません。", "本人同意"))
    return found.consent.id, found.consent.ends_at
