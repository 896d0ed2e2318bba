"""人と人の関係を記録し、終わらせる。"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.audit import journal
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible, require
from kasane.people.commands.common import check_period, person_to_change, stamp
from kasane.people.domain.codes import Nature, RelationKind
from kasane.people.domain.household import Link, may_relate
from kasane.people.models import Relation


@act(Action.ARRANGE_HOUSEHOLD)
def relate(
    *, by: Actor, person_id: UUID, other_id: UUID, kind: RelationKind, nature: Nature | None = None,
    position: int | None = None, since: date | None = None, until: date | None = None,
) -> UUID:  # fmt: skip
    """二人の関係を記録する。PARENT は person が other の親、CARES_FOR は person が other の世話をする。

    position は年長順(何番目の子か)、または何度目の結婚か。両方の人を変えられる人だけ。矛盾する関係は Refused。返り値は関係の識別子。
    """
    # 二つの取引が逆順に鍵をかけて待ち合わないよう、番号の順にかける。
    people = {identity: person_to_change(identity, Action.ARRANGE_HOUSEHOLD, by=by) for identity in sorted({person_id, other_id})}
    require(may_relate(_links({person_id, other_id}), Link(person_id, other_id, kind, nature, until)))
    check_period(since, until)
    person, decision = people[person_id]
    relation = Relation.objects.create(
        person_id=person_id, other_id=other_id, kind=kind.value, nature=nature.value if nature else "", position=position,
        valid_from=since, valid_to=until, compartment_id=person.compartment_id,
        other_compartment_id=people[other_id][0].compartment_id, **stamp(by),
    )  # fmt: skip
    journal.record(
        act="relate", by=by, subjects=[person_id, other_id], compartment_id=person.compartment_id, ground=decision.ground,
        changed=[kind.value],
    )  # fmt: skip
    return relation.id


@act(Action.ARRANGE_HOUSEHOLD)
def end_relation(*, by: Actor, relation_id: UUID, on: date) -> None:
    """関係が終わった(離婚・縁組の解消・介護の終わりなど)と記録する。記録は消えず、過去の関係として残る。"""
    relation = Relation.objects.filter(id=relation_id).first()
    if relation is None:
        raise NotVisible
    decision = require(require_access(Action.ARRANGE_HOUSEHOLD, relation.compartment_id, by=by))
    require(require_access(Action.ARRANGE_HOUSEHOLD, relation.other_compartment_id, by=by))
    check_period(relation.valid_from, on)
    relation.valid_to = on
    relation.save(update_fields=["valid_to"])
    journal.record(
        act="end_relation", by=by, subjects=[relation.person_id, relation.other_id], compartment_id=relation.compartment_id,
        ground=decision.ground,
    )  # fmt: skip


def _links(people: set[UUID]) -> list[Link]:
    rows = Relation.objects.filter(Q(person_id__in=people) | Q(other_id__in=people)).values_list(
        "person_id", "other_id", "kind", "nature", "valid_to"
    )
    found = []
    for person_id, other_id, kind, nature, until in rows:
        known = RelationKind.read(kind)
        if known is not None:
            found.append(Link(person_id, other_id, known, Nature.read(nature), until))
    return found
