"""開会中の会議の負荷（別の処理）: 構成員が議事録を見張り、二人が同時に書き、その間ずっと床の画面も開く。標準ライブラリだけで動く。

標準入力の指示（JSON）を一つ読み、決められた秒数だけ動かして、結果（JSON）を標準出力へ出す。書けたと答えられた行は、すべて結果に入る。
"""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from itertools import count
from random import Random
from typing import Any, Final

from benchmarks import client, forms

_MARK: Final = re.compile(rb"\?seen=(\d+)")
_LINE: Final = re.compile(rb'id="minute-([0-9a-f-]{36})"')
_DRAFTS: Final = 3  # 一行を打つ間に、下書きが置かれる回数（打つ手が 0.6 秒止まるたび）
_RESENT: Final = 7  # この数に一度、「届いたか分からない」送信をもう一度送る
_REVISED: Final = 4  # この数に一度、二人が同じ行を同時に直す
DRAFT_PATH: Final = "/drafts/"


@dataclass(slots=True)
class Tally:
    """種類ごとの時間（ミリ秒）と、状態の数。"""

    latencies: dict[str, list[float]] = field(default_factory=dict)
    statuses: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, kind: str, began: float, status: int) -> None:
        """一つの要求。"""
        self.latencies.setdefault(kind, []).append((time.perf_counter() - began) * 1000)
        counts = self.statuses.setdefault(kind, {})
        counts[str(status)] = counts.get(str(status), 0) + 1


@dataclass(slots=True)
class Written:
    """書けたと答えられた一行。text は最後に書けたと答えられた文。before は、その前の文（書き直しの前）。"""

    id: str
    author: str
    text: str
    before: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Live:
    """一回の会議の、これまで。"""

    order: dict[str, Any]
    until: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    written: dict[str, Written] = field(default_factory=dict)
    refused: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)
    over: bool = False

    def look(self) -> None:
        """時間が来たか。二人の足がそろったときにだけ確かめる（一人だけが続けて、待ち続けないため）。"""
        self.over = time.monotonic() >= self.until


def read(live: Live, number: int, tally: Tally) -> set[str]:
    """構成員の一人: 画面と同じに、決められた間を置いて続きを見にいく。終わりにもう一度見る。返り値は見た行。"""
    order, dice = live.order, Random(number)  # noqa: S311 -- 始まりをずらすだけ。
    link, cookie, path = client.Connection(order["port"]), order["readers"][number], order["path"]
    seen: set[str] = set()
    mark = "0"
    wake = time.monotonic() + dice.random() * order["interval"]
    while True:
        last = live.stopped.is_set()
        began = time.perf_counter()
        status, body = link.get(client.message(f"{path}?seen={mark}", cookie, live=True))
        tally.add("same" if status == 204 else "new", began, status)
        if status == 200:
            seen |= {one.decode() for one in _LINE.findall(body)}
            mark = found[1].decode() if (found := _MARK.search(body)) else mark
        if last:
            return seen
        wake += order["interval"]
        live.stopped.wait(max(0.0, wake - time.monotonic()))


class Writer:
    """記録する一人: 画面を開き、打ちながら下書きを置き、一行を加える。時々、同じ行をもう一人と同時に直す。"""

    def __init__(self, live: Live, number: int, tally: Tally, meet: threading.Barrier) -> None:
        self.live, self.tally, self.meet = live, tally, meet
        self.cookie, self.name = live.order["writers"][number], "甲乙"[number]
        self.path = live.order["path"]
        self.link = client.Connection(live.order["port"])
        self.form = self._open(self.path)

    def work(self) -> None:
        """時間が来るまで書く。二人は、一行ごとに足をそろえる（同時に送るため）。"""
        for number in count(1):
            self.meet.wait(60)
            if self.live.over:
                return
            self._line(number)
            if number % _REVISED == 0:
                self._revise(number)

    def _line(self, number: int) -> None:
        text = f"{self.live.order['mark']} {self.name}{number}：初めの訪問は、二人で行く。連絡は手紙を先に出してから。"
        for step in range(1, _DRAFTS + 1):
            self._post("draft", DRAFT_PATH, self._typed(text[: len(text) * step // _DRAFTS], once=""), plain=False)
            self.live.stopped.wait(self.live.order["pause"])
        body, key = self._typed(text), self.form.fields["line_id"]
        if self._post("write", self.form.action, body) != 302:
            self._refuse()
        else:
            with self.live.lock:
                self.live.written[key] = Written(key, self.name, text)
        if number % _RESENT == 0:
            self._post("resent", self.form.action, body)
        self.form = self._open(f"{self.path}?kind=shared")

    def _revise(self, number: int) -> None:
        """二人が同じ行を、同じ版から直す。一人は食い違い（409）になり、見比べて、合わせた文で送り直す。"""
        self.meet.wait(60)
        with self.live.lock:
            target = max(self.live.written.values(), key=lambda one: one.id, default=None)
        self.meet.wait(60)
        if target is None:
            return
        path = f"{self.path}{target.id}/"
        sheet = self._open(path, having="version")
        text = f"{self.live.order['mark']} {self.name}が直した{number}"
        self.meet.wait(60)
        for _ in range(3):
            began = time.perf_counter()
            body = sheet.body({"kind": "checked", "text": text})
            status, page = self.link.get(client.message(sheet.action, self.cookie, body, plain=True))
            self.tally.add("revise", began, status)
            if status == 302:
                with self.live.lock:
                    kept = self.live.written[target.id]
                    kept.before.append(kept.text)
                    kept.text = text
                return
            self._refuse()
            sheet = forms.read(page, having="version")

    def _typed(self, text: str, **over: str) -> str:
        return self.form.body({"kind": "shared", "text": text} | over)

    def _refuse(self) -> None:
        with self.live.lock:
            self.live.refused += 1

    def _open(self, path: str, having: str = "line_id") -> forms.Form:
        began = time.perf_counter()
        status, page = self.link.get(client.message(path, self.cookie))
        self.tally.add("opened", began, status)
        if status != 200:
            raise SystemExit(f"エラー: {path} の答えが {status} です。")
        return forms.read(page, having=having)

    def _post(self, kind: str, path: str, body: str, *, plain: bool = True) -> int:
        began = time.perf_counter()
        status, _ = self.link.get(client.message(path, self.cookie, body, plain=plain))
        self.tally.add(kind, began, status)
        return status


def stand(live: Live, name: str, tally: Tally) -> None:
    """床の画面を、同じ間ずっと開く。"""
    place = live.order["floors"][name]
    link = client.Connection(place["port"])
    while not live.stopped.wait(0.2):
        began = time.perf_counter()
        status, _ = link.get(client.message(place["path"], place["cookie"]))
        tally.add(name, began, status)


def run(order: dict[str, Any]) -> dict[str, Any]:
    """一回の会議。返り値: 種類ごとの時間と状態、書けた行、断られた数、見張りが見なかった行の数、かかった秒。"""
    live = Live(order, time.monotonic() + order["seconds"])
    tally, meet = Tally(), threading.Barrier(len(order["writers"]), action=live.look)
    troubles: list[BaseException] = []
    seen: list[set[str]] = []

    def kept(act: Any, *given: Any) -> None:
        try:
            found = act(*given)
        except BaseException as error:  # 糸の中の誤りを、終わりに一つも落とさず伝える。
            troubles.append(error)
            meet.abort()
        else:
            if isinstance(found, set):
                seen.append(found)

    others = [threading.Thread(target=kept, args=(read, live, number, tally)) for number in range(len(order["readers"]))]
    others += [threading.Thread(target=kept, args=(stand, live, name, tally)) for name in order["floors"]]
    writers = [threading.Thread(target=kept, args=(lambda n: Writer(live, n, tally, meet).work(), n)) for n in range(len(order["writers"]))]
    began = time.perf_counter()
    for one in (*others, *writers):
        one.start()
    for one in writers:
        one.join()
    live.stopped.set()
    for one in others:
        one.join()
    if troubles:
        raise SystemExit(f"エラー: 会議の途中で止まりました: {troubles[0]!r}")
    unseen = sum(len(live.written.keys() - one) for one in seen)
    return {
        **asdict(tally), "written": [asdict(one) for one in live.written.values()], "refused": live.refused, "unseen": unseen,
        "readers": len(seen), "seconds": time.perf_counter() - began,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(run(json.loads(sys.stdin.read()))), flush=True)
