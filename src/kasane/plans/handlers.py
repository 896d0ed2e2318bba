"""ほかの部屋とのつなぎ目: 事案の終結をさえぎる規則、日誌の一文。"""

from __future__ import annotations

from typing import Final

from kasane.audit.presenters import presents
from kasane.cases.registry import register_closing_rule
from kasane.plans.queries.closing import closing_rule

_SENTENCES: Final = {
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
    register_closing_rule(closing_rule)
    for act, sentence in _SENTENCES.items():
        presents(act, sentence)
