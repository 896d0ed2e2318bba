"""部品の一覧で見せる入力の見本（フォーム）。値はすべて架空。"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from kasane.screens.fields import (
    ChoiceCheckboxes,
    ChoiceRadio,
    ChoiceSelect,
    KanaField,
    LongTextField,
    PhoneField,
    VersionField,
    WarekiField,
)
from kasane.screens.forms import KasaneForm

CONSENT = [("given", "同意あり（同意書を受け取った）"), ("conference", "同意なし（支援会議で検討する）")]
WORRIES = [("money", "お金"), ("health", "体とこころ"), ("home", "住まい")]
TYPED = {
    "name": "見本 花子",
    "kana": "見本ハナコ",
    "received_era": "令和",
    "received_year": "8",
    "received_month": "2",
    "received_day": "30",
    "note": "長男（54）が長く自室で過ごしている。髙橋・﨑山・𠮷田・辻の字形も表示できる。",
    "version": "3",
}


class SampleForm(KasaneForm):
    """見本の受付票。すべての種類の欄を一つずつ持つ。"""

    name = forms.CharField(label="氏名", max_length=100)
    kana = KanaField(label="ふりがな")
    received = WarekiField(label="受付日", help_text="例：令和8年11月20日")
    phone = PhoneField(label="電話番号", required=False)
    consent = ChoiceRadio(label="情報共有の同意", choices=CONSENT)
    worries = ChoiceCheckboxes(label="困っていること", choices=WORRIES, required=False, help_text="あてはまるものすべて")
    route = ChoiceSelect(label="相談の経路", choices=[("self", "本人から"), ("minsei", "民生委員から")], required=False)
    note = LongTextField(label="相談の概要", required=False, max_length=400)
    agreed = forms.BooleanField(label="本人に説明した", required=False)
    letter = forms.FileField(label="添付", required=False)
    version = VersionField()


def _typed(**more: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update({**TYPED, **more})
    return data


def form_with_errors(prefix: str = "wrong") -> SampleForm:
    """誤りのある見本。ふりがなに漢字、2月30日、同意の選び忘れ。"""
    data = QueryDict(mutable=True)
    data.update({f"{prefix}-{key}": value for key, value in TYPED.items()})
    return SampleForm(data, prefix=prefix)


def form_in_conflict() -> list[dict[str, Any]]:
    """ほかの人が先に更新した見本の、見比べの行。"""
    form = SampleForm(_typed(received_day="20"))
    now = {"name": "見本 花子", "received": date(2026, 2, 20), "consent": "given", "note": "長男は先月から通院を始めた。"}
    return form.conflict_rows(now)


def field_states() -> tuple[list[tuple[str, dict[str, Any]]], ...]:
    """項目の見本を、文字・日付・選択の三つに分けて返す。"""
    blank, wrong = SampleForm(prefix="blank"), form_with_errors("bad")
    filled = SampleForm(prefix="filled", initial={"received": date(2019, 5, 1)})
    plain = [
        ("一行の文字", {"field": blank["name"]}),
        ("誤りのある文字", {"field": wrong["kana"]}),
        ("電話番号", {"field": blank["phone"]}),
        ("文章と字数", {"field": wrong["note"]}),
        ("一覧から選ぶ", {"field": blank["route"]}),
        ("一つの印", {"field": blank["agreed"]}),
        ("ファイル", {"field": blank["letter"]}),
    ]
    dates = [
        ("空のとき", {"field": blank["received"]}),
        ("保存された日", {"field": filled["received"]}),
        ("誤りがあるとき", {"field": wrong["received"]}),
    ]
    choices = [
        ("一つを選ぶ", {"field": blank["consent"]}),
        ("選び忘れ", {"field": wrong["consent"]}),
        ("いくつでも選ぶ", {"field": blank["worries"]}),
    ]
    return plain, dates, choices
