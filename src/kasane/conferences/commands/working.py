"""会議の仕事のコマンドに共通の拍子: 書ける席かを確かめる、会議の外へ出る言葉を確かめる、日誌に残す。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from kasane.access.policy import Action, decide
from kasane.access.queries import held
from kasane.audit import journal
from kasane.audit.access_log import Outcome, record_access
from kasane.conferences.commands.common import ask, people_in, visible_item
from kasane.conferences.domain.wording import folded_pieces, may_leave_room
from kasane.conferences.models import Item
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, Refused, require

NOT_OFFICER = Decision.no("この議題に書けるのは、事務局・司会・記録の席の人です。", "会議の役員")


def item_to_write(item_id: UUID, action: Action, by: Actor) -> tuple[Item, Decision]:
    """書ける議題(役員の席)。見えなければ(ほかの議題・窓の外・構成員でない)NotVisible、読むだけの構成員なら Refused。"""
    item = visible_item(item_id)
    mine = held(item.compartment_id)
    decision = require(decide(action, by=by, held=[one.ground for one in mine]))
    if not any(one.may_write for one in mine):
        require(NOT_OFFICER)
    return item, decision


def keep_names_in(item: Item, *texts: str) -> list[str]:
    """会議の外へ出る言葉に、議題の人の名前がないこと。返り値は、データベースがもう一度照らす形。名前があれば Refused。"""
    pieces = folded_pieces(*texts)
    require(may_leave_room(named=bool(ask("SELECT conferences_names_in(%s, %s)", [item.id, pieces]))))
    return pieces


def ask_naming(which: str, by: Actor, sql: str, parameters: Sequence[Any], *, refusal: str) -> None:
    """議題を知らない人が書く言葉を、関数が議題の人の名前と照らす。断られたことは、取引が取り消されても閲覧記録に残る(名前を試せば分かる)。"""
    try:
        ask(sql, parameters, refusal=refusal)
    except Refused:
        record_access(act=which, by=by, outcome=Outcome.REFUSED, route=f"conferences:{which}")
        raise


def note_act(which: str, item: Item, decision: Decision, by: Actor, *, reason: str = "") -> None:
    """日誌に残す。"""
    journal.record(act=which, by=by, subjects=people_in(item.id), compartment_id=item.compartment_id, ground=decision.ground, reason=reason)
