"""人をさがす: 字体・かな・電話・生年月日のどれでも見つかり、見えない人は機関名だけ、伏せるべき人はいない人と同じ。"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from kasane.access.commands import block_holder, break_glass, grant_access, seal_compartment
from kasane.access.domain import Ground, HolderKind
from kasane.access.session import acting_as
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible
from kasane.people import commands
from kasane.people.domain.codes import NameKind, PlaceKind
from kasane.people.models import Person
from kasane.people.queries.find import Found, find_people
from kasane.people.queries.handles import make_handle, read_handle
from people.town import lives_at, protect, register

pytestmark = pytest.mark.django_db
FULL = "高橋 花子"


def find(by: Any, text: str) -> Found:
    with acting_as(by):
        return find_people(text, by=by)


def names(found: Found) -> list[str]:
    return [line.name for line in found.people]


@pytest.mark.parametrize(
    "text",
    [
        "髙橋 昭和20年3月1日",
        "昭和20年3月1日 髙橋",
        "高橋",
        "髙橋花子",
        "花子 高橋",
        "タカハシ",
        "ﾀｶﾊｼ",
        "たかはし はなこ",
        "昭和20年3月1日",
        "1945-03-01",
        "S20.3.1",
        "19450301",
        "1945年3月 高橋",
        "090-1234-5678",
        "０９０（１２３４）５６７８",
        "00012345",
        "花子",
        "おたか",
        "鈴木花子",
    ],
)
def test_found_by_any_of_these(cast: Any, text: str) -> None:
    person = register(cast.csw, FULL, resident_number="00012345")
    lives_at(cast.csw, person, "090-1234-5678", PlaceKind.PHONE)
    commands.add_alias(by=cast.csw, person_id=person, kind=NameKind.CALLED, text="おたか")
    commands.add_alias(by=cast.csw, person_id=person, kind=NameKind.FORMER_FAMILY, text="鈴木", kana="スズキ")
    assert [line.id for line in find(cast.csw, text).people] == [person]


@pytest.mark.parametrize("text", ["高橋 昭和20年3月2日", "高橋 太郎", "090-1234-5679", "12345", "かさね市東1-1", "佐藤 花子"])
def test_not_found_by_these(cast: Any, text: str) -> None:
    person = register(cast.csw, FULL, resident_number="00012345")
    lives_at(cast.csw, person, "090-1234-5678", PlaceKind.PHONE)
    lives_at(cast.csw, person, "かさね市東1-1")
    assert find(cast.csw, text).people == ()


@pytest.mark.parametrize(
    ("registered", "asked"), [("斉藤 一", "齋藤"), ("齊藤 一", "斉藤"), ("𠮷田 一", "吉田"), ("葛󠄀城 一", "葛城"), ("渡邊 一", "渡辺")]
)
def test_variants_4_byte_kanji_and_ivs(cast: Any, registered: str, asked: str) -> None:
    register(cast.csw, registered, "")
    assert names(find(cast.csw, asked)) == [registered.replace(" ", "　")]


def test_partly_known_birth_dates_match_whatever_does_not_contradict(cast: Any) -> None:
    year_only = register(cast.csw, "高橋 甲", "タカハシ コウ", "1945")
    month_only = register(cast.csw, "高橋 乙", "タカハシ オツ", "1945-03")
    register(cast.csw, "高橋 丙", "タカハシ ヘイ", "1945-04")
    assert {line.id for line in find(cast.csw, "昭和20年3月1日 高橋").people} == {year_only, month_only}


def test_better_matches_first_then_in_kana_order(cast: Any) -> None:
    register(cast.csw, "森 乙女", "モリ オトメ")
    register(cast.csw, "森 愛", "モリ アイ")
    whole = commands.register_person(by=cast.csw, facts=replace(_facts("森"), name_text="森", family_name="", given_name=""))
    found = find(cast.csw, "森").people
    assert found[0].id == whole
    assert [line.name for line in found[1:]] == ["森　愛", "森　乙女"]


def _facts(name: str) -> Any:
    from people.town import facts

    return facts(name, "")


def test_more_than_fifty_says_so(cast: Any) -> None:
    for number in range(52):
        register(cast.csw, f"佐藤 {chr(0x4E00 + number)}", "", "")
    found = find(cast.csw, "佐藤")
    assert (len(found.people), found.more) == (50, True)


def test_unreadable_date_is_explained_and_the_rest_still_searched(cast: Any) -> None:
    register(cast.csw, FULL)
    found = find(cast.csw, "高橋 昭和64年3月1日")
    assert "昭和64年は1月7日まで" in found.query.problem
    assert len(found.people) == 1


# --- 見えない人 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [FULL, "たかはしはなこ", "高橋 昭和20年3月1日", "090-1234-5678", "090-1234-5678 高橋花子"])
def test_the_neighbour_learns_only_the_agency(cast: Any, text: str) -> None:
    person = register(cast.csw, FULL)
    lives_at(cast.csw, person, "090-1234-5678", PlaceKind.PHONE)
    found = find(cast.neighbour, text)
    assert found.people == ()
    assert [known.name for known in found.known] == ["かさね市社会福祉協議会 総合相談支援センター"]
    assert found.hidden == (person,)


@pytest.mark.parametrize("text", ["高橋", "花子", "タカハシ", "昭和20年3月1日", "1945 高橋", "090-1234", "00012345"])
def test_a_vague_question_about_the_unseen_is_not_answered(cast: Any, text: str) -> None:
    person = register(cast.csw, FULL, resident_number="00012345")
    lives_at(cast.csw, person, "090-1234-5678", PlaceKind.PHONE)
    found = find(cast.neighbour, text)
    assert (found.people, found.known, found.hidden) == ((), (), ())


def test_two_people_at_one_agency_are_one_answer(cast: Any) -> None:
    register(cast.csw, FULL)
    register(cast.csw, FULL, born="昭和50年1月1日")
    assert len(find(cast.neighbour, FULL).known) == 1


def _protected(cast: Any) -> None:
    protect(cast.csw, register(cast.csw, FULL), conceals_person=True)


def _protected_by_name_only(cast: Any) -> None:
    protect(cast.csw, register(cast.csw, FULL), conceals_person=False)


def _sealed(cast: Any) -> None:
    person = register(cast.csw_manager, FULL)
    seal_compartment(by=cast.csw_manager, compartment_id=room_of(cast.csw_manager, person), subject_id=person, reason="職員の家族")


def _blocked(cast: Any) -> None:
    person = register(cast.csw_manager, FULL)
    block_holder(
        by=cast.csw_manager, compartment_id=room_of(cast.csw_manager, person), holder_id=cast.neighbour.account_id,
        subject_id=person, reason="親族",
    )  # fmt: skip


def room_of(by: Any, person: Any) -> Any:
    with acting_as(by):
        return Person.objects.get(id=person).compartment_id


@pytest.mark.parametrize("hide", [_protected, _protected_by_name_only, _sealed, _blocked])
def test_the_concealed_are_answered_exactly_as_the_absent(cast: Any, hide: Any) -> None:
    absent = find(cast.neighbour, FULL)
    hide(cast)
    assert find(cast.neighbour, FULL) == absent


def test_a_role_without_a_desk_learns_nothing(cast: Any) -> None:
    register(cast.csw, FULL)
    assert find(cast.auditor, FULL).known == ()


def test_handle_opens_the_emergency_door_for_its_owner_only(cast: Any) -> None:
    person = register(cast.csw, FULL)
    handle = find(cast.neighbour, FULL).known[0].handle
    assert str(person) not in handle
    with pytest.raises(NotVisible):
        read_handle(handle, cast.hokatsu)
    break_glass(by=cast.neighbour, compartment_id=read_handle(handle, cast.neighbour), reason="夜間に安否が確認できず命の危険がある")
    assert names(find(cast.neighbour, FULL)) == ["高橋　花子"]


@pytest.mark.parametrize("forged", ["", "x", "あ", "gAAAAABn"])
def test_forged_handles_open_nothing(cast: Any, forged: str) -> None:
    with pytest.raises(NotVisible):
        read_handle(forged, cast.neighbour)


def test_handles_differ_every_time(cast: Any) -> None:
    room = room_of(cast.csw, register(cast.csw, FULL))
    assert make_handle(room, cast.neighbour) != make_handle(room, cast.neighbour)


# --- 行の守りと同じ述語であること -----------------------------------------------------------------------------------


def _shared(cast: Any) -> None:
    person = register(cast.csw, FULL)
    grant_access(
        by=cast.csw, compartment_id=room_of(cast.csw, person), holder_kind=HolderKind.AGENCY, holder_id=cast.hokatsu.agency_id,
        ground=Ground.CONSENT, valid_to=clock.now() + timedelta(days=30), reason="本人同意", subject_id=person,
    )  # fmt: skip


def _standing(cast: Any, owner_sql: Any) -> None:
    owner_sql(
        "INSERT INTO access_grant (id, kind, holder_kind, holder_id, ground, may_write, valid_from, reason, granted_at, ended_reason)"
        " VALUES (gen_random_uuid(), 1, 'agency', %s, 'standing', false, now() - interval '1 day', '', now(), '')",
        [cast.city.agency_id],
    )


def test_search_returns_what_row_security_returns(cast: Any, owner_sql: Any) -> None:
    for make in (_shared, _protected, _protected_by_name_only, _sealed, _blocked):
        make(cast)
    _standing(cast, owner_sql)
    try:
        for actor in cast.everyone():
            with acting_as(actor):
                seen = set(Person.objects.values_list("id", flat=True))
                assert _raw_ids("高橋") == seen, actor.name
                assert {line.id for line in find_people("高橋", by=actor).people} == seen, actor.name
        with acting_as(cast.city):
            assert len(find_people("高橋", by=cast.city).people) == 3
    finally:
        owner_sql("DELETE FROM access_grant WHERE ground = 'standing'")


def _raw_ids(key: str) -> set[Any]:
    """関数が返す番号そのもの(読み直しの RLS に助けられていないか)。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id FROM people_find('{1}', '{1}', ARRAY[%s], '{f}', 100)", [key])
        return {row[0] for row in cursor.fetchall()}


def test_nobody_finds_nobody(cast: Any) -> None:
    register(cast.csw, FULL)
    assert find_people(FULL, by=cast.csw).people == ()


@pytest.mark.parametrize(
    "hostile", ["'; DROP TABLE people_person; --", "%", "_", "\\", "高橋' OR '1'='1", "<script>", "\x00", "高橋\ud800", "あ" * 500]
)
def test_hostile_words_find_nobody_and_break_nothing(cast: Any, hostile: str) -> None:
    register(cast.csw, FULL)
    assert find(cast.csw, hostile).people == ()
