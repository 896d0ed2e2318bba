"""JSON を少しずつ読む: 大きな配列を、要素一つ分の記憶量で。

標準の json は全体を一度に組み立てるため、200 MB のファイルで記憶が足りなくなる。要素ごとに raw_decode する。
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from kasane.interop.readers.encoding import TRUNCATED
from kasane.interop.refusal import FileRefused

MAX_ELEMENT: Final = 16 << 20
_SPACE: Final = re.compile(r"[ \t\r\n\ufeff]*")
_decoder: Final = json.JSONDecoder()

BROKEN = "JSON として読めません。"
CUT = "JSON が途中で終わっています。途中で切れたと思われます。もう一度入手してください。"
TOO_BIG = "JSON の一つの要素が 16 MB を超えます。表のファイルではないようです。"
TOO_DEEP = "JSON の入れ子が深すぎます。"


class Stream:
    """文字の流れの上を進む窓。line は今いる行番号(1 から)。"""

    def __init__(self, chunks: Iterator[str]) -> None:
        self._chunks = chunks
        self._buffer = ""
        self._at = 0
        self._ended = False
        self.line = 1

    def _more(self) -> bool:
        chunk = next(self._chunks, None)
        if chunk is None:
            self._ended = True
            return False
        self._buffer = self._buffer[self._at :] + chunk
        self._at = 0
        return True

    def _advance(self, to: int) -> None:
        self.line += self._buffer.count("\n", self._at, to)
        self._at = to

    def peek(self) -> str:
        """次の意味のある一文字。終わりなら空文字。"""
        while True:
            matched = _SPACE.match(self._buffer, self._at)
            self._advance(matched.end() if matched else self._at)
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._more():
                return ""

    def take(self, expected: str) -> None:
        """次の一文字が expected のとき進む。違えば FileRefused。"""
        found = self.peek()
        if found != expected:
            raise FileRefused(CUT if not found else f"{BROKEN}({self.line} 行目: 「{expected}」があるはずの所に「{found}」)")
        self._advance(self._at + 1)

    def value(self) -> Any:
        """次の値を一つ読む。断るのは、途中で終わる値・壊れた値・大きすぎる値。"""
        self.peek()
        wanted = 1 << 14
        while True:
            while len(self._buffer) - self._at < wanted and self._more():
                pass
            decoded = self._try()
            if decoded is not None:
                result, end = decoded
                self._advance(end)
                return result
            if self._ended:
                raise FileRefused(CUT if len(self._buffer) > self._at else TRUNCATED)
            if wanted > MAX_ELEMENT:
                raise FileRefused(TOO_BIG)
            wanted *= 2

    def _try(self) -> tuple[Any, int] | None:
        try:
            result, end = _decoder.raw_decode(self._buffer, self._at)
        except json.JSONDecodeError as error:
            # 残りがまだあるなら途中で切れて見えているだけかもしれない。窓の端から遠い誤りは本当の誤り。
            if len(self._buffer) - error.pos > 4096 and "Unterminated" not in error.msg:
                line = self.line + self._buffer.count("\n", self._at, error.pos)
                raise FileRefused(f"{BROKEN}({line} 行目)") from error
            return None
        except RecursionError as error:
            raise FileRefused(TOO_DEEP) from error
        # 数値は窓の端で切れても「読めて」しまう。
        if end == len(self._buffer) and not self._ended and not isinstance(result, dict | list | str):
            return None
        return result, end

    def elements(self) -> Iterator[tuple[int, Any]]:
        """配列の要素を (行番号, 値) で順に返す。"""
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        while True:
            self.peek()
            line = self.line
            yield line, self.value()
            if self.peek() == "]":
                self.take("]")
                return
            self.take(",")

    def members(self) -> Iterator[str]:
        """オブジェクトの鍵を順に返す。呼ぶ側は、次の鍵へ進む前に値を読み終える。"""
        self.take("{")
        if self.peek() == "}":
            self.take("}")
            return
        while True:
            key = self.value()
            if not isinstance(key, str):
                raise FileRefused(f"{BROKEN}({self.line} 行目)")
            self.take(":")
            yield key
            if self.peek() == "}":
                self.take("}")
                return
            self.take(",")

    def finish(self) -> None:
        """後ろに余計なものが無いことを確かめる。"""
        if self.peek():
            raise FileRefused(f"{BROKEN}({self.line} 行目より後に余計な内容があります)")
