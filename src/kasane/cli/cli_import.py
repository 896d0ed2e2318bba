"""kasane import: 公開されているファイルを、来たままの形で取り込む。"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kasane.interop.report import Report

TARGETS = {
    "resources": "社会資源(施設・事業・居場所)",
    "agencies": "支援関係機関",
    "postal-codes": "郵便番号(KEN_ALL)",
    "municipality-codes": "市区町村コード",
    "boundaries": "行政区域の境界",
}
ABOUT = """公開されているファイル(CSV・Excel(xlsx)・JSON・GeoJSON・TopoJSON)を、来たままの形で取り込みます。
文字コード・見出し・列の対応は自動で見分け、使った対応は提供元ごとに保存します。
一つのファイルは、全部入るか、何も入らないかのどちらかです。読めない行は、行番号と理由を挙げて断ります。
同じファイルをもう一度取り込んでも、何も変わりません。新しい版に無い行は「掲載終了」になります(消しません)。"""
EXITS = """終了コード:
  0  すべてのファイルを取り込みました(断った行は、報告に行番号と理由があります)
  1  できませんでした(データベースにつながらないなど)
  2  取り込めないファイルがありました(そのファイルからは何も入っていません。ほかのファイルは入っています)"""


def register(commands: Any) -> None:
    """命令を加える。"""
    parser = commands.add_parser(
        "import", help="公開データを取り込む", description=ABOUT, epilog=EXITS, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "target", choices=list(TARGETS), metavar="行き先", help="、".join(f"{name} {label}" for name, label in TARGETS.items())
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="ファイル", help="取り込むファイル(いくつでも。古い版から順に入れます)")
    parser.add_argument("--dry-run", action="store_true", help="試すだけで、何も書かない")
    parser.add_argument("--report", type=Path, metavar="FILE", help="報告を JSON で書き出す(- なら標準出力)")
    parser.add_argument("--mapping", metavar="NAME", help="列の対応: JSON のファイル、または --save-mapping で付けた名")
    parser.add_argument("--save-mapping", default="", metavar="NAME", help="使った列の対応に名を付けて保存する")
    parser.add_argument("--source", default="", metavar="NAME", help="提供元の名(既定は置き場所とファイル名から)")
    parser.add_argument("--edition", type=date.fromisoformat, metavar="YYYY-MM-DD", help="版の日付(既定はファイル名から)")
    parser.add_argument("--allow-many-ended", action="store_true", help="載っている施設の半分より多くが消える版でも入れる")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """ファイルを古い版から順に取り込み、報告する。返り値は終了コード。"""
    from kasane.interop.refusal import FileRefused
    from kasane.interop.report import Outcome, combined

    try:
        columns = _columns(options.mapping)
    except FileRefused as refused:
        print(f"エラー: {refused.reason}", file=sys.stderr)
        return 2
    reports = [_one(options, path, columns) for path in _in_order(options.files, options.source)]
    if options.report:
        _write(options.report, json.dumps(combined(reports), ensure_ascii=False, indent=1))
    return 2 if any(report.outcome is Outcome.REFUSED for report in reports) else 0


def _in_order(files: list[Path], source: str) -> list[Path]:
    """提供元ごとに古い版から。同じ日の写し(「(1)」など)は、元の名のファイルより先に入れる。"""
    from kasane.interop.editions import origin_of

    def order(path: Path) -> tuple[str, date, bool, str]:
        origin = origin_of(path, source)
        return origin.source, origin.edition or date.max, not origin.copy, path.name

    return sorted(files, key=order)


def _columns(mapping: str | None) -> dict[str, str] | None:
    if not mapping:
        return None
    from kasane.interop.mapping import read_file
    from kasane.interop.refusal import FileRefused
    from kasane.interop.saved import columns_named

    if mapping.lower().endswith(".json"):
        return read_file(Path(mapping))
    if (columns := columns_named(mapping)) is None:
        raise FileRefused(f"「{mapping}」という名の列の対応は保存されていません。")
    return columns


def _one(options: argparse.Namespace, path: Path, columns: dict[str, str] | None) -> Report:
    from kasane.interop.agency_runs import import_agencies
    from kasane.interop.runs import Request, import_file
    from kasane.kernel.actor import job_actor
    from kasane.resources.domain import Target

    agencies = options.target == "agencies"
    request = Request(
        path,
        Target.RESOURCES if agencies else Target(options.target.replace("-", "_")),
        dry_run=options.dry_run,
        columns=columns,
        source=options.source,
        edition=options.edition,
        save_as=options.save_mapping,
        allow_many_ended=options.allow_many_ended,
    )
    report = (import_agencies if agencies else import_file)(by=job_actor("import"), request=request, progress=_progress(path))
    _say(report)
    return report


def _progress(path: Path) -> Callable[[int, int | None], None]:
    """進み具合を標準エラーに出す。端末でなければ、一行ずつ。"""
    terminal = sys.stderr.isatty()

    def show(rows: int, percent: int | None) -> None:
        known = f" {percent}%" if percent is not None else ""
        print(f"{path.name}: {rows} 行{known}", end="\r" if terminal else "\n", file=sys.stderr, flush=True)

    return show


def _say(report: Report) -> None:
    tried = "(試し)" if report.dry_run else ""
    print(f"{report.file}{tried}: {report.outcome.label_ja}。{report.reason}", flush=True)
    if report.rows:
        print(
            f"  {report.rows} 行: 追加 {report.created}、変更 {report.updated}、そのまま {report.unchanged}、"
            f"入れない {len(report.rejected)}、掲載終了 {len(report.ended)}、気づき {len(report.remarks)}"
            f"(版 {report.edition}: {report.edition_from})"
        )
    for remark in report.rejected[:10]:
        print(f"  {remark.line} 行目: {remark.text}")
    if len(report.rejected) > 10:
        print(f"  ほか {len(report.rejected) - 10} 行(--report で全部書き出せます)")
    for sheet in report.sheets:
        if not sheet.used:
            print(f"  「{sheet.sheet}」は使いません: {sheet.reason}")
    for note in report.notes:
        print(f"  {note}")


def _write(path: Path, text: str) -> None:
    if str(path) == "-":
        print(text)
    else:
        path.write_text(text + "\n", encoding="utf-8")
