"""DV等支援措置(security.md N30〜N35、forms §11.4): 避難先は名指しの人のほか、どこにも出ない。"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from kasane.access.commands import break_glass, grant_access
from kasane.access.domain import Ground, HolderKind
from kasane.access.session import acting_as
from kasane.kernel import clock
from kasane.kernel.decision import Conflict, Invalid, NotVisible, Refused
from kasane.people import commands
from kasane.people.domain.codes import ConditionKind, Kinship, PlaceKind
from kasane.people.domain.protection import Alert
from kasane.people.exporting import csv_of
from kasane.people.models import Membership, Person, PersonHistory, Place, ProtectedPlace, ProtectionMeasure, SearchKey, Tie
from kasane.people.queries.find import find_people, my_people
from kasane.people.queries.handles import make_handle, read_handle
from kasane.people.queries.household import household_overview
from kasane.people.queries.person import person_overview
from kasane.people.queries.protection import expiring
from people.town import TODAY, facts, lives_at, protect, register

pytestmark = pytest.mark.django_db
OLD, REFUGE, PHONE = "かさね市旧町1-1", "となり市避難町9-9", "070-9999-0001"
MOBILE, MAIL = "080-9999-0002", "hinan@example.jp"
EVERY_CONTACT = (OLD, REFUGE, PHONE, MOBILE, MAIL)
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.frozen(NOON):
        yield


@pytest.fixture
def victim(cast: Any) -> UUID:
    """CSW が支える人。地域包括も見ている(受付機関として与えた)。"""
    person = register(cast.csw, "避難 花子", "ヒナン ハナコ")
    lives_at(cast.csw, person, OLD)
    lives_at(cast.csw, person, PHONE, PlaceKind.PHONE)
    share(cast, person)
    return person


@pytest.fixture
def reachable(cast: Any, victim: UUID) -> UUID:
    """携帯電話とメールも分かっている人。"""
    lives_at(cast.csw, victim, MOBILE, PlaceKind.MOBILE)
    lives_at(cast.csw, victim, MAIL, PlaceKind.EMAIL)
    return victim


def room_of(by: Any, person: UUID) -> UUID:
    with acting_as(by):
        return Person.objects.get(id=person).compartment_id


def share(cast: Any, person: UUID) -> None:
    grant_access(
        by=cast.csw, compartment_id=room_of(cast.csw, person), holder_kind=HolderKind.AGENCY, holder_id=cast.hokatsu.agency_id,
        ground=Ground.RECEIVED, reason="共同で支える", subject_id=person,
    )  # fmt: skip


def everything_seen(client: Client, by: Any, person: UUID, household: UUID | None = None) -> str:
    """この人が開けるすべての画面・書き出し・検索の本文。"""
    pages = [reverse("people:list"), reverse("people:export"), reverse("people:find")]
    pages += [reverse(f"people:{name}", args=[person]) for name in ("person", "person_print", "correct", "relations", "protection")]
    pages += [reverse("people:household", args=[household])] if household else []
    bodies = [client.get(page).content.decode() for page in pages]
    for words in (*EVERY_CONTACT, "避難 花子", "ひなん"):
        bodies.append(client.post(reverse("people:search"), {"q": words}, HTTP_HX_REQUEST="true").content.decode())
    seen = "".join(bodies)
    for words in EVERY_CONTACT:  # 打った言葉が、さがす欄に戻った分
        seen = seen.replace(f'value="{words}"', "")
    return seen


@pytest.mark.parametrize("role", ["csw", "hokatsu"])
def test_n30_before_the_measure_every_contact_is_on_the_pages(cast: Any, sign_in: Any, client: Client, reachable: UUID, role: str) -> None:
    """次の試験が空回りしていないこと。"""
    sign_in(client, getattr(cast, role))
    seen = everything_seen(client, getattr(cast, role), reachable)
    assert [word for word in EVERY_CONTACT if word not in seen] == [REFUGE]


@pytest.mark.parametrize("conceals", [True, False])
@pytest.mark.parametrize("role", ["csw_manager", "hokatsu", "neighbour", "city", "auditor", "account_admin", "privacy"])
def test_n30_the_refuge_appears_on_no_page_export_or_search(
    cast: Any, sign_in: Any, client: Client, reachable: UUID, conceals: bool, role: str
) -> None:
    household = commands.form_household(by=cast.csw, label="避難世帯", focus_person_id=reachable)
    protect(cast.csw, reachable, conceals_person=conceals)
    lives_at(cast.csw, reachable, REFUGE)
    sign_in(client, getattr(cast, role))
    seen = everything_seen(client, getattr(cast, role), reachable, household)
    assert not [word for word in EVERY_CONTACT if word in seen]


def test_n30_the_named_keeper_sees_it_and_it_is_marked(cast: Any, sign_in: Any, client: Client, victim: UUID) -> None:
    protect(cast.csw, victim, keepers=[cast.csw_manager.account_id])
    lives_at(cast.csw, victim, REFUGE)
    sign_in(client, cast.csw_manager)
    body = client.get(reverse("people:person", args=[victim])).content.decode()
    assert REFUGE in body
    assert "秘匿" in body


def test_n30_no_export_holds_it_even_for_the_named_keeper(cast: Any, reachable: UUID) -> None:
    with acting_as(cast.csw):
        assert OLD in csv_of(my_people().people, by=cast.csw), "支援措置の前は、書き出しに住所が載る"
    protect(cast.csw, reachable)
    lives_at(cast.csw, reachable, REFUGE)
    with acting_as(cast.csw):
        exported = csv_of(my_people().people, by=cast.csw)
        assert REFUGE in "".join(place.text for place in person_overview(reachable, by=cast.csw).places), "画面では見られる人"
    assert not [word for word in EVERY_CONTACT if word in exported]


def test_n30_the_standing_desk_does_not_see_it_by_raw_sql(cast: Any, victim: UUID, owner_sql: Any) -> None:
    commands.record_tie(by=cast.csw, person_id=victim, label="避難町小学校")
    protect(cast.csw, victim, conceals_person=False)
    lives_at(cast.csw, victim, REFUGE)
    owner_sql(
        "INSERT INTO access_grant (id, kind, holder_kind, holder_id, ground, may_write, valid_from, reason, granted_at, ended_reason)"
        " VALUES (gen_random_uuid(), 1, 'agency', %s, 'standing', false, now() - interval '1 day', '', now(), '')",
        [cast.city.agency_id],
    )
    try:
        with acting_as(cast.city):
            assert Person.objects.filter(id=victim).exists()
            for table in ("people_place", "people_protected_place", "people_protection", "people_protection_party", "people_tie"):
                with connection.cursor() as cursor:
                    cursor.execute(f"SELECT count(*) FROM {table}")
                    assert cursor.fetchone()[0] == 0, table
    finally:
        owner_sql("DELETE FROM access_grant WHERE ground = 'standing'")


@pytest.mark.parametrize("words", [*EVERY_CONTACT, "07099990001", "08099990002"])
def test_n31_old_address_and_phone_do_not_lead_to_the_person(cast: Any, reachable: UUID, words: str) -> None:
    protect(cast.csw, reachable)
    lives_at(cast.csw, reachable, REFUGE)
    for actor in (cast.csw, cast.hokatsu, cast.neighbour):
        with acting_as(actor):
            found = find_people(words, by=actor)
            assert (found.people, found.known) == ((), ())
    with acting_as(cast.csw):
        assert not SearchKey.objects.filter(kind=3).exists()


def test_n32_the_perpetrators_worker_learns_nothing(cast: Any, sign_in: Any, client: Client, victim: UUID) -> None:
    """相手方も同じ世帯の相談者で、その担当(地域包括)は世帯ごと見ていた。"""
    perpetrator = register(cast.hokatsu, "相手 太郎", "アイテ タロウ")
    grant_access(
        by=cast.hokatsu, compartment_id=room_of(cast.hokatsu, perpetrator), holder_kind=HolderKind.AGENCY,
        holder_id=cast.csw.agency_id, ground=Ground.RECEIVED, reason="共同で支える", subject_id=perpetrator,
    )  # fmt: skip
    household = commands.form_household(by=cast.hokatsu, label="相手世帯", focus_person_id=perpetrator)
    commands.join_household(by=cast.hokatsu, household_id=household, person_id=victim, relationship=Kinship.WIFE)
    protect(cast.csw, victim, perpetrator)
    with acting_as(cast.hokatsu):
        assert not Person.objects.filter(id=victim).exists()
        assert [member.name for member in household_overview(household, by=cast.hokatsu).members] == ["相手　太郎"]
        assert household_overview(household, by=cast.hokatsu).known == ()
        assert person_overview(perpetrator, by=cast.hokatsu).related == ()
        assert not ProtectionMeasure.objects.exists()
        assert Membership.objects.count() == 1
        found = find_people("避難 花子", by=cast.hokatsu)
        assert (found.people, found.known, found.hidden) == ((), (), ())
    sign_in(client, cast.hokatsu)
    assert client.get(reverse("people:person", args=[victim])).status_code == 404


def test_n33_a_perpetrator_on_the_staff_is_shut_out_with_the_rest(cast: Any, victim: UUID) -> None:
    """相手方が同じ機関の職員でも、名指しでなければ見えない。開いていた緊急閲覧もその場で終わる。"""
    break_glass(by=cast.neighbour, compartment_id=room_of(cast.csw, victim), reason="安否が確認できず命に関わるおそれがある")
    with acting_as(cast.neighbour):
        assert Person.objects.filter(id=victim).exists()
    protect(cast.csw, victim)
    for actor in (cast.neighbour, cast.csw_manager, cast.city):
        with acting_as(actor):
            assert not Person.objects.filter(id=victim).exists(), actor.name


def test_n34_marking_later_masks_what_was_already_written(cast: Any, sign_in: Any, client: Client, victim: UUID) -> None:
    """後から伏せても、前の住所・終わった住所・訂正の履歴に避難先の手がかりが残らない。"""
    place = lives_at(cast.csw, victim, "かさね市前町2-2")
    commands.end_place(by=cast.csw, person_id=victim, place_id=place, on=TODAY)
    commands.correct_person(by=cast.csw, person_id=victim, version=1, facts=facts("避難 花代", "ヒナン ハナヨ"))
    protect(cast.csw, victim, conceals_person=False)
    sign_in(client, cast.hokatsu)
    body = client.get(reverse("people:person", args=[victim])).content.decode()
    assert "避難　花代" in body
    assert not [word for word in (OLD, "前町", PHONE, "支援措置による", "秘匿") if word in body]
    with acting_as(cast.hokatsu):
        assert not Place.objects.exists()
        assert OLD not in str(list(PersonHistory.objects.values_list("before", flat=True)))
    with acting_as(cast.csw):
        assert ProtectedPlace.objects.count() == 3


def test_n35_no_emergency_door_opens_it(cast: Any, victim: UUID, owner_sql: Any) -> None:
    room = room_of(cast.csw, victim)
    measure = protect(cast.csw, victim)
    with acting_as(cast.csw):
        secret = ProtectionMeasure.objects.get(id=measure).compartment_id
    for wanted in (room, secret):
        with pytest.raises(Refused):
            break_glass(
                by=cast.neighbour,
                compartment_id=read_handle(make_handle(wanted, cast.neighbour), cast.neighbour),
                reason="安否が確認できず命に関わる",
            )


@pytest.mark.parametrize("conceals", [True, False])
def test_n31_the_phone_stops_leading_to_the_person_at_once(cast: Any, victim: UUID, conceals: bool) -> None:
    with acting_as(cast.hokatsu):
        assert len(find_people(PHONE, by=cast.hokatsu).people) == 1
    protect(cast.csw, victim, conceals_person=conceals)
    for actor in (cast.csw, cast.hokatsu):
        with acting_as(actor):
            assert find_people(PHONE, by=actor).people == (), actor.name


# --- 始める・延ばす・終える --------------------------------------------------------------------------------------------


def test_co_members_are_hidden_in_the_same_act(cast: Any, victim: UUID) -> None:
    child = register(cast.csw, "避難 一子", "ヒナン イチコ", "平成30年5月5日")
    lives_at(cast.csw, child, "避難町小学校", PlaceKind.SCHOOL)
    commands.record_condition(by=cast.csw, person_id=child, kind=ConditionKind.SCHOOL, text="避難町小学校に在籍")
    protect(cast.csw, victim, together=[child])
    with acting_as(cast.csw):
        assert ProtectionMeasure.objects.count() == 2
        assert not Place.objects.exists()
    with acting_as(cast.csw_manager):
        assert not Person.objects.exists()


def test_an_opponent_cannot_be_hidden_together(cast: Any, victim: UUID) -> None:
    other = register(cast.csw, "相手 太郎")
    with pytest.raises(Invalid, match="相手方の人を"):
        protect(cast.csw, victim, other, together=[other])
    with acting_as(cast.csw):
        assert Place.objects.filter(person_id=victim).count() == 2


def test_a_failure_half_way_hides_nobody_halfway(cast: Any, victim: UUID) -> None:
    """いっしょに伏せる人の一人が変えられないなら、何も変わらない。"""
    strangers = register(cast.neighbour, "隣 人")
    with pytest.raises(NotVisible):
        protect(cast.csw, victim, together=[strangers])
    with acting_as(cast.csw):
        assert Place.objects.filter(person_id=victim).count() == 2
        assert not ProtectionMeasure.objects.exists()
    with acting_as(cast.hokatsu):
        assert Person.objects.filter(id=victim).exists()


def test_one_measure_at_a_time(cast: Any, victim: UUID) -> None:
    protect(cast.csw, victim)
    with pytest.raises(Refused, match="続いている支援措置"):
        protect(cast.csw, victim)


def test_another_agency_may_not_write_the_refuge_in_the_open(cast: Any, victim: UUID) -> None:
    protect(cast.csw, victim, conceals_person=False)
    with pytest.raises(Refused, match="保護責任者を通して"):
        lives_at(cast.hokatsu, victim, REFUGE)
    with pytest.raises(Refused, match="保護責任者を通して"):
        protect(cast.hokatsu, victim)


def test_the_neighbour_cannot_protect_or_end(cast: Any, victim: UUID) -> None:
    with pytest.raises(NotVisible):
        protect(cast.neighbour, victim)
    measure = protect(cast.csw, victim)
    for actor in (cast.neighbour, cast.hokatsu, cast.csw_manager):
        with pytest.raises(NotVisible):
            commands.end_protection(by=actor, measure_id=measure, version=1, reason="本人からの申出")
        with pytest.raises(NotVisible):
            commands.name_keeper(by=actor, measure_id=measure, account_id=actor.account_id, reason="見たい")


def test_a_keeper_named_later_sees_at_once(cast: Any, victim: UUID) -> None:
    measure = protect(cast.csw, victim)
    commands.name_keeper(by=cast.csw, measure_id=measure, account_id=cast.csw_manager.account_id, reason="夜間の当番")
    with acting_as(cast.csw_manager):
        assert ProtectedPlace.objects.count() == 2
        assert Person.objects.filter(id=victim).exists()


@pytest.mark.parametrize(("returns", "shown"), [(True, 2), (False, 0)])
def test_ending_lifts_the_seal_and_returns_places_only_when_asked(cast: Any, victim: UUID, returns: bool, shown: int) -> None:
    tie = commands.record_tie(by=cast.csw, person_id=victim, label="将棋の仲間")
    measure = protect(cast.csw, victim)
    commands.end_protection(by=cast.csw, measure_id=measure, version=1, reason="本人からの申出", returns_places=returns)
    with acting_as(cast.hokatsu):
        assert Person.objects.filter(id=victim).exists()
        assert Place.objects.count() == shown
        assert Tie.objects.filter(id=tie).exists() is returns
    with acting_as(cast.csw):
        assert ProtectedPlace.objects.count() == 2 - shown


def test_expiry_alone_reveals_nothing(cast: Any, victim: UUID) -> None:
    protect(cast.csw, victim)
    with clock.frozen(NOON + timedelta(days=400)):
        with acting_as(cast.hokatsu):
            assert not Person.objects.filter(id=victim).exists()
        with acting_as(cast.csw):
            assert [one.alert for one in expiring()] == [Alert.PAST]
        with acting_as(cast.neighbour):
            assert expiring() == ()


@pytest.mark.parametrize(("days", "alerts"), [(300, []), (305, [Alert.SIXTY_DAYS]), (335, [Alert.THIRTY_DAYS]), (365, [Alert.THIRTY_DAYS])])
def test_alerts_sixty_and_thirty_days_before(cast: Any, victim: UUID, days: int, alerts: list[Alert]) -> None:
    protect(cast.csw, victim)
    with clock.frozen(NOON + timedelta(days=days)), acting_as(cast.csw):
        assert [one.alert for one in expiring()] == alerts


def test_extension_from_one_month_before(cast: Any, victim: UUID) -> None:
    measure = protect(cast.csw, victim)
    with pytest.raises(Refused, match="1か月前から"):
        commands.extend_protection(by=cast.csw, measure_id=measure, version=1)
    with clock.frozen(NOON + timedelta(days=340)):
        assert commands.extend_protection(by=cast.csw, measure_id=measure, version=1) == date(TODAY.year + 2, TODAY.month, TODAY.day)
        with pytest.raises(Conflict):
            commands.extend_protection(by=cast.csw, measure_id=measure, version=1)
