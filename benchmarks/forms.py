"""画面の入力欄を読み、送信の文を作る。欄の名前と選択肢は画面から取るので、画面と同じ送信になる。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

_TEXTS = ("text", "hidden", "search", "date", "time", "number", "tel", "")


@dataclass(slots=True)
class Form:
    """一つの入力欄の組。options は選べる値（空を除く）。"""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)

    def body(self, values: Mapping[str, str]) -> str:
        """送る文。values にない欄は今の値のまま、選んでいない欄は一つ目の選択肢にする。"""
        chosen = {name: value or next(iter(self.options.get(name, ())), "") for name, value in self.fields.items()}
        return urlencode({name: value for name, value in {**chosen, **values}.items() if name != "csrfmiddlewaretoken"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action", ""))
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(self._form, tag, given)

    def _field(self, form: Form, tag: str, given: Mapping[str, str]) -> None:
        name = given.get("name", "")
        if tag in ("select", "textarea"):
            self._name = name
            form.fields[name] = ""
        elif tag == "option" and self._name:
            form.options.setdefault(self._name, []).extend([given["value"]] if given.get("value") else [])
            if "selected" in given:
                form.fields[self._name] = given.get("value", "")
        elif tag == "input" and name and given.get("type", "") in _TEXTS:
            form.fields[name] = given.get("value", "")
        elif tag == "input" and given.get("type") in ("radio", "checkbox") and "checked" in given:
            form.fields[name] = given.get("value", "on")

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._name and self._name not in self._form.options and data.strip():
            self._form.fields[self._name] = data.strip("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag in ("select", "textarea"):
            self._name = ""


def read(page: bytes, *, having: str) -> Form:
    """画面の中の、having という欄のある入力欄の組。なければ SystemExit。"""
    reader = _Reader()
    reader.feed(page.decode("utf-8"))
    for form in reader.forms:
        if having in form.fields:
            return form
    raise SystemExit(f"エラー: 画面に「{having}」の欄がありません。")
