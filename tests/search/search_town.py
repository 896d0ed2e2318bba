"""検索の試験の道具: 試験だけの記録の種類と、部屋を開いて文を入れる手順。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from kasane.access.commands import open_compartment
from kasane.access.domain import Kind
from kasane.access.session import acting_as
from kasane.kernel.actor import Actor
from kasane.kernel.ids import new_id
from kasane.search.commands import put
from kasane.search.models import SearchText
from kasane.search.registry import Record, forget_source, register_source

NOTE, TALK = "試験の経過", "試験の相談"
TODAY = date(2026, 11, 20)


class Shelf:
    """試験の記録の棚: 元の文を覚え、見える記録だけを読み直して返す。"""

    def __init__(self) -> None:
        self.texts: dict[UUID, str] = {}
        self.titles: dict[UUID, str] = {}
        self.subjects: dict[UUID, tuple[UUID, ...]] = {}

    def load(self, ids: Sequence[UUID]) -> list[Record]:
        """RLS のもとで見える記録だけ。"""
        seen = SearchText.objects.filter(source_id__in=list(ids)).values_list("source_id", flat=True)
        return [
            Record(one, self.titles.get(one, "訪問"), f"/notes/{one}/", (self.texts[one],), self.subjects.get(one, ()), "架空さん")
            for one in seen
        ]

    def add(
        self, by: Actor, text: str, *, room: UUID | None = None, kind: str = NOTE, on: date = TODAY, about: tuple[UUID, ...] = ()
    ) -> UUID:
        """記録を一件書く。room がなければ新しい部屋を開く。"""
        source_id = new_id()
        with acting_as(by):
            room = room or open_compartment(by=by, kind=Kind.GENERAL, subject_id=new_id(), reason="試験")
            put(
                source_kind=kind, source_id=source_id, compartment_id=room, room_kind=Kind.GENERAL, context_id=room, happened_on=on,
                text=text,
            )  # fmt: skip
        self.texts[source_id], self.subjects[source_id] = text, about
        return source_id


@contextmanager
def shelf() -> Iterator[Shelf]:
    """試験の間だけ、試験の記録の種類を登録する。"""
    made = Shelf()
    register_source(NOTE, "経過", made.load)
    register_source(TALK, "相談", made.load)
    try:
        yield made
    finally:
        forget_source(NOTE)
        forget_source(TALK)
