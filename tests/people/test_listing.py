"""一覧の控え: 一覧に出る人は、行の守りのもとで見える人(常時の根拠のない人にとって)と、何が起きてもいつも同じ。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kasane.access.commands import block_holder, end_grant, grant_access, seal_compartment
from kasane.access.domain import Ground, HolderKind
from kasane.access.session import acting_as
from kasane.kernel import clock
from kasane.people import commands
from kasane.people.models import Person
from kasane.people.queries.find import my_people
from people.town import facts, register

pytestmark = pytest.mark.django_db


def same_for_everyone(cast: Any) -> bool:
    """登場人物のだれにとっても、一覧が行の守りの見せる人と同じ並びか。"""
    for actor in cast.everyone():
        with acting_as(actor):
            allowed = list(Person.objects.filter(merged_into__isnull=True).order_by("sort_kana", "id").values_list("id", flat=True))
            if [line.id for line in my_people().people] != allowed:
                return False
    return True


def listed(actor: Any) -> list[str]:
    with acting_as(actor):
        return [line.name for line in my_people().people]


def room_of(person_id: UUID, by: Any) -> UUID:
    with acting_as(by):
        return Person.objects.get(id=person_id).compartment_id


def share(cast: Any, person_id: UUID, holder_kind: HolderKind, holder_id: UUID, **rest: Any) -> UUID:
    return grant_access(
        by=cast.csw, compartment_id=room_of(person_id, cast.csw), holder_kind=holder_kind, holder_id=holder_id, ground=Ground.CONSENT,
        valid_to=clock.now() + timedelta(days=30), reason="本人同意", subject_id=person_id, **rest,
    )  # fmt: skip


@pytest.fixture
def two(cast: Any) -> tuple[UUID, UUID]:
    """社協が受け付けた二人。"""
    return register(cast.csw, "渡辺 一郎", "ワタナベ イチロウ"), register(cast.csw, "青木 二郎", "アオキ ジロウ")


def test_registered_people_appear_in_kana_order_at_their_agency_only(cast: Any, two: tuple[UUID, UUID]) -> None:
    assert listed(cast.csw) == ["青木　二郎", "渡辺　一郎"]
    assert listed(cast.neighbour) == []
    assert same_for_everyone(cast)


@pytest.mark.parametrize("kind", [HolderKind.AGENCY, HolderKind.POSTING, HolderKind.ACCOUNT])
def test_a_grant_adds_and_its_end_removes(cast: Any, two: tuple[UUID, UUID], kind: HolderKind) -> None:
    holder = {"agency": cast.hokatsu.agency_id, "posting": cast.hokatsu.posting_id, "account": cast.hokatsu.account_id}[kind.value]
    grant = share(cast, two[0], kind, holder)
    assert listed(cast.hokatsu) == ["渡辺　一郎"]
    assert same_for_everyone(cast)
    end_grant(by=cast.csw, grant_id=grant, compartment_id=room_of(two[0], cast.csw), subject_id=two[0], reason="終わり")
    assert listed(cast.hokatsu) == []
    assert same_for_everyone(cast)


def test_seen_on_two_grounds_but_listed_once(cast: Any, two: tuple[UUID, UUID]) -> None:
    share(cast, two[0], HolderKind.AGENCY, cast.hokatsu.agency_id)
    share(cast, two[0], HolderKind.ACCOUNT, cast.hokatsu.account_id)
    assert listed(cast.hokatsu) == ["渡辺　一郎"]


def test_a_grant_that_has_not_begun_does_not_list(cast: Any, two: tuple[UUID, UUID]) -> None:
    share(cast, two[0], HolderKind.AGENCY, cast.hokatsu.agency_id, valid_from=clock.now() + timedelta(days=1))
    assert listed(cast.hokatsu) == []


@pytest.mark.parametrize("deny", ["block", "seal"])
def test_a_denial_takes_the_person_off_the_list(cast: Any, two: tuple[UUID, UUID], deny: str) -> None:
    share(cast, two[0], HolderKind.AGENCY, cast.hokatsu.agency_id)
    given = {"by": cast.csw_manager, "compartment_id": room_of(two[0], cast.csw), "subject_id": two[0], "reason": "親族にあたるため"}
    if deny == "block":
        block_holder(holder_id=cast.hokatsu.account_id, **given)
    else:
        seal_compartment(**given)
    assert listed(cast.hokatsu) == []
    assert same_for_everyone(cast)


def test_a_corrected_reading_moves_the_person(cast: Any, two: tuple[UUID, UUID]) -> None:
    commands.correct_person(by=cast.csw, person_id=two[1], version=1, facts=facts("渡利 二郎", "ワタリ ジロウ"), reason="読みの誤り")
    assert listed(cast.csw) == ["渡辺　一郎", "渡利　二郎"]
    assert same_for_everyone(cast)


def test_a_merged_person_leaves_and_comes_back_when_undone(cast: Any, two: tuple[UUID, UUID]) -> None:
    merge = commands.merge_people(by=cast.csw, kept_id=two[0], absorbed_id=two[1], reason="同じ人と本人に確かめた")
    assert listed(cast.csw) == ["渡辺　一郎"]
    assert same_for_everyone(cast)
    commands.undo_merge(by=cast.csw, merge_id=merge, reason="別の人だった")
    assert listed(cast.csw) == ["青木　二郎", "渡辺　一郎"]
    assert same_for_everyone(cast)


def test_pages_follow_one_another_without_gap_or_repeat(cast: Any) -> None:
    for number in range(7):
        register(cast.csw, f"青木 {number}郎", "アオキ ジロウ")
    with acting_as(cast.csw):
        every = [line.id for line in my_people().people]
        pages, after = [], None
        while after is not None or not pages:
            page = my_people(after=after, take=3)
            pages.append([line.id for line in page.people])
            after = page.last
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [one for page in pages for one in page] == every


def test_nobody_sees_no_list(cast: Any, two: tuple[UUID, UUID]) -> None:
    assert my_people().people == ()
