"""様式1-2の一つの段の入力。頭に出どころをまとめて書き、欄ごとに変えられる。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from kasane.kernel import clock
from kasane.kernel.decision import Invalid
from kasane.programmes.coordination.commands import CellAnswer
from kasane.programmes.coordination.domain.assessment import Certainty, Origin, Source
from kasane.programmes.coordination.domain.values import FactValue
from kasane.programmes.coordination.forms.cells import CellFields, Choices, cell_fields
from kasane.programmes.coordination.queries.sheet import Cell, Part
from kasane.screens.fields import ChoiceRadio, ChoiceSelect, VersionField, WarekiField, WarekiWidget
from kasane.screens.forms import KasaneForm

AGENCY = "agency:"
OWN = ("source", "as_of", "certainty", "note")


@dataclass(frozen=True, slots=True)
class CellRow:
    """雛形に渡す一つの項目: 欄、行の表、この欄だけの出どころ。"""

    cell: Cell
    field: BoundField | None
    grid: tuple[tuple[BoundField, ...], ...]
    own: tuple[BoundField, ...]
    opened: bool

    @property
    def problems(self) -> list[str]:
        """行の項目の誤り。"""
        return [str(error) for row in self.grid for field in row for error in field.errors]


def sources(agencies: Sequence[tuple[UUID, str]]) -> list[tuple[str, Any]]:
    """出どころの選択肢: 本人・家族・そのほかと、機関。"""
    people = [(one.value, one.label_ja) for one in Origin if one is not Origin.AGENCY]
    return [("人から", people), ("機関から", [(f"{AGENCY}{key}", name) for key, name in agencies])]


class SectionForm(KasaneForm):
    """一つの段。version は開いたときの版に1を足したもの(まだ書いていなければ1)。"""

    source = ChoiceSelect(
        label="だれから得ましたか", choices=(), help_text="この画面の、変えた欄すべてに付きます。欄ごとに変えることもできます"
    )
    as_of = WarekiField(label="いつの時点の話ですか", not_after=clock.today)
    certainty = ChoiceRadio(label="確かめましたか", choices=Certainty.choices())
    version = VersionField()

    def __init__(self, data: Any = None, *, part: Part, agencies: Sequence[tuple[UUID, str]], people: Choices, **kwargs: Any) -> None:
        self.part, self.data = part, data or {}
        self._now: dict[str, Any] = {}
        self._cells = {cell.item.key: self._fields_of(cell) for cell in part.asked}
        choices = sources(agencies)
        made: dict[str, forms.Field] = {}
        for key, fields in self._cells.items():
            made |= fields.build(people) | _own_fields(key, choices)
        # 欄を先に決めてから親の支度(日本語の誤り文・保存できない文字の断り)を受ける。
        self.base_fields = {**type(self).base_fields, **made}  # type: ignore[misc]
        super().__init__(data, **kwargs)
        self.fields["source"].choices = [("", "選んでください"), *choices]  # type: ignore[attr-defined]

    def _fields_of(self, cell: Cell) -> CellFields:
        typed = self._typed_rows(f"v-{cell.item.key}")
        return cell_fields(cell.item, name=f"v-{cell.item.key}", filled=max(len(cell.value.rows), typed))

    def _typed_rows(self, name: str) -> int:
        """送られてきた行の数(ほかの人が行を減らしていても、打った行を失わない)。"""
        found = [key[len(name) + 1 :].split("-")[0] for key in self.data if key.startswith(f"{name}-")]
        return min(max((int(one) + 1 for one in found if one.isdecimal()), default=0), 40)

    @property
    def head_fields(self) -> list[BoundField]:
        """頭の三つの欄。"""
        return [self[name] for name in ("source", "as_of", "certainty")]

    @property
    def rows(self) -> list[CellRow]:
        """項目の並び。"""
        found = []
        for cell in self.part.asked:
            fields, own = self._cells[cell.item.key], tuple(self[f"{name}-{cell.item.key}"] for name in OWN)
            grid = tuple(tuple(self[name] for name in row) for row in fields.rows)
            field = None if grid else self[fields.name]
            found.append(CellRow(cell, field, grid, own, any(one.errors or one.value() for one in (own[0], own[2], own[3]))))
        return found

    def answers(self) -> list[CellAnswer]:
        """コマンドに渡す答え。"""
        given = self.cleaned_data
        head = _source(given["source"], given["as_of"], given["certainty"], "")
        found = []
        for key, fields in self._cells.items():
            own = [given.get(f"{name}-{key}") for name in OWN]
            source = _source(
                own[0] or given["source"], own[1] or given["as_of"], own[2] or given["certainty"], own[3] or ""
            ) if any(own) else head  # fmt: skip
            found.append(CellAnswer(key, fields.read(given), source, any(own)))
        return found

    def take(self, invalid: Invalid) -> None:
        """コマンドの断り(項目の番号が鍵)を、この画面の欄の誤りにする。"""
        named: dict[str, str] = {}
        for key, text in invalid.errors.items():
            about, _, item = key.rpartition(":")
            fields = self._cells.get(item)
            if about and f"{about}-{item}" in self.fields:
                named[f"{about}-{item}" if self.data.get(f"{about}-{item}") else about] = text
            elif fields is not None:
                named[fields.rows[0][0] if fields.rows else fields.name] = text
            else:
                named[""] = text
        super().take(Invalid(named))

    def current_of(
        self, number: int, theirs: Mapping[str, FactValue], now: Mapping[str, FactValue], mine: frozenset[str]
    ) -> dict[str, Any]:
        """衝突の見比べに渡す今の値。自分が変えていない欄は、今の値に置き換えて、古い値で上書きしない。"""
        self._now = {name: text for key, value in now.items() if key not in mine for name, text in self._cells[key].initial(value).items()}
        found: dict[str, Any] = {"version": number + 1}
        for key, value in theirs.items():
            found |= dict.fromkeys((name for row in self._cells[key].rows for name in row), "") | self._cells[key].initial(value)
        return found

    def rebase(self, version: int) -> None:
        """版を今のものに替え、自分が変えていない欄を今の値にする。"""
        super().rebase(version)
        data: QueryDict = self.data  # type: ignore[assignment]
        for name, value in self._now.items():
            field = self.fields.get(name)
            if isinstance(field, WarekiField):
                for part in cast(WarekiWidget, field.widget).date_parts(name, "", value):
                    data[part["name"]] = part["value"]
            elif field is not None:
                data.setlist(name, value if isinstance(value, list) else [value])


def section_initial(part: Part, number: int) -> dict[str, Any]:
    """開いたときの値。出どころは、選び忘れを既定値で埋めないよう空で開く。"""
    found: dict[str, Any] = {"version": number + 1, "as_of": clock.today()}
    for cell in part.asked:
        fields = cell_fields(cell.item, name=f"v-{cell.item.key}", filled=len(cell.value.rows))
        found |= fields.initial(cell.value)
    return found


def _own_fields(key: str, choices: Sequence[tuple[str, Any]]) -> dict[str, forms.Field]:
    return {
        f"source-{key}": forms.ChoiceField(label="だれから", choices=[("", "上の「だれから得ましたか」と同じ"), *choices], required=False),
        f"as_of-{key}": WarekiField(label="いつの時点", required=False, not_after=clock.today),
        f"certainty-{key}": forms.ChoiceField(
            label="確かめたか", choices=[("", "上の「確かめましたか」と同じ"), *Certainty.choices()], required=False
        ),
        f"note-{key}": forms.CharField(label="覚え書き", required=False, max_length=200),
    }


def _source(who: str, as_of: date, certainty: str, note: str) -> Source:
    if who.startswith(AGENCY):
        return Source(Origin.AGENCY, UUID(who.removeprefix(AGENCY)), as_of, Certainty(certainty), note)
    return Source(Origin(who), None, as_of, Certainty(certainty), note)
