"""kasane audit verify: 記録（業務日誌と閲覧記録）が変えられていないかを確かめる。"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any


def register(commands: Any) -> None:
    """命令を加える。"""
    parser = commands.add_parser("audit", help="記録の検査と封印", description="業務日誌と閲覧記録を検査・封印します。")
    acts = parser.add_subparsers(dest="act", required=True, metavar="すること", title="すること", parser_class=type(parser))
    check = acts.add_parser("verify", help="変えられた行・消えた行・割り込んだ行を番号で示す（あれば 1 で終わる）")
    check.add_argument("--json", action="store_true", help="機械が読む形（JSON）で出す")
    check.set_defaults(run=verify)
    acts.add_parser("seal", help="いま封印する").set_defaults(run=seal)


def verify(options: argparse.Namespace) -> int:
    """すべての封印・署名・外の控えを確かめる。"""
    from kasane.audit import verify as checking

    problems = list(checking.verify())
    if options.json:
        print(json.dumps([{**asdict(problem), "sentence": problem.sentence} for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            print(f"× {problem.sentence}")
        print(f"{len(problems)}件の異常が見つかりました。" if problems else "〇 記録は変えられていません。")
    return 1 if problems else 0


def seal(options: argparse.Namespace) -> int:
    """終わった取引の行を封印する。"""
    from kasane.audit import sealer

    print(f"{sealer.seal_once()}行を封印しました。")
    return 0
