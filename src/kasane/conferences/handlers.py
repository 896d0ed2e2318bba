"""下の部屋とのつなぎ目: 記録の一文、同意の取り消しで会議の共有を止めること。"""

from __future__ import annotations

from typing import Final

from kasane.audit.presenters import presents
from kasane.consent.registry import on_withdrawal

_SENTENCES: Final = {
    "convene": "会議を招集した",
    "convene_conference": "会議の画面を扱った",
    "seat_officer": "会議の役員を決めた",
    "called_conference": "会議の招集を知らせた",
    "open_conference": "会議を開いた",
    "closed_conference": "会議を閉じた",
    "cancelled_conference": "会議を取りやめた",
    "add_item": "会議に議題を上げた",
    "close_item": "議題の窓を閉じた",
    "invite_member": "構成員を招いた",
    "acknowledge_secrecy": "守秘の義務を確認した",
    "release_member": "構成員を外した",
    "join_conference": "会議の議題を扱った",
    "put_fact": "会議の資料に一行を置いた",
    "contribute_fact": "会議に自分の機関の知ることを持ち寄った",
    "drop_fact": "会議の資料の一行を取り下げた",
    "relabel_fact": "会議で知ったことの出所を付け替えた",
    "attend": "会議の出欠を記録した",
    "decide_item": "議題を決めた",
    "revise_kind": "会議の種類を改めた",
    "designate_body": "既存会議体を会議に充てた",
    "edit_conference_kinds": "会議の種類の画面を扱った",
}


def register() -> None:
    """起動時に一度だけ登録する。"""
    from kasane.conferences.commands import item_withdrawals

    for act, sentence in _SENTENCES.items():
        presents(act, sentence)
    on_withdrawal(item_withdrawals)
