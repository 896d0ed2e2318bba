"""市の規模の仕事の記録: 種で決まること、数、そしてコマンドと同じ形・同じ決まりであること。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

import pytest
from django.db import connections, transaction

from kasane.access.session import acting_as
from kasane.cases.domain.codes import ReferralState, Stage
from kasane.cases.models import Case, Note
from kasane.demo import city, city_check, city_words
from kasane.demo.city_calendar import DAYS, Calendar
from kasane.demo.city_cases import CASE_TABLES, CaseRows, case_number
from kasane.demo.city_notes import NoteRows, folded
from kasane.demo.city_plans import FEWEST_NOTES, House, Plan, Planner, Someone, share_out
from kasane.kernel.folding import fold_letters
from kasane.search.models import SearchText

ON = date(2026, 11, 20)
DESKS = {f"agency-{number}": [f"seat-{number}-{place}" for place in range(3)] for number in range(5)}
SIZE = city.Size(people=240, consultations=150)


def houses(count: int) -> list[House]:
    return [
        House(f"house-{n}", f"agency-{n % 5}", tuple(Someone(f"person-{n}-{p}", f"room-{n}-{p}", "佐藤") for p in range(1 + n % 4)))
        for n in range(count)
    ]


def plans(seed: int, count: int = 300, cases: int = 120) -> list[Plan]:
    made = Planner(seed, DESKS, ["agency-0"]).plans(houses(count), total=count, cases=cases, notes=cases * 25)
    return [plan for _, plan in made if plan is not None]


def rows(seed: int) -> dict[str, list[str]]:
    lines: Any = {model: [] for model in CASE_TABLES}
    calendar = Calendar(ON)
    cases = CaseRows(seed, calendar, {agency: agency for agency in DESKS})
    notes = NoteRows(seed, calendar, cases)
    for plan in plans(seed, 60, 30):
        made = cases.write(plan, lines)
        notes.write(made, lines)
        cases.finish(made, lines)
    return {model._meta.db_table: lines[model] for model in CASE_TABLES}


def without_ids(made: dict[str, list[str]]) -> dict[str, list[str]]:
    return {table: [re.sub(r"[0-9a-f]{12}7[0-9a-f]{19}", "?", line) for line in lines] for table, lines in made.items()}


def test_same_seed_gives_the_same_plans_and_rows() -> None:
    assert plans(3) == plans(3)
    assert plans(3) != plans(4)
    assert without_ids(rows(3)) == without_ids(rows(3))


@pytest.mark.parametrize(("cases", "notes"), [(1, 22), (7, 400), (120, 3000)])
def test_the_number_of_notes_is_exact(cases: int, notes: int) -> None:
    counts = list(share_out(Random(1), cases, notes, fewest=FEWEST_NOTES))
    assert (len(counts), sum(counts)) == (cases, notes)
    assert min(counts) >= FEWEST_NOTES


def test_too_few_notes_are_refused() -> None:
    with pytest.raises(ValueError, match="22 件"):
        next(share_out(Random(1), 2, 41, fewest=FEWEST_NOTES))


def test_written_notes_are_as_many_as_planned() -> None:
    assert len(rows(5)["cases_note"]) == 30 * 25


def test_one_in_six_cases_is_still_open_and_nothing_lies_in_the_future() -> None:
    made = plans(9, 600, 300)
    assert sum(plan.closed is None for plan in made) == 50
    for plan in made:
        happened = [plan.opened, plan.closed or 0, plan.asked or 0, *(member.since for member in plan.members)]
        happened += [moment or 0 for letter in plan.letters for moment in (letter.sent, letter.answered, letter.returned)]
        assert max(happened) < DAYS
        assert plan.closed is None or plan.closed > plan.opened


def test_letters_and_members_follow_the_rules_of_the_spine() -> None:
    made = plans(9, 600, 300)
    for plan in made:
        waiting = [letter for letter in plan.letters if letter.state is ReferralState.SENT]
        assert not (plan.closed is not None and waiting)
        assert bool(plan.members) <= bool(plan.consented)
        assert len({plan.agency, *(member.agency for member in plan.members)}) == len(plan.members) + 1
        assert all(member.letter is None or plan.letters[member.letter].receiver == member.posting for member in plan.members)
    # 市の規模の町は、まだプランと会議を持たない
    assert {plan.stage for plan in made} == set(Stage) - {Stage.PLANNING, Stage.SUPPORTING, Stage.SUSPENDED}
    assert any(letter.state is ReferralState.SENT and letter.answer_by < DAYS for plan in made for letter in plan.letters)


def test_case_numbers_do_not_collide_and_do_not_count_up() -> None:
    numbers = [case_number(serial, ON) for serial in range(1, 20_001)]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"R8-[2-9A-HJ-NP-Z]{6}", number) for number in numbers)
    assert numbers != sorted(numbers)


@pytest.mark.parametrize("word", city_words.RARE)
def test_a_rare_word_is_in_its_own_sentence_only(word: str) -> None:
    others = [text for other, (_, text) in city_words.RARE.items() if other != word]
    common = [text for topic in city_words.TOPICS for part in (topic.facts, topic.words, topic.views, topic.nexts) for text in part]
    assert word in city_words.RARE[word][1]
    assert not [text for text in (*others, *common) if word in text]


def test_sentences_have_no_unfilled_slot_and_nothing_copy_would_misread() -> None:
    for topic in city_words.TOPICS:
        for text in (*topic.facts, *topic.words, *topic.views, *topic.nexts):
            assert not set(text) & set("{}\\\t\n")


@pytest.fixture
def worked(cast: Any) -> Iterator[city.Worked]:
    """台帳と仕事の記録を入れ、試験の後で巻き戻す。"""
    with transaction.atomic("owner"):
        connections["owner"].ensure_connection()
        connection = connections["owner"].connection
        city.load_people(connection, [cast.csw.agency_id, cast.neighbour.agency_id], people=SIZE.people, seed=7)
        yield city.load_work(connection, SIZE, seed=7)
        transaction.set_rollback(True, "owner")


def owner(question: str) -> list[tuple[Any, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(question)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


@pytest.mark.django_db(transaction=True)
def test_exactly_as_many_cases_notes_and_consultations_as_asked(worked: city.Worked) -> None:
    assert worked == city.Worked(60, 1500, 150)
    for table, count in (("cases_case", 60), ("cases_note", 1500), ("consultation_consultation", 150)):
        assert owner(f"SELECT count(*) FROM {table}") == [(count,)]


@pytest.mark.django_db(transaction=True)
def test_more_cases_than_households_are_refused(cast: Any) -> None:
    with transaction.atomic("owner"):
        connections["owner"].ensure_connection()
        connection = connections["owner"].connection
        city.load_people(connection, [cast.csw.agency_id], people=10, seed=7)
        with pytest.raises(ValueError, match="世帯が足りません"):
            city.load_work(connection, city.Size(people=10, consultations=100), seed=7)
        transaction.set_rollback(True, "owner")


@pytest.mark.django_db(transaction=True)
def test_the_search_text_is_what_the_command_would_have_put(worked: city.Worked) -> None:
    notes = owner(
        "SELECT t.folded, n.title, n.fact, n.words, n.view, n.next_action, t.compartment_id = n.compartment_id, t.happened_on = n.happened_on"
        " FROM search_text t JOIN cases_note n ON n.id = t.source_id"
    )
    assert len(notes) > 500
    for text, *pieces, same_room, same_day in notes:
        assert text == fold_letters("\n".join(filter(None, pieces)))
        assert same_room
        assert same_day
    assert folded("ﾃﾞｲサービス") == "でいさーびす"


@pytest.mark.django_db(transaction=True)
def test_the_last_contact_and_the_last_move_are_those_the_trigger_would_keep(worked: city.Worked) -> None:
    wrong = owner(
        "SELECT c.id FROM cases_case c WHERE c.last_contact_on IS DISTINCT FROM (SELECT max(n.happened_on) FROM cases_note n WHERE"
        " n.case_id = c.id AND n.kind = 'contact' AND n.audience <> 'own' AND n.counterpart IN ('self', 'family') AND n.met IN ('', 'met'))"
        " OR c.changed_at <> (SELECT max(n.recorded_at) FROM cases_note n WHERE n.case_id = c.id AND n.audience <> 'own')"
    )
    assert not wrong


BREAKING = {
    "伴走が一つでない事案": "UPDATE cases_involvement SET role = 'member' WHERE id = (SELECT id FROM cases_involvement WHERE role = 'companion' LIMIT 1)",
    "伴走の機関の写しが違う事案": "UPDATE cases_case SET companion_agency_id = gen_random_uuid() WHERE id = (SELECT id FROM cases_case LIMIT 1)",
    "受け付けた機関の写しが違う検索の控え": "UPDATE search_text SET home_agency_id = NULL WHERE source_id = (SELECT source_id FROM search_text LIMIT 1)",
    "受け付けた機関の印のない区画": "UPDATE access_grant SET home = false WHERE id = (SELECT id FROM access_grant WHERE home LIMIT 1)",
    "区画の種類が写しと違う経過": "UPDATE cases_note SET room_kind = 3 WHERE id = (SELECT id FROM cases_note WHERE room_kind = 2 LIMIT 1)",
    "区画の種類が写しと違う検索の控え": "UPDATE search_text SET room_kind = 3 WHERE source_id = (SELECT source_id FROM search_text"
    " WHERE room_kind = 2 LIMIT 1)",
    "区画のない経過": "UPDATE cases_note SET compartment_id = gen_random_uuid() WHERE id = (SELECT id FROM cases_note LIMIT 1)",
    "検索の控えのない支援経過": "DELETE FROM search_text WHERE source_id = (SELECT id FROM cases_note WHERE kind = 'contact' LIMIT 1)",
    "関わりで説明できない支援チームの根拠": "DELETE FROM cases_involvement_grant WHERE grant_id IN (SELECT id FROM access_grant WHERE ground = 'team')",
    "関わりより長く続く根拠": "UPDATE access_grant SET valid_to = NULL WHERE ground = 'team'",
    "同意より長く続く根拠": "UPDATE consent_consent SET valid_until = valid_from",
    "返したつなぎに残る根拠": "UPDATE access_grant SET valid_to = NULL WHERE ground = 'asked'",
    "できごとと合わない段階": "UPDATE cases_case SET stage = 'field' WHERE stage = 'closed'",
}


def after(damage: str) -> None:
    connection = connections["owner"].connection
    connection.execute(damage)
    city_check.check(connection, before={})


@pytest.mark.django_db(transaction=True)
def test_what_was_broken_before_the_load_is_not_held_against_it(worked: city.Worked) -> None:
    """見本の町の物語(時計を止めて演じた分)が先に入っていても、読み込みが新しく破ったものだけを数える。"""
    connection = connections["owner"].connection
    connection.execute("ALTER TABLE cases_case DISABLE TRIGGER USER")
    connection.execute(BREAKING["できごとと合わない段階"])
    before = city_check.breaches(connection)
    assert before["できごとと合わない段階"] >= 1
    city_check.check(connection, before=before)
    with pytest.raises(city_check.Broken, match="できごとと合わない段階"):
        city_check.check(connection, before={})


@pytest.mark.django_db(transaction=True)
def test_every_rule_is_checked_and_each_notices_its_own_breach(worked: city.Worked) -> None:
    assert set(BREAKING) == set(city_check.RULES)
    connection = connections["owner"].connection
    city_check.check(connection, before={})
    for table in ("cases_involvement", "cases_note", "search_text", "access_grant", "consent_consent", "cases_case"):
        connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    for name, damage in BREAKING.items():
        with pytest.raises(city_check.Broken, match=name), transaction.atomic("owner"):
            after(damage)
    city_check.check(connection, before={})


@pytest.mark.django_db(transaction=True)
def test_cases_are_seen_by_their_agency_and_not_by_the_neighbour(cast: Any) -> None:
    with transaction.atomic("owner"):
        connections["owner"].ensure_connection()
        connection = connections["owner"].connection
        city.load_people(connection, [cast.csw.agency_id], people=120, seed=7)
        city.load_work(connection, city.Size(people=120, consultations=50), seed=7)
    assert owner(f"SELECT count(*) FROM cases_involvement WHERE role = 'companion' AND agency_id = '{cast.csw.agency_id}'") == [(20,)]
    for actor in (cast.csw, cast.hokatsu, cast.neighbour, cast.privacy):
        granted = owner(
            f"SELECT c.id FROM cases_case c JOIN access_grant g ON g.compartment_id = c.compartment_id AND g.holder_id = '{actor.agency_id}'"
            " AND (g.valid_to IS NULL OR g.valid_to > now())"
        )
        with transaction.atomic(), acting_as(actor):
            assert set(Case.objects.values_list("id", flat=True)) == {row[0] for row in granted}
            assert bool(granted) == Note.objects.exists() == SearchText.objects.exists()
        assert len(granted) == 20 if actor == cast.csw else len(granted) < 10
