"""交互の測定: 相手ごとの一続き（ブロック）を順に回し、機械の込み具合の揺れを、比の中で打ち消す。"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, cast

from benchmarks import places
from benchmarks.servers import CpuMeter, Server, spent

CLIENTS = 8


@dataclass(frozen=True, slots=True)
class Target:
    """測る相手。messages は順に送る要求、cookies は接続ごとの一人、requests は一ブロックの要求の数（接続の数の倍数）。

    expected はうまくいったときの状態（送信は 302）。database は、PostgreSQL の CPU を数えるデータベース。
    """

    name: str
    server: Server
    messages: tuple[dict[str, Any], ...]
    cookies: tuple[str, ...] = ("",)
    requests: int = 400
    expected: int = 200
    database: str = places.DATABASE


@dataclass(slots=True)
class Measured:
    """一つの相手の結果。blocks はブロックごとの時間（ミリ秒）の列。"""

    blocks: list[list[float]] = field(default_factory=list)
    seconds: float = 0.0
    cpu_ms: float = 0.0
    statuses: dict[str, int] = field(default_factory=dict)
    size: int = 0
    expected: int = 200

    @property
    def latencies(self) -> list[float]:
        """全ブロックの時間。"""
        return [latency for block in self.blocks for latency in block]

    @property
    def refused(self) -> int:
        """うまくいった状態でない答えの数。"""
        return sum(count for status, count in self.statuses.items() if status != str(self.expected))

    def summary(self) -> dict[str, Any]:
        """数字: 中央値・95%・最大と中央値の比・毎秒・一要求の CPU・本文の大きさ。"""
        every = self.latencies
        middle = quantile(every, 0.5)
        return {
            "p50_ms": round(middle, 2),
            "p95_ms": round(quantile(every, 0.95), 2),
            "max_over_p50": round(max(every) / middle, 1),
            "per_second": round(len(every) / self.seconds, 1),
            "cpu_ms": round(self.cpu_ms / len(every), 2),
            "bytes": self.size,
            "n": len(every),
            "refused": self.refused,
        }


def quantile(values: Sequence[float], share: float) -> float:
    """順に並べて share の位置にある値（0.5 が中央値）。"""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def ratio(ours: Measured, floor: Measured, share: float) -> float:
    """全体の分位の比。"""
    return round(quantile(ours.latencies, share) / quantile(floor.latencies, share), 2)


def paired_ratio(ours: Measured, floor: Measured, share: float) -> float:
    """同じ回のブロックどうしの比の、中央値。ほかの仕事が割り込んだ回に引きずられにくい。"""
    pairs = zip(ours.blocks, floor.blocks, strict=True)
    return round(quantile([quantile(mine, share) / quantile(its, share) for mine, its in pairs], 0.5), 2)


@contextmanager
def client() -> Iterator[subprocess.Popen[str]]:
    """負荷をかける別の処理。"""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.client"],
        cwd=places.ROOT,
        env=places.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        cast(IO[str], process.stdin).close()
        process.wait(timeout=60)


def measure(targets: Sequence[Target], *, rounds: int, clients: int = CLIENTS) -> dict[str, Measured]:
    """どの相手にも rounds ブロックずつ、A/B/A/B の順に。暖めるブロックは先に一つずつ回して捨てる。

    暖めるブロックの要求は、測るブロックのどれとも違う（一度きりの札を、先に使ってしまわないため）。
    """
    results = {target.name: Measured(expected=target.expected) for target in targets}
    with ExitStack() as stack:
        databases = {target.database for target in targets}
        meters = {name: CpuMeter(stack.enter_context(places.owner(name))) for name in databases}
        process = stack.enter_context(client())
        for target in targets:
            _block(process, target, rounds * target.requests, clients)
        for number in range(rounds):
            for target in targets:
                meter = meters[target.database]
                before = meter.read(target.server.session)
                answer = _block(process, target, number * target.requests, clients)
                _add(results[target.name], answer, spent(before, meter.read(target.server.session)))
    return results


def _block(process: subprocess.Popen[str], target: Target, start: int, clients: int) -> dict[str, Any]:
    order = {
        "port": target.server.port, "messages": target.messages, "cookies": target.cookies, "clients": clients, "requests": target.requests,
        "start": start,
    }  # fmt: skip
    orders, answers = cast(IO[str], process.stdin), cast(IO[str], process.stdout)
    orders.write(json.dumps(order) + "\n")
    orders.flush()
    line = answers.readline()
    if not line:
        raise SystemExit(f"エラー: {target.name} への負荷が途中で止まりました。")
    answer: dict[str, Any] = json.loads(line)
    return answer


def _add(result: Measured, answer: dict[str, Any], cpu_ms: float) -> None:
    result.blocks.append(answer["latencies"])
    result.seconds += answer["seconds"]
    result.cpu_ms += cpu_ms
    result.size = answer["bytes"]
    for status, count in answer["statuses"].items():
        result.statuses[status] = result.statuses.get(status, 0) + count
