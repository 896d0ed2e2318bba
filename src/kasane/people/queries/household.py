"""世帯の画面: 選んだ日の世帯員と、これまでの出入り。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q

from kasane.access.queries import held
from kasane.agencies.queries import agency_names
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible
from kasane.kernel.wareki import format_wareki
from kasane.people.diagrams.ecomap import draw_ecomap_or_explain
from kasane.people.diagrams.genogram import Drawing, draw_or_explain
from kasane.people.domain.codes import Kinship
from kasane.people.domain.household import Stay
from kasane.people.domain.person import age_words
from kasane.people.models import Household, Membership, Person, Tie
from kasane.people.queries.kin import ecomap_of, family_around, tie_words
from kasane.people.queries.person import Access, Fact, access_to
from kasane.people.queries.records import facts_of, visible_household


@dataclass(frozen=True, slots=True)
class MemberLine:
    """世帯員の一行。"""

    id: UUID
    person_id: UUID
    name: str
    relationship: str
    age: str
    notes: str
    period: str
    was_there: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class HouseholdOverview:
    """世帯の画面に要るものすべて。known は見えない世帯員を把握している機関の名前(人数も名前もない)。"""

    id: UUID
    label: str
    note: str
    on: date
    members: tuple[MemberLine, ...]
    known: tuple[str, ...]
    ties: tuple[Fact, ...]
    genogram: Drawing | None
    ecomap: Drawing
    access: Access
    person_ids: tuple[UUID, ...]


def household_overview(household_id: UUID, *, by: Actor, on: date | None = None) -> HouseholdOverview:
    """on の日の世帯(なければ今日)。見えない・無いなら NotVisible。"""
    household = visible_household(household_id)
    mine = held(household.compartment_id)
    if not mine:
        raise NotVisible
    day = on or clock.today()
    rows = list(Membership.objects.filter(household_id=household_id).order_by("valid_from", "recorded_at", "id"))
    people = {person.id: person for person in Person.objects.filter(id__in=[row.person_id for row in rows])}
    members = tuple(_member(row, people[row.person_id], day) for row in rows if row.person_id in people)
    there = [one.person_id for one in members if one.was_there]
    focus = next((one.person_id for one in members if one.was_there and one.relationship == Kinship.SELF.label_ja), None)
    together = [row.person_id for row in rows if row.lives_together and row.person_id in there and not people[row.person_id].died_on]
    family = family_around(focus or there[0], together, day, also=there) if there else None
    ties = list(Tie.objects.filter(household_id=household_id).order_by("-is_formal", "label"))
    return HouseholdOverview(
        id=household.id,
        label=household.label,
        note=household.note,
        on=day,
        members=members,
        known=_known(household),
        ties=tuple(Fact(t.id, t.label, tie_words(t), "", t.valid_to is None or t.valid_to > day) for t in ties),
        genogram=draw_or_explain(family, f"g{household.id.hex[:8]}") if family else None,
        ecomap=draw_ecomap_or_explain(
            ecomap_of([t for t in ties if t.valid_to is None or t.valid_to > day], center=household.label, is_household=True),
            f"e{household.id.hex[:8]}",
        ),
        access=access_to(household.compartment_id, mine, by=by),
        person_ids=tuple(dict.fromkeys([*people, *(UUID(one.id) for one in (family.people if family else ()))])),
    )


def _member(row: Membership, person: Person, day: date) -> MemberLine:
    facts, kinship = facts_of(person), Kinship.read(row.relationship)
    notes = [
        "" if row.lives_together else "別居",
        "キーパーソン" if row.is_key_person else "",
        "主な介護者" if row.is_main_carer else "",
        "" if row.is_confirmed else "未確認",
    ]
    return MemberLine(
        id=row.id,
        person_id=person.id,
        name=facts.display_name,
        relationship=kinship.label_ja if kinship else row.relationship,
        age=age_words(facts.born, facts.died, facts.age_band, day),
        notes="・".join(filter(None, notes)),
        period=f"{format_wareki(row.valid_from) if row.valid_from else ''}〜{format_wareki(row.valid_to) if row.valid_to else ''}",
        was_there=Stay(person.id, row.relationship, row.valid_from, row.valid_to).covers(day),
        is_current=row.valid_to is None,
    )


def _known(household: Household) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_household_known_to(%s)", [household.id])
        agencies = {row[0] for row in cursor.fetchall()}
    return tuple(sorted(agency_names(agencies).values())) if agencies else ()


def household_around(person_id: UUID) -> tuple[UUID | None, tuple[UUID, ...]]:
    """今の支援世帯(一つに決まるときだけ)の番号と、見える世帯員の番号(本人を含む。問いは一つ)。"""
    today = clock.today()
    mine = Membership.objects.filter(person_id=person_id).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))
    rows = list(
        Membership.objects.filter(household_id__in=mine.values("household_id"))
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))
        .order_by("valid_from", "recorded_at", "id")
        .values_list("household_id", "person_id")
    )
    homes = {household for household, _ in rows}
    return (homes.pop() if len(homes) == 1 else None), tuple(dict.fromkeys([person_id, *(one for _, one in rows)]))
