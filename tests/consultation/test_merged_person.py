"""名寄せした人の事案・相談・同意は、寄せた先の人から残らずたどれる。だれも、前より多くは見えない。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from cases.cases_town import agrees, as_
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from people.town import register

from consultation.desk_of_consultation import receive
from kasane.access.domain import Ground
from kasane.cases import commands as cases
from kasane.cases.domain import Standing
from kasane.cases.queries import cases_of_person
from kasane.kernel import clock
from kasane.people import commands as people
from kasane.people.domain.codes import Kinship
from kasane.people.queries.merged import merged_ids, surviving_ids
from kasane.people.queries.together import agencies_around, living_together
from kasane.programmes.consultation.queries.continuing import open_cases_of
from kasane.programmes.consultation.queries.listing import consultations_of_person
from kasane.programmes.consultation.queries.noticing import notices_of
from kasane.programmes.consultation.queries.records import called_in, subjects_of, visible_consultation

pytestmark = pytest.mark.django_db
WHY = "生年月日と住所が一致し本人に確かめた"


def opened(by: Any, person: UUID, title: str) -> UUID:
    return cases.open_case(by=by, title=title, person_ids=[(person, Standing.SELF)], opened_on=clock.today(), reason="相談から")


@pytest.fixture
def twin(cast: Any) -> dict[str, Any]:
    """社協が受けた「花子」(事案・相談・同意がある)と、同じ人の二つ目の記録。二つ目だけを、隣の機関にも見せている。"""
    absorbed, kept = register(cast.csw, "高橋 花子"), register(cast.csw, "髙橋 花子")
    case = opened(cast.csw, absorbed, "社協の事案")
    talk = receive(cast.csw, absorbed, received_on=clock.today())
    consent = agrees(cast.csw, case, absorbed, cast.hokatsu.agency_id)
    people.share_person(
        by=cast.csw, person_id=kept, agency_id=cast.neighbour.agency_id, ground=Ground.LEAD, until=None, with_conditions=False, reason="主担当",
    )  # fmt: skip
    return {"kept": kept, "absorbed": absorbed, "case": case, "talk": talk, "consent": consent}


def seen(by: Any, person: UUID) -> tuple[set[UUID], set[UUID]]:
    """この人からたどれる事案と相談。"""
    with as_(by):
        return {one.id for one in cases_of_person(person, by=by)}, {one.id for one in consultations_of_person(person).lines}


def merge(cast: Any, twin: dict[str, Any]) -> UUID:
    return people.merge_people(by=cast.csw, kept_id=twin["kept"], absorbed_id=twin["absorbed"], reason=WHY)


def test_寄せた先の人から_事案も相談もたどれ_戻せば元のとおり(cast: Any, twin: dict[str, Any]) -> None:
    own = opened(cast.csw, twin["kept"], "寄せた先の事案")
    assert seen(cast.csw, twin["kept"]) == ({own}, set())
    merging = merge(cast, twin)
    assert seen(cast.csw, twin["kept"]) == ({own, twin["case"]}, {twin["talk"]})
    with as_(cast.csw):
        assert {one.id for one in open_cases_of([twin["kept"]], by=cast.csw)} == {own, twin["case"]}
        assert surviving_ids([twin["absorbed"], twin["kept"]]) == [twin["kept"]]
    people.undo_merge(by=cast.csw, merge_id=merging, reason="別の人と分かったため")
    assert seen(cast.csw, twin["kept"]) == ({own}, set())
    assert seen(cast.csw, twin["absorbed"]) == ({twin["case"]}, {twin["talk"]})


def test_二度寄せても_いちばん先の人からたどれる(cast: Any, twin: dict[str, Any]) -> None:
    merge(cast, twin)
    last = register(cast.csw, "高橋 はな子")
    people.merge_people(by=cast.csw, kept_id=last, absorbed_id=twin["kept"], reason=WHY)
    assert seen(cast.csw, last) == ({twin["case"]}, {twin["talk"]})
    with as_(cast.csw):
        assert set(merged_ids(last)) == {last, twin["kept"], twin["absorbed"]}
        assert surviving_ids([twin["absorbed"]]) == [last]


def test_寄せた先の人だけが見える隣の機関には_前より多くは見えない(cast: Any, twin: dict[str, Any], sign_in: Any, client: Client) -> None:
    merge(cast, twin)
    assert seen(cast.neighbour, twin["kept"]) == (set(), set())
    assert seen(cast.neighbour, twin["absorbed"]) == (set(), set())
    with as_(cast.neighbour):
        assert merged_ids(twin["kept"]) == [twin["kept"]]
    sign_in(client, cast.neighbour)
    for name in ("cases:of_person", "consultation:of_person"):
        body = client.get(reverse(name, args=[twin["kept"]])).content.decode()
        assert "社協の事案" not in body
        assert str(twin["talk"]) not in body
        assert client.get(reverse(name, args=[twin["absorbed"]])).status_code == 404
    sign_in(client, cast.hokatsu)
    assert client.get(reverse("consultation:of_person", args=[twin["kept"]])).status_code == 404


def test_画面で_寄せた先の人から_事案と相談と同意へ行ける(cast: Any, twin: dict[str, Any], sign_in: Any, client: Client) -> None:
    merge(cast, twin)
    sign_in(client, cast.csw)
    person = client.get(reverse("people:person", args=[twin["kept"]])).content.decode()
    for name in ("cases:of_person", "consultation:of_person"):
        assert reverse(name, args=[twin["kept"]]) in person
    listed = client.get(reverse("cases:of_person", args=[twin["kept"]])).content.decode()
    assert reverse("cases:case", args=[twin["case"]]) in listed
    consents = client.get(reverse("cases:consents", args=[twin["case"]])).content.decode()
    assert reverse("cases:withdrawing", args=[twin["case"], twin["consent"]]) in consents
    talks = client.get(reverse("consultation:of_person", args=[twin["kept"]])).content.decode()
    assert reverse("consultation:consultation", args=[twin["talk"]]) in talks


def test_寄せた後も_相談の気づきは_移った世帯の形から出る(cast: Any) -> None:
    mother, son = (
        register(cast.csw, "高橋 花子", born="昭和19年3月1日"),
        register(cast.csw, "高橋 太郎", "タカハシ タロウ", "昭和47年5月5日"),
    )
    home = people.form_household(by=cast.csw, label="高橋世帯", focus_person_id=mother)
    people.join_household(by=cast.csw, household_id=home, person_id=son, relationship=Kinship.CHILD)
    talk = receive(cast.csw, mother)

    def codes() -> set[str]:
        with as_(cast.csw):
            return {line.notice.code for line in notices_of(visible_consultation(talk), by=cast.csw)}

    before = codes()
    assert before
    kept = register(cast.csw, "髙橋 花子", born="昭和19年3月1日")
    people.merge_people(by=cast.csw, kept_id=kept, absorbed_id=mother, reason=WHY)
    assert codes() == before


def test_だれについてかの問いの数は_世帯と人の数によらない(cast: Any) -> None:
    homes, persons = [], []
    for number in range(4):
        persons.append(register(cast.csw, f"{chr(0x4E00 + number)} 子", "カ コ"))
        homes.append(people.form_household(by=cast.csw, label=f"世帯{number}", focus_person_id=persons[-1]))
    few, many = receive(cast.csw, persons[0], households=(homes[0],)), receive(cast.csw, *persons, households=tuple(homes))

    def asked(*talks: UUID) -> dict[str, int]:
        counts = {}
        for name, query in (("subjects_of", subjects_of), ("called_in", called_in)):
            with (
                as_(cast.csw),
                CaptureQueriesContext(
                    connection,
                ) as context,
            ):
                found = query(list(talks))
            counts[name] = len(context)
            assert {len(found[one]) for one in talks} <= {2, 8}
        with as_(cast.csw):
            about = list(subjects_of(talks)[talks[-1]])
            together = living_together([one.person_id for one in about if one.person_id], [one.household_id for one in about if one.household_id],
                                       clock.today())  # fmt: skip
            with CaptureQueriesContext(connection) as context:
                agencies_around(together, by=cast.csw)
            counts["agencies_around"] = len(context)
        return counts

    assert asked(few) == asked(few, many)
    assert max(asked(few).values()) <= 3
