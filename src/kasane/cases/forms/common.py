"""事案のフォームに共通の部品: 符号の選択肢、時刻の欄、理由、機関と担当の選択。"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any, Protocol
from uuid import UUID

from django import forms

from kasane.screens.fields import ChoiceSelect, LongTextField, VersionField, refuse
from kasane.screens.forms import KasaneForm

Choices = Sequence[tuple[str, Any]]
_CLOCK = re.compile(r"(\d{1,2})\D{0,2}(\d{2})\D?")


class Labelled(Protocol):
    """値と日本語の名前を持つ符号。"""

    @property
    def value(self) -> str:
        """保存する値。"""

    @property
    def label_ja(self) -> str:
        """画面に出す名前。"""


def choices_of(codes: Iterable[Labelled]) -> list[tuple[str, str]]:
    """符号の選択肢。"""
    return [(one.value, one.label_ja) for one in codes]


def give_choices(form: forms.Form, name: str, choices: Choices, *, blank: str = "") -> None:
    """画面を開くときに決まる選択肢を欄に入れる。blank があれば先頭に置く(一覧から選ぶ欄)。"""
    field = form.fields[name]
    field.choices = [("", blank), *choices] if blank else list(choices)  # type: ignore[attr-defined]


class ClockField(forms.CharField):
    """時刻。「14:30」「1430」「14時30分」を受け取る。"""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(required=False, max_length=10, **kwargs)

    def clean(self, value: Any) -> time | None:
        if isinstance(value, time):
            return value
        text = unicodedata.normalize("NFKC", str(super().clean(value)))
        if not text:
            return None
        found = _CLOCK.fullmatch(text)
        if found is None or int(found[1]) > 23 or int(found[2]) > 59:
            raise refuse("「14:30」の形で入力してください")
        return time(int(found[1]), int(found[2]))

    def prepare_value(self, value: Any) -> Any:
        """保存された時刻を「14:30」で出す。"""
        return f"{value:%H:%M}" if isinstance(value, time) else value


class ReasonForm(KasaneForm):
    """理由だけを書く画面。"""

    reason = LongTextField(label="理由", max_length=1000, rows=3)


class VersionedForm(KasaneForm):
    """事案そのものを変える画面。開いたときの版を持ち、ほかの人が先に変えていれば見比べる。"""

    version = VersionField()


class PartnerForm(KasaneForm):
    """機関と、分かれば担当者を、一つの一覧から選ぶフォーム。"""

    partner = ChoiceSelect(label="機関・担当者", choices=())

    def __init__(self, *args: Any, partners: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "partner", partners, blank="選んでください")

    @property
    def agency_id(self) -> UUID:
        """選ばれた機関。"""
        return UUID(self.cleaned_data["partner"].partition(":")[0])

    @property
    def posting_id(self) -> UUID | None:
        """選ばれた担当者(配属)。機関で決めるなら None。"""
        chosen = self.cleaned_data["partner"].partition(":")[2]
        return UUID(chosen) if chosen else None
