"""会議を移す、次第の順を直す入力。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from kasane.cases.forms.common import ClockField, choices_of
from kasane.conferences.domain.codes import Method
from kasane.conferences.domain.facts import AgendaPlace, Moving
from kasane.conferences.domain.rules import in_wanted_order
from kasane.conferences.forms.convening import NO_NAMES, not_past
from kasane.conferences.queries.shapes import AgendaLine
from kasane.screens.fields import ChoiceRadio, VersionField, WarekiField
from kasane.screens.forms import KasaneForm

_PLACE, _MINUTES = "place_", "minutes_"


class MoveForm(KasaneForm):
    """会議の日時・場所を移す。"""

    held_on = WarekiField(label="開催日")
    starts_at = ClockField(label="始まる時刻", help_text="例：14:00")
    ends_at = ClockField(label="終わる時刻", help_text="例：16:00")
    method = ChoiceRadio(label="開き方", choices=choices_of(Method))
    place = forms.CharField(label="場所", max_length=200, help_text=NO_NAMES)
    version = VersionField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].required = self.fields["ends_at"].required = True

    def clean_held_on(self) -> date | None:
        """過ぎた日は断る。"""
        return not_past(self.cleaned_data["held_on"])

    def to_moving(self) -> Moving:
        """コマンドに渡す値。"""
        given = self.cleaned_data
        return Moving(given["held_on"], given["starts_at"], given["ends_at"], given["place"], Method(given["method"]))


@dataclass(frozen=True, slots=True)
class OrderRow:
    """次第の一行の欄。"""

    line: AgendaLine
    place: forms.BoundField
    minutes: forms.BoundField


class OrderForm(KasaneForm):
    """次第の順と、かける時間。lines は今の次第。同じ数を書いたら、動かしたほうが先に(下へ動かしたら後に)なる。"""

    version = VersionField()

    def __init__(self, *args: Any, lines: Sequence[AgendaLine] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lines = tuple(lines)
        for nth, line in enumerate(self._lines, 1):
            said = f"{nth}　{line.heading}"
            for name, label, start, most in ((_PLACE, "新しい順", nth, 999), (_MINUTES, "時間（分）", line.minutes, 480)):
                self.fields[f"{name}{line.id}"] = forms.IntegerField(
                    label=f"{label}：{said}", min_value=1, max_value=most, initial=start,
                    widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 1, "max": most, "class": "order__input"}),
                )  # fmt: skip

    @property
    def rows(self) -> list[OrderRow]:
        """次第の順の欄。"""
        return [OrderRow(line, self[f"{_PLACE}{line.id}"], self[f"{_MINUTES}{line.id}"]) for line in self._lines]

    def to_order(self) -> tuple[AgendaPlace, ...]:
        """コマンドに渡す、新しい順の並び。"""
        given = self.cleaned_data
        ids = [line.id for line in self._lines]
        nth = in_wanted_order([(now, given[f"{_PLACE}{key}"]) for now, key in enumerate(ids, 1)])
        return tuple(AgendaPlace(ids[one], given[f"{_MINUTES}{ids[one]}"]) for one in nth)


def order_values(lines: Sequence[AgendaLine], version: int) -> dict[str, Any]:
    """今の次第を、欄の値にする(見比べの表のため)。"""
    found: dict[str, Any] = {"version": version}
    for nth, line in enumerate(lines, 1):
        key: UUID = line.id
        found |= {f"{_PLACE}{key}": nth, f"{_MINUTES}{key}": line.minutes}
    return found
