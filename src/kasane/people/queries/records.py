"""見える人・世帯を一件引く。見えないものと無いものは、同じ NotVisible。"""

from uuid import UUID

from kasane.kernel.decision import NotVisible
from kasane.kernel.wareki import PartialDate
from kasane.people.domain.codes import AgeBand, Residency, Sex
from kasane.people.domain.person import PersonFacts, read_partial
from kasane.people.models import Household, Person


def visible_person(person_id: UUID) -> Person:
    """今の行為者に見える人。見えない・無いなら NotVisible。"""
    person = Person.objects.filter(id=person_id).first()
    if person is None:
        raise NotVisible
    return person


def visible_household(household_id: UUID) -> Household:
    """今の行為者に見える世帯。見えない・無いなら NotVisible。"""
    household = Household.objects.filter(id=household_id).first()
    if household is None:
        raise NotVisible
    return household


def born_of(year: int | None, month: int | None, day: int | None) -> PartialDate | None:
    """三つの列から、分かっているところまでの生年月日。"""
    return PartialDate(year, month, day) if year else None


def facts_of(person: Person) -> PersonFacts:
    """表の一行を、規則が扱う値にする。"""
    return PersonFacts(
        family_name=person.family_name,
        given_name=person.given_name,
        name_text=person.name_text,
        family_kana=person.family_kana,
        given_kana=person.given_kana,
        kana_text=person.kana_text,
        is_unidentified=person.is_unidentified,
        working_label=person.working_label,
        sex=Sex.read(person.sex) or Sex.UNKNOWN,
        born=born_of(person.birth_year, person.birth_month, person.birth_day),
        age_band=AgeBand.read(person.age_band),
        died=read_partial(person.died_on),
        residency=Residency.read(person.residency) or Residency.UNKNOWN,
        resident_number=person.resident_number,
        nationality=person.nationality,
        language=person.language,
    )
