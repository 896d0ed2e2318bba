"""表の本体と仕事の行を描く。一覧は数百の欄になり、雛形の繰り返しでは遅いのでここで組み立てる。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from kasane.screens.desk import WorkItem
from kasane.screens.markup import fill, fill_each, fill_if, tag

Cell = Mapping[str, Any]


def table_rows(rows: Iterable[Sequence[Cell]]) -> SafeString:
    """一つの表の本体。欄は text・href・tag・masked・css。行の初めの欄は見出し（th）になる。文字はすべて無害にする。"""
    return fill_each("<tr>{}</tr>", ((_row(row),) for row in rows))


def _row(row: Sequence[Cell]) -> SafeString:
    return fill_each("{}", ((_cell(cell, place == 0),) for place, cell in enumerate(row)))


def _cell(cell: Cell, first: bool) -> SafeString:
    css = fill_if(' class="{}"', cell.get("css", ""))
    return fill('<th scope="row"{}>{}</th>' if first else "<td{}>{}</td>", css, _content(cell))


def _content(cell: Cell) -> SafeString:
    if cell.get("tag"):
        return tag(cell["text"], cell["tag"])
    if cell.get("masked"):
        return _masked()
    if cell.get("href"):
        return fill('<a href="{}">{}</a>', cell["href"], cell["text"])
    return fill("{}", cell["text"])


@cache
def _masked() -> SafeString:
    return render_to_string("components/masked_value.html")


def task_rows(items: Iterable[WorkItem]) -> SafeString:
    """今日の仕事の行を HTML にする。文字はすべて無害にする。"""
    hint = '<span class="task-list__hint">{}</span>'
    rows = ((item.url, item.title, fill_if(hint, item.hint), tag(item.status, item.kind)) for item in items)
    return fill_each('<li><span><a href="{}">{}</a>{}</span><span>{}</span></li>', rows, "\n")
