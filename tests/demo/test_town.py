"""見本の町の値: 同じ種からは同じ町、24の典型、どの役割にも人、すべて架空。"""

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain

import pytest

from kasane.agencies.code_seed import rows as agency_codes
from kasane.agencies.demo_desks import recommended
from kasane.agencies.domain import APPOINTABLE, may_appoint
from kasane.demo import load
from kasane.demo.accounts import accounts
from kasane.demo.patterns import PATTERNS, TYPICAL
from kasane.demo.values import TOWN_DAY, HouseholdSpec, PersonSpec, Town
from kasane.kernel.age import age_range_on
from kasane.kernel.folding import digits, fold_name
from kasane.kernel.ids import new_id
from kasane.kernel.statute_seed import STATUTE_SEED
from kasane.people.domain.codes import Kinship, Nature, PlaceKind, RelationKind
from kasane.screens.fields import KanaField, PhoneField

SEED = 106


@pytest.fixture(scope="module")
def town() -> Town:
    return load.town(SEED)


@pytest.fixture(scope="module")
def typical(town: Town) -> dict[int, HouseholdSpec]:
    return {home.pattern: home for home in town.households if home.pattern}


def everyone(town: Town) -> list[PersonSpec]:
    return [person for home in town.households for person in home.people]


def ages(home: HouseholdSpec) -> dict[str, int]:
    return {p.key: age_range_on(p.facts.born, TOWN_DAY)[0] for p in home.people if p.facts.born and not p.facts.died}


def conditions(home: HouseholdSpec) -> str:
    return " ".join(condition.text for person in home.people for condition in person.conditions)


def test_same_seed_gives_the_same_town():
    assert load.fingerprint(load.town(SEED)) == load.fingerprint(load.town(SEED))


def test_another_seed_gives_another_town():
    assert load.fingerprint(load.town(SEED, 40)) != load.fingerprint(load.town(SEED + 1, 40))


def test_town_does_not_depend_on_the_day_it_is_made(town: Town):
    from kasane.kernel import clock

    with clock.frozen(clock.now() + timedelta(days=400)):
        assert load.fingerprint(load.town(SEED)) == load.fingerprint(town)


def test_adding_households_leaves_the_others_as_they_are(town: Town):
    assert load.town(SEED, 60).households == town.households[:60]


def test_about_two_hundred_households(town: Town):
    assert len(town.households) == load.HOUSEHOLDS == 200
    assert len({home.key for home in town.households}) == 200


@pytest.mark.parametrize("number", range(1, TYPICAL + 1))
def test_every_typical_pattern_has_one_household(typical: dict[int, HouseholdSpec], number: int):
    home = typical[number]
    assert home.ties, "エコマップに描くつながりがある"
    assert home.shares or home.protection or home.sealed_because, "ほかの機関の関わりか、特別な守りがある"


def test_8050_is_the_worked_example(typical: dict[int, HouseholdSpec]):
    home = typical[1]
    assert ages(home)["mother"] == 82
    assert ages(home)["son"] == 54
    assert "要介護2" in conditions(home)
    assert "ひきこもり" in conditions(home)
    assert {share.agency for share in home.shares} == {"centre", "hokenjo", "hikikomori", "welfare"}
    assert len({share.ground for share in home.shares}) == 3


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (3, "ごみ"), (5, "ひきこもり"), (6, "更生保護施設"), (7, "借入れ"), (8, "未治療"), (9, "通帳"), (11, "離職"), (13, "服薬を中断"),
        (14, "保証人"), (15, "欠席"), (16, "診断なし"), (17, "猫"), (18, "健診を受けていない"), (19, "仮の住まい"), (20, "ギャンブル"),
        (21, "療育手帳"), (22, "認知症"), (23, "新聞"), (24, "生活保護"),
    ],
)  # fmt: skip
def test_pattern_is_recognisable_by_its_conditions(typical: dict[int, HouseholdSpec], number: int, word: str):
    assert word in conditions(typical[number])


def test_carers_of_two_generations_and_young_carers(typical: dict[int, HouseholdSpec]):
    double, young = typical[2], typical[4]
    cared = {r.other for r in double.relations if r.kind is RelationKind.CARES_FOR}
    assert {"grandmother", "twin_a", "twin_b"} <= cared
    assert ages(young)["self"] < 18
    assert any(r.person == "self" and r.kind is RelationKind.CARES_FOR for r in young.relations)


def test_twins_three_generations_and_remarriage_are_there(town: Town, typical: dict[int, HouseholdSpec]):
    natures = {r.nature for home in town.households for r in home.relations}
    assert {Nature.TWIN, Nature.IDENTICAL_TWIN, Nature.DIVORCED, Nature.COHABITING, Nature.SEPARATED} <= natures
    parents = {(r.person, r.other) for r in typical[2].relations if r.kind is RelationKind.PARENT}
    assert ("grandmother", "husband") in parents
    assert ("husband", "first") in parents
    fathers = {r.person for r in typical[4].relations if r.kind is RelationKind.PARENT and r.person.endswith("father")}
    assert fathers == {"father", "stepfather"}


def test_people_of_every_awkward_kind(town: Town):
    people = everyone(town)
    facts = [person.facts for person in people]
    assert any(f.is_unidentified and f.working_label for f in facts), "氏名不詳"
    assert any(p.kind is PlaceKind.WHEREABOUTS for person in people for p in person.places), "居所の目安"
    assert {f.born.precision for f in facts if f.born} == {"day", "month", "year"}
    assert any(f.born is None and f.age_band for f in facts), "推定年代"
    assert any(len(f.name_text) > 40 for f in facts), "長い本国名"
    assert any(f.died for f in facts)
    assert any(place.until for person in people for place in person.places), "転居の前の住所"
    assert any(home.sealed_because for home in town.households)
    assert any(home.conflicts for home in town.households)
    assert any(home.protection for home in town.households)
    assert any(home.doubts for home in town.households)


def test_likely_duplicates_fold_to_the_same_name_but_are_written_differently(town: Town):
    homes = {home.key: home for home in town.households}
    one, other = homes["same-1"].people[0].facts, homes["same-2"].people[0].facts
    assert one.display_name != other.display_name
    assert fold_name(one.display_name) == fold_name(other.display_name)


def test_every_fact_passes_the_rules_of_people(town: Town):
    assert [p.facts.problems(today=TOWN_DAY) for p in everyone(town) if p.facts.problems(today=TOWN_DAY)] == []


def test_each_household_has_exactly_one_self_and_names_only_its_members(town: Town):
    for home in town.households:
        keys = {person.key for person in home.people}
        assert [m.relationship for m in home.members].count(Kinship.SELF) == 1
        assert {m.person for m in home.members} == keys
        assert {end for r in home.relations for end in (r.person, r.other)} <= keys
        assert {tie.person for tie in home.ties} - {""} <= keys


def test_everyone_takes_in_at_an_agency_that_exists(town: Town):
    logins, agencies = {person.login_id for person in town.staff}, {agency.key for agency in town.agencies}
    assert {home.taken_by for home in town.households} <= logins
    named = chain.from_iterable((*(s.agency for s in home.shares), *(t.agency for t in home.ties if t.agency)) for home in town.households)
    assert set(named) <= agencies


def test_phones_are_never_assignable_and_addresses_are_of_this_town(town: Town):
    places = [place for person in everyone(town) for place in person.places]
    phones = [digits(place.text) for place in places if place.kind is PlaceKind.PHONE]
    phones += [digits(person.phone) for person in town.staff] + [digits(member.phone) for member in town.outside]
    assert phones
    assert all(number.startswith("000") for number in phones)
    homes = [place.text for place in places if place.kind is PlaceKind.DOMICILE]
    assert all(text.startswith(("かさね市 ", "かさねの国県 ")) for text in homes)
    assert all(re.fullmatch("000-[0-9]{4}", place.postal_code) for place in places if place.postal_code)


def test_readings_and_phones_are_in_the_form_the_screens_store(town: Town):
    readings, calls = KanaField(required=False, max_length=200), PhoneField()
    kana = [text for p in everyone(town) for text in (p.facts.family_kana, p.facts.given_kana, p.facts.kana_text)]
    kana += [name.kana for p in everyone(town) for name in p.names] + [person.kana for person in town.staff]
    assert [text for text in kana if readings.clean(text) != text] == []
    phones = [place.text for p in everyone(town) for place in p.places if place.kind is PlaceKind.PHONE]
    assert [text for text in phones if calls.clean(text) != text] == []


def test_resident_numbers_are_text_with_leading_zeros_and_unique(town: Town):
    numbers = [p.facts.resident_number for p in everyone(town) if p.facts.resident_number]
    assert all(number.startswith("0") for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_agency_table_of_the_plan(town: Town):
    counted = Counter(agency.programme for agency in town.agencies)
    assert counted["地域包括支援センターの運営"] == 6
    assert counted["生活困窮者自立相談支援事業"] == 6
    assert counted["地域子育て支援拠点事業"] == 4
    assert counted["利用者支援事業"] == counted["障害者相談支援事業"] == 1
    assert len(town.areas) == 6
    shakyo = {agency.key for agency in town.agencies if agency.operator == "shakyo"}
    assert {"centre", "care-north", "station-south"} <= shakyo
    assert all(agency.section for agency in town.agencies if agency.programme and agency.operator == "shakyo")


def test_codes_and_statutes_are_in_the_lists(town: Town):
    kinds = {row["code"] for row in agency_codes() if row["list_name"] == "agency_kind"}
    statutes = {statute.code for statute in STATUTE_SEED}
    assert {agency.kind for agency in town.agencies} | {member.kind for member in town.outside} <= kinds
    cited = {a.statute_code for a in town.agencies} | {b.statute_code for b in town.bodies} | {m.secrecy for m in town.outside}
    assert cited - {""} <= statutes


def test_sections_come_before_the_agencies_they_supervise(town: Town):
    seen: set[str] = set()
    for agency in town.agencies:
        assert not agency.section or agency.section in seen
        seen.add(agency.key)


def test_every_role_has_two_people_and_every_posting_may_be_appointed(town: Town):
    held = Counter(role for person in town.staff for role in {role for post in person.posts for role in post.roles})
    assert set(held) == set(APPOINTABLE)
    assert min(held.values()) >= 2
    for post in (post for person in town.staff for post in person.posts):
        day = date(2026, 11, 20)
        until = None if post.to_days is None else day + timedelta(days=post.to_days)
        since = day + timedelta(days=post.from_days)
        assert may_appoint(by=new_id(), account=new_id(), roles=post.roles, valid_from=since, valid_to=until).allowed


def test_a_leaver_a_newcomer_and_a_double_post(town: Town):
    posts = [post for person in town.staff for post in person.posts]
    assert any(post.to_days is not None and 0 < post.to_days <= 31 for post in posts)
    assert any(-31 <= post.from_days < 0 for post in posts)
    assert any(len(person.posts) > 1 for person in town.staff)


def test_every_role_has_an_account_to_sign_in_with(town: Town):
    shown = accounts(SEED)
    assert {role for account in shown for role in account.roles} == set(APPOINTABLE)
    named = {(person.login_id, person.name) for person in town.staff}
    assert {(account.login_id, account.name) for account in shown} <= named
    assert all(account.hint for account in shown)


def test_patterns_are_told_apart_by_number_and_key():
    numbers = [pattern.number for pattern in PATTERNS if pattern.number]
    assert sorted(numbers) == list(range(1, TYPICAL + 1))
    assert len({pattern.key for pattern in PATTERNS}) == len(PATTERNS)


def test_fingerprint_sees_a_single_changed_letter(town: Town):
    first = town.households[0]
    changed = replace(town, households=(replace(first, note=first.note + "。"), *town.households[1:]))
    assert load.fingerprint(changed) != load.fingerprint(town)


def test_demo_door_recommends_the_same_people_in_the_same_order():
    found = [(recommended(account.login_id), account.hint) for account in accounts(SEED)]
    assert [(place.place, place.hint) for place, _ in found if place] == [(number, hint) for number, (_, hint) in enumerate(found)]
    assert recommended("nobody.1") is None
