"""言い換えの組を読む: 検索のため、市が改める画面のため。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kasane.access.dated import serving
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible
from kasane.search.domain.words import Groups, fold_groups
from kasane.search.models import Synonym, SynonymChange


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """言い換えの一組。key はその組のどれかの行の番号、words は今日の言葉(空なら、使うのをやめた組)。version は改めるたびに一つ進む。"""

    key: UUID
    group: str
    words: tuple[str, ...]
    since: date
    version: int

    @property
    def name(self) -> str:
        """画面での呼び名: 今の先頭の言葉(やめた組は、組の名前)。"""
        return self.words[0] if self.words else self.group


@dataclass(frozen=True, slots=True)
class SynonymChangeLine:
    """改めた一度。by は配属の番号。"""

    before: str
    after: str
    reason: str
    at: datetime
    by: UUID


def synonyms() -> Groups:
    """今日の言い換えの組(検索と気づきのための、字をそろえた言葉)。"""
    current = Synonym.objects.filter(serving(clock.today()))
    groups: dict[str, list[str]] = defaultdict(list)
    for group, word in current.order_by("group", "id").values_list("group", "word"):
        groups[group].append(word)
    return fold_groups(groups.values())


def synonym_groups() -> tuple[SynonymGroup, ...]:
    """すべての組。使っている組を先に、名前の順。問いは二つ。"""
    today = clock.today()
    rows: dict[str, list[Synonym]] = defaultdict(list)
    for row in Synonym.objects.order_by("id"):
        rows[row.group].append(row)
    versions: dict[str, int] = defaultdict(lambda: 1)
    for group, version in SynonymChange.objects.values_list("group", "version"):
        versions[group] = max(versions[group], version)
    found = (_group(group, lines, versions[group], today) for group, lines in rows.items())
    return tuple(sorted(found, key=lambda one: (not one.words, one.name)))


def synonym_group(key: UUID) -> SynonymGroup:
    """一つの組。その番号の行がなければ NotVisible。"""
    row = Synonym.objects.filter(id=key).first()
    if row is None:
        raise NotVisible
    return next(one for one in synonym_groups() if one.group == row.group)


def synonym_changes(group: str) -> tuple[SynonymChangeLine, ...]:
    """組を改めた履歴。新しい順。"""
    rows = SynonymChange.objects.filter(group=group).order_by("-version")
    return tuple(SynonymChangeLine(one.before, one.after, one.reason, one.recorded_at, one.recorded_by) for one in rows)


def _group(group: str, rows: list[Synonym], version: int, today: date) -> SynonymGroup:
    now = [row for row in rows if row.valid_from <= today and (row.valid_to is None or row.valid_to > today)]
    since = min(row.valid_from for row in now or rows)
    return SynonymGroup(rows[0].id, group, tuple(row.word for row in now), since, version)
