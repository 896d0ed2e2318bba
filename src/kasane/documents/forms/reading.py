"""書き込まれた Excel を受け取る。"""

from __future__ import annotations

from typing import Any

from django import forms

from kasane.documents.commands.taking import Told
from kasane.kernel import clock
from kasane.programmes.coordination.domain.assessment import Certainty, Origin
from kasane.screens.fields import ChoiceRadio, WarekiField
from kasane.screens.forms import KasaneForm

_ORIGINS = [(one.value, one.label_ja) for one in (Origin.SELF, Origin.FAMILY, Origin.OTHER)]


class ReadingForm(KasaneForm):
    """ファイルの欄。"""

    file = forms.FileField(
        label="書き込んだ Excel", help_text="この画面から書き出したファイル（.xlsx、4MBまで）。変わった欄だけを取り入れます",
        error_messages={"required": "ファイルを選んでください", "empty": "空のファイルです"},
    )  # fmt: skip

    def content(self) -> bytes:
        """ファイルの中身。"""
        data: bytes = self.cleaned_data["file"].read()
        return data

    def told(self) -> Told:
        """出どころ(様式1-1では尋ねない)。"""
        return Told()


class AssessmentReadingForm(ReadingForm):
    """様式1-2: 書かれたことの出どころも尋ねる。"""

    origin = ChoiceRadio(label="だれから得たか", choices=_ORIGINS, initial=Origin.SELF.value)
    as_of = WarekiField(label="いつの時点の話か", not_after=clock.today)
    certainty = ChoiceRadio(label="確かさ", choices=Certainty.choices(), initial=Certainty.REPORTED.value)

    def told(self) -> Told:
        """出どころ。"""
        given: dict[str, Any] = self.cleaned_data
        as_of = given["as_of"]
        return Told(Origin(given["origin"]), getattr(as_of, "earliest", as_of), Certainty(given["certainty"]))
