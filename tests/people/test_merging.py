"""名寄せ: 見て書ける二人だけを、漏れなく寄せ、取り消せば元のとおりになる。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kasane.access.commands import grant_access, seal_compartment
from kasane.access.domain import Ground, HolderKind
from kasane.access.queries import held, who_can_see
from kasane.access.session import acting_as
from kasane.kernel.decision import NotVisible, Refused
from kasane.people import commands
from kasane.people.domain.codes import ConditionKind, Kinship, NameKind, PlaceKind, RelationKind
from kasane.people.models import Condition, DuplicateDoubt, Membership, Merge, Person, PersonName, Place, Relation, SearchKey, Tie
from kasane.people.queries.find import find_people
from kasane.people.queries.matching import compare
from people.town import facts, lives_at, protect, register

pytestmark = pytest.mark.django_db
WHY = "生年月日と住所が一致し本人に確かめた"


def merge(by: Any, kept: UUID, absorbed: UUID, reason: str = WHY) -> UUID:
    return commands.merge_people(by=by, kept_id=kept, absorbed_id=absorbed, reason=reason)


def room_of(by: Any, person: UUID) -> UUID:
    with acting_as(by):
        return Person.objects.get(id=person).compartment_id


def _add(by: Any, person: UUID, kind: str, third: UUID, number: int) -> None:
    """一つの記録を足す。kind は足せる記録の種類。"""
    match kind:
        case "alias":
            commands.add_alias(by=by, person_id=person, kind=NameKind.ALIAS, text=f"通称{number}")
        case "address":
            lives_at(by, person, f"かさね市{number}")
        case "phone":
            lives_at(by, person, f"090-0000-{number:04}", PlaceKind.PHONE)
        case "condition":
            commands.record_condition(by=by, person_id=person, kind=ConditionKind.WORK, text=f"状況{number}")
        case "tie":
            commands.record_tie(by=by, person_id=person, label=f"相手{number}")
        case "household":
            household = commands.form_household(by=by, label=f"世帯{number}", focus_person_id=third)
            commands.join_household(by=by, household_id=household, person_id=person, relationship=Kinship.CHILD)
        case "relation":
            other = register(by, f"親族 {number}", "")
            commands.relate(by=by, person_id=person, other_id=other, kind=RelationKind.CLOSE)
        case "relation_back":
            other = register(by, f"世話人 {number}", "")
            commands.relate(by=by, person_id=other, other_id=person, kind=RelationKind.CARES_FOR)
        case _:
            raise AssertionError(kind)


MOVED = (PersonName, Place, Condition, Tie, Membership, Relation, SearchKey)
KINDS = ("alias", "address", "phone", "condition", "tie", "household", "relation", "relation_back")


def picture(by: Any) -> dict[str, Any]:
    """見えるものすべての今の姿(鍵の番号のように意味のないものは除く)。"""
    with acting_as(by):
        seen: dict[str, Any] = {
            model.__name__: sorted(map(str, model.objects.values_list(*[field.attname for field in model._meta.concrete_fields])))
            for model in (Person, PersonName, Place, Condition, Tie, Membership, Relation)
        }
        seen["keys"] = sorted(map(str, SearchKey.objects.values_list("person_id", "source_id", "kind", "key", "sort", "compartment_id")))
        rooms = list(Person.objects.values_list("compartment_id", flat=True))
        seen["held"] = sorted(str((room, item.ground)) for room in rooms for item in held(room))
        seen["who"] = sorted(str((room, one.holder_id, one.ground)) for room in rooms for one in who_can_see(room))
        return seen


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kept=st.lists(st.sampled_from(KINDS), max_size=4),
    absorbed=st.lists(st.sampled_from(KINDS), max_size=6),
    shared=st.booleans(),
)
def test_merge_then_undo_is_the_identity(cast: Any, kept: list[str], absorbed: list[str], shared: bool) -> None:
    by = cast.csw
    with transaction.atomic():
        third, one, other = register(by, "第三 者"), register(by), register(by, "髙橋 華子", "タカハシ ハナコ")
        for number, kind in enumerate(kept):
            _add(by, one, kind, third, number)
        for number, kind in enumerate(absorbed, start=100):
            _add(by, other, kind, third, number)
        if shared:
            _share(cast, other)
        before = {actor.name: picture(actor) for actor in (by, cast.hokatsu, cast.neighbour)}
        merge_id = merge(by, one, other)
        with acting_as(by):
            left = [table.__name__ for table in MOVED if table.objects.filter(person_id=other).exists()]
            assert not left
            assert not Relation.objects.filter(other_id=other).exists()
        commands.undo_merge(by=by, merge_id=merge_id, reason="別の人だと分かった")
        assert {actor.name: picture(actor) for actor in (by, cast.hokatsu, cast.neighbour)} == before
        transaction.set_rollback(True)


def _share(cast: Any, person: UUID) -> None:
    grant_access(
        by=cast.csw, compartment_id=room_of(cast.csw, person), holder_kind=HolderKind.AGENCY, holder_id=cast.hokatsu.agency_id,
        ground=Ground.LEAD, reason="主担当", subject_id=person,
    )  # fmt: skip


def test_holders_of_the_absorbed_see_the_kept_until_undone(cast: Any) -> None:
    kept, absorbed = register(cast.csw), register(cast.csw)
    _share(cast, absorbed)
    merge_id = merge(cast.csw, kept, absorbed)
    with acting_as(cast.hokatsu):
        assert Person.objects.filter(id=kept).exists()
    commands.undo_merge(by=cast.csw, merge_id=merge_id, reason="別の人だと分かった")
    with acting_as(cast.hokatsu):
        assert list(Person.objects.values_list("id", flat=True)) == [absorbed]


def test_the_absorbed_name_finds_the_kept(cast: Any) -> None:
    kept, absorbed = register(cast.csw, "高橋 花子"), register(cast.csw, "鈴木 一子", "スズキ イチコ", "")
    merge(cast.csw, kept, absorbed)
    with acting_as(cast.csw):
        assert [line.id for line in find_people("すずき いちこ", by=cast.csw).people] == [kept]


def test_what_was_written_after_the_merge_stays_with_the_kept(cast: Any) -> None:
    kept, absorbed = register(cast.csw), register(cast.csw)
    merge_id = merge(cast.csw, kept, absorbed)
    later = lives_at(cast.csw, kept, "名寄せの後の住所")
    commands.undo_merge(by=cast.csw, merge_id=merge_id, reason="別の人だと分かった")
    with acting_as(cast.csw):
        assert Place.objects.get(id=later).person_id == kept


def test_what_moved_on_is_not_dragged_back(cast: Any) -> None:
    """支援措置で秘匿の表へ移った行は、名寄せを取り消しても、ふだんの表へ引き戻されない。"""
    kept, absorbed = register(cast.csw), register(cast.csw)
    lives_at(cast.csw, absorbed, "避難先")
    merge_id = merge(cast.csw, kept, absorbed)
    protect(cast.csw, kept)
    commands.undo_merge(by=cast.csw, merge_id=merge_id, reason="別の人だと分かった")
    with acting_as(cast.csw):
        assert not Place.objects.filter(text="避難先").exists()


# --- 断る -----------------------------------------------------------------------------------------------------------


def test_oneself(cast: Any) -> None:
    person = register(cast.csw)
    with pytest.raises(Refused, match="同じ記録どうし"):
        merge(cast.csw, person, person)


def test_related_people_are_two_people(cast: Any) -> None:
    kept, absorbed = register(cast.csw), register(cast.csw)
    commands.relate(by=cast.csw, person_id=kept, other_id=absorbed, kind=RelationKind.CLOSE)
    with pytest.raises(Refused, match="関係が登録"):
        merge(cast.csw, kept, absorbed)


def test_without_a_reason(cast: Any) -> None:
    with pytest.raises(Refused, match="理由"):
        merge(cast.csw, register(cast.csw), register(cast.csw), "同じ")


def test_twice_and_undo_out_of_order(cast: Any) -> None:
    one, two, three = (register(cast.csw) for _ in range(3))
    first = merge(cast.csw, two, one)
    with pytest.raises(Refused, match="すでにほかの人に"):
        merge(cast.csw, three, one)
    merge(cast.csw, three, two)
    with pytest.raises(Refused, match="後の名寄せから"):
        commands.undo_merge(by=cast.csw, merge_id=first, reason="別の人だと分かった")


def test_an_undone_merge_is_not_undone_again(cast: Any) -> None:
    merge_id = merge(cast.csw, register(cast.csw), register(cast.csw))
    commands.undo_merge(by=cast.csw, merge_id=merge_id, reason="別の人だと分かった")
    with pytest.raises(Refused, match="すでに元に"):
        commands.undo_merge(by=cast.csw, merge_id=merge_id, reason="もう一度戻す")


@pytest.mark.parametrize("protected_is_kept", [True, False])
@pytest.mark.parametrize("conceals", [True, False])
def test_a_protected_person_is_not_merged_nor_named_as_protected(cast: Any, protected_is_kept: bool, conceals: bool) -> None:
    safe, other = register(cast.csw), register(cast.csw)
    protect(cast.csw, safe, conceals_person=conceals)
    pair = (safe, other) if protected_is_kept else (other, safe)
    with pytest.raises(Refused) as refused:
        merge(cast.csw, *pair)
    assert "支援措置" not in str(refused.value)
    with acting_as(cast.csw):
        assert not Merge.objects.exists()


def test_a_sealed_person_is_not_merged(cast: Any) -> None:
    kept, absorbed = register(cast.csw_manager), register(cast.csw_manager)
    seal_compartment(by=cast.csw_manager, compartment_id=room_of(cast.csw_manager, kept), subject_id=kept, reason="職員の家族")
    with pytest.raises(Refused, match="保護責任者に相談"):
        merge(cast.csw_manager, kept, absorbed)


def test_the_neighbour_sees_neither_and_a_half_seen_pair_is_refused(cast: Any) -> None:
    ours, theirs = register(cast.csw), register(cast.neighbour)
    for by, kept, absorbed in ((cast.csw, ours, theirs), (cast.neighbour, ours, theirs), (cast.csw, theirs, ours)):
        with pytest.raises(NotVisible):
            merge(by, kept, absorbed)
        with pytest.raises(NotVisible):
            commands.note_unsure_duplicate(by=by, person_id=kept, other_id=absorbed, note="似ている")
    merge_id = merge(cast.csw, ours, register(cast.csw))
    with pytest.raises(NotVisible):
        commands.undo_merge(by=cast.neighbour, merge_id=merge_id, reason="戻してしまう")


def test_a_merged_record_takes_no_corrections(cast: Any) -> None:
    kept, absorbed = register(cast.csw), register(cast.csw)
    merge(cast.csw, kept, absorbed)
    with pytest.raises(Refused, match="名寄せされた記録"):
        commands.correct_person(by=cast.csw, person_id=absorbed, version=1, facts=facts("別 名"))


def test_a_doubt_moves_nothing(cast: Any) -> None:
    one, other = register(cast.csw), register(cast.csw, "髙橋 花子")
    before = picture(cast.csw)
    commands.note_unsure_duplicate(by=cast.csw, person_id=one, other_id=other, note="住所が同じ")
    assert picture(cast.csw) == before
    with acting_as(cast.csw):
        assert DuplicateDoubt.objects.get().note == "住所が同じ"
        assert [row.label for row in compare(one, other).rows if row.differs] == ["氏名"]
