"""項目の定義から、入力の欄を組み立てる。欄の名前は「v-項目の番号」。行の項目は、行と列ごとに一つの欄になる。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms

from kasane.kernel import clock
from kasane.programmes.coordination.domain.values import BLANK, FactValue, ValueKind
from kasane.programmes.coordination.queries.items import Item
from kasane.screens.fields import ChoiceCheckboxes, ChoiceRadio, ChoiceSelect, LongTextField, WarekiField

SPARE_ROWS = 2
FEW = 6
Choices = Sequence[tuple[str, str]]


class ClearableRadio(ChoiceRadio):
    """選び直せば空に戻せる丸印。先頭に「選ばない」を置く。"""

    def __init__(self, *, choices: Choices, **kwargs: Any) -> None:
        super().__init__(choices=[*choices, ("", "選ばない（空欄）")], required=False, **kwargs)


@dataclass(frozen=True, slots=True)
class CellFields:
    """一つの項目の欄: 項目と、欄の名前(行の項目では行×列)。"""

    item: Item
    name: str
    rows: tuple[tuple[str, ...], ...] = ()

    def build(self, people: Choices) -> dict[str, forms.Field]:
        """欄の名前 → 欄。"""
        if self.item.kind is ValueKind.ROWS:
            return {
                name: forms.CharField(label=f"{self.item.label} {at}行目 {column}", required=False, max_length=500)
                for at, row in enumerate(self.rows, 1)
                for column, name in zip(self.item.columns, row, strict=True)
            }
        return {self.name: _field(self.item, people)}

    def initial(self, value: FactValue) -> dict[str, Any]:
        """今の値を、欄の初めの値にする。"""
        if self.item.kind is ValueKind.ROWS:
            cells: dict[str, Any] = {}
            for names, row in zip(self.rows, value.rows, strict=False):
                cells |= dict(zip(names, row, strict=False))
            return cells
        return {self.name: _typed(self.item, value)}

    def read(self, cleaned: Mapping[str, Any]) -> FactValue:
        """確かめた入力を値にする。"""
        if self.item.kind is ValueKind.ROWS:
            return FactValue(rows=tuple(tuple(cleaned.get(name) or "" for name in row) for row in self.rows)).tidy()
        given = cleaned.get(self.name)
        match self.item.kind:
            case ValueKind.CHOICE | ValueKind.PERSON if not given:
                return BLANK
            case ValueKind.CHOICE:
                return FactValue(codes=(str(given),))
            case ValueKind.CHOICES:
                return FactValue(codes=tuple(given or ())).tidy()
            case ValueKind.NUMBER:
                return FactValue(amount=Decimal(given)) if given is not None else BLANK
            case ValueKind.DATE:
                return FactValue(day=given)
            case ValueKind.PERSON:
                return FactValue(named_id=UUID(str(given)))
            case _:
                return FactValue(text=given or "").tidy()


def cell_fields(item: Item, *, name: str, filled: int = 0) -> CellFields:
    """一つの項目の欄。filled は今入っている行の数(その先に空の行を足す)。"""
    if item.kind is not ValueKind.ROWS:
        return CellFields(item, name)
    grid = tuple(tuple(f"{name}-{row}-{at}" for at in range(len(item.columns))) for row in range(filled + SPARE_ROWS))
    return CellFields(item, name, grid)


def _field(item: Item, people: Choices) -> forms.Field:
    about: dict[str, Any] = {"label": f"{item.label}{'（' + item.unit + '）' if item.unit else ''}", "help_text": item.hint}
    match item.kind:
        case ValueKind.LONG_TEXT:
            return LongTextField(required=False, rows=4, **about)
        case ValueKind.CHOICE if len(item.choices) > FEW:
            return ChoiceSelect(choices=list(item.choices.items()), required=False, **about)
        case ValueKind.CHOICE:
            return ClearableRadio(choices=list(item.choices.items()), **about)
        case ValueKind.CHOICES:
            return ChoiceCheckboxes(choices=list(item.choices.items()), required=False, **about)
        case ValueKind.NUMBER:
            return forms.DecimalField(
                required=False,
                min_value=0,
                max_digits=12,
                decimal_places=2,
                widget=forms.TextInput(attrs={"inputmode": "numeric"}),
                **about,
            )
        case ValueKind.DATE:
            return WarekiField(required=False, not_after=clock.today, **about)
        case ValueKind.PERSON:
            return ChoiceSelect(choices=list(people), required=False, **about)
        case _:
            return forms.CharField(required=False, max_length=500, **about)


def _typed(item: Item, value: FactValue) -> Any:
    match item.kind:
        case ValueKind.CHOICE:
            return value.codes[0] if value.codes else ""
        case ValueKind.CHOICES:
            return list(value.codes)
        case ValueKind.NUMBER:
            return f"{value.amount.normalize():f}" if value.amount is not None else ""
        case ValueKind.DATE:
            return value.day
        case ValueKind.PERSON:
            return str(value.named_id or "")
        case _:
            return value.text
