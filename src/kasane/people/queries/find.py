"""人をさがす(issue 2-6)と、自機関が関わる人の一覧。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection

from kasane.agencies.queries import agency_names
from kasane.kernel.actor import Actor
from kasane.people.domain.find import Query, Range, parse_query
from kasane.people.domain.person import KeyKind, household_key
from kasane.people.models import Household, Person, SearchKey
from kasane.people.queries.handles import make_handle
from kasane.people.queries.lines import PersonLine, person_lines

LIMIT: Final = 50
PAGE: Final = 50
_LAST: Final = "\U0010ffff"
INITIALS: Final = ("あ", "か", "さ", "た", "な", "は", "ま", "や", "ら", "わ")


@dataclass(frozen=True, slots=True)
class KnownElsewhere:
    """見えない人を把握している機関。handle は緊急閲覧の申し出に使う、読めない札。人数も名前も番号も含まない。"""

    name: str
    handle: str


@dataclass(frozen=True, slots=True)
class Found:
    """さがした結果。hidden は閲覧記録に残すためだけの、見えない人の番号(画面に出してはならない)。"""

    query: Query
    people: tuple[PersonLine, ...] = ()
    more: bool = False
    known: tuple[KnownElsewhere, ...] = ()
    households: tuple[tuple[UUID, str], ...] = ()
    asked_others: bool = False
    hidden: tuple[UUID, ...] = ()


def find_people(text: str, *, by: Actor) -> Found:
    """検索欄の言葉で人をさがす。

    見える人は50人まで。全名・電話の全部・生年月日と名前のどれかまで絞れているときだけ、見えない人を把握している機関の名前を答える。
    伏せるべき人(支援措置・封印・利害関係)については、いない人とまったく同じ答えになる。
    """
    query = parse_query(text)
    if query.is_empty:
        return Found(query)
    ids = _visible(query.terms(), LIMIT + 1)
    disclosing = query.disclosing_terms()
    hidden = _hidden(disclosing)
    return Found(
        query,
        people=person_lines(ids[:LIMIT]),
        more=len(ids) > LIMIT,
        known=_known(hidden, by),
        households=_households(query),
        asked_others=bool(disclosing),
        hidden=tuple(dict.fromkeys(person_id for _, person_id, _ in hidden)),
    )


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """一覧の一頁。last は次の頁の起点(最後の人の番号)で、続きがなければ None。"""

    people: tuple[PersonLine, ...]
    last: UUID | None


def my_people(*, initial: str = "", after: UUID | None = None, take: int = PAGE) -> PeoplePage:
    """自機関・自分が関わる人を五十音順に返す。initial は五十音の行の頭(あ・か・…)。after は前の頁の最後の人。

    常時閲覧の窓口(市の担当課など)としてだけ見える人は含めない。知らない initial は無視する。
    """
    low, high = _kana_range(initial)
    after_kana = ""
    if after is not None:
        after_kana = Person.objects.filter(id=after).values_list("sort_kana", flat=True).first() or ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id FROM people_mine(%s, %s, %s, %s, %s)", [low, high, after_kana, after or UUID(int=0), take + 1])
        ids = [row[0] for row in cursor.fetchall()]
    return PeoplePage(person_lines(ids[:take]), ids[take - 1] if len(ids) > take else None)


def _kana_range(initial: str) -> tuple[str, str]:
    if initial not in INITIALS:
        return "", _LAST
    at = INITIALS.index(initial)
    return initial, INITIALS[at + 1] if at + 1 < len(INITIALS) else "ゟ"


def _columns(terms: Sequence[tuple[Range, ...]]) -> list[list[object]]:
    flat = [(number, one) for number, ranges in enumerate(terms, start=1) for one in ranges]
    return [
        [number for number, _ in flat],
        [one.kind.value for _, one in flat],
        [one.key for _, one in flat],
        [one.exact for _, one in flat],
    ]


def _visible(terms: Sequence[tuple[Range, ...]], take: int) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id FROM people_find(%s::smallint[], %s::smallint[], %s::text[], %s::boolean[], %s)", [*_columns(terms), take]
        )
        return [row[0] for row in cursor.fetchall()]


def _hidden(terms: Sequence[tuple[Range, ...]]) -> list[tuple[UUID, UUID, UUID]]:
    if not terms:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT agency_id, person_id, compartment_id"
            " FROM people_find_hidden(%s::smallint[], %s::smallint[], %s::text[], %s::boolean[])",
            _columns(terms),
        )
        found: list[tuple[UUID, UUID, UUID]] = cursor.fetchall()
        return found


def _known(hidden: Sequence[tuple[UUID, UUID, UUID]], by: Actor) -> tuple[KnownElsewhere, ...]:
    """機関ごとに一つ。何人いるかは数えず、札は一人分だけを指す。"""
    rooms: dict[UUID, UUID] = {}
    for agency_id, _, room in hidden:
        rooms.setdefault(agency_id, room)
    names = agency_names(set(rooms))
    found = (KnownElsewhere(names[key], make_handle(room, by)) for key, room in rooms.items() if key in names)
    return tuple(sorted(found, key=lambda one: one.name))


def _households(query: Query) -> tuple[tuple[UUID, str], ...]:
    if len(query.names) != 1 or query.born or query.phone:
        return ()
    key = household_key(query.names[0])
    ids = SearchKey.objects.filter(kind=KeyKind.HOUSEHOLD.value, key__gte=key, key__lt=key + _LAST).values_list("household_id", flat=True)[
        :10
    ]
    return tuple(Household.objects.filter(id__in=list(ids)).order_by("label").values_list("id", "label"))
