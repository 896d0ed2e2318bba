"""python -m benchmarks: 床と本体を同じ一回の中で測り、表か JSON で出す。使い方は docs/operations/benchmarks.md。"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ["KASANE_DATABASE_NAME"] = "kasane_bench"

from benchmarks import report  # noqa: E402

Rows = list[dict[str, Any]]


def _lists(options: argparse.Namespace) -> Rows:
    from benchmarks import pages

    return pages.lists(options.rounds)


def _finds(options: argparse.Namespace) -> Rows:
    from benchmarks import pages

    return pages.finds(options.rounds)


def _imports(options: argparse.Namespace) -> Rows:
    from benchmarks import importing

    return importing.imports()


def _starts(options: argparse.Namespace) -> Rows:
    from benchmarks import starting

    return starting.starts()


def _cases(options: argparse.Namespace) -> Rows:
    from benchmarks import casework

    return casework.cases(options.rounds, _town(options))


def _saves(options: argparse.Namespace) -> Rows:
    from benchmarks import casework

    return casework.save(options.rounds, _town(options))


def _records(options: argparse.Namespace) -> Rows:
    from benchmarks import casework

    return casework.search_records(options.rounds, _town(options))


def _growth(options: argparse.Namespace) -> Rows:
    from benchmarks import casework

    return casework.growth(options.rounds, _town(options))


def _conference(options: argparse.Namespace) -> Rows:
    from benchmarks import meetings

    return meetings.conference(options.rounds)


def _packet(options: argparse.Namespace) -> Rows:
    from benchmarks import packets

    return packets.packet()


def _town(options: argparse.Namespace) -> Any:
    from benchmarks.city_scale import Town

    return Town(options.people, options.consultations)


PARTS: dict[str, Callable[[argparse.Namespace], Rows]] = {
    "list": _lists, "search": _finds, "import": _imports, "start": _starts, "cases": _cases, "save": _saves, "search_records": _records,
    "growth": _growth, "conference": _conference, "packet": _packet,
}  # fmt: skip


def main(arguments: list[str]) -> int:
    """測る。終了コード 1 は、--gate のときに線を越えたか、検索の答えが違ったこと。"""
    options = _options(arguments)
    from tools.bootstrap import database

    with database.available():
        if options.drop:
            return _drop()
        rows = [row for name in options.only or PARTS for row in PARTS[name](options)]
    print(json.dumps(rows, ensure_ascii=False, indent=1) if options.json else report.table(rows))
    problems = report.problems(rows)
    if problems:
        print("\n".join(problems), file=sys.stderr)
    return 1 if options.gate and problems else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=list(PARTS), help="これだけを測る（何度でも）")
    parser.add_argument("--rounds", type=int, default=10, metavar="回", help="交互に回すブロックの数（既定 10）")
    parser.add_argument("--people", type=int, default=380_000, metavar="人", help="その町の台帳の人数（既定 380000）")
    parser.add_argument(
        "--consultations", type=int, default=300_000, metavar="件", help="cases・save・search_records・growth の町の相談の数（既定 300000）"
    )
    parser.add_argument("--json", action="store_true", help="表の代わりに JSON を出す")
    parser.add_argument("--gate", action="store_true", help="線を越えたら終了コード 1")
    parser.add_argument("--drop", action="store_true", help="測定のデータベースを消して終わる")
    return parser.parse_args(arguments)


def _drop() -> int:
    from benchmarks import places, scale

    for name in (places.DATABASE, places.SCRATCH, places.CITY, places.TENTH, places.MEETING):
        scale.drop(name)
    print("測定のデータベースを消しました。")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
