"""日誌の符号の言い方(記録を見る画面に出す一文)。"""

from __future__ import annotations

from typing import Final

from kasane.audit.presenters import presents

SENTENCES: Final = {
    "start_plan": "支援プランを作り始めた",
    "write_plan": "支援プランを扱った・書いた",
    "add_goal": "プランに目標を加えた",
    "revise_goal": "プランの目標を直した",
    "withdraw_goal": "プランの目標を取り下げた",
    "add_step": "プランに実施事項を加えた",
    "revise_step": "プランの実施事項を直した",
    "withdraw_step": "プランの実施事項を取り下げた",
    "explain_plan": "プランを本人に説明した",
    "table_plan": "プランを会議に諮った・諮る画面を扱った",
    "recall_plan": "プランを会議に諮るのを取りやめた",
    "withdraw_plan": "プランを取り下げた",
    "submit_for_decision": "市に支援決定を求めた",
    "list_decisions": "市の支援決定の机を見た",
    "decide_plan": "支援決定をした・書類を読んだ",
    "return_plan": "支援決定を差し戻した",
}


def register() -> None:
    """起動時に一度だけ登録する。"""
    for act, sentence in SENTENCES.items():
        presents(act, sentence)
