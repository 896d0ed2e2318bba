"""ほかの記録から写す欄: 事案の見出し、人、世帯員、図、ケアの担い手、照会の状況(forms §3 の写しの決まり)。"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kasane.cases.domain import Standing
from kasane.cases.queries import CaseHeader
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible
from kasane.kernel.wareki import format_wareki
from kasane.people.diagrams.genogram import Drawing
from kasane.people.queries.household import HouseholdOverview, household_overview
from kasane.people.queries.person import PersonOverview, person_overview
from kasane.programmes.coordination.queries.inquiries import InquiryLine, inquiries_of
from kasane.programmes.coordination.queries.issues import IssueLine, issues_of

_CARE = "世話"


@dataclass(frozen=True, slots=True)
class Focus:
    """本人の欄: 氏名・かな・性別・生年月日・年齢・住所・電話。秘匿の居どころは出さない。"""

    person_id: UUID
    name: str
    kana: str
    sex: str
    born: str
    age: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class Copied:
    """写した値のすべて。genogram と ecomap は people の図をそのまま使う。"""

    opened_on: str
    focus: Focus | None
    members: tuple[str, ...]
    carers: tuple[str, ...]
    genogram: Drawing | None
    ecomap: Drawing | None
    issues: tuple[IssueLine, ...]
    inquiries: tuple[InquiryLine, ...]
    person_ids: tuple[UUID, ...]

    def words(self, origin: str) -> tuple[str, ...]:
        """写し元の符号から、欄に書く行。"""
        found: dict[str, tuple[str, ...]] = {
            "household": self.members,
            "carers": self.carers,
            "inquiries": tuple(f"{one.to_agency}　{one.sent_on}　{one.state_label}" for one in self.inquiries),
        }
        return found.get(origin, ())


def copied(header: CaseHeader, *, by: Actor) -> Copied:
    """写す欄の値。見えない人・世帯のものは空になる。"""
    line = next((one for one in header.persons if one.standing == Standing.SELF), header.persons[0] if header.persons else None)
    person = _person(line.person_id, by) if line else None
    household = _household(header.household_id, by)
    drawn = household or person
    named = [*(person.related if person else ()), *(household.person_ids if household else ())]
    return Copied(
        opened_on=format_wareki(header.opened_on), focus=_focus(person) if person else None, members=_members(header, household),
        carers=_carers(person),
        genogram=drawn.genogram if drawn else None, ecomap=drawn.ecomap if drawn else None, issues=issues_of(header),
        inquiries=inquiries_of(header.id), person_ids=tuple(dict.fromkeys(named)),
    )  # fmt: skip


def _person(person_id: UUID, by: Actor) -> PersonOverview | None:
    try:
        return person_overview(person_id, by=by)
    except NotVisible:
        return None


def _household(household_id: UUID | None, by: Actor) -> HouseholdOverview | None:
    try:
        return household_overview(household_id, by=by) if household_id else None
    except NotVisible:
        return None


def _focus(one: PersonOverview) -> Focus:
    plain = [place for place in one.places if place.is_current and not place.is_secret]
    address = next((place.text for place in plain if place.kind != "電話"), "")
    phone = next((place.text for place in plain if place.kind == "電話"), "")
    head = one.header
    return Focus(head.id, head.name, head.kana, head.facts.sex.label_ja, head.born, head.age, address, phone)


def _carers(person: PersonOverview | None) -> tuple[str, ...]:
    found = person.relations if person else ()
    return tuple(f"{fact.label}：{fact.text}" for fact in found if _CARE in fact.text and fact.is_current)


def _members(header: CaseHeader, household: HouseholdOverview | None) -> tuple[str, ...]:
    if household is None:
        return tuple(f"{one.name}（{one.standing_label}）{one.age}" for one in header.persons)
    here = [one for one in household.members if one.was_there]
    return tuple("　".join(filter(None, (one.name, one.relationship, one.age, one.notes))) for one in here)
