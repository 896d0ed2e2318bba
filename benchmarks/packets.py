"""三十件の会議資料の綴り（PDF）の測定: 画面から頼み、本物の係（kasane worker）が作り終えるまで。CPU、進み具合、記憶、出来た紙面。"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pypdfium2

from benchmarks import client, meetings, places
from benchmarks.casework import Rows
from benchmarks.meeting_town import CASES
from benchmarks.servers import CpuMeter, serving, spent

CPU_LINE: Final = 1.0  # 秒。一件あたり（係と PostgreSQL の合計）
PATIENCE: Final = 180.0  # 秒
_WATCH: Final = 0.2  # 秒。進み具合の画面（二秒ごと）を、十分の一に縮めて見る。
_DONE: Final = re.compile(rb'value="(\d+)"')
_JOB: Final = re.compile(rb'href="(/documents/packets/[0-9a-f-]{36}/)"')


def packet() -> Rows:
    """会議資料の綴り三十件と、同じ事案の綴り（一件に、様式1-1・1-2・2-1・経過）を一度に頼める上限まで。一つを一行に。"""
    found = meetings.ensure()
    return [_made(found, "packet.case"), _made(found, "packet.file")]


def _made(found: meetings.Found, name: str) -> dict[str, Any]:
    cookie = _cookie(found["secretariat"])
    with (
        serving("ours", "config.settings", database=places.MEETING) as server,
        places.owner(places.MEETING) as connection,
        _worker() as pid,
    ):
        meter, link = CpuMeter(connection), client.Connection(server.port)
        idle, before = _memory(pid), meter.read(pid)
        began = time.perf_counter()
        conference = name == "packet.case"
        job, cases = (_ask(link, cookie, found["conference"]), CASES) if conference else _ask_files(found["secretariat"])
        steps, content = _watched(link, cookie, job)
        wall = time.perf_counter() - began
        after = meter.read(pid)
        peak = _memory(pid)
        asked = connection.execute("SELECT left_out, cpu_seconds FROM documents_job WHERE id = %s", [job.split("/")[-2]]).fetchone()
    worker = after[pid] - before[pid]
    seen = {"steps": len(steps), "idle_mb": idle, "memory_mb": peak}
    return _row(name, content, (wall, worker, spent(before, after) - worker), {"cases": cases, **seen}, asked)


def _row(name: str, content: bytes, took: tuple[float, float, float], seen: dict[str, Any], asked: Any) -> dict[str, Any]:
    """took は、かかった秒と、係・データベースの CPU（ミリ秒）。"""
    (wall, worker, database), cases = took, seen["cases"]
    (places.logs() / f"{name}.pdf").write_bytes(content)
    document = pypdfium2.PdfDocument(content)
    words = re.sub(r"\s", "", "".join(page.get_textpage().get_text_range() for page in document))
    missing = [number for number in range(1, cases + 1) if _trace(name, number) not in words]
    return {
        "name": name, "ratio": 0, "line": None, "pages": len(document), "bytes": len(content),
        "wall_s": round(wall, 1), "worker_cpu_s": round(worker / 1000, 2), "database_cpu_s": round(database / 1000, 2),
        "cpu_per_case": round((worker + database) / 1000 / cases, 3), "cpu_line": CPU_LINE, "missing_cases": len(missing),
        "left_out": asked[0], "said_cpu_s": round(asked[1], 2), "n": 1, **seen,
    }  # fmt: skip


def _trace(name: str, number: int) -> str:
    """その事案がこの綴りにあることの印: 会議の資料では呼び方、事案の綴りでは住所。"""
    return f"Aさん{number}、Bさん{number}" if name == "packet.case" else f"かさね市本町{number}-2-3"


@contextmanager
def _worker() -> Iterator[int]:
    """裏の係。起きて落ち着くまで待ってから入る（起動の CPU は数えない）。"""
    with (places.logs() / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "kasane.cli", "worker"], cwd=places.ROOT, env=places.environment(places.MEETING), stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    try:
        time.sleep(8)
        if process.poll() is not None:
            raise SystemExit("エラー: 係が動きません。" + (places.logs() / "worker.log").read_text("utf-8", "replace")[-1500:])
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=60)


def _cookie(login: str) -> str:
    made = json.loads(places.python(["-m", "benchmarks.desk", "--clients", "1", login], places.MEETING))
    return str(made[login][0])


def _ask(link: client.Connection, cookie: str, conference: str) -> str:
    """会議の画面と同じ送信で頼む。返り値は、進み具合の画面の道。"""
    status, _ = link.get(client.message(f"/conferences/{conference}/papers/packet/ask/", cookie, "", plain=True))
    if status != 302:
        raise SystemExit(f"エラー: 綴りを頼めませんでした（{status}）。")
    _, page = link.get(client.message("/documents/packets/", cookie))
    found = _JOB.search(page)
    if found is None:
        raise SystemExit("エラー: 頼んだ綴りが一覧にありません。")
    return found[1].decode()


def _ask_files(login: str) -> tuple[str, int]:
    """事案の綴りを、上限まで頼む。返り値は、進み具合の画面の道と件数。"""
    job, cases = places.python(["-m", "benchmarks.packet_ask", login], places.MEETING).split()
    return f"/documents/packets/{job}/", int(cases)


def _watched(link: client.Connection, cookie: str, job: str) -> tuple[set[int], bytes]:
    """進み具合の画面を見続ける。返り値は、見えた段と、受け取った PDF。"""
    steps: set[int] = set()
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        _, page = link.get(client.message(job, cookie, live=True))
        if found := _DONE.search(page):
            steps.add(int(found[1]))
        if f"{job}pdf/".encode() in page:
            status, content = link.get(client.message(f"{job}pdf/", cookie))
            if status != 200:
                raise SystemExit(f"エラー: 綴りを受け取れませんでした（{status}）。")
            return steps, content
        time.sleep(_WATCH)
    raise SystemExit("エラー: 綴りが出来ませんでした。")


def _memory(pid: int) -> int:
    """この処理の、これまででいちばん大きな記憶（MB）。"""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) // 1024 if found else 0
