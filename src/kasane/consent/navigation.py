"""メニューの項目、記録の一文、今日の仕事(期限の近い同意)。"""

from __future__ import annotations

from typing import Final

from kasane.access.rhythms import DaysRule, register_days
from kasane.audit.presenters import presents
from kasane.consent.models import ConsentRhythm
from kasane.consent.queries.lapsing import lapsing
from kasane.kernel.actor import Actor
from kasane.kernel.wareki import format_wareki
from kasane.screens.desk import TAKE, WorkItem, desk
from kasane.screens.links import link_to

_SENTENCES: Final = {
    "record_consent": "本人の同意を記録した",
    "record_refusal": "本人が断ったことを記録した",
    "withdraw_consent": "本人の同意の取り消しを記録した",
}
_LAST_DAYS: Final = 7
_DAYS: Final = {
    "consent_term": DaysRule("同意の長さ（初めの値）", most=1096, within="consent_longest"),
    "consent_longest": DaysRule("同意の一番長い長さ", most=3653),
    "consent_warning_1": DaysRule("同意が切れる何日前に知らせるか（一度目）", most=365),
    "consent_warning_2": DaysRule("同意が切れる何日前に知らせるか（二度目）", most=365, within="consent_warning_1"),
    "consent_warning_3": DaysRule("同意が切れる何日前に知らせるか（三度目）", most=365, within="consent_warning_2"),
}


def register() -> None:
    """起動時に一度だけ登録する。"""
    register_days("同意", ConsentRhythm, _DAYS)
    desk.register_work(heading="期限の近い同意", provider=lapsing_consents, order=25)
    for act, sentence in _SENTENCES.items():
        presents(act, sentence)


def lapsing_consents(actor: Actor) -> list[WorkItem]:
    """切れる前に、本人にもう一度確かめる同意。見える記録の分だけ(RLS)。"""
    return [
        WorkItem(
            title=f"{one.name}さんの{one.kind}の同意",
            url=link_to("cases:consents", one.case_id),
            status=f"あと{one.left}日" if one.left else "今日まで",
            kind="overdue" if one.left <= _LAST_DAYS else "attention",
            hint=f"{format_wareki(one.until)}まで({one.band}日前の知らせ)",
            subject_ids=(one.person_id,),
        )
        for one in lapsing(actor, limit=TAKE)
    ]
