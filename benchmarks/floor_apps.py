"""床で使う部屋: 表の定義だけを借り、起動時の登録（サインイン・メニューなど）は行わない。"""

from __future__ import annotations

from kasane.agencies.apps import AgenciesConfig
from kasane.people.apps import PeopleConfig


class TablesOfAgencies(AgenciesConfig):
    """機関と職員の表だけ。"""

    def ready(self) -> None:
        """何も登録しない。"""


class TablesOfPeople(PeopleConfig):
    """人の表だけ。"""

    def ready(self) -> None:
        """何も登録しない。"""
