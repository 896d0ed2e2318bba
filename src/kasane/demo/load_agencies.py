"""見本の町の機関・職員を、台帳のコマンドで記録する。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from kasane.agencies.commands import register as registry
from kasane.agencies.commands import staff as staffing
from kasane.agencies.domain import Field
from kasane.demo.names import katakana
from kasane.demo.values import AgencySpec, StaffSpec, Town
from kasane.kernel.actor import Actor

_OPENED = date(2021, 4, 1)
_CONTRACT_YEARS = (date(2026, 4, 1), date(2027, 4, 1))
_LIVING_AREA = "01"
_APPOINTED = "見本の町の発令"


@dataclass(slots=True)
class Directory:
    """記録した町: 符号 → 識別子、サインイン名 → その人の一つ目の配属の行為者、外部の構成員の氏名 → 識別子。"""

    areas: dict[str, UUID] = field(default_factory=dict)
    operators: dict[str, UUID] = field(default_factory=dict)
    agencies: dict[str, UUID] = field(default_factory=dict)
    staff: dict[str, Actor] = field(default_factory=dict)
    outside: dict[str, UUID] = field(default_factory=dict)


def load_agencies(town: Town, *, by: Actor, on: date) -> Directory:
    """圏域・法人・機関・拠点・会議体・外部の構成員・職員を、この順に記録する。on は読み込む日。"""
    made = Directory()
    for name in town.areas:
        made.areas[name] = registry.define_area(by=by, name=name, kind=_LIVING_AREA)
    for key, name, kana in town.operators:
        made.operators[key] = registry.register_operator(by=by, name=name, kana=katakana(kana))
    for number, agency in enumerate(town.agencies):
        made.agencies[agency.key] = _agency(agency, made, number, by)
    _bodies_and_members(town, made, by)
    names = {agency.key: agency.name for agency in town.agencies}
    for person in town.staff:
        made.staff[person.login_id] = _person(person, made, names, by, on)
    return made


def _agency(agency: AgencySpec, made: Directory, number: int, by: Actor) -> UUID:
    contracted = _CONTRACT_YEARS if agency.operator and agency.section else (None, None)
    area_id = made.areas.get(agency.area)
    phone = f"0000-00-{1000 + number}"
    agency_id = registry.register_agency(
        by=by,
        agency=registry.AgencyDraft(
            name=agency.name,
            field=Field(agency.field),
            kind=agency.kind,
            kana=katakana(agency.kana),
            programme=agency.programme,
            statute_code=agency.statute_code,
            responsible_section_id=made.agencies.get(agency.section),
            operator_id=made.operators.get(agency.operator),
            contract_from=contracted[0],
            contract_to=contracted[1],
            area_id=area_id,
            address=f"かさね市 {agency.area or '本町'} {agency.base or '市役所'}",
            phone=phone,
            opened_on=_OPENED,
            is_window=agency.is_window,
            note=agency.note,
        ),
    )
    if agency.base:
        registry.open_base(by=by, agency_id=agency_id, name=agency.base, phone=phone, area_id=area_id, valid_from=_OPENED)
    return agency_id


def _bodies_and_members(town: Town, made: Directory, by: Actor) -> None:
    for body in town.bodies:
        registry.designate_existing_body(
            by=by, name=body.name, statute_code=body.statute_code, section_id=made.agencies[body.section],
            serves_as_support_conference=body.serves, valid_from=_OPENED, note=body.note,
        )  # fmt: skip
    for member in town.outside:
        made.outside[member.name] = registry.register_outside_member(
            by=by, name=member.name, kana=katakana(member.kana), kind=member.kind, organisation=member.organisation,
            secrecy_statute_code=member.secrecy, phone=member.phone, area_id=made.areas.get(member.area), valid_from=_CONTRACT_YEARS[0],
        )  # fmt: skip


def _person(person: StaffSpec, made: Directory, names: dict[str, str], by: Actor, on: date) -> Actor:
    account = staffing.create_account(
        by=by, login_id=person.login_id, name=person.name, kana=person.kana, staff_number=person.staff_number, phone=person.phone
    )
    seats = []
    for post in person.posts:
        posting_id = staffing.appoint(
            by=by, account_id=account.account_id, agency_id=made.agencies[post.agency], roles=post.roles, reason=post.reason or _APPOINTED,
            valid_from=on + timedelta(days=post.from_days),
            valid_to=None if post.to_days is None else on + timedelta(days=post.to_days),
        )  # fmt: skip
        agency_id = made.agencies[post.agency]
        seats.append(Actor(account.account_id, posting_id, agency_id, frozenset(post.roles), person.name, names[post.agency]))
    return seats[0]
