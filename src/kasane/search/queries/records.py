"""記録をさがす(mission 8.4)。番号は所有者の関数が同じ述語で選び、題・人・文は RLS のもとで読み直す(8.9)。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import connection

from kasane.kernel import clock
from kasane.kernel.coded import Coded
from kasane.kernel.wareki import format_wareki
from kasane.search.domain.excerpts import Excerpt, excerpts
from kasane.search.domain.words import Query, parse
from kasane.search.models import SearchText
from kasane.search.queries.synonyms import synonyms
from kasane.search.registry import Record, source_of, sources

LIMIT: Final = 50


class Period(Coded):
    """いつの記録をさがすか。"""

    ANY = "", "すべての期間"
    MONTH = "month", "この1か月"
    HALF = "half", "この半年"
    YEAR = "year", "この1年"
    THREE = "three", "この3年"

    def since(self, today: date) -> date | None:
        """この日以後。すべての期間なら None。"""
        days = {"month": 31, "half": 183, "year": 366, "three": 1096}.get(self.value)
        return today - timedelta(days=days) if days else None


@dataclass(frozen=True, slots=True)
class Hit:
    """見つかった記録一件。label は種類の札。"""

    record: Record
    label: str
    happened_on: date
    excerpts: tuple[Excerpt, ...]

    @property
    def when(self) -> str:
        """日付(和暦)。"""
        return format_wareki(self.happened_on)


@dataclass(frozen=True, slots=True)
class Found:
    """さがした結果。数えるのは見える記録だけで、50件を超えたら more(何件かは数えない)。subjects は閲覧記録に残す人。"""

    query: Query
    hits: tuple[Hit, ...] = ()
    more: bool = False

    @property
    def subjects(self) -> tuple[UUID, ...]:
        """見出しと抜き書きに出る人。"""
        return tuple(dict.fromkeys(person for hit in self.hits for person in hit.record.subject_ids))


def labels() -> tuple[str, ...]:
    """種類の札(相談・経過・アセスメント)。登録順。"""
    return tuple(dict.fromkeys(source.label for source in sources()))


def search_records(text: str, *, label: str = "", period: Period = Period.ANY) -> Found:
    """見える記録を新しい順に50件まで返す。

    text: 打たれた言葉(どんな文字でもよい)。label: 種類の札(空ならすべて。知らない札には何も当たらない)。走る問合せの数は、
    記録の種類の数だけで決まり、件数によらない。言葉がなければ問い合わせない。
    """
    if not text.strip():
        return Found(Query())
    query = parse(text, synonyms())
    if not query.words:
        return Found(query)
    kinds = [source.kind for source in sources() if source.label == label] if label else None
    if kinds == []:
        return Found(query)
    ids = _found(query, kinds, period.since(clock.today()), LIMIT + 1)
    return Found(query, _hits(ids[:LIMIT], query), more=len(ids) > LIMIT)


def _found(query: Query, kinds: list[str] | None, since: date | None, take: int) -> list[UUID]:
    pairs = [(number, variant) for number, word in enumerate(query.words, start=1) for variant in word.variants]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT found_id FROM search_records(%s::smallint[], %s::text[], %s::text[], %s::date, %s)",
            [[number for number, _ in pairs], [word for _, word in pairs], kinds, since, take],
        )
        return [row[0] for row in cursor.fetchall()]


def _hits(ids: Sequence[UUID], query: Query) -> tuple[Hit, ...]:
    """番号の順に読み直す。元の記録が見えなければ落とす。"""
    rows = {row[0]: row for row in SearchText.objects.filter(source_id__in=ids).values_list("source_id", "source_kind", "happened_on")}
    by_kind: dict[str, list[UUID]] = defaultdict(list)
    for source_id, kind, _ in rows.values():
        by_kind[kind].append(source_id)
    records = {record.source_id: record for kind, wanted in by_kind.items() for record in source_of(kind).loader(wanted)}
    shown = (one for one in ids if one in rows and one in records)
    return tuple(Hit(records[one], source_of(rows[one][1]).label, rows[one][2], excerpts(records[one].pieces, query)) for one in shown)
