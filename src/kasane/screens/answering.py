"""入力の画面に共通の答え方: 下書きを戻して開く、保存する、誤りを戻す、版の衝突を見比べる。

どの部屋の入力も同じ順で答えるので、打った文字はどの断りでも残り、見せた人は誤りの画面でも閲覧記録に残る。
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Model
from django.forms import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect

from kasane.kernel import clock
from kasane.kernel.decision import Conflict, Invalid, Refused
from kasane.screens import drafts
from kasane.screens.forms import KasaneForm
from kasane.screens.views import DeskRequest, page

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """一枚の入力画面。

    where は現在の場所(見出しと URL の組。自分は含めない)。facts は入力の前に示す事実(要約の行)。draft は下書きの鍵(なければ
    下書きしない)。saw はこの画面に名前の出る人の番号で、誤りの画面でも閲覧記録に残る。shown は雛形に渡すもの。
    compared は、衝突した今の記録から、フォームの値(version を含む)を作る。なければ行の値をそのまま並べる。
    """

    title: str
    action: str
    back: str
    submit: str = "保存する"
    where: tuple[Place, ...] = ()
    lead: str = ""
    facts: tuple[Mapping[str, Any], ...] = ()
    draft: str = ""
    danger: bool = False
    saw: tuple[UUID, ...] = ()
    compartment_id: UUID | None = None
    template: str = "layouts/form.html"
    shown: Mapping[str, Any] = field(default_factory=dict)
    compared: Callable[[Any], Mapping[str, Any]] | None = None


def crumbs(*places: Place) -> list[dict[str, str]]:
    """現在の場所の並び。"""
    return [{"label": label, "url": url} for label, url in places]


def opened(request: DeskRequest, sheet: Sheet, form: KasaneForm, *, status: int = 200, **data: Any) -> HttpResponse:
    """入力画面を出す。"""
    around = {"sheet": sheet, "form": form, "crumbs": crumbs(*sheet.where, (sheet.title, "")), "conflict": None, "restored": None}
    shown = {**around, **sheet.shown, **data}
    return page(request, sheet.template, shown, status=status, saw=sheet.saw, compartment_id=sheet.compartment_id)


def opened_with_draft(request: DeskRequest, sheet: Sheet, make: Callable[..., KasaneForm], initial: Mapping[str, Any]) -> HttpResponse:
    """下書きがあれば打ったところから、なければ初めの値で開く。"""
    kept = drafts.restore(request, sheet.draft)
    if kept is None:
        return opened(request, sheet, make(initial=initial))
    stale = kept.base_version is not None and kept.base_version != initial.get("version")
    saved_at = f"{clock.jst(kept.saved_at):%H:%M}"
    return opened(request, sheet, make(kept.fields), restored={"saved_at": saved_at, "stale": stale, "key": sheet.draft})


def saved(
    request: DeskRequest,
    sheet: Sheet | Callable[[], Sheet],
    form: KasaneForm,
    save: Callable[[], Any],
    *,
    done: str,
    to: str | Callable[[Any], str] = "",
) -> HttpResponse:
    """検査して保存し、終わったら to(既定は back。関数なら save の返り値から)へ移る。

    誤りと断りは打った文字を残して422、版の衝突は両方を見比べて409。
    sheet は、画面を作る関数でもよい。その画面を出し直すとき(か、to がなく戻り先が要るとき)にだけ呼ぶ。
    """
    if not form.is_valid():
        return opened(request, _made(sheet), form, status=422)
    try:
        result = save()
    except Invalid as invalid:
        form.take(invalid)
        return opened(request, _made(sheet), form, status=422)
    except Refused as refused:
        form.add_error(None, str(refused))
        return opened(request, _made(sheet), form, status=422)
    except Conflict as conflict:
        return _compared(request, _made(sheet), form, conflict)
    messages.success(request, done)
    return redirect((to(result) if callable(to) else to) or _made(sheet).back)


def _made(sheet: Sheet | Callable[[], Sheet]) -> Sheet:
    return sheet if isinstance(sheet, Sheet) else sheet()


def _compared(request: DeskRequest, sheet: Sheet, form: KasaneForm, conflict: Conflict) -> HttpResponse:
    if sheet.compared is not None:
        current = sheet.compared(conflict.current)
    elif isinstance(conflict.current, Model):
        current = _as_typed(conflict.current)
    else:
        raise conflict
    form.rebase(current["version"])
    return opened(request, sheet, form, status=409, conflict=form.conflict_rows(dict(current)))


def _as_typed(row: Model) -> Mapping[str, Any]:
    values = model_to_dict(row)
    return {**values, **{f"{f.name}_id": str(values[f.name] or "") for f in row._meta.fields if f.is_relation}}
