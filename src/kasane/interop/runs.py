"""取り込み一回: 一つのファイルを、全部入れるか、何も入れないか。"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from kasane.access.session import acting_as
from kasane.interop import queries
from kasane.interop.commands import record_run
from kasane.interop.editions import Origin, origin_of
from kasane.interop.facilities import Context
from kasane.interop.geography import KEN_ALL
from kasane.interop.mapping import Mapping, from_columns, propose
from kasane.interop.readers.delimited import read_headerless
from kasane.interop.readers.opening import open_tables
from kasane.interop.refusal import FileRefused, unopenable
from kasane.interop.report import Outcome, Report, SheetReport
from kasane.interop.sources import Converter, FacilityConverter, Progress, geography_converter, is_headerless_ken_all, stream
from kasane.interop.table import Table
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Refused
from kasane.resources.commands import bring_in_listing
from kasane.resources.domain import Listing, Target
from kasane.resources.queries import kinds

Pairs = list[tuple[Table, Converter, SheetReport]]


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
    report = Report(shown_name(request.path), request.target.value, dry_run=request.dry_run)
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
            used = [converter.mapping for _, converter, _ in pairs if isinstance(converter, FacilityConverter)]
            record_run(by=by, report=report, sha256=digest, started=started, mappings=used, mapping_name=request.save_as)
        transaction.set_rollback(request.dry_run)


def listing_of(request: Request, origin: Origin, report: Report) -> Listing:
    """取り込む版。日付は、指定、ファイル名、今日の順に決め、どれで決めたかを報告に書く。"""
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
    """使える表が一つもなければ、表ごとの理由を挙げて断る。"""
    if not pairs:
        reasons = " / ".join(f"「{sheet.sheet}」{sheet.reason}" for sheet in report.sheets)
        raise FileRefused(f"使える表がありません。{reasons}")


def _supersede(pairs: Pairs, report: Report, progress: Progress) -> None:
    """前に入れて、その後に新しい版を入れたファイル。数えるだけで、何も変えない。"""
    read = sum(1 for _ in stream(pairs, report, progress))
    report.unchanged = read
    report.notes.append("このファイルは前に取り込み済みで、その後に同じ一覧の別の版が入っています。何も変えていません。")
    raise _Superseded


def shown_name(path: Path) -> str:
    """報告と記録に残すファイル名(UTF-8 にできない文字は「?」にする)。"""
    return path.name.encode("utf-8", "replace").decode("utf-8")


def sha256_of(path: Path) -> str:
    """ファイルの中身の指紋(64 桁)。開けなければ断る。"""
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise unopenable(path, error) from error
