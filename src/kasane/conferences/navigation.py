"""会議のメニュー、事案の見出し、画面の表題になる今日の仕事と記録の一文の登録。"""

from __future__ import annotations

from typing import Final

from kasane.access.policy import Action
from kasane.access.rhythms import DaysRule, register_days
from kasane.cases.registry import register_tab
from kasane.conferences import handlers, work_navigation
from kasane.conferences.models import ConferenceRhythm
from kasane.screens.desk import desk

_DAYS: Final = {
    "shown_before": DaysRule("会議の何日前から、議題の資料を見せるか（初めの値）", least=0, most=90),
    "shown_after": DaysRule("会議の後、何日まで議題の資料を見せるか（初めの値）", least=0, most=90),
    "kept_for": DaysRule("会議の役員が、記録を持つ日数", most=3653),
}


def register() -> None:
    """起動時に一度だけ登録する。"""
    register_days("会議", ConferenceRhythm, _DAYS)
    desk.register_nav(label="会議", url_name="conferences:list", action=Action.SEE_HOME, order=9)
    register_tab("conferences", "会議", "conferences:of_case", 80)
    handlers.register()
    work_navigation.register()
