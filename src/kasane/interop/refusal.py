"""取り込みの断り: ファイルごと使えないときに、利用者へそのまま見せる日本語の理由。"""

from __future__ import annotations


class FileRefused(Exception):
    """ファイル全体を取り込めない。reason は「何が起きていて、どうすればよいか」を書いた日本語の文。"""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
