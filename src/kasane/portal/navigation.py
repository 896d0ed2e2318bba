"""記録の一文、今日の仕事、議題の見出しの登録。"""

from __future__ import annotations

from typing import Final

from kasane.audit.presenters import presents
from kasane.conferences.registry import register_officer_tab
from kasane.kernel.actor import Actor, Role
from kasane.portal.queries import waiting_by_item
from kasane.screens.desk import TAKE, WorkItem, desk
from kasane.screens.links import link_to

_SENTENCES: Final = {
    "publish_packet": "会議の資料を、外の窓口に公開した",
    "issue_ticket": "外の窓口の札を出した",
    "revoke_ticket": "外の窓口の札を取り消した",
    "take_message": "外から届いた文を受け取った",
    "decline_message": "外から届いた文を使わないことにした",
    "portal_opened": "外の窓口に入った",
    "portal_left": "外の窓口から出た",
    "portal_notice": "外の窓口で守秘の文面を開いた",
    "portal_acknowledged": "外の窓口で守秘を確認した",
    "portal_shown": "外の窓口で会議の資料を見た",
    "portal_nothing_yet": "外の窓口を開いた（資料はまだない）",
    "portal_asked": "外の窓口で協力依頼の答えの欄を開いた",
    "portal_contribution": "外の窓口から、知っていることを届けた",
    "portal_answer": "外の窓口から、協力依頼に答えた",
    "portal_refused": "外の窓口で、終わった札を断った",
    "portal_unknown": "外の窓口で、知らない札を断った",
    "portal_wrong_code": "外の窓口で、違う番号を断った",
    "portal_other_device": "外の窓口で、別の端末を断った",
    "portal_locked": "外の窓口の札が止まった（番号の間違い5回）",
    "portal_limited": "外の窓口で、同じ接続元からの続けての間違いを断った",
}


def register() -> None:
    """起動時に一度だけ登録する。"""
    for act, sentence in _SENTENCES.items():
        presents(act, sentence)
    register_officer_tab("outside", "外の窓口", "portal:desk")
    desk.register_waits("portal_waits")
    desk.register_work(heading="外の構成員・協力依頼の相手から届いた文", provider=arrived, order=3, waits="portal.arrived")


def arrived(actor: Actor) -> list[WorkItem]:
    """自分が役員の議題に届いて、まだ扱っていない文。名前も議題の題も出さない。"""
    if not (actor.has(Role.SECRETARIAT) or actor.has(Role.COORDINATOR)):
        return []
    return [
        WorkItem(
            title=f"{kind.label_ja}が{count}通届いています", url=link_to("portal:desk", item), status="まだ読んでいません", kind="attention"
        )
        for item, kind, count in waiting_by_item(actor, limit=TAKE)
    ]
