"""書き込まれた Excel を受け取る。"""

from __future__ import annotations

from base64 import b64decode
from typing import Any, Final

from django import forms

from kasane.documents.commands.taking import Told
from kasane.kernel import clock
from kasane.programmes.coordination.domain.assessment import Certainty, Origin
from kasane.screens.fields import ChoiceRadio, WarekiField
from kasane.screens.forms import KasaneForm

_ORIGINS = [(one.value, one.label_ja) for one in (Origin.SELF, Origin.FAMILY, Origin.OTHER)]
MOST_HELD: Final = 1024 * 1024
MOST_ENCODED: Final = MOST_HELD * 4 // 3 + 4


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


class ConfirmForm(KasaneForm):
    """見せた差分を取り入れる: 見せたファイルと、その差分の指紋。"""

    content_text = forms.CharField(widget=forms.HiddenInput, max_length=MOST_ENCODED)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def clean(self) -> dict[str, Any]:
        """ファイルを元に戻す。壊れていれば断る(読むときに、封ももう一度確かめる)。"""
        given = super().clean() or self.cleaned_data
        try:
            given["content"] = b64decode(given.get("content_text", ""), validate=True)
        except ValueError:
            self.add_error("content_text", "ファイルをもう一度選んでください")
        return given

    def content(self) -> bytes:
        """ファイルの中身。"""
        data: bytes = self.cleaned_data["content"]
        return data


class RowsReadingForm(ReadingForm):
    """行ごとに読み戻す書類。差分を確かめる間、画面がファイルを預かるので、大きさを限る。"""

    def clean_file(self) -> Any:
        """大きすぎるファイルを断る。"""
        given = self.cleaned_data["file"]
        if given.size > MOST_HELD:
            raise forms.ValidationError("ファイルが大きすぎます（1MBまで）")
        return given


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
