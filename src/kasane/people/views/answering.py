"""人の入力画面に共通の答え方: 下書きを戻して開く、保存する、誤りを戻す、版の衝突を見比べる。"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from kasane.kernel import clock
from kasane.kernel.decision import Conflict, Invalid, Refused
from kasane.people.domain.person import PersonFacts
from kasane.people.forms import person_initial
from kasane.people.queries.lines import person_lines
from kasane.people.queries.person import Header, header_of
from kasane.screens import drafts
from kasane.screens.forms import KasaneForm
from kasane.screens.views import DeskRequest, page

FOUND_KEY = "people.found"
QUERY_KEY = "people.query"


@dataclass(frozen=True, slots=True)
class Sheet:
    """一枚の入力画面。subjects はこの画面に出る人の番号。draft は下書きの鍵(なければ下書きしない)。"""

    title: str
    action: str
    back: str
    submit: str = "保存する"
    lead: str = ""
    draft: str = ""
    danger: bool = False
    where: tuple[tuple[str, str], ...] = ()
    subjects: tuple[UUID, ...] = ()
    compartment_id: UUID | None = None


def trail(*items: tuple[str, str]) -> list[dict[str, str]]:
    """現在の場所(見出しと URL の組)。"""
    return [{"label": label, "url": url} for label, url in (("人の一覧", reverse("people:list")), *items)]


def person_url(person_id: UUID) -> str:
    """人の詳細の URL。"""
    return reverse("people:person", args=[person_id])


def sheet_for(person_id: UUID, title: str, act: str, *, header: Header | None = None, **rest: Any) -> Sheet:
    """一人についての入力画面。act は保存する URL の名前。人が見えなければ NotVisible。"""
    known = header or header_of(person_id)
    args = rest.pop("args", [person_id])
    return Sheet(
        title=title, action=reverse(f"people:{act}", args=args), back=rest.pop("back", person_url(person_id)),
        where=((known.name, person_url(person_id)),), subjects=(person_id,), compartment_id=known.compartment_id, **rest,
    )  # fmt: skip


def opened(request: DeskRequest, sheet: Sheet, form: KasaneForm, *, status: int = 200, **data: Any) -> HttpResponse:
    """入力画面を出す。"""
    shown = {"sheet": sheet, "form": form, "crumbs": trail(*sheet.where, (sheet.title, "")), "conflict": None, "restored": None}
    return page(request, "people/form.html", {**shown, **data}, status=status, saw=sheet.subjects, compartment_id=sheet.compartment_id)


def opened_with_draft(request: DeskRequest, sheet: Sheet, make: Callable[..., KasaneForm], initial: dict[str, Any]) -> HttpResponse:
    """下書きがあれば打ったところから、なければ初めの値で開く。"""
    kept = drafts.restore(request, sheet.draft)
    if kept is None:
        return opened(request, sheet, make(initial=initial))
    stale = kept.base_version is not None and kept.base_version != initial.get("version")
    saved_at = f"{clock.jst(kept.saved_at):%H:%M}"
    return opened(request, sheet, make(kept.fields), restored={"saved_at": saved_at, "stale": stale, "key": sheet.draft})


def saved(
    request: DeskRequest, sheet: Sheet, form: KasaneForm, save: Callable[[], Any], *, done: str, to: Callable[[Any], str] | None = None
) -> HttpResponse:
    """検査して保存し、終わったら back(または to の返す URL)へ移る。誤りと断りは打った文字を残して422、衝突は見比べて409。"""
    if not form.is_valid():
        return opened(request, sheet, form, status=422)
    try:
        result = save()
    except Invalid as invalid:
        form.take(invalid)
        return opened(request, sheet, form, status=422)
    except Refused as refused:
        form.add_error(None, refused.decision.reason)
        return opened(request, sheet, form, status=422)
    except Conflict as conflict:
        return _compared(request, sheet, form, conflict)
    messages.success(request, done)
    return redirect(to(result) if to else sheet.back)


def _compared(request: DeskRequest, sheet: Sheet, form: KasaneForm, conflict: Conflict) -> HttpResponse:
    current = conflict.current
    if not isinstance(current, PersonFacts):
        raise conflict
    version = header_of(sheet.subjects[0]).version
    form.rebase(version)
    rows = form.conflict_rows(person_initial(current, version))
    return opened(request, sheet, form, status=409, conflict=rows)


def candidates(request: DeskRequest, near: Iterable[UUID], *, excluding: Iterable[UUID] = ()) -> list[tuple[str, str]]:
    """相手に選べる人: 近い人(世帯・関係)と、直前にさがして見つかった人。見えない人は落ちる。"""
    left_out = set(excluding)
    ids = [UUID(one) for one in request.session.get(FOUND_KEY, [])]
    wanted = [one for one in dict.fromkeys([*near, *ids]) if one not in left_out]
    return [(str(line.id), "　".join(filter(None, (line.name, line.kana, line.born, line.address)))) for line in person_lines(wanted)]
