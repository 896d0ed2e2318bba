"""支援関係機関の取り込み: 施設の一覧と同じ読み方で読み、機関の台帳へ渡す。"""

from __future__ import annotations

import time
from datetime import datetime
from itertools import islice

from django.db import transaction

from kasane.access.session import acting_as
from kasane.agencies.commands.importing import AgencyRow, register_or_update_agencies
from kasane.interop import queries
from kasane.interop.agencies import MAX_ROWS, identified, to_agency
from kasane.interop.commands import record_run
from kasane.interop.editions import origin_of
from kasane.interop.readers.opening import open_tables
from kasane.interop.refusal import FileRefused
from kasane.interop.report import Outcome, Report
from kasane.interop.runs import Request, choose_tables, listing_of, refuse_nothing_to_use, sha256_of, shown_name
from kasane.interop.sources import Progress, stream
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Refused, require
from kasane.resources.domain import Remark, StagedRow, may_bring_in

TARGET = "agencies"


def import_agencies(*, by: Actor, request: Request, progress: Progress = lambda rows, percent: None) -> Report:
    """一つのファイルの支援関係機関を台帳に載せる(全部か、何もなしか)。

    by は取り込みのできる行為者、request は頼み。断るのは、読めないファイル・古い版。機関でない施設の行は、理由とともに入れない。
    """
    started, clocked = clock.now(), time.monotonic()
    report, digest = Report(shown_name(request.path), TARGET, dry_run=request.dry_run), ""
    try:
        digest = sha256_of(request.path)
        _bring_in(by, request, report, progress, digest, started)
    except FileRefused as refused:
        report.refuse(refused.reason)
    except Refused as refused:
        report.refuse(refused.decision.reason)
    report.seconds = time.monotonic() - clocked
    if report.outcome is Outcome.REFUSED and not request.dry_run:
        record_run(by=by, report=report, sha256=digest, started=started)
    return report


def _bring_in(by: Actor, request: Request, report: Report, progress: Progress, digest: str, started: datetime) -> None:
    origin = origin_of(request.path, request.source)
    listing = listing_of(request, origin, report)
    tables = open_tables(request.path)
    with transaction.atomic():
        with acting_as(by):
            require(may_bring_in(listing, queries.latest_edition(TARGET, listing.name)))
            pairs = choose_tables(request, origin, tables, report)
            refuse_nothing_to_use(pairs, report)
            rows = list(islice(stream(pairs, report, progress), MAX_ROWS + 1))
            if len(rows) > MAX_ROWS:
                raise FileRefused(f"機関が多すぎます({MAX_ROWS} 行を超えます)。市町村の分だけにしてください。")
            _register(by, listing.name, rows, report)
            record_run(by=by, report=report, sha256=digest, started=started)
        transaction.set_rollback(request.dry_run)


def _register(by: Actor, source: str, rows: list[StagedRow], report: Report) -> None:
    """台帳に渡す。台帳が断った行は、元の行番号に戻して報告する。"""
    kept: list[AgencyRow] = []
    lines: dict[str, list[int]] = {}
    for key, row in identified(rows):
        made = to_agency(key, row)
        if isinstance(made, str):
            report.rejected.append(Remark(row.line, made))
            continue
        kept.append(made)
        lines.setdefault(key, []).append(row.line)
    done = register_or_update_agencies(by=by, rows=kept, source=source, complete=True)
    report.created, report.updated, report.unchanged = done.added, done.changed, done.unchanged
    for refused in done.refused:
        report.rejected.append(Remark(lines[refused.key].pop(), refused.reason))
    report.rejected.sort(key=lambda remark: remark.line)
    if done.closed:
        report.notes.append(f"新しい版に無い {done.closed} 機関を、今日で閉じました(消していません)。")
