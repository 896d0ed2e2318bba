"""kasane doctor: 動かす前と、困ったときの健康診断。"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """一つの所見。remedy は、だめなときに何をするか。"""

    name: str
    good: bool
    detail: str
    remedy: str = ""


def register(commands: Any) -> None:
    """命令を加える。"""
    about = "役割・行の守り（RLS）・鍵・時計・空き容量・版を確かめ、〇×と直し方を出します。×があれば 1 で終わります。"
    parser = commands.add_parser("doctor", help="健康診断", description=about)
    parser.add_argument("--json", action="store_true", help="機械が読む形（JSON）で出す")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """すべてを確かめて出す。"""
    findings = list(examine())
    if options.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            print(f"{'〇' if finding.good else '×'} {finding.name}: {finding.detail}")
            if not finding.good:
                print(f"   → {finding.remedy}")
    return 0 if all(finding.good for finding in findings) else 1


def examine() -> Iterator[Finding]:
    """所見を順に返す。データベースにつながらないときは、それより先を調べない。"""
    from django.db.utils import OperationalError

    from kasane.cli import checkup_database, checkup_machine

    yield from checkup_machine.findings()
    try:
        yield from checkup_database.connections()
    except OperationalError as problem:
        first = str(problem).strip().splitlines()[0]
        yield Finding("接続", False, first, "./start で上げるか、DATABASE_URL（または KASANE_APP_URL ほか3本）を確かめてください。")
        return
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (
        checkup_database.version,
        checkup_database.roles,
        checkup_database.ownership,
        checkup_database.migrations,
        checkup_database.row_security,
        checkup_database.portal_role,
        checkup_database.room,
        checkup_database.clock,
    )
    for check in checks:
        yield from check()
