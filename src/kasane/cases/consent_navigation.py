"""同意の見出しと、同意の行を置いてよい部屋の確かめ。"""

from __future__ import annotations

from kasane.cases.queries.visible import person_in_case
from kasane.cases.registry import register_tab
from kasane.consent import registry
from kasane.consent.queries import ConsentLine
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible


def register() -> None:
    """起動時に一度だけ登録する。"""
    registry.on_recorded(in_right_room)
    register_tab("consents", "同意", "cases:consents", 30)


def in_right_room(*, by: Actor, consent: ConsentLine) -> None:
    """同意の行は、その事案の、その人の通常の部屋にだけ置ける。ほかの部屋なら NotVisible(記録も残らない)。"""
    if person_in_case(consent.case_id, consent.person_id).compartment_id != consent.room_id:
        raise NotVisible
