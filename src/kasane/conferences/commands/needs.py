"""足りない資源の台帳: 会議で見つかったことを、名前なしで書き、満たされるまで追う(mission 6.4)。"""

from __future__ import annotations

from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.agencies.domain import Field
from kasane.agencies.queries.register import areas
from kasane.audit import journal
from kasane.conferences.commands.common import ask
from kasane.conferences.commands.working import ask_naming, item_to_write, keep_names_in, note_act
from kasane.conferences.domain.codes import Purpose
from kasane.conferences.domain.needs import NeedState, may_move_need
from kasane.conferences.domain.wording import folded_pieces
from kasane.conferences.models import Need
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, NotVisible, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned


@act(Action.KEEP_MINUTES)
def name_need(*, by: Actor, item_id: UUID, text: str, field: Field, purpose: Purpose, area_id: UUID | None = None) -> UUID:
    """足りない資源を台帳に載せる。議題の役員だけ。台帳は職員のだれもが読むので、議題の人の名前が入っていれば Refused。返り値は台帳の行。"""
    item, decision = item_to_write(item_id, Action.KEEP_MINUTES, by)
    text = cleaned("text", text, required="足りないもの(場所・人・しくみ)を書いてください。")
    if area_id is not None and area_id not in {one.id for one in areas()}:
        raise NotVisible
    pieces, need_id = keep_names_in(item, text), new_id()
    ask(
        "SELECT conferences_name_need(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [need_id, new_id(), item.id, area_id, field.value, purpose.value, text, pieces, clock.today()],
        refusal="この議題は終わっています。",
    )
    note_act("name_need", item, decision, by)
    return need_id


@act(Action.MOVE_NEED)
def move_need(*, by: Actor, need_id: UUID, state: NeedState, progress: str, version: int) -> None:
    """台帳を進める(取り組んでいる・満たされた・取り下げ)。動きを、名前を使わずに書く。食い違えば Conflict。"""
    row = Need.objects.filter(id=need_id).first()
    if row is None:
        raise NotVisible
    progress = cleaned("progress", progress, required="取り組んでいること、満たされた理由などを書いてください。")
    require(may_move_need(NeedState(row.state), state))
    if row.version != version:
        raise Conflict(row, progress)
    ask_naming(
        "move_need", by, "SELECT conferences_move_need(%s, %s, %s, %s, %s, %s)",
        [need_id, state.value, progress, folded_pieces(progress), version, clock.today()],
        refusal="名前が入っているか、ほかの人が先に更新しました。名前を使わずに、もう一度書いてください。",
    )  # fmt: skip
    journal.record(act="move_need", by=by)
