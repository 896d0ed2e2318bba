"""利用者への短い知らせと、先へ進めないときの断り。"""

from __future__ import annotations

import sys


class Stop(Exception):
    """先へ進めない。文は、何が起きて何をすればよいかを日本語で言う。"""


def say(text: str) -> None:
    """いま何をしているかを一行で知らせる（標準エラー。標準出力は結果だけに使う）。"""
    print(f"・{text}", file=sys.stderr, flush=True)
