"""再開の入力: 理由、戻す機関、法令による関わりを改めて決める条文と理由。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from kasane.cases.forms.common import Choices, give_choices
from kasane.plans.commands.resuming import LawAgain
from kasane.screens.fields import ChoiceCheckboxes, ChoiceSelect, LongTextField
from kasane.screens.forms import KasaneForm


class ResumeForm(KasaneForm):
    """元の支援チームとともに再開する。laws は、法令によって関わっていた機関(番号, 名前)。"""

    reason = LongTextField(label="再開の理由", max_length=1000, rows=3)
    agencies = ChoiceCheckboxes(
        label="いっしょに戻す機関", choices=(), required=False, help_text="印のついた機関は、再開と同時に、前と同じ根拠で記録が開きます"
    )

    def __init__(
        self, *args: Any, agencies: Choices = (), laws: Sequence[tuple[UUID, str]] = (), statutes: Choices = (), **kwargs: Any
    ) -> None:
        self._laws = tuple(laws)
        made: dict[str, forms.Field] = {}
        for key, _ in self._laws:
            made[f"statute-{key}"] = ChoiceSelect(label="法令（改めて決める）", choices=statutes, required=False)
            made[f"why-{key}"] = LongTextField(label="今も要る理由", required=False, max_length=1000, rows=2)
        # 欄を先に決めてから親の支度(日本語の誤り文・保存できない文字の断り)を受ける。
        self.base_fields = {**type(self).base_fields, **made}  # type: ignore[misc]
        super().__init__(*args, **kwargs)
        self._returning = [key for key, _ in agencies]
        give_choices(self, "agencies", agencies)
        if not agencies:
            del self.fields["agencies"]

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """雛形に渡す、段の題と欄。"""
        first = [self[name] for name in ("reason", "agencies") if name in self.fields]
        again = [(f"{name}（法令による関わり）", [self[f"statute-{key}"], self[f"why-{key}"]]) for key, name in self._laws]
        return [("再開", first), *again]

    def clean(self) -> dict[str, Any]:
        """法令は、条文と理由の両方がそろって初めて決まる。"""
        given = super().clean() or self.cleaned_data
        for key, _ in self._laws:
            statute, why = given.get(f"statute-{key}"), given.get(f"why-{key}")
            if bool(statute) != bool(why):
                empty = f"why-{key}" if statute else f"statute-{key}"
                self.add_error(empty, "法令による関わりを続けるには、条文と理由の両方を書いてください")
        return given

    def to_values(self) -> dict[str, Any]:
        """resume_case に渡す値。"""
        given = self.cleaned_data
        chosen = set(given.get("agencies", ()))
        laws = tuple(LawAgain(key, given[f"statute-{key}"], given[f"why-{key}"]) for key, _ in self._laws if given[f"statute-{key}"])
        return {"reason": given["reason"], "by_law": laws, "without": tuple(UUID(one) for one in self._returning if one not in chosen)}
