"""部品の雛形で使うフィルタ。項目の種類を見分け、説明との結び付きを作る。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, widgets
from django.template import Context
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

from kasane.kernel import clock
from kasane.kernel.wareki import format_moment
from kasane.screens.desk import WorkItem
from kasane.web.tables import table_rows
from kasane.web.tables import task_rows as draw_tasks

register = template.Library()

_KINDS: tuple[tuple[type[widgets.Widget], str], ...] = (
    (widgets.HiddenInput, "hidden"),
    (widgets.RadioSelect, "radios"),
    (widgets.CheckboxSelectMultiple, "checkboxes"),
    (widgets.CheckboxInput, "checkbox"),
    (widgets.Textarea, "textarea"),
    (widgets.Select, "select"),
    (widgets.FileInput, "file"),
)


register.filter("moment", format_moment)


@register.filter
def widget_kind(field: BoundField) -> str:
    """項目の描き方の種類を返す（hidden・wareki・radios・checkboxes・checkbox・textarea・select・file・text）。"""
    widget = field.field.widget
    if hasattr(widget, "date_parts"):
        return "wareki"
    return next((kind for cls, kind in _KINDS if isinstance(widget, cls)), "text")


@register.filter
def described_by(field: BoundField) -> str:
    """項目を説明する要素の id（補足とエラー）を空白区切りで返す。読み上げ用。"""
    ids = []
    if field.help_text:
        ids.append(f"{field.auto_id}_helptext")
    if field.errors:
        ids.append(f"{field.auto_id}_error")
    return " ".join(ids)


@register.filter
def error_rows(form: BaseForm) -> list[dict[str, str]]:
    """誤りの一覧 [{text, href}] を返す。KasaneForm はその一覧を、ほかのフォーム（サインインなど）は項目名と誤りを並べる。"""
    summary: list[dict[str, str]] | None = getattr(form, "error_summary", None)
    if summary is not None:
        return summary
    rows = [{"text": str(text), "href": ""} for text in form.non_field_errors()]
    return rows + [{"text": f"{box.label}：{text}", "href": f"#{box.auto_id}"} for box in form for text in box.errors]


@register.filter
def date_parts(field: BoundField) -> list[dict[str, Any]]:
    """和暦項目の四つの入力欄（元号・年・月・日）を、誤りの印を付けて返す。"""
    wrong = {part for error in field.errors.as_data() for part in [(error.params or {}).get("part")]}
    value = field.value()
    parts: list[dict[str, Any]] = field.field.widget.date_parts(field.html_name, field.auto_id, value)
    return [{**part, "wrong": bool(wrong) and (part["key"] in wrong or None in wrong)} for part in parts]


@register.filter
def table_body(rows: Iterable[Sequence[Mapping[str, Any]]]) -> SafeString:
    """表の本体を描く（kasane.web.tables）。"""
    return table_rows(rows)


@register.filter
def task_rows(items: Iterable[WorkItem]) -> SafeString:
    """今日の仕事の行を描く（kasane.web.tables）。"""
    return draw_tasks(items)


@register.filter
def page_numbers(page: Page[Any]) -> list[int]:
    """頁送りに並べる頁番号を返す。省くところは 0。"""
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [number if isinstance(number, int) else 0 for number in shown]


@register.filter
def thousands(number: int) -> str:
    """件数を三桁ごとに区切る（36477 → 36,477）。"""
    return f"{number:,}"


@register.simple_tag
def printed_at() -> datetime:
    """印刷の足に出す「今」。ほかの画面と同じ時計（kernel.clock）を見る。"""
    return clock.jst(clock.now())


@register.simple_tag(takes_context=True)
def current_path(context: Context) -> str:
    """今の画面のアドレスを返す（下書きの続きを開く先）。`only` で呼ばれた部品の中でも分かる。要求のない描画では "/"。

    送信に誤りがあって出し直した画面のアドレスは送信専用で、開き直せない。そのときは、もとの画面（送られた back）を返す。
    """
    request = getattr(context, "request", None)
    if request is None:
        return "/"
    came_from = request.POST.get("back", "") if request.method == "POST" else ""
    if url_has_allowed_host_and_scheme(came_from, allowed_hosts=None):
        return str(came_from)
    return str(request.get_full_path())
