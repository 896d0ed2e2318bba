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
    "set_notice": "支援決定の通知の教示を定めた・決めごとの画面を開いた",
    "set_decision_rule": "支援決定の決めごと（報告を受ける課など）を改めた",
    "evaluate_plan": "プランの評価・実施状況を扱った",
    "start_evaluation": "プランの評価を始めた",
    "write_evaluation": "プランの評価を書いた",
    "finish_evaluation": "プランの評価を書き終えた",
    "reopen_evaluation": "プランの評価を作成中に戻した",
    "carry_out_end": "会議で決まった終結・中断の手続きを行った",
    "ask_progress": "プランの実施状況を聞いた",
    "report_progress": "プランの進み具合を書いた",
    "hold_monitoring": "モニタリングの結果を書いた",
    "resume_case": "元の支援チームとともに事案を再開した",
}


def register() -> None:
    """起動時に一度だけ登録する。"""
    for act, sentence in SENTENCES.items():
        presents(act, sentence)
