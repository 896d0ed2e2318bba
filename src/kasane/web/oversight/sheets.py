"""記録の行を、名前つきの表の行にする。"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kasane.access.domain import Ground
from kasane.agencies.queries import account_names, agency_names
from kasane.audit.presenters import sentence
from kasane.audit.queries import Line, Look
from kasane.conferences.queries.outside import outside_names
from kasane.kernel import clock
from kasane.kernel.wareki import format_wareki

JOB_NAME = "自動処理"
PORTAL = "portal_"
ASKED_NAME = "協力を求められた方（外の窓口）"


@dataclass(frozen=True, slots=True)
class Row:
    """表の一行。"""

    number: int | None
    when: str
    who: str
    agency: str
    what: str
    ground: str
    reason: str
    people: int


def rows(entries: Iterable[Line | Look]) -> list[Row]:
    """名前を一度に引いて、表の行にする。"""
    listed = list(entries)
    people = account_names({entry.account_id for entry in listed if entry.account_id})
    people |= outside_names({entry.account_id for entry in listed if entry.account_id and entry.act.startswith(PORTAL)})
    agencies = agency_names({entry.agency_id for entry in listed if entry.agency_id})
    return [_row(entry, people, agencies) for entry in listed]


def _row(entry: Line | Look, people: dict[UUID, str], agencies: dict[UUID, str]) -> Row:
    at = clock.jst(entry.at)
    return Row(
        number=getattr(entry, "number", None),
        when=f"{format_wareki(at.date())} {at:%H:%M:%S}",
        who=people.get(entry.account_id, _unknown(entry)) if entry.account_id else "サインイン前の人",
        agency=agencies.get(entry.agency_id, "") if entry.agency_id else "",
        what=sentence(entry.act, entry.outcome),
        ground=_ground(entry.ground),
        reason=entry.reason,
        people=len(getattr(entry, "subjects", ())),
    )


def _unknown(entry: Line | Look) -> str:
    """職員でも、登録のある外の人でもない: 外の窓口なら協力依頼の相手、ほかは自動処理。"""
    return ASKED_NAME if entry.act.startswith(PORTAL) else JOB_NAME


def _ground(code: str) -> str:
    known: dict[str, Any] = {ground.value: ground.label_ja for ground in Ground}
    return str(known.get(code, code))
