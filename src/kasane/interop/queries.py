"""取り込みの読み取り: 取り込みの記録、保存した対応づけ。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kasane.interop.models import ImportMapping, ImportRun
from kasane.interop.report import Outcome


@dataclass(frozen=True, slots=True)
class ImportRunLine:
    """「取り込みの記録」の一行。"""

    id: UUID
    actor: str
    started_at: datetime
    seconds: float
    target: str
    source: str
    edition: date | None
    file_name: str
    sha256: str
    outcome: str
    rows: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    ended: int
    report: dict[str, Any]


def import_runs(*, target: str = "", source: str = "", limit: int = 100) -> list[ImportRunLine]:
    """取り込みの記録を新しい順に。target は行き先、source は提供元で絞る。"""
    found = ImportRun.objects.order_by("-started_at", "-id")
    if target:
        found = found.filter(target=target)
    if source:
        found = found.filter(source=source)
    return [
        ImportRunLine(
            run.id, run.actor, run.started_at, (run.finished_at - run.started_at).total_seconds(), run.target, run.source, run.edition,
            run.file_name, run.sha256, Outcome(run.outcome).label_ja, run.rows, run.created, run.updated, run.unchanged, run.rejected,
            run.ended, run.report,
        )
        for run in found[:limit]
    ]  # fmt: skip


def is_superseded(target: str, source: str, sha256: str) -> bool:
    """同じ中身のファイルを前に入れ、その後に同じ一覧の別の中身を入れたか。"""
    done = ImportRun.objects.filter(target=target, source=source, outcome=Outcome.DONE.value)
    latest = done.order_by("-finished_at", "-id").first()
    return latest is not None and latest.sha256 != sha256 and done.filter(sha256=sha256).exists()


def latest_edition(target: str, source: str) -> date | None:
    """いま入っている、いちばん新しい版の日付。まだ無ければ None。"""
    done = ImportRun.objects.filter(target=target, source=source, outcome=Outcome.DONE.value, edition__isnull=False)
    latest = done.order_by("-edition").first()
    return latest.edition if latest else None


def saved_columns(source: str, fingerprint: str) -> dict[str, str] | None:
    """その提供元・その見出しに保存した列の対応。無ければ None。"""
    found = ImportMapping.objects.filter(source=source, fingerprint=fingerprint).first()
    return dict(found.columns) if found else None


def named_columns(name: str) -> dict[str, str] | None:
    """名を付けて保存した列の対応(新しいもの)。無ければ None。"""
    found = ImportMapping.objects.filter(name=name).order_by("-saved_at").first()
    return dict(found.columns) if found else None
