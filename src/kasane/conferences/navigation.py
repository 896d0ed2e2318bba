"""会議のメニュー、事案の見出し、画面の表題になる今日の仕事と記録の一文の登録。"""

from __future__ import annotations

from kasane.access.policy import Action
from kasane.cases.registry import register_tab
from kasane.conferences import handlers, work_navigation
from kasane.screens.desk import desk


def register() -> None:
    """起動時に一度だけ登録する。"""
    desk.register_nav(label="会議", url_name="conferences:list", action=Action.SEE_HOME, order=9)
    register_tab("conferences", "会議", "conferences:of_case", 80)
    handlers.register()
    work_navigation.register()
