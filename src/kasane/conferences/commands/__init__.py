"""会議の行為。どれも sql/ の関数を通り、会議・議題・資料・決定の表をアプリが直に書くことはない。"""

from kasane.conferences.commands.agenda import add_item, close_item
from kasane.conferences.commands.conferences import (
    call_conference,
    cancel_conference,
    close_conference,
    convene,
    open_conference,
    seat_officer,
)
from kasane.conferences.commands.decisions import attend, attend_on_paper, decide_item
from kasane.conferences.commands.kinds import designate_body, revise_kind
from kasane.conferences.commands.members import acknowledge_secrecy, invite_member, release_member
from kasane.conferences.commands.moving import reorder_items, reschedule_conference
from kasane.conferences.commands.packet import contribute_fact, drop_fact, put_fact, relabel_fact
from kasane.conferences.commands.picking import pick_facts
from kasane.conferences.commands.present import seat_person, unseat_person

__all__ = [
    "acknowledge_secrecy",
    "add_item",
    "attend",
    "attend_on_paper",
    "call_conference",
    "cancel_conference",
    "close_conference",
    "close_item",
    "contribute_fact",
    "convene",
    "decide_item",
    "designate_body",
    "drop_fact",
    "invite_member",
    "open_conference",
    "pick_facts",
    "put_fact",
    "relabel_fact",
    "release_member",
    "reorder_items",
    "reschedule_conference",
    "revise_kind",
    "seat_officer",
    "seat_person",
    "unseat_person",
]
