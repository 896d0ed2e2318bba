"""取り込みの行為: 一つのファイルを、全部入れるか、何も入れないか。"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.session import acting_as
from kasane.audit import journal
from kasane.interop import queries
from kasane.interop.editions import Origin, origin_of
from kasane.interop.facilities import Context
from kasane.interop.geography import KEN_ALL
from kasane.interop.mapping import Mapping, from_columns, propose
from kasane.interop.models import ImportMapping, ImportRun
from kasane.interop.readers.delimited import read_headerless
from kasane.interop.readers.opening import open_tables
from kasane.interop.refusal import FileRefused
from kasane.interop.report import Outcome, Report, SheetReport
from kasane.interop.sources import Converter, FacilityConverter, Progress, geography_converter, is_headerless_ken_all, stream
from kasane.interop.table import Table
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Refused
from kasane.kernel.ids import new_id
from kasane.resources.commands import bring_in_listing
from kasane.resources.domain import Listing, Target
from kasane.resources.queries import kinds

Pairs = list[tuple[Table, Converter, SheetReport]]
NAMED_IN_RUN: Final = 1000


@dataclass(frozen=True, slots=True)
class Request:
    """取り込みの頼み。columns は指定された列の対応(無ければ None)、source は提供元の名(空なら置き場所から決める)。

    edition は版の日付(None ならファイル名、それも無ければ今日)、save_as は対応づけを保存する名。
    """

    path: Path
    target: Target
    dry_run: bool = False
    columns: dict[str, str] | None = None
    source: str = ""
    edition: date | None = None
    save_as: str = ""
    allow_many_ended: bool = False


class _Superseded(Exception):
    """同じファイルを前に入れ、その後に新しい版を入れてある。"""


def import_file(*, by: Actor, request: Request, progress: Progress = lambda rows, percent: None) -> Report:
    """一つのファイルを取り込む(全部か、何もなしか)。

    by は取り込みのできる行為者、request は頼み、progress は(行数, 割合)を受ける関数。返すのは報告。
    ファイルごと断ったときは report.outcome が refused で、report.reason に日本語の理由が入る。試しの取り込み(dry_run)は何も残さない。
    """
    started, clocked = clock.now(), time.monotonic()
    report = Report(request.path.name, request.target.value, dry_run=request.dry_run)
    digest = ""
    try:
        digest = sha256_of(request.path)
        _bring_in(by, request, report, progress, digest, started)
    except FileRefused as refused:
        report.refuse(refused.reason)
    except Refused as refused:
        report.refuse(refused.decision.reason)
    except _Superseded:
        report.outcome = Outcome.SUPERSEDED
    report.seconds = time.monotonic() - clocked
    if report.outcome is not Outcome.DONE and not request.dry_run:
        record_run(by=by, report=report, sha256=digest, started=started)
    return report


def _bring_in(by: Actor, request: Request, report: Report, progress: Progress, digest: str, started: datetime) -> None:
    origin = origin_of(request.path, request.source)
    listing = listing_of(request, origin, report)
    tables = _tables(request)
    with transaction.atomic():
        with acting_as(by):
            pairs = choose_tables(request, origin, tables, report)
            refuse_nothing_to_use(pairs, report)
            if request.edition is None and queries.is_superseded(listing.target.value, listing.name, digest):
                _supersede(pairs, report, progress)
            report.take(bring_in_listing(by=by, listing=listing, rows=stream(pairs, report, progress)))
            _save_mappings(request, listing, pairs)
            record_run(by=by, report=report, sha256=digest, started=started)
        transaction.set_rollback(request.dry_run)


def listing_of(request: Request, origin: Origin, report: Report) -> Listing:
    found = request.edition or origin.edition
    report.source, report.edition = origin.source, (found or clock.today()).isoformat()
    report.edition_from = "指定" if request.edition else "ファイル名" if origin.edition else "取り込んだ日(ファイル名に日付がないため)"
    if origin.copy:
        report.notes.append("ファイル名から見て、同じ一覧の重複した写しです(同じ提供元の版として扱います)。")
    return Listing(origin.source, request.target, found or clock.today(), request.allow_many_ended)


def _tables(request: Request) -> list[Table]:
    tables = open_tables(request.path)
    if request.target is Target.POSTAL_CODES and len(tables) == 1 and is_headerless_ken_all(tables[0]):
        return read_headerless(request.path, KEN_ALL)
    return tables


def choose_tables(request: Request, origin: Origin, tables: list[Table], report: Report) -> Pairs:
    """表ごとに、使うか、使わない理由を決める。"""
    pairs: Pairs = []
    bases = {code: kind.legal_basis for code, kind in kinds().items()} if request.target is Target.RESOURCES else {}
    for table in tables:
        mapping, converter = _converter(request, origin, table, bases)
        sheet = SheetReport(
            table.title, not converter.refusal, converter.refusal, header_line=table.header_line, encoding=table.encoding,
            columns=converter.columns_used, mapping=mapping.origin if mapping else "自動", notes=table.notes,
            unused_columns=[header for header in table.headers if header not in converter.columns_used],
        )  # fmt: skip
        report.sheets.append(sheet)
        if sheet.used:
            pairs.append((table, converter, sheet))
    return pairs


def _converter(request: Request, origin: Origin, table: Table, bases: dict[str, str]) -> tuple[Mapping | None, Converter]:
    if request.target is not Target.RESOURCES:
        return None, geography_converter(request.target, table)
    mapping = _mapping(request, origin, table)
    return mapping, FacilityConverter(table, mapping, Context(table.title, origin.source, origin.municipality, bases))


def _mapping(request: Request, origin: Origin, table: Table) -> Mapping:
    if request.columns is not None:
        return from_columns(request.columns, table.headers, "指定")
    proposed = propose(table.headers, table.labels)
    saved = queries.saved_columns(origin.source, proposed.fingerprint)
    return from_columns(saved, table.headers, "保存済み") if saved else proposed


def refuse_nothing_to_use(pairs: Pairs, report: Report) -> None:
    if not pairs:
        reasons = " / ".join(f"「{sheet.sheet}」{sheet.reason}" for sheet in report.sheets)
        raise FileRefused(f"使える表がありません。{reasons}")


def _supersede(pairs: Pairs, report: Report, progress: Progress) -> None:
    """前に入れて、その後に新しい版を入れたファイル。数えるだけで、何も変えない。"""
    read = sum(1 for _ in stream(pairs, report, progress))
    report.unchanged = read
    report.notes.append("このファイルは前に取り込み済みで、その後に同じ一覧の別の版が入っています。何も変えていません。")
    raise _Superseded


def _save_mappings(request: Request, listing: Listing, pairs: Pairs) -> None:
    for _, converter, _ in pairs:
        if isinstance(converter, FacilityConverter):
            keep_mapping(source=listing.name, mapping=converter.mapping, name=request.save_as)


def keep_mapping(*, source: str, mapping: Mapping, name: str = "") -> None:
    """列の対応を、提供元と見出しの指紋ごとに一つ保存する。同じ内容なら何もしない。取り込みの取引の中で呼ぶ。"""
    known = ImportMapping.objects.select_for_update().filter(source=source, fingerprint=mapping.fingerprint).first()
    if known is None:
        ImportMapping.objects.create(
            source=source, fingerprint=mapping.fingerprint, name=name, columns=mapping.columns, saved_at=clock.now()
        )
    elif known.columns != mapping.columns or (name and known.name != name):
        known.columns, known.name, known.saved_at = mapping.columns, name or known.name, clock.now()
        known.version += 1
        known.save(update_fields=("columns", "name", "saved_at", "version"))


@act(Action.IMPORT_DATA)
def record_run(*, by: Actor, report: Report, sha256: str, started: datetime) -> None:
    """取り込みを一回分、記録する。断ったファイルも残す。名指しした行は、報告ファイルと同じ形で千件まで。"""
    content = report.as_dict()
    for name in ("rejected", "remarks", "ended"):
        content[f"{name}_count"] = len(content[name])
        content[name] = content[name][:NAMED_IN_RUN]
    ImportRun.objects.create(
        id=new_id(), account_id=by.account_id, actor=by.name, started_at=started, finished_at=clock.now(), target=report.target,
        source=report.source, edition=date.fromisoformat(report.edition) if report.edition else None, file_name=report.file,
        sha256=sha256, outcome=report.outcome.value, rows=report.rows, created=report.created, updated=report.updated,
        unchanged=report.unchanged, rejected=len(report.rejected), ended=len(report.ended), report=content,
    )  # fmt: skip
    journal.record(act=f"record_import_{report.outcome.value}", by=by, reason=f"{report.target}/{report.source}: {report.rows} 行")


def sha256_of(path: Path) -> str:
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise FileRefused(f"ファイルを開けません: {path.name}({error.strerror or '読み取りエラー'})。") from error
