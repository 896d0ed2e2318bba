"""メニューの項目、記録の一文、今日の仕事(期限の近い支援措置)。"""

from __future__ import annotations

from typing import Final

from kasane.access.policy import Action
from kasane.audit.presenters import presents
from kasane.kernel.actor import Actor
from kasane.kernel.wareki import format_wareki
from kasane.people.domain.protection import Alert
from kasane.people.queries.protection import expiring
from kasane.screens.desk import TAKE, WorkItem, desk
from kasane.screens.links import link_to

_ALERTS: Final = {Alert.SIXTY_DAYS: "期限まで60日以内", Alert.THIRTY_DAYS: "期限まで30日以内", Alert.PAST: "期限切れ(伏せたまま)"}
_SENTENCES: Final = {
    "find_person": "人をさがした",
    "list_people": "人の一覧を見た",
    "view_person": "人の記録を見た",
    "view_household": "世帯の記録を見た",
    "export_people": "人の一覧を書き出した",
    "register_person": "人を登録した",
    "correct_person": "人の記録を訂正した",
    "add_alias": "別名を足した",
    "record_place": "居どころ・連絡先を記録した",
    "end_place": "居どころ・連絡先の終わりを記録した",
    "record_condition": "心身・生活の状況を記録した",
    "end_condition": "状況の終わりを記録した",
    "arrange_household": "世帯・関係の編集を開いた",
    "form_household": "支援世帯を組んだ",
    "join_household": "世帯員を加えた",
    "leave_household": "世帯から抜けたと記録した",
    "record_tie": "つながりを記録した",
    "end_tie": "つながりの終わりを記録した",
    "relate": "関係を記録した",
    "end_relation": "関係の終わりを記録した",
    "protect_address": "支援措置の記録を扱った",
    "extend_protection": "支援措置を延長した",
    "end_protection": "支援措置を終えた",
    "name_keeper": "支援措置の名指しの職員を加えた",
    "merge_people": "名寄せを扱った",
    "undo_merge": "名寄せを元に戻した",
    "note_unsure_duplicate": "同じ人かもしれないと覚えた",
}


def register() -> None:
    """起動時に一度だけ登録する。"""
    desk.register_nav(label="人をさがす", url_name="people:find", action=Action.FIND_PERSON, order=10)
    desk.register_nav(label="人の一覧", url_name="people:list", action=Action.LIST_PEOPLE, order=11)
    desk.register_work(heading="期限の近い支援措置", provider=expiring_protections, order=20)
    for act, sentence in _SENTENCES.items():
        presents(act, sentence)


def expiring_protections(actor: Actor) -> list[WorkItem]:
    """期限まで60日以内と、期限が過ぎた支援措置。名指しの職員にだけ出る(RLS)。"""
    return [
        WorkItem(
            title=f"{one.name}さんの支援措置",
            url=link_to("people:protection", one.person_id),
            status=_ALERTS[one.alert],
            kind="overdue" if one.alert is Alert.PAST else "attention",
            hint=f"期限 {format_wareki(one.valid_to)}",
            subject_ids=(one.person_id,),
        )
        for one in expiring(limit=TAKE)
    ]
