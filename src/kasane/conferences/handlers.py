"""下の部屋とのつなぎ目: 記録の一文、同意の取り消しで会議の共有を止めること。"""

from __future__ import annotations

from typing import Final

from kasane.access import guarded
from kasane.audit.presenters import presents
from kasane.consent.domain.sharing import SharedWith
from kasane.consent.queries.ledger import ConsentLine
from kasane.consent.registry import on_withdrawal
from kasane.kernel import clock
from kasane.kernel.actor import Actor

_SENTENCES: Final = {
    "convene": "会議を招集した",
    "convene_held": "会議を、開かれた後に入れた",
    "convene_conference": "会議の画面を扱った",
    "table_item": "会議にかける画面を扱った",
    "seat_officer": "会議の役員を決めた",
    "called_conference": "会議の招集を知らせた",
    "open_conference": "会議を開いた",
    "closed_conference": "会議を閉じた",
    "cancelled_conference": "会議を取りやめた",
    "reschedule_conference": "会議の日時・場所を移した",
    "reorder_items": "会議の次第の順と時間を直した",
    "add_item": "会議に議題を上げた",
    "close_item": "議題の窓を閉じた",
    "invite_member": "構成員を招いた",
    "acknowledge_secrecy": "守秘の義務を確認した",
    "release_member": "構成員を外した",
    "join_conference": "会議の議題を扱った",
    "put_fact": "会議の資料に一行を置いた",
    "pick_facts": "記録から選んで、会議の資料に載せた",
    "contribute_fact": "会議に自分の機関の知ることを持ち寄った",
    "drop_fact": "会議の資料の一行を取り下げた",
    "lapse_facts": "期間の過ぎた同意による資料の行を止めた",
    "relabel_fact": "会議で知ったことの出所を付け替えた",
    "attend": "会議の出欠を記録した",
    "attend_on_paper": "紙の誓約書によって、会議の出席を記録した",
    "seat_person": "会議に本人・家族が出たことを記録した",
    "unseat_person": "会議に本人・家族が出た記録を取り消した",
    "decide_item": "議題を決めた",
    "revise_kind": "会議の種類を改めた",
    "designate_body": "既存会議体を会議に充てた",
    "edit_conference_kinds": "会議の種類の画面を扱った",
}

_WITHDRAWN: Final = "同意が取り消された"


def register() -> None:
    """起動時に一度だけ登録する。"""
    for act, sentence in _SENTENCES.items():
        presents(act, sentence)
    on_withdrawal(item_withdrawals)


def item_withdrawals(*, by: Actor, consent: ConsentLine) -> tuple[SharedWith, ...]:
    """取り消された同意に拠る議題の窓を閉じ、その同意に拠る資料の行を取り下げる。だれに伝わっていたかを返す。"""
    rows = guarded.rows(
        "SELECT agency_id, since, what, item_id, member_id FROM conferences_withdraw(%s, %s, %s, %s)",
        [consent.case_id, consent.id, _WITHDRAWN, clock.now()],
        refusal="この事案を扱う根拠がありません。",
    )
    told = {(agency, what): since for agency, since, what, _, _ in sorted(rows, key=lambda row: row[1], reverse=True) if agency}
    return tuple(SharedWith(agency, since, what) for (agency, what), since in told.items())
