"""画面だけが要る問い: 直す前の一行、選択肢の組、様式に刷る人。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.cases.queries import CaseHeader, CasePersonLine
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible
from kasane.people.domain.codes import PlaceKind
from kasane.people.queries.person import PersonOverview, person_overview
from kasane.plans.domain.codes import PlanKind
from kasane.plans.models import Goal, PlanText, Step
from kasane.plans.queries.plans import number_label

# 自機関が伴走・主担当の、了承されて市へ出していないプラン。待っているかは、見えない書類も数える関数に尋ねる。
_APPROVED: Final = """
    SELECT p.id, p.kind, p.number, c.number, c.title,
           (SELECT max(a.decided_on) FROM plans_approval a WHERE a.plan_id = p.id AND a.outcome = 'approved'),
           ARRAY(SELECT s.person_id FROM cases_person s WHERE s.case_id = c.id)
    FROM plans_plan p JOIN cases_case c ON c.id = p.case_id CROSS JOIN LATERAL plans_facts(p.id) f
    WHERE p.state = 'approved' AND NOT f.waiting AND EXISTS (SELECT 1 FROM cases_involvement v WHERE v.case_id = c.id
        AND v.role IN ('companion', 'lead') AND v.valid_to IS NULL AND v.agency_id = %s)
    ORDER BY p.changed_at, p.id LIMIT %s
"""
_PHONES: Final = (PlaceKind.PHONE, PlaceKind.MOBILE)
_ADDRESSES: Final = (PlaceKind.RESIDENCE, PlaceKind.DOMICILE, PlaceKind.WHEREABOUTS)
MASKED: Final = "（支援措置のため伏せています）"
_SERVICES: Final = (
    'SELECT "group", code, label FROM agencies_code WHERE list_name = %s AND valid_from <= %s AND (valid_to IS NULL OR valid_to > %s)'
    " ORDER BY position"
)


def goal_row(plan_id: UUID, goal_id: UUID) -> Goal:
    """このプランの、見える目標。取り下げたもの・見えないものは NotVisible。"""
    found = Goal.objects.filter(id=goal_id, plan_id=plan_id, withdrawn_at=None).first()
    if found is None:
        raise NotVisible
    return found


def step_row(plan_id: UUID, step_id: UUID) -> Step:
    """このプランの、見える実施事項。取り下げたもの・見えないものは NotVisible。"""
    found = Step.objects.filter(id=step_id, plan_id=plan_id, withdrawn_at=None).first()
    if found is None:
        raise NotVisible
    return found


def service_rows() -> list[tuple[str, str, str]]:
    """利用する事業・サービス(C05)の、(分野, 番号, 名前)。"""
    today = clock.today()
    return [(group, code, label) for group, code, label in rows_of(_SERVICES, ["plan_service", today, today])]


def text_row(plan_id: UUID, item: str, person_id: UUID | None) -> PlanText | None:
    """種別ごとの欄の、今の一行。まだ書かれていなければ None。"""
    found = PlanText.objects.filter(plan_id=plan_id, item=item)
    return (found.filter(person_id=person_id) if person_id else found.filter(person_id__isnull=True)).first()


@dataclass(frozen=True, slots=True)
class PrintedPerson:
    """様式に刷る人。支援措置で秘匿の居どころ・電話は、だれが刷っても伏せる。"""

    standing: str
    name: str
    kana: str
    born: str
    address: str
    phone: str


def printed_people(header: CaseHeader, *, by: Actor) -> tuple[PrintedPerson, ...]:
    """事案の、名前の見える人。"""
    names = header.names
    return tuple(_printed(line, person_overview(line.person_id, by=by)) for line in header.persons if line.person_id in names)


def _printed(line: CasePersonLine, person: PersonOverview) -> PrintedPerson:
    head = person.header
    return PrintedPerson(
        line.standing_label,
        head.name,
        head.kana,
        head.born,
        _place(person, _ADDRESSES),
        _place(person, (PlaceKind.PHONE, PlaceKind.MOBILE)),
    )


def _place(person: PersonOverview, kinds: tuple[PlaceKind, ...]) -> str:
    wanted = {kind.label_ja for kind in kinds}
    current = (place for place in person.places if place.is_current and place.kind in wanted)
    return next((MASKED if place.is_secret else place.text for place in current), "")


@dataclass(frozen=True, slots=True)
class ApprovedLine:
    """会議で了承され、市へ出していないプラン。"""

    plan_id: UUID
    plan: str
    number: str
    title: str
    approved_on: date
    person_ids: tuple[UUID, ...]


def approved_plans(by: Actor, *, limit: int) -> tuple[ApprovedLine, ...]:
    """自機関が伴走・主担当の事案で、会議で了承され、市へ出していないプラン。古いものから limit 件まで。"""
    return tuple(
        ApprovedLine(key, f"{PlanKind(kind).label_ja}プラン　{number_label(round_)}", number, title, approved_on, tuple(people))
        for key, kind, round_, number, title, approved_on, people in rows_of(_APPROVED, [by.agency_id, limit])
    )
