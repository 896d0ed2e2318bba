"""人をさがす欄の結果(find first): 打つそばから、見える人と、見えない人を把握している機関。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible
from kasane.people.queries.find import Found, find_people
from kasane.people.queries.lines import PersonLine, person_lines
from kasane.people.queries.records import visible_household
from kasane.programmes.consultation.domain.consultation import Newcomer


@dataclass(frozen=True, slots=True)
class SubjectArea:
    """だれについてかの欄。chosen は印の付いた人、found は見つかった人(chosen を除く)。"""

    query: str
    chosen: tuple[PersonLine, ...]
    chosen_homes: tuple[tuple[UUID, str], ...]
    found: tuple[PersonLine, ...]
    homes: tuple[tuple[UUID, str], ...]
    more: bool
    known: tuple[str, ...]
    problem: str
    asked_others: bool
    hidden: tuple[UUID, ...]
    newcomers: tuple[Newcomer, ...]
    unnamed: tuple[str, ...]

    @property
    def person_ids(self) -> list[UUID]:
        """名前の出る人(閲覧記録に残す)。"""
        return [line.id for line in (*self.chosen, *self.found)]

    @property
    def searched(self) -> bool:
        """さがしたか。"""
        return bool(self.query)


def subject_area(
    query: str,
    *,
    by: Actor,
    persons: Sequence[UUID] = (),
    households: Sequence[UUID] = (),
    newcomers: Sequence[Newcomer] = (),
    unnamed: Sequence[str] = (),
) -> SubjectArea:
    """打たれたとおりの欄に、さがした結果を添える。見えない人の番号は黙って落とす。"""
    found = find_people(query, by=by) if query else None
    chosen, homes = person_lines(list(dict.fromkeys(persons))), tuple(_homes(households))
    taken = {line.id for line in chosen}
    return SubjectArea(
        query=query,
        chosen=chosen,
        chosen_homes=homes,
        found=tuple(line for line in found.people if line.id not in taken) if found else (),
        homes=tuple(one for one in found.households if one not in homes) if found else (),
        more=bool(found and found.more),
        known=tuple(one.name for one in found.known) if found else (),
        problem=(found.query.problem or "") if found else "",
        asked_others=bool(found and found.asked_others),
        hidden=_hidden(found),
        newcomers=tuple(newcomers),
        unnamed=tuple(unnamed),
    )


def _hidden(found: Found | None) -> tuple[UUID, ...]:
    return found.hidden if found else ()


def _homes(ids: Sequence[UUID]) -> list[tuple[UUID, str]]:
    rows = []
    for one in dict.fromkeys(ids):
        try:
            rows.append((one, visible_household(one).label))
        except NotVisible:
            continue
    return rows
