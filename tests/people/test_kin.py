"""記録から家族構成図とエコマップを組む: 再婚、養子、双子、離婚、片親、見えない人。"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from kasane.access.commands import grant_access
from kasane.access.domain import Ground, HolderKind
from kasane.access.session import acting_as
from kasane.kernel.decision import NotVisible, Refused
from kasane.kernel.wareki import parse_date
from kasane.people import commands
from kasane.people.diagrams.model import Bond, Direction, Family, Life, Strength, TieKind, UnionKind
from kasane.people.domain.codes import Kinship, Nature, RelationKind
from kasane.people.models import Membership, Person, Relation
from kasane.people.queries.household import household_overview
from kasane.people.queries.kin import family_around
from kasane.people.queries.person import person_overview
from people.town import TODAY, facts, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(cast: Any) -> Any:
    """名前から人を作る。"""
    made: dict[str, UUID] = {}

    def get(name: str, born: str = "", **rest: Any) -> UUID:
        if name not in made:
            made[name] = register(cast.csw, name, "", born, **rest)
        return made[name]

    return get


def relate(cast: Any, one: UUID, other: UUID, kind: RelationKind, nature: Nature | None = None, **rest: Any) -> UUID:
    return commands.relate(by=cast.csw, person_id=one, other_id=other, kind=kind, nature=nature, **rest)


def parents(cast: Any, child: UUID, *those: UUID, nature: Nature = Nature.BIRTH, position: int | None = None) -> None:
    for parent in those:
        relate(cast, parent, child, RelationKind.PARENT, nature, position=position)


def family(cast: Any, person: UUID, **rest: Any) -> Family:
    with acting_as(cast.csw):
        return family_around(person, today=TODAY, **rest)


def union_of(found: Family, *partners: UUID) -> Any:
    wanted = {str(one) for one in partners}
    return next(one for one in found.unions if set(one.partners) == wanted)


def test_remarriage_keeps_the_children_with_their_own_parents(cast: Any, people: Any) -> None:
    father, first, second = people("父 一"), people("前 妻"), people("今 妻")
    old, young = people("子 一"), people("子 二")
    relate(cast, father, first, RelationKind.COUPLE, Nature.DIVORCED, position=1, since=date(1990, 4, 1), until=date(2000, 3, 31))
    relate(cast, father, second, RelationKind.COUPLE, Nature.MARRIED, position=2, since=date(2005, 4, 1))
    parents(cast, old, father, first)
    parents(cast, young, father, second)
    found = family(cast, old)
    assert (union_of(found, father, first).kind, union_of(found, father, first).children) == (UnionKind.DIVORCED, (str(old),))
    assert (union_of(found, father, second).kind, union_of(found, father, second).children) == (UnionKind.MARRIED, (str(young),))
    assert [one.year for one in found.unions] == [1990, 2005]


def test_a_marriage_that_ended_is_a_divorce(cast: Any, people: Any) -> None:
    one, other = people("夫 一"), people("妻 一")
    relation = relate(cast, one, other, RelationKind.COUPLE, Nature.MARRIED, since=date(1990, 4, 1))
    assert union_of(family(cast, one), one, other).kind is UnionKind.MARRIED
    commands.end_relation(by=cast.csw, relation_id=relation, on=date(2000, 3, 31))
    assert union_of(family(cast, one), one, other).kind is UnionKind.DIVORCED


def test_adopted_child_has_two_couples(cast: Any, people: Any) -> None:
    child = people("子 一")
    born, raised = (people("実 父"), people("実 母")), (people("養 父"), people("養 母"))
    relate(cast, *raised, RelationKind.COUPLE, Nature.MARRIED)
    parents(cast, child, *born)
    parents(cast, child, *raised, nature=Nature.ADOPTED)
    found = family(cast, child)
    assert union_of(found, *born).bond(str(child)) is Bond.BIRTH
    assert union_of(found, *raised).bond(str(child)) is Bond.ADOPTED


def test_twins_and_birth_order(cast: Any, people: Any) -> None:
    mother = people("母 一")
    children = [people(f"子 {n}") for n in range(3)]
    for number, child in enumerate(reversed(children), start=1):
        parents(cast, child, mother, position=number)
    relate(cast, children[0], children[1], RelationKind.SIBLING, Nature.IDENTICAL_TWIN)
    found = union_of(family(cast, mother), mother)
    assert found.children == tuple(str(child) for child in reversed(children))
    assert [(set(twins.members), twins.identical) for twins in found.twins] == [({str(children[0]), str(children[1])}, True)]


def test_siblings_without_known_parents(cast: Any, people: Any) -> None:
    one, other = people("兄 一"), people("弟 一")
    relate(cast, one, other, RelationKind.SIBLING, Nature.SIBLING)
    assert [(union.partners, set(union.children)) for union in family(cast, one).unions] == [((), {str(one), str(other)})]


def test_sibling_of_a_child_with_parents_sits_under_them(cast: Any, people: Any) -> None:
    mother, one, other = people("母 一"), people("兄 一"), people("弟 一")
    parents(cast, one, mother)
    relate(cast, one, other, RelationKind.SIBLING, Nature.SIBLING)
    assert set(union_of(family(cast, other), mother).children) == {str(one), str(other)}


def test_ties_that_ended_are_not_drawn(cast: Any, people: Any) -> None:
    one, other = people("子 一"), people("親 一")
    relate(cast, one, other, RelationKind.CARES_FOR)
    ended = relate(cast, one, other, RelationKind.CONFLICT)
    commands.end_relation(by=cast.csw, relation_id=ended, on=date(2020, 1, 1))
    assert [(tie.source, tie.target, tie.kind) for tie in family(cast, one).ties] == [(str(one), str(other), TieKind.CARES_FOR)]


def test_unknown_and_dead_people_are_drawn_as_far_as_known(cast: Any, people: Any) -> None:
    from kasane.kernel.wareki import parse_date
    from kasane.people.domain.codes import AgeBand
    from kasane.people.domain.person import PersonFacts

    dead = people("故 人", "昭和10年", died=parse_date("平成30年"))
    unknown = commands.register_person(
        by=cast.csw, facts=PersonFacts(is_unidentified=True, working_label="二階の男性", age_band=AgeBand.FIFTIES)
    )
    relate(cast, dead, unknown, RelationKind.CLOSE)
    shown = {one.id: one for one in family(cast, unknown).people}
    assert (shown[str(dead)].life, shown[str(dead)].died) == (Life.DECEASED, "平成30年")
    assert (shown[str(unknown)].age_text, shown[str(unknown)].is_index) == ("50代?", True)


def test_someone_unseen_leaves_no_trace_in_the_drawing(cast: Any, people: Any) -> None:
    """子だけを見られる地域包括の図には、見えない母がいたことも残らない。"""
    mother, child = people("母 一"), people("子 一")
    parents(cast, child, mother)
    with acting_as(cast.csw):
        room = Person.objects.get(id=child).compartment_id
    grant_access(
        by=cast.csw, compartment_id=room, holder_kind=HolderKind.AGENCY, holder_id=cast.hokatsu.agency_id, ground=Ground.RECEIVED,
        reason="共同で支える", subject_id=child,
    )  # fmt: skip
    with acting_as(cast.hokatsu):
        assert not Relation.objects.exists()
        seen = person_overview(child, by=cast.hokatsu)
    assert seen.related == ()
    assert "母　一" not in seen.genogram.svg


def test_drawing_and_its_sentences_come_together(cast: Any, people: Any) -> None:
    mother, child = people("母 一"), people("子 一")
    parents(cast, child, mother)
    commands.record_tie(by=cast.csw, person_id=child, label="将棋の会", strength=Strength.STRONG, direction=Direction.BOTH)
    with acting_as(cast.csw):
        seen = person_overview(child, by=cast.csw)
    assert seen.genogram.svg.startswith("<svg")
    assert any("母" in sentence for sentence in seen.genogram.sentences)
    assert "将棋の会" in seen.ecomap.svg


def test_members_unseen_are_an_agency_and_nothing_more(cast: Any, people: Any) -> None:
    """世帯だけを見られる隣人に出るのは、機関の名前と、いつも同じ一文だけ。"""
    one, other = people("父 一"), people("子 一")
    household = commands.form_household(by=cast.csw, label="世帯", focus_person_id=one)
    commands.join_household(by=cast.csw, household_id=household, person_id=other, relationship=Kinship.CHILD)
    with acting_as(cast.csw):
        room = household_overview(household, by=cast.csw).access and _room(household)
    grant_access(
        by=cast.csw, compartment_id=room, holder_kind=HolderKind.AGENCY, holder_id=cast.neighbour.agency_id, ground=Ground.RECEIVED,
        reason="世帯の支援", subject_id=one,
    )  # fmt: skip
    with acting_as(cast.neighbour):
        seen = household_overview(household, by=cast.neighbour)
        assert not Membership.objects.exists()
    assert (seen.members, seen.known) == ((), (cast.csw.agency_name,))


def _room(household: UUID) -> UUID:
    from kasane.people.models import Household

    return Household.objects.get(id=household).compartment_id


def test_the_neighbour_joins_nobody_to_nobody(cast: Any, people: Any) -> None:
    ours, theirs = people("父 一"), register(cast.neighbour, "隣 人")
    household = commands.form_household(by=cast.csw, label="世帯", focus_person_id=ours)
    with pytest.raises(NotVisible):
        commands.relate(by=cast.neighbour, person_id=theirs, other_id=ours, kind=RelationKind.CLOSE)
    with pytest.raises(NotVisible):
        commands.join_household(by=cast.neighbour, household_id=household, person_id=theirs, relationship=Kinship.CHILD)
    with pytest.raises(NotVisible):
        commands.record_tie(by=cast.neighbour, household_id=household, label="勝手なつながり")


def test_contradictions_are_refused_with_the_reason(cast: Any, people: Any) -> None:
    one, other = people("父 一"), people("子 一")
    parents(cast, other, one)
    with pytest.raises(Refused, match="親と子が逆"):
        parents(cast, one, other)
    with pytest.raises(Refused, match="すでに登録"):
        parents(cast, other, one)


def test_世帯の図は_同居の人だけを囲み_別居と亡くなった人は囲まない(cast):
    mother, son, daughter = (register(cast.csw, f"佐野 {given}") for given in ("洋子", "剛", "ゆかり"))
    father = commands.register_person(by=cast.csw, facts=facts("佐野 博", died=parse_date("平成29年2月11日")))
    household = commands.form_household(by=cast.csw, label="佐野さんの世帯", focus_person_id=mother)
    for person, together in ((son, True), (father, True), (daughter, False)):
        commands.join_household(by=cast.csw, household_id=household, person_id=person, relationship=Kinship.CHILD, lives_together=together)
    with acting_as(cast.csw):
        sentences = " ".join(household_overview(household, by=cast.csw).genogram.sentences)
    assert "同居しているのは「佐野　洋子」、「佐野　剛」の2人です" in sentences
    assert "「佐野　剛」は性別はその他または不明、81歳です" in sentences
    assert "平成29年2月11日に死亡しています（享年71歳）" in sentences
