"""市の決めごとの入力: 検索の言い換えの組、日数。"""

from __future__ import annotations

from django import forms

from kasane.screens.fields import LongTextField, VersionField, WarekiField
from kasane.screens.forms import KasaneForm
from kasane.search.domain.synonyms import read_words


class NewSynonymsForm(KasaneForm):
    """新しい組。"""

    words = LongTextField(
        label="言い換えの言葉", max_length=1000, rows=6,
        help_text="一行に一つ。どの言葉で探しても、互いに見つかります。例：ひきこもり／引きこもり／引き籠り",
    )  # fmt: skip
    reason = forms.CharField(label="理由", max_length=200, help_text="例：記録にこの書き方が多く、見つからないため")

    @property
    def read(self) -> tuple[str, ...]:
        """書かれた言葉。"""
        return read_words(self.cleaned_data["words"])


class SynonymsForm(NewSynonymsForm):
    """今ある組を改める。"""

    version = VersionField()


class EndSynonymsForm(KasaneForm):
    """組を使うのをやめる。"""

    reason = forms.CharField(label="理由", max_length=200)
    version = VersionField()


class DaysForm(KasaneForm):
    """日数の決めごとを改める。"""

    days = forms.IntegerField(label="日数", min_value=0, max_value=9999)
    valid_from = WarekiField(label="いつから", help_text="この日から効きます。それまでは今の日数のままです")
    reason = forms.CharField(label="理由", max_length=200, help_text="要綱の改正、運用の取り決めなど")
    version = VersionField()
