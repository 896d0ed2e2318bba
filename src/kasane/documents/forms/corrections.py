"""様式の直しの入力。"""

from __future__ import annotations

from typing import Any

from django import forms

from kasane.documents.domain.corrections import Correction, CorrectionKind
from kasane.documents.domain.form import FieldKind, Form
from kasane.kernel import clock
from kasane.screens.fields import ChoiceRadio, ChoiceSelect, LongTextField, WarekiField
from kasane.screens.forms import KasaneForm


class CorrectionForm(KasaneForm):
    """一つの直し。"""

    kind = ChoiceRadio(label="何を直すか", choices=CorrectionKind.choices())
    target = ChoiceSelect(label="どの欄か", choices=(), required=False, help_text="表題を直すときは空けてください")
    code = forms.CharField(
        label="選択肢の番号", required=False, max_length=10, help_text="選択肢を直すときだけ。新しい番号なら、選択肢が加わります"
    )
    text = forms.CharField(label="新しい言い方", required=False, max_length=200)
    position = forms.IntegerField(label="節の中の何番目か", required=False, min_value=1, help_text="順を直すときだけ")
    valid_from = WarekiField(label="いつから", initial=clock.today)
    reason = LongTextField(label="直す理由", help_text="例：公式の様式（Excel）では「相談日」になっている")

    def __init__(self, *args: Any, form: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = form
        choices = [
            (one.base, f"{section.title}／{one.label or one.key}")
            for section in form.sections
            for one in section.fields
            if one.kind is not FieldKind.NOTE
        ]
        self.fields["target"].choices = [("", "表題"), *choices]  # type: ignore[attr-defined]

    def to_correction(self) -> Correction:
        """直しの値。"""
        given = self.cleaned_data
        since = given["valid_from"]
        return Correction(
            self.sheet.code, CorrectionKind(given["kind"]), given["target"], given["code"].strip(), given["text"], given["position"],
            getattr(since, "earliest", since), None,
        )  # fmt: skip


class EndingForm(KasaneForm):
    """直しを終える。"""

    reason = LongTextField(label="元の言い方に戻す理由")
