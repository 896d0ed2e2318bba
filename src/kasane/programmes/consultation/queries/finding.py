"""人をさがす欄の結果(find first): 打つそばから、見える人と、見えない人を把握している機関。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible
from kasane.people.domain.codes import Kinship
from kasane.people.queries.find import Found, find_people
from kasane.people.queries.lines import PersonLine, person_lines
from kasane.people.queries.records import visible_household
from kasane.people.queries.together import housed
from kasane.programmes.consultation.domain.consultation import Newcomer
from kasane.programmes.consultation.domain.living import Living, LivingGiven, newcomer_key

_ASKED_OF_FOUND: Final = 8


@dataclass(frozen=True, slots=True)
class KinRow:
    """続柄を聞く一人。ticked でなければ、印を付けたときだけ使う。chosen は選ばれた続柄(符号)。"""

    key: str
    name: str
    ticked: bool
    chosen: str


@dataclass(frozen=True, slots=True)
class LivingArea:
    """二人以上のときに聞くこと: 一緒に暮らしているか、base の人から見た続柄。初めはどれも選ばれていない。"""

    base: str
    base_name: str
    rows: tuple[KinRow, ...]
    living: str

    @property
    def ways(self) -> tuple[tuple[str, str], ...]:
        """暮らし方の選択肢。"""
        return Living.choices()

    @property
    def kinships(self) -> list[tuple[str, str]]:
        """続柄の選択肢(本人は除く)。"""
        return [one for one in Kinship.choices() if one[0] != Kinship.SELF.value]


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
    living: LivingArea | None

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
    living: LivingGiven | None = None,
) -> SubjectArea:
    """打たれたとおりの欄に、さがした結果を添える。見えない人の番号は黙って落とす。living は、世帯と続柄について打たれたこと。"""
    found = find_people(query, by=by) if query else None
    chosen, homes = person_lines(list(dict.fromkeys(persons))), tuple(_homes(households))
    taken = {line.id for line in chosen}
    others = tuple(line for line in found.people if line.id not in taken) if found else ()
    return SubjectArea(
        query=query,
        chosen=chosen,
        chosen_homes=homes,
        found=others,
        homes=tuple(one for one in found.households if one not in homes) if found else (),
        more=bool(found and found.more),
        known=tuple(one.name for one in found.known) if found else (),
        problem=(found.query.problem or "") if found else "",
        asked_others=bool(found and found.asked_others),
        hidden=_hidden(found),
        newcomers=tuple(newcomers),
        unnamed=tuple(unnamed),
        living=_living(chosen, newcomers, others, bool(homes), living or LivingGiven()),
    )


def _living(
    chosen: Sequence[PersonLine], newcomers: Sequence[Newcomer], found: Sequence[PersonLine], homes: bool, given: LivingGiven
) -> LivingArea | None:
    """聞く欄。選んだ人(新しい人)と、印を付けうる見つかった人を合わせて二人以上のとき。世帯のある人や世帯が選ばれていれば聞かない。"""
    ticked = [(str(line.id), line.name) for line in chosen]
    ticked += [(newcomer_key(one.name), one.name.strip()) for one in newcomers if one.name.strip()]
    more = [(str(line.id), line.name) for line in found[:_ASKED_OF_FOUND]]
    if not ticked or len(ticked) + len(more) < 2 or homes or housed([line.id for line in chosen], clock.today()):
        return None
    base, name = next((one for one in ticked if one[0] == given.base), ticked[0])
    rows = [(key, who, True) for key, who in ticked] + [(key, who, False) for key, who in more]
    kin = {key: one.value for key, one in given.kin.items()}
    asked = tuple(KinRow(key, who, on, kin.get(key, "")) for key, who, on in rows if key != base)
    return LivingArea(base, name, asked, given.living.value if given.living else "")


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
