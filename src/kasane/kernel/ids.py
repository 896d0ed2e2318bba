"""識別子: 意味を持たず、推測できず、作った順に並ぶ UUIDv7(RFC 9562 5.7)。"""

from __future__ import annotations

import os
import secrets
import threading
import time
from typing import Final
from uuid import UUID

_TAIL_BITS: Final = 74  # rand_a (12) と rand_b (62)
_RAND_B_BITS: Final = 62
_STEP_BITS: Final = 32


class _Generator:
    """同じミリ秒の中と時計の逆行では、前の値に乱数を足して、必ず大きい値を返す(RFC 9562 6.2 方法2)。"""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._millis = 0
        self._tail = 0

    def next(self) -> UUID:
        with self._lock:
            self._advance(time.time_ns() // 1_000_000)
            return _assemble(self._millis, self._tail)

    def _advance(self, millis: int) -> None:
        if millis > self._millis:
            self._millis, self._tail = millis, secrets.randbits(_TAIL_BITS)
            return
        self._tail += 1 + secrets.randbits(_STEP_BITS)
        if self._tail >> _TAIL_BITS:
            self._millis, self._tail = self._millis + 1, secrets.randbits(_TAIL_BITS)


def _assemble(millis: int, tail: int) -> UUID:
    rand_a, rand_b = tail >> _RAND_B_BITS, tail & ((1 << _RAND_B_BITS) - 1)
    return UUID(int=millis << 80 | 0x7 << 76 | rand_a << 64 | 0b10 << 62 | rand_b)


_generator = _Generator()


def new_id() -> UUID:
    """新しい識別子。一つのプロセスの中では、後から作ったものほど大きい。"""
    return _generator.next()


def _restart_in_child() -> None:
    # 親と同じ状態から続けると、子どうしの番号が近づく。
    global _generator
    _generator = _Generator()


os.register_at_fork(after_in_child=_restart_in_child)
