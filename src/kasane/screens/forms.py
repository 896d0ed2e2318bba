"""すべての入力画面の土台となるフォーム。誤りの文、誤りの一覧、保存できない文字の拒否、版の衝突の見比べ。

根拠: JIS X 8341-3:2016（エラーの特定・説明）、frontend.md §1・§2。
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from kasane.kernel.decision import Invalid
from kasane.kernel.wareki import PartialDate, format_wareki
from kasane.screens.fields import ERAS, PART_LABELS, WESTERN, VersionField, WarekiField

_GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)
_KEPT_CONTROLS = "\n\r\t"


def refuse_unstorable(value: str) -> None:
    """保存できない文字を断る: NUL などの制御文字、対にならないサロゲート、文字の並びを逆転させる制御文字。"""
    for ch in value:
        kind = unicodedata.category(ch)
        if kind == "Cs" or (kind == "Cc" and ch not in _KEPT_CONTROLS) or "\u202a" <= ch <= "\u202e" or "\u2066" <= ch <= "\u2069":
            raise ValidationError(f"使えない文字（U+{ord(ch):04X}）が入っています。その部分を消して入力し直してください", code="unstorable")


class KasaneForm(forms.Form):
    """日本語の誤り文と、誤った欄へ飛ぶ一覧（error_summary）を持つフォーム。

    打った文字は切り捨てない（maxlength 属性を付けず、長すぎるときは字数を示して断る）。前後の空白は保存時だけ除く。
    端末の自動補完に本人の情報を残さないため、文字欄はすべて autocomplete="off" とする。
    """

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _speak_japanese(field, str(field.label or name))
            if isinstance(field, forms.CharField) and not isinstance(field, (forms.UUIDField, forms.JSONField)):
                field.validators = [refuse_unstorable, *field.validators]
            field.widget.attrs.pop("maxlength", None)
            field.widget.attrs.pop("minlength", None)
            if not isinstance(field.widget, (*_GROUPS, forms.CheckboxInput, forms.HiddenInput)):
                field.widget.attrs.setdefault("autocomplete", "off")

    @property
    def error_summary(self) -> list[dict[str, str]]:
        """誤りの一覧 [{text, href}]。href は誤った入力欄そのもの（日付なら年・月・日のどれか）を指す。"""
        rows = []
        for name, errors in self.errors.as_data().items():
            for error in errors:
                rows.append({"text": self._summary_text(name, error), "href": self._href(name, error)})
        return rows

    def take(self, invalid: Invalid) -> None:
        """業務の規則が断った理由（Invalid）を、それぞれの欄の誤りとして画面に戻す。"""
        self.errors  # noqa: B018  検証を済ませてからでないと、足した誤りが検証で消える
        for name, reason in invalid.errors.items():
            self.add_error(name if name in self.fields else None, reason)

    def rebase(self, version: int) -> None:
        """衝突のあと、隠し欄の版だけを現在の版に替える。ほかの入力は打ったまま残す。"""
        data = QueryDict(mutable=True)
        for name in self.data:
            data.setlist(name, _values(self.data, name))
        for name, field in self.fields.items():
            if isinstance(field, VersionField):
                data[self.add_prefix(name)] = str(version)
        self.data = data

    def conflict_rows(self, current: Mapping[str, Any]) -> list[dict[str, Any]]:
        """衝突の見比べ表の行 [{label, current, yours, differs}]。current は「項目名 → 現在の値」。隠し欄は出さない。"""
        rows = []
        for name, field in self.fields.items():
            if name not in current or isinstance(field.widget, forms.HiddenInput):
                continue
            now, yours = display_value(field, current[name]), display_value(field, self[name].value())
            rows.append({"label": str(field.label or name), "current": now, "yours": yours, "differs": now != yours})
        return rows

    def _summary_text(self, name: str, error: ValidationError) -> str:
        text = " ".join(str(message) for message in error.messages)
        label = "" if name == NON_FIELD_ERRORS else str(self.fields[name].label or name)
        part, _, rest = text.partition("：") if (error.params or {}).get("part") else ("", "", "")
        if rest:
            return f"{label}（{part}）：{rest}"
        return text if not label or label in text else f"{label}：{text}"

    def _href(self, name: str, error: ValidationError) -> str:
        if name == NON_FIELD_ERRORS or self[name].is_hidden:
            return ""
        field = self.fields[name]
        if isinstance(field, WarekiField):
            return f"#{self[name].auto_id}_{(error.params or {}).get('part') or 'year'}"
        return f"#{self[name].auto_id}_0" if isinstance(field.widget, _GROUPS) else f"#{self[name].auto_id}"


def display_value(field: forms.Field, value: Any) -> str:
    """欄の値を人が読む形にする（選択肢は表示名、日付は和暦、空は空文字）。"""
    if isinstance(field, WarekiField) and isinstance(value, list):
        return _date_as_typed(value)
    if isinstance(value, PartialDate):
        return value.display()
    if isinstance(field, WarekiField) and value:
        return format_wareki(value)
    if isinstance(field, forms.ChoiceField):
        labels = {str(key): str(label) for key, label in _flat(field)}
        picked = value if isinstance(value, (list, tuple)) else [value]
        return "、".join(labels.get(str(item), str(item)) for item in picked if item not in (None, ""))
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _flat(field: forms.ChoiceField) -> Iterator[tuple[Any, Any]]:
    """選択肢を、見出しでまとめたものも含めて一列に並べる。"""
    for key, label in cast(Iterable[tuple[Any, Any]], field.choices):
        if isinstance(label, (list, tuple)):
            yield from label
        else:
            yield key, label


def _values(data: Mapping[str, Any], name: str) -> list[str]:
    return data.getlist(name) if isinstance(data, MultiValueDict) else [data[name]]


def _date_as_typed(parts: list[str | None]) -> str:
    era, year, month, day = [unicodedata.normalize("NFKC", part or "").strip() for part in parts]
    if not (year or month or day):
        return ""
    shown = "元" if year == "1" and era in ERAS and era != WESTERN else year
    marks = [mark for _, mark in PART_LABELS[1:]]
    body = "".join(f"{text}{mark}" for text, mark in zip((shown, month, day), marks, strict=True) if text)
    return body if era == WESTERN else f"{era}{body}"


def _speak_japanese(field: forms.Field, label: str) -> None:
    """既定の誤り文を、項目名の入った日本語に替える。欄ごとに書かれた文はそのまま残す。"""
    defaults: dict[str, Any] = {}
    for cls in reversed(type(field).__mro__):
        if cls.__module__.startswith("django."):
            defaults.update(getattr(cls, "default_error_messages", {}))
    for code, text in _messages(field, label).items():
        if code not in field.error_messages or field.error_messages[code] is defaults.get(code):
            field.error_messages[code] = text


def _messages(field: forms.Field, label: str) -> dict[str, str]:
    common = {
        "required": f"{label}を入力してください",
        "invalid": f"{label}の書き方を確かめてください",
        "null_characters_not_allowed": f"{label}に使えない文字が入っています。その部分を消して入力し直してください",
        "max_length": f"{label}は%(limit_value)d字以内で入力してください（いま%(show_value)d字です）",
        "min_length": f"{label}は%(limit_value)d字以上で入力してください（いま%(show_value)d字です）",
        "max_value": f"{label}は%(limit_value)s以下で入力してください",
        "min_value": f"{label}は%(limit_value)s以上で入力してください",
    }
    return {**common, **_messages_by_type(field, label)}


def _messages_by_type(field: forms.Field, label: str) -> dict[str, str]:
    pick = f"{label}を選んでください"
    match field:
        case forms.FileField():
            chosen = f"{label}のファイルを選んでください"
            return {
                "required": chosen,
                "missing": chosen,
                "invalid": chosen,
                "empty": f"{label}のファイルが空です。中身のあるファイルを選んでください",
                "max_length": f"{label}のファイル名は%(max)d字以内にしてください（いま%(length)d字です）",
                "contradiction": f"{label}は、ファイルを選ぶか消すかのどちらかにしてください",
            }
        case forms.ChoiceField():
            return {"required": pick, "invalid_choice": f"{label}は一覧の中から選んでください", "invalid_list": pick}
        case forms.BooleanField():
            return {"required": f"「{label}」に印を付けてください"}
        case forms.EmailField():
            return {"invalid": f"{label}は name@example.jp の形で入力してください"}
        case forms.IntegerField():
            return {"invalid": f"{label}は数字で入力してください"}
        case forms.DateField() | forms.DateTimeField() | forms.TimeField():
            return {"invalid": f"{label}は正しい日付・時刻で入力してください"}
    return {}
