"""事案を開く、人を加える、段階、終結、再開、連絡の間隔。"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from django import forms

from kasane.cases.domain import Stage, Standing
from kasane.cases.domain.naming import LONGEST_TITLE
from kasane.cases.forms.common import Choices, ReasonForm, VersionedForm, choices_of, give_choices
from kasane.kernel import clock
from kasane.screens.fields import ChoiceRadio, ChoiceSelect, LongTextField, WarekiField
from kasane.screens.forms import KasaneForm

_PERSON: Final = "person_"
_LEFT_OUT: Final = ("", "この事案に入れない")
_START: Final = [
    (Stage.INTAKE.value, "受付（本人か家族から相談を受けた）"),
    (Stage.GATHERING.value, "情報把握（本人の同意はまだない。情報を集めて、入口を探す）"),
]
RHYTHMS: Final = (("7", "1週間に一度"), ("14", "2週間に一度"), ("30", "1か月に一度"), ("60", "2か月に一度"), ("90", "3か月に一度"),
                  ("180", "半年に一度"))  # fmt: skip


class OpenCaseForm(KasaneForm):
    """事案を開く。世帯の一人ひとりについて、この事案での立場を選ぶ。"""

    title = forms.CharField(
        label="事案の名前", max_length=LONGEST_TITLE, help_text="例：高橋さん世帯の介護と長男のこと。秘密が分かる言葉は入れないでください"
    )
    opened_on = WarekiField(label="受け付けた日", not_after=clock.today)
    stage = ChoiceRadio(label="始まりの段階", choices=_START, initial=Stage.INTAKE.value)
    reason = LongTextField(label="事案として支える理由", max_length=1000, rows=3)

    def __init__(self, *args: Any, candidates: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._names = [f"{_PERSON}{key}" for key, _ in candidates]
        for key, label in candidates:
            field = ChoiceRadio(label=label, choices=[*choices_of(Standing), _LEFT_OUT], required=False)
            self.fields[f"{_PERSON}{key}"] = field
        self.order_fields(["title", *self._names])

    def clean(self) -> dict[str, Any]:
        """一人も選ばれていなければ断る。"""
        given = super().clean() or self.cleaned_data
        if self._names and not any(given.get(name) for name in self._names):
            self.add_error(self._names[0], "この事案の人を一人以上選んでください")
        return given

    def to_values(self) -> dict[str, Any]:
        """open_case に渡す値。"""
        given = self.cleaned_data
        chosen = [(UUID(name.removeprefix(_PERSON)), Standing(given[name])) for name in self._names if given.get(name)]
        return {
            "title": given["title"], "person_ids": chosen, "opened_on": given["opened_on"], "stage": Stage(given["stage"]),
            "reason": given["reason"],
        }  # fmt: skip


def standing_initial(person_id: UUID) -> dict[str, str]:
    """開く画面の初めの値: 起点の人は本人、ほかの人は入れない。"""
    return {f"{_PERSON}{person_id}": Standing.SELF.value}


class AddPersonForm(KasaneForm):
    """事案に人を加える。"""

    person_id = ChoiceRadio(label="加える人", choices=())
    standing = ChoiceRadio(label="この事案での立場", choices=choices_of(Standing))

    def __init__(self, *args: Any, candidates: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "person_id", candidates)
        if not candidates:
            self.fields["person_id"].help_text = "選べる人がいません。先に「人をさがす」で探してから、この画面を開き直してください。"


class StageForm(VersionedForm, ReasonForm):
    """段階を動かす。"""

    to = ChoiceRadio(label="次の段階", choices=())
    field_order = ("to", "reason", "version")

    def __init__(self, *args: Any, stages: Collection[Stage] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "to", [(one.value, one.label_ja) for one in stages])


class TitleForm(VersionedForm, ReasonForm):
    """事案の名前を改める。"""

    title = forms.CharField(
        label="事案の名前", max_length=LONGEST_TITLE, help_text="支援チームの全員が読みます。秘密が分かる言葉は入れないでください"
    )
    field_order = ("title", "reason", "version")


class CloseForm(VersionedForm, ReasonForm):
    """終結。伴走する機関と連絡の間隔は残る。"""

    on = WarekiField(label="終結の日", not_after=clock.today)
    follow_up_days = ChoiceSelect(
        label="終結した後の連絡", choices=RHYTHMS, help_text="伴走する機関は残り、間が空くと「今日の仕事」に出ます"
    )
    field_order = ("on", "follow_up_days", "reason", "version")


class ReopenForm(VersionedForm, ReasonForm):
    """再開。"""

    field_order = ("reason", "version")


class RhythmForm(VersionedForm):
    """連絡の間隔。"""

    days = ChoiceSelect(label="連絡の間隔", choices=RHYTHMS, help_text="この間連絡がないと「連絡が途絶えている事案」に出ます")
    field_order = ("days", "version")
