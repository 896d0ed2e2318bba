"""取り込みの断り: ファイルごと使えないときに、利用者へそのまま見せる日本語の理由。"""

from __future__ import annotations

from pathlib import Path


class FileRefused(Exception):
    """ファイル全体を取り込めない。reason は「何が起きていて、どうすればよいか」を書いた日本語の文。"""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def unopenable(path: Path, error: OSError) -> FileRefused:
    """開けないファイルの断り。道具の英語の文は見せない。"""
    if isinstance(error, FileNotFoundError):
        why = "その名のファイルがありません"
    elif isinstance(error, PermissionError):
        why = "読む権限がありません"
    elif isinstance(error, IsADirectoryError):
        why = "フォルダです。中のファイルを選んでください"
    else:
        why = "読み取りの途中で失敗しました"
    shown = path.name.encode("utf-8", "replace").decode("utf-8")
    return FileRefused(f"ファイルを開けません: {shown}({why})。")
