"""プランを動かす入力: 会議に諮る、市へ出す。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from kasane.cases.forms.common import Choices, choices_of, give_choices
from kasane.plans.domain.codes import Occasion
from kasane.screens.fields import ChoiceRadio, ChoiceSelect
from kasane.screens.forms import KasaneForm


class TableForm(KasaneForm):
    """会議に諮る。どの場面(策定・再プラン・終結・中断)かを選ぶ。"""

    occasion = ChoiceRadio(label="会議で決めること", choices=())

    def __init__(self, *args: Any, occasions: Iterable[Occasion] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = choices_of(occasions)
        give_choices(self, "occasion", found)
        if len(found) == 1:
            self.fields["occasion"].initial = found[0][0]

    @property
    def chosen(self) -> Occasion:
        """選ばれた場面。"""
        return Occasion(self.cleaned_data["occasion"])


class SubmitForm(KasaneForm):
    """市へ出す。決める課を選ぶ。"""

    agency = ChoiceSelect(label="支援決定をする市の課", choices=())

    def __init__(self, *args: Any, sections: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "agency", sections, blank="選んでください")
        if len(sections) == 1:
            self.fields["agency"].initial = sections[0][0]

    @property
    def agency_id(self) -> UUID:
        """選ばれた課。"""
        return UUID(self.cleaned_data["agency"])
