"""さがす控えに入れる。書いたときと同じ取引で、書いた人の見える部屋に。"""

from __future__ import annotations

from contextlib import suppress

from kasane.access.domain import Kind
from kasane.cases.models import Caution, Note, Referral
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible
from kasane.search.commands import put, remove

NOTE, REFERRAL, CAUTION = "case_note", "referral", "caution"


def index_note(note: Note) -> None:
    """経過の一件。"""
    put(
        source_kind=NOTE, source_id=note.id, compartment_id=note.compartment_id, room_kind=Kind(note.room_kind), context_id=note.case_id,
        happened_on=note.happened_on, text=_joined(note.title, note.fact, note.words, note.view, note.next_action, note.counterpart_name),
    )  # fmt: skip


def forget_note(note: Note) -> None:
    """訂正された経過は、もう見つからない(訂正した後の行が見つかる)。検索の表に入っていない行は、そのままでよい。"""
    with suppress(NotVisible):
        remove(source_kind=NOTE, source_id=note.id)


def index_referral(referral: Referral) -> None:
    """つなぎの一通。"""
    put(
        source_kind=REFERRAL, source_id=referral.id, compartment_id=referral.compartment_id, room_kind=Kind.GENERAL,
        context_id=referral.case_id, happened_on=referral.sent_on, text=_joined(referral.purpose, referral.summary),
    )  # fmt: skip


def index_caution(caution: Caution) -> None:
    """避けるべき関わり方・本人が望むこと。"""
    put(
        source_kind=CAUTION, source_id=caution.id, compartment_id=caution.compartment_id, room_kind=Kind(caution.room_kind),
        context_id=caution.case_id, happened_on=clock.jst(caution.recorded_at).date(), text=caution.text,
    )  # fmt: skip


def _joined(*texts: str) -> str:
    return "\n".join(text for text in texts if text)
