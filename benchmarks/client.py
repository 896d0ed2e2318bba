"""負荷をかける別の処理: 何本かの継続接続で、決められた数の要求を送り、一つずつの時間を返す。標準ライブラリだけで動く。

標準入力の一行（JSON の指示）ごとに、標準出力へ一行（JSON の結果）を返す。送り先は 127.0.0.1 だけ。
"""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Any

HOST = "127.0.0.1"
PATIENCE = 60.0  # 秒
CSRF = "b" * 32  # 送信の札。Cookie と見出しが同じならよい（Django の二重送信方式）。


@dataclass
class Tally:
    """一本の接続の結果。latencies はミリ秒。"""

    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    sizes: int = 0


class Connection:
    """継続接続の一本。相手が閉じたら、つなぎ直す。"""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = self._open()

    def _open(self) -> socket.socket:
        opened = socket.create_connection((HOST, self.port), timeout=PATIENCE)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened

    def get(self, request: bytes) -> tuple[int, bytes]:
        """一つの要求。返り値は状態と本文の全部。"""
        try:
            return self._exchange(request)
        except ConnectionError:
            self.socket.close()
            self.socket = self._open()
            return self._exchange(request)

    def _exchange(self, request: bytes) -> tuple[int, bytes]:
        self.socket.sendall(request)
        head, body = self._until(b"", b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        fields = dict(line.split(b": ", 1) for line in lines[1:] if b": " in line)
        if b"content-length" in fields:
            body = self._fill(body, int(fields[b"content-length"]))
        elif b"chunked" in fields.get(b"transfer-encoding", b""):
            while not body.endswith(b"0\r\n\r\n"):
                body += self._more()
        return int(lines[0].split(b" ")[1]), body

    def _until(self, got: bytes, mark: bytes) -> tuple[bytes, bytes]:
        while mark not in got:
            got += self._more()
        head, _, rest = got.partition(mark)
        return head, rest

    def _fill(self, got: bytes, size: int) -> bytes:
        while len(got) < size:
            got += self._more()
        return got

    def _more(self) -> bytes:
        if not (data := self.socket.recv(262_144)):
            raise ConnectionResetError("相手が閉じました")
        return data


def block(order: dict[str, Any]) -> dict[str, Any]:
    """一続きの要求。

    order: port、messages（順に送る要求。path と、あれば送る欄の文 body、ふつうの送信なら plain、続きを見にいく要求なら live）、
    cookies（接続ごとに一つ）、clients（接続の数）、
    requests（全部の数）、start（要求の始まりの位置）。
    返り値: latencies（ミリ秒）、seconds（全体）、statuses（状態 → 数）、bytes（本文の平均の大きさ）。
    """
    tallies = [Tally() for _ in range(order["clients"])]
    threads = [threading.Thread(target=_run, args=(order, number, tally)) for number, tally in enumerate(tallies)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return _summary(tallies, time.perf_counter() - began)


def message(path: str, cookie: str, body: str | None = None, *, plain: bool = False, live: bool = False) -> bytes:
    """一つの要求の文。body があれば、画面の一部を差し替える送信（htmx）と同じ形の POST にする。

    plain なら、ふつうの送信ボタンと同じ形の POST にする（札は欄の一つとして送り、見出しはつけない）。
    live なら、開いた画面が続きを見にいく要求（htmx の GET）と同じ形にする。
    """
    fields = [f"Host: {HOST}", "Accept: text/html", f"Cookie: {cookie}; csrftoken={CSRF}"]
    if body is None:
        fields += ["HX-Request: true"] if live else []
        return "\r\n".join([f"GET {path} HTTP/1.1", *fields, "", ""]).encode("ascii")
    sent = (f"csrfmiddlewaretoken={CSRF}&{body}" if plain else body).encode("ascii")
    fields += [] if plain else ["HX-Request: true", f"X-CSRFToken: {CSRF}"]
    fields += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(sent)}"]
    return "\r\n".join([f"POST {path} HTTP/1.1", *fields, "", ""]).encode("ascii") + sent


def _run(order: dict[str, Any], number: int, tally: Tally) -> None:
    connection = Connection(order["port"])
    cookie = order["cookies"][number % len(order["cookies"])]
    messages = [message(one["path"], cookie, one.get("body"), plain=bool(one.get("plain")), live=bool(one.get("live")))
                for one in order["messages"]]  # fmt: skip
    share = order["requests"] // order["clients"]
    first = order["start"] + number * share
    for place in range(first, first + share):
        began = time.perf_counter()
        status, body = connection.get(messages[place % len(messages)])
        tally.latencies.append((time.perf_counter() - began) * 1000)
        tally.statuses[status] = tally.statuses.get(status, 0) + 1
        tally.sizes += len(body)
    connection.socket.close()


def _summary(tallies: list[Tally], seconds: float) -> dict[str, Any]:
    statuses: dict[int, int] = {}
    for tally in tallies:
        for status, count in tally.statuses.items():
            statuses[status] = statuses.get(status, 0) + count
    latencies = [latency for tally in tallies for latency in tally.latencies]
    size = sum(tally.sizes for tally in tallies) // max(len(latencies), 1)
    return {"latencies": latencies, "seconds": seconds, "statuses": statuses, "bytes": size}


def main() -> None:
    """指示を一行ずつ読み、結果を一行ずつ返す。"""
    for line in sys.stdin:
        print(json.dumps(block(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
