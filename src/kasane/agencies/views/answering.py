"""入力の画面に共通の答え方: 開く、保存する、誤りを戻す、版の衝突を見比べる。"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect

from kasane.kernel.decision import Conflict, Invalid
from kasane.screens.forms import KasaneForm
from kasane.screens.views import DeskRequest, page


@dataclass(frozen=True, slots=True)
class Sheet:
    """一枚の入力画面。crumbs は現在の場所、facts は入力の前に示す事実（要約の行）。"""

    title: str
    action: str
    submit: str
    cancel: str
    crumbs: tuple[tuple[str, str], ...] = ()
    lead: str = ""
    facts: tuple[dict[str, Any], ...] = ()
    danger: bool = False
    extra: dict[str, Any] = field(default_factory=dict)


def crumbs(*items: tuple[str, str]) -> list[dict[str, str]]:
    """現在の場所（見出しと URL の組）。"""
    return [{"label": label, "url": url} for label, url in (("最初の画面", "/"), *items)]


def opened(request: DeskRequest, sheet: Sheet, form: KasaneForm, *, status: int = 200, **data: Any) -> HttpResponse:
    """入力画面を出す。"""
    place = crumbs(*sheet.crumbs, (sheet.title, ""))
    return page(request, "agencies/form.html", {"sheet": sheet, "form": form, "crumbs": place, **sheet.extra, **data}, status=status)


def saved(request: DeskRequest, sheet: Sheet, form: KasaneForm, save: Callable[[], Any], *, done: str, to: str = "") -> HttpResponse:
    """検査して保存し、終わったら to（既定は cancel）へ移る。誤りは打った文字を残して422、衝突は見比べて409。"""
    if not form.is_valid():
        return opened(request, sheet, form, status=422)
    try:
        save()
    except Invalid as invalid:
        form.take(invalid)
        return opened(request, sheet, form, status=422)
    except Conflict as conflict:
        row: Any = conflict.current
        form.rebase(row.version)
        return opened(request, sheet, form, status=409, conflict=form.conflict_rows(_as_typed(row)))
    messages.success(request, done)
    return redirect(to or sheet.cancel)


def _as_typed(row: Any) -> dict[str, Any]:
    values = model_to_dict(row)
    return {**values, **{f"{f.name}_id": str(values[f.name] or "") for f in row._meta.fields if f.is_relation}}
