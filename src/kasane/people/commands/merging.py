"""名寄せ: 同じ人の二つの記録を一つにする。間違いなら元に戻す。まだ分からないときは覚えだけを残す。"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from kasane.access.commands import act
from kasane.access.domain import Ground
from kasane.access.policy import Action
from kasane.access.queries import require_access, who_can_see
from kasane.audit import journal
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible, require
from kasane.kernel.text import cleaned
from kasane.people.commands import rooms
from kasane.people.commands.common import stamp
from kasane.people.commands.indexing import reindex_person
from kasane.people.domain.merging import Candidate, may_merge, may_undo
from kasane.people.models import DuplicateDoubt, Merge, MergeMove, Person, Relation
from kasane.people.queries.records import visible_person

_NOT_CARRIED = frozenset({Ground.STANDING, Ground.EMERGENCY})
_GRANT = "access_grant"


@act(Action.MERGE_PEOPLE)
def merge_people(*, by: Actor, kept_id: UUID, absorbed_id: UUID, reason: str) -> UUID:
    """名寄せする: absorbed の別名・居どころ・世帯・関係などを kept に移し、absorbed を見ていた機関に kept の根拠を与える。

    二人とも見えて書ける人だけ。支援措置・封印の人、関係が登録されている二人、理由のない名寄せは Refused。返り値は名寄せの識別子。
    """
    kept, absorbed, decision = _both(kept_id, absorbed_id, by)
    between = Q(person_id=kept_id, other_id=absorbed_id) | Q(person_id=absorbed_id, other_id=kept_id)
    require(
        may_merge(
            Candidate(kept_id, kept.merged_into_id is not None),
            Candidate(absorbed_id, absorbed.merged_into_id is not None),
            related=Relation.objects.filter(between).exists(),
            open_to_merge=rooms.ask("SELECT people_may_merge(%s, %s)", [kept_id, absorbed_id]),
            reason=reason,
        )
    )
    merge = Merge.objects.create(
        kept_id=kept_id, absorbed_id=absorbed_id, reason=cleaned("reason", reason), compartment_id=kept.compartment_id, **stamp(by)
    )
    rooms.ask("SELECT people_move_children(%s)", [merge.id])
    _carry_grounds(merge, absorbed, kept)
    Person.objects.filter(id=absorbed_id).update(merged_into_id=kept_id)
    reindex_person(kept)
    journal.record(
        act="merge_people", by=by, subjects=[kept_id, absorbed_id], compartment_id=kept.compartment_id, ground=decision.ground,
        reason=reason,
    )  # fmt: skip
    return merge.id


@act(Action.MERGE_PEOPLE)
def undo_merge(*, by: Actor, merge_id: UUID, reason: str) -> int:
    """名寄せを元に戻す。まだ移した先にある行だけを戻し、名寄せで与えた根拠を終わらせる。返り値は戻した行の数。

    名寄せの後に kept に新しく書かれた記録は、kept に残る。
    """
    merge = Merge.objects.filter(id=merge_id).first()
    if merge is None:
        raise NotVisible
    kept, absorbed, decision = _both(merge.kept_id, merge.absorbed_id, by)
    merge = Merge.objects.select_for_update().get(id=merge_id)
    further = kept.merged_into_id is not None
    require(may_undo(already_undone=merge.undone_at is not None, merged_further=further, reason=reason))
    returned: int = rooms.ask("SELECT people_return_children(%s)", [merge_id])
    for grant_id in MergeMove.objects.filter(merge_id=merge_id, target=_GRANT).values_list("row_id", flat=True):
        rooms.ask("SELECT access_end(%s, %s)", [grant_id, reason])
    Person.objects.filter(id=absorbed.id).update(merged_into_id=None)
    merge.undone_at, merge.undone_by, merge.undone_reason = clock.now(), by.posting_id, cleaned("reason", reason)
    merge.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    reindex_person(kept)
    journal.record(
        act="undo_merge", by=by, subjects=[kept.id, absorbed.id], compartment_id=kept.compartment_id, ground=decision.ground, reason=reason
    )
    return returned


@act(Action.MERGE_PEOPLE)
def note_unsure_duplicate(*, by: Actor, person_id: UUID, other_id: UUID, note: str) -> UUID:
    """同じ人かもしれないが、まだ分からないと覚えておく。記録は何も動かさない。返り値は覚えの識別子。"""
    person, other, decision = _both(person_id, other_id, by)
    doubt = DuplicateDoubt.objects.create(
        person_id=person.id, other_id=other.id, other_compartment_id=other.compartment_id, compartment_id=person.compartment_id,
        note=cleaned("note", note, required="そう思った理由を書いてください。"), **stamp(by),
    )  # fmt: skip
    journal.record(
        act="note_unsure_duplicate", by=by, subjects=[person_id, other_id], compartment_id=person.compartment_id, ground=decision.ground
    )
    return doubt.id


def _both(one_id: UUID, other_id: UUID, by: Actor) -> tuple[Person, Person, Decision]:
    """二人とも見えて書けることを確かめ、番号の順に鍵をかけて返す。"""
    require_different(one_id, other_id)
    for identity in (one_id, other_id):
        decision = require(require_access(Action.MERGE_PEOPLE, visible_person(identity).compartment_id, by=by))
    rows = {row.id: row for row in Person.objects.select_for_update().filter(id__in=(one_id, other_id)).order_by("id")}
    if len(rows) != 2:
        raise NotVisible
    return rows[one_id], rows[other_id], decision


def require_different(one_id: UUID, other_id: UUID) -> None:
    """同じ記録どうしを選んだときは、ほかの判断より先に断る。"""
    if one_id == other_id:
        same = Candidate(one_id, already_merged=False)
        require(may_merge(same, same, related=False, open_to_merge=True, reason=""))


def _carry_grounds(merge: Merge, absorbed: Person, kept: Person) -> None:
    """absorbed を今見られる者に、同じ根拠と期限で kept を見られるようにする。すでに持つ根拠は重ねない。"""
    have = {(viewer.holder_id, viewer.ground) for viewer in who_can_see(kept.compartment_id)}
    for viewer in who_can_see(absorbed.compartment_id):
        if viewer.ground in _NOT_CARRIED or (viewer.holder_id, viewer.ground) in have:
            continue
        grant_id = rooms.give(
            kept.compartment_id, holder_kind=viewer.holder_kind, holder_id=viewer.holder_id, ground=viewer.ground,
            until=viewer.until, reason="名寄せ",
        )  # fmt: skip
        MergeMove.objects.create(
            merge_id=merge.id,
            target=_GRANT,
            row_id=grant_id,
            from_compartment_id=absorbed.compartment_id,
            compartment_id=kept.compartment_id,
        )
