"""市の決めごとの入力: 報告を受ける課、同意前のアウトリーチプランの手続。"""

from __future__ import annotations

from typing import Any

from django import forms

from kasane.cases.forms.common import Choices, give_choices
from kasane.plans.domain.settings import MAX_REASON, CitySetting, Needed, SettingFacts
from kasane.screens.fields import ChoiceRadio, ChoiceSelect, VersionField, WarekiField
from kasane.screens.forms import KasaneForm


class _SettingForm(KasaneForm):
    def to_facts(self) -> SettingFacts:
        """コマンドに渡す値。"""
        return SettingFacts(**self.cleaned_data)


def _from() -> WarekiField:
    return WarekiField(label="いつから", help_text="この日から効きます。それまでは今の決めごとのままです")


def _reason() -> forms.CharField:
    return forms.CharField(label="理由", max_length=MAX_REASON, help_text="例：福祉総務課と障害福祉課の協議で決めた")


class ReportingForm(_SettingForm):
    """報告を受ける課を改める。"""

    value = ChoiceSelect(
        label="報告を受ける課", choices=(), required=False, help_text="市の担当者（支援決定をする職員）が、今配属されている課から選びます"
    )
    valid_from = _from()
    reason = _reason()
    version = VersionField()

    def __init__(self, *args: Any, agencies: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "value", agencies, blank="（決めない。市の担当者のいる課が一つだけのとき）")


class PreconsentForm(_SettingForm):
    """同意前のアウトリーチプランの手続を改める。"""

    value = ChoiceRadio(label=CitySetting.PRECONSENT.label_ja, choices=Needed.choices())
    valid_from = _from()
    reason = _reason()
    version = VersionField()
