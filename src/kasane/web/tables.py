"""表の本体と仕事の行を描く。一覧は数百の欄になり、雛形の繰り返しでは遅いのでここで組み立てる（同じ札は一度だけ描く）。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from kasane.screens.desk import WorkItem
from kasane.screens.markup import fill, fill_each, fill_if

Cell = Mapping[str, Any]


class TableBody:
    """一つの表の本体。欄は text・href・tag・masked・css。行の初めの欄は見出し（th）になる。"""

    def __init__(self) -> None:
        self._drawn: dict[tuple[Any, ...], SafeString] = {}

    def draw(self, rows: Iterable[Sequence[Cell]]) -> SafeString:
        """行の並びを HTML にする。文字はすべて無害にする。"""
        return fill_each("<tr>{}</tr>", ((self._row(row),) for row in rows))

    def _row(self, row: Sequence[Cell]) -> SafeString:
        return fill_each("{}", ((self._cell(cell, place == 0),) for place, cell in enumerate(row)))

    def _cell(self, cell: Cell, first: bool) -> SafeString:
        css = fill_if(' class="{}"', cell.get("css", ""))
        return fill('<th scope="row"{}>{}</th>' if first else "<td{}>{}</td>", css, self._content(cell))

    def _content(self, cell: Cell) -> str:
        if cell.get("tag"):
            return self._component("tag", text=cell["text"], kind=cell["tag"])
        if cell.get("masked"):
            return self._component("masked_value")
        if cell.get("href"):
            return fill('<a href="{}">{}</a>', cell["href"], cell["text"])
        return fill("{}", cell["text"])

    def _component(self, name: str, **values: Any) -> SafeString:
        key = (name, *values.values())
        if key not in self._drawn:
            self._drawn[key] = render_to_string(f"components/{name}.html", values)
        return self._drawn[key]


def task_rows(items: Iterable[WorkItem]) -> SafeString:
    """今日の仕事の行を HTML にする。文字はすべて無害にし、同じ札は一度だけ描く。"""
    tags: dict[tuple[str, str], SafeString] = {}
    rows = []
    for item in items:
        key = (item.status, item.kind)
        if key not in tags:
            tags[key] = render_to_string("components/tag.html", {"text": item.status, "kind": item.kind})
        hint = fill_if('<span class="task-list__hint">{}</span>', item.hint)
        rows.append((item.url, item.title, hint, tags[key]))
    return fill_each('<li><span><a href="{}">{}</a>{}</span><span>{}</span></li>', rows, "\n")
