"""下書き: 打ったとおりの入力を、本人だけが読める形でサーバーに持つ。"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from kasane.access.reading import rows_of
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.screens.models import Draft

NOT_TYPED = frozenset({"csrfmiddlewaretoken", "once", "draft_key", "back", "draft_title"})
MAX_CHARACTERS = 1_000_000
_MINE = "SELECT key, title, path, saved_at FROM screens_draft WHERE account_id = %s ORDER BY saved_at DESC"


@dataclass(frozen=True, slots=True)
class Restored:
    """戻した下書き。fields はフォームの data にそのまま渡せる。base_version は書き始めたときの版。"""

    fields: MultiValueDict[str, str]
    base_version: int | None
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class DraftLine:
    """下書きの一覧の一行。"""

    key: str
    title: str
    path: str
    saved_at: datetime


def keep(*, by: Actor, key: str, fields: Mapping[str, Sequence[str]], path: str, title: str = "") -> datetime:
    """下書きを置く（同じ key なら置き換える）。path は続きを書く画面。書き始めの版は fields の version から取る。"""
    typed = {name: list(values) for name, values in fields.items() if name not in NOT_TYPED}
    version = (typed.get("version") or [""])[0]
    saved_at = clock.now()
    Draft.objects.update_or_create(
        account_id=by.account_id,
        key=key,
        defaults={
            "posting_id": by.posting_id,
            "fields": typed,
            "base_version": int(version) if version.isdecimal() else None,
            "path": path,
            "title": title,
            "saved_at": saved_at,
        },
    )
    return saved_at


def restore(request: HttpRequest, key: str) -> Restored | None:
    """この人のこの key の下書き。なければ None。"""
    draft = Draft.objects.filter(account_id=request.actor.account_id, key=key).first()  # type: ignore[attr-defined]
    if draft is None:
        return None
    fields = QueryDict(mutable=True)
    for name, values in draft.fields.items():
        fields.setlist(name, values)
    return Restored(fields, draft.base_version, draft.saved_at)


def discard(*, by: Actor, key: str) -> None:
    """下書きを捨てる。"""
    Draft.objects.filter(account_id=by.account_id, key=key).delete()


def clear_sent(request: HttpRequest) -> None:
    """送信が成功した画面の下書きを片づける。"""
    key = request.POST.get("draft_key")
    if key:
        discard(by=request.actor, key=key)  # type: ignore[attr-defined]


def mine(by: Actor) -> list[DraftLine]:
    """この人の下書き。新しい順。"""
    return [DraftLine(*row) for row in rows_of(_MINE, [by.account_id])]
