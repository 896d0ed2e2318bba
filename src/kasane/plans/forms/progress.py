"""進み具合の入力: 機関に聞く、自分の機関の実施事項について答える、モニタリングの結果を残す。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

from django import forms

from kasane.cases.forms.common import Choices, give_choices
from kasane.kernel import clock
from kasane.kernel.decision import Invalid
from kasane.plans.domain.progress import Judgement, ProgressState, StepReport
from kasane.screens.fields import ChoiceCheckboxes, ChoiceRadio, LongTextField, WarekiField
from kasane.screens.forms import KasaneForm


class Reported(Protocol):
    """進み具合を書く実施事項。"""

    @property
    def step_id(self) -> UUID:
        """実施事項の番号。"""


class AskProgressForm(KasaneForm):
    """進み具合を、役割のある機関に聞く。"""

    agencies = ChoiceCheckboxes(label="どの機関に聞きますか", choices=())
    due_on = WarekiField(label="いつまでに答えてもらいますか")
    question = LongTextField(
        label="聞くこと", required=False, max_length=1000, rows=3, help_text="空けると、受け持つ実施事項の進み具合だけを聞きます"
    )

    def __init__(self, *args: Any, agencies: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "agencies", agencies)

    @property
    def agency_ids(self) -> tuple[UUID, ...]:
        """選ばれた機関。"""
        return tuple(UUID(one) for one in self.cleaned_data["agencies"])


class ProgressForm(KasaneForm):
    """一つの機関の実施事項すべてを、一枚で答える。"""

    on = WarekiField(label="いつの様子ですか", not_after=clock.today)

    def __init__(self, *args: Any, steps: Sequence[Reported] = (), **kwargs: Any) -> None:
        self._steps = tuple(steps)
        made: dict[str, forms.Field] = {}
        for one in self._steps:
            made[f"state-{one.step_id}"] = ChoiceRadio(label="進み具合", choices=ProgressState.choices(), required=False)
            made[f"text-{one.step_id}"] = LongTextField(
                label="様子", required=False, max_length=2000, rows=2, help_text="始めていない・止まっているときは、その事情"
            )
        # 欄を先に決めてから親の支度(日本語の誤り文・保存できない文字の断り)を受ける。
        self.base_fields = {**type(self).base_fields, **made}  # type: ignore[misc]
        super().__init__(*args, **kwargs)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """雛形に渡す、実施事項とその欄。"""
        return [{"step": one, "fields": [self[f"state-{one.step_id}"], self[f"text-{one.step_id}"]]} for one in self._steps]

    def clean(self) -> dict[str, Any]:
        """様子だけを書いて、進み具合を選び忘れたら断る。"""
        given = super().clean() or self.cleaned_data
        for one in self._steps:
            if given.get(f"text-{one.step_id}") and not given.get(f"state-{one.step_id}"):
                self.add_error(f"state-{one.step_id}", "進み具合を選んでください")
        return given

    def reports(self) -> tuple[StepReport, ...]:
        """コマンドに渡す、選んだ行だけの報告。"""
        given = self.cleaned_data
        return tuple(
            StepReport(one.step_id, ProgressState(given[f"state-{one.step_id}"]), given[f"text-{one.step_id}"])
            for one in self._steps
            if given[f"state-{one.step_id}"]
        )

    def take(self, invalid: Invalid) -> None:
        """コマンドの断り(実施事項の番号が鍵)を、その行の誤りにする。"""
        super().take(Invalid({f"text-{key}" if f"text-{key}" in self.fields else key: text for key, text in invalid.errors.items()}))


class MonitorForm(KasaneForm):
    """モニタリングの結果。見直し・終結・中断は、ここでは決まらない。評価を書いて会議に諮る。"""

    held_on = WarekiField(label="行った日", not_after=clock.today)
    summary = LongTextField(label="分かったこと", max_length=4000, rows=5)
    judgement = ChoiceRadio(label="これから", choices=Judgement.choices())
    next_on = WarekiField(label="次に確かめる日", required=False, help_text="続けるときは必ず決めます")
