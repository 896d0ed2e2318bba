"""議事: 二人が同時に一行ずつ書く。行ごとに版があり、食い違いは両方を並べて見せ、書き直す前の文も残る。"""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.conferences.commands.working import item_to_write, note_act
from kasane.conferences.domain.minutes import MinuteKind, minute_problem
from kasane.conferences.models import Item, Minute
from kasane.conferences.queries.minutes import may_minute
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Decision, Invalid, NotVisible, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned


@act(Action.KEEP_MINUTES)
def write_minute(*, by: Actor, item_id: UUID, kind: MinuteKind, text: str, line_id: UUID | None = None) -> UUID:
    """議事を一行足す。始まった会議の、終わっていない議題に(閉会の後も、決まった議題なら清書できる)、事務局・司会・記録の席の人だけ。

    line_id は画面が先に作った行の番号: 通信が切れて送り直しても、同じ行は一度だけ入る。返り値は行。
    """
    item, decision = _writing(item_id, by)
    text = _text(text)
    key = line_id or new_id()
    if line_id is None or not _sent_before(line_id, item, by):
        try:
            with transaction.atomic():
                _create(key, item, kind, text, by)
        except IntegrityError as error:
            # 同じ番号の行が、もうある: 自分の送り直しが同時に届いたか、自分に見えない議題の行(あることを知らせない)。
            if not _sent_before(key, item, by):
                raise NotVisible from error
        else:
            note_act("write_minute", item, decision, by)
            return key
    note_act("write_minute", item, decision, by, reason="送り直し")
    return key


@act(Action.KEEP_MINUTES)
def revise_minute(*, by: Actor, line_id: UUID, kind: MinuteKind, text: str, version: int) -> None:
    """行を書き直す。ほかの人が先に直していたら Conflict(今の行, 送られた文)で、どちらも失わない。"""
    item, decision, row = _row(line_id, by)
    text = _text(text)
    values = {"kind": kind.value, "text": text, "changed_at": clock.now()}
    _update(row, version, text, values)
    note_act("revise_minute", item, decision, by)


@act(Action.KEEP_MINUTES)
def strike_minute(*, by: Actor, line_id: UUID, reason: str, version: int) -> None:
    """行を消し線にする(違う議題に書いたときなど)。文は残り、理由がつく。"""
    item, decision, row = _row(line_id, by)
    reason = cleaned("reason", reason, required="消す理由を書いてください。")
    now = clock.now()
    _update(row, version, reason, {"struck_at": now, "struck_reason": reason, "changed_at": now})
    note_act("strike_minute", item, decision, by, reason=reason)


def _sent_before(line_id: UUID, item: Item, by: Actor) -> bool:
    again = Minute.objects.filter(id=line_id).first()
    if again is not None and (again.item_id != item.id or again.recorded_by != by.posting_id):
        raise NotVisible
    return again is not None


def _create(key: UUID, item: Item, kind: MinuteKind, text: str, by: Actor) -> None:
    now = clock.now()
    Minute.objects.create(
        id=key, compartment_id=item.compartment_id, recorded_at=now, recorded_by=by.posting_id, item=item, kind=kind.value, text=text,
        changed_by=by.posting_id, changed_at=now, tick=0,
    )  # fmt: skip


def _writing(item_id: UUID, by: Actor) -> tuple[Item, Decision]:
    item, decision = item_to_write(item_id, Action.KEEP_MINUTES, by)
    require(may_minute(item, writes=True))  # 書ける席かは、上で確かめた
    return item, decision


def _row(line_id: UUID, by: Actor) -> tuple[Item, Decision, Minute]:
    row = Minute.objects.filter(id=line_id).first()
    if row is None:
        raise NotVisible
    item, decision = _writing(row.item_id, by)
    return item, decision, row


def _text(text: str) -> str:
    text = cleaned("text", text)
    if problem := minute_problem(text):
        raise Invalid({"text": problem})
    return text


def _update(row: Minute, version: int, submitted: str, values: dict[str, object]) -> None:
    if not Minute.objects.filter(id=row.id, version=version).update(**values):
        row.refresh_from_db()
        raise Conflict(row, submitted)
