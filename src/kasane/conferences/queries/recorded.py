"""資料に写せる事案の記録: 記録を持つ部屋に尋ね(cases.registry)、この議題に要るものだけに絞る。ほかの部屋の表は読まない。"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kasane.agencies.queries.names import agency_names
from kasane.cases.domain.recorded import RecordLine
from kasane.cases.registry import records_of
from kasane.conferences.domain.codes import Provenance
from kasane.conferences.domain.recorded import barred, provenance_of
from kasane.conferences.models import Fact, Item, ItemPerson
from kasane.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Pickable:
    """記録の一行。taken は、もう資料に載っているか。barred が空でなければ、載せられない理由。"""

    line: RecordLine
    source: str
    about: str
    provenance: Provenance
    taken: bool
    barred: str = ""


def pickable_lines(item_id: UUID, by: Actor) -> tuple[Pickable, ...]:
    """この議題の資料に写せる記録。議題に上がっていない人のことは出さない。見えない議題・事案のない議題は空。"""
    item = Item.objects.filter(id=item_id).first()
    if item is None or item.case_id is None:
        return ()
    people = dict(ItemPerson.objects.filter(item_id=item_id).values_list("person_id", "label"))
    lines = [one for one in records_of(item.case_id, by) if one.person_id in (None, *people)]
    taken = set(Fact.objects.filter(item_id=item_id, dropped_at=None, source_id__isnull=False).values_list("source_id", flat=True))
    names = agency_names(one.source_agency_id for one in lines if one.source_agency_id)
    return tuple(
        Pickable(
            one, one.said or (names.get(one.source_agency_id, "") if one.source_agency_id else ""),
            people[one.person_id] if one.person_id else "", provenance_of(one, on_consent=item.on_consent), one.id in taken, barred(one),
        )
        for one in lines
    )  # fmt: skip
