"""会議の測定: 構成員40人・議題30・二人が書く会議の画面を、同じ一回の中で床と比べ、書いた行が一つも失われないことを確かめる。"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from benchmarks import casework, client, forms, places, scale
from benchmarks.casework import Rows
from benchmarks.interleaved import Measured, Target, measure
from benchmarks.meeting_town import MARK, READERS
from benchmarks.pages import FLOOR, FLOOR_FULL, LIST, rows
from benchmarks.servers import CpuMeter, Server, spent
from kasane.kernel.ids import new_id

PAGE_LINE: Final = 2.5  # 会議のどの画面も、行を保存する送信も、床の2.5倍まで（p50 も p95 も）
PER_BLOCK: Final = 200  # 一ブロックの要求の数（40人 × 5回）
INTERVAL: Final = 1.0  # 秒。画面の間（4秒）を四分の一に縮めて、四倍の混みかたにする。
PAUSE: Final = 0.15  # 秒。打つ手が止まって下書きが置かれる間（画面では0.6秒）を、同じだけ縮める。
SECONDS_PER_ROUND: Final = 6

Found = dict[str, Any]
_READY: Final = (
    "SELECT 1 FROM conferences_conference WHERE place = %s AND state = 'open' AND held_on = (now() AT TIME ZONE 'Asia/Tokyo')::date"
)
_KEPT: Final = "SELECT id::text, text FROM conferences_minute WHERE item_id = %s AND text LIKE %s ORDER BY recorded_at, id"
_VERSIONS: Final = (
    "SELECT id::text, text FROM conferences_minute WHERE item_id = %s UNION ALL"
    " SELECT b.minute_id::text, b.text FROM conferences_minute_before b JOIN conferences_minute m ON m.id = b.minute_id"
    " WHERE m.item_id = %s"
)


def conference(rounds: int) -> Rows:
    """画面の比（交互のブロック）と、開会中の一回（見張り・二人の記録・床を同時に）。"""
    found = ensure()
    cookies = _sign_in(found, once=(rounds + 1) * PER_BLOCK)
    with casework.serving_all(places.MEETING) as servers:
        targets = _targets(servers, found, cookies)
        measured = rows(measure(targets, rounds=rounds, clients=READERS), targets, line=PAGE_LINE, shares=(0.5, 0.95))
        return measured + _live(servers, found, cookies, rounds * SECONDS_PER_ROUND)


def ensure() -> Found:
    """会議のある町を用意する。あれば使い回し、会議の日が今日でなければ作り直す（席の見える期間が変わるため）。"""
    if not scale.exists(places.MEETING) or not (found := _meeting()):
        print(f"・測定のデータベース {places.MEETING} を作っています（見本の町と会議、はじめの1回だけ）", file=sys.stderr, flush=True)
        scale.drop(places.MEETING)
        scale.create(places.MEETING)
        places.python(["-m", "kasane.cli", "prepare"], places.MEETING)
        places.python(["-m", "kasane.cli", "demo", "--seed", str(places.SEED)], places.MEETING)
        found = json.loads(places.python(["-m", "benchmarks.meeting_town"], places.MEETING))
        with places.owner(places.MEETING) as connection:
            connection.execute("VACUUM (ANALYZE)")
    places.python(["-m", "kasane.cli", "prepare"], places.MEETING)
    return found


def _meeting() -> Found | None:
    with places.owner(places.MEETING) as connection:
        if connection.execute("SELECT 1 FROM pg_class WHERE relname = 'conferences_conference'").fetchone() is None:
            return None
        ready = connection.execute(_READY, [MARK]).fetchone()
    found: Found | None = json.loads(places.python(["-m", "benchmarks.meeting_town"], places.MEETING)) if ready else None
    return found


def _sign_in(found: Found, *, once: int) -> dict[str, list[str]]:
    """一人ずつのサインイン。書く人の札は、一人目（writers[0]）のもの。床と、保存のブロックは、接続ごとに別のセッション。"""
    logins = [*found["writers"], found["secretariat"], found["chair"], *found["standing"], *found["some"]]
    arguments = ["-m", "benchmarks.desk", "--clients", str(READERS), "--once", str(once), *logins]
    made: dict[str, list[str]] = json.loads(places.python(arguments, places.MEETING))
    return made


def _readers(found: Found, cookies: dict[str, list[str]]) -> tuple[str, ...]:
    """見張る40人: 構成員38人と、事務局・司会。"""
    return tuple(cookies[login][0] for login in (*found["standing"], *found["some"], found["secretariat"], found["chair"]))


def _targets(servers: dict[str, Server], found: Found, cookies: dict[str, list[str]]) -> list[Target]:
    ours, every = servers["ours"], _readers(found, cookies)
    item = f"/conference-items/{found['items'][0]}/"
    mark = _mark(found["items"][0])
    shown: dict[str, tuple[tuple[dict[str, Any], ...], tuple[str, ...], int]] = {
        "meeting.agenda": (({"path": f"/conferences/{found['conference']}/"},), tuple(cookies[found["secretariat"]]), 200),
        "meeting.packet": (({"path": item},), every, 200),
        "meeting.minutes": (({"path": f"{item}minutes/"},), every, 200),
        "meeting.same": (({"path": f"{item}minutes/?seen={mark}", "live": True},), every, 204),
        "meeting.new": (({"path": f"{item}minutes/?seen={mark - 1}", "live": True},), every, 200),
        "meeting.write": (_writes(ours, found, cookies), tuple(cookies[found["writers"][0]]), 302),
    }
    return [
        Target(FLOOR, servers[FLOOR], ({"path": LIST},), requests=PER_BLOCK, database=places.MEETING),
        Target(FLOOR_FULL, servers[FLOOR_FULL], ({"path": LIST},), tuple(cookies["floor"]), PER_BLOCK, database=places.MEETING),
        *(Target(name, ours, messages, who, PER_BLOCK, expected, places.MEETING) for name, (messages, who, expected) in shown.items()),
    ]


def _mark(item: str) -> int:
    with places.owner(places.MEETING) as connection:
        rows_ = connection.execute("SELECT max(tick) FROM conferences_minute WHERE item_id = %s", [item]).fetchall()
    return int(rows_[0][0])


def _writes(server: Server, found: Found, cookies: dict[str, list[str]]) -> tuple[dict[str, Any], ...]:
    """一行を加える送信。全員の席のある議題の後ろの議題に、順に書く（見張りの画面の行の数を変えないため）。"""
    items = found["items"][10:]
    link = client.Connection(server.port)
    sheets = {}
    for item in items:
        _, page = link.get(client.message(f"/conference-items/{item}/minutes/", cookies[found["writers"][0]][0]))
        sheets[item] = forms.read(page, having="line_id")
    messages = []
    for number, token in enumerate(cookies["once"]):
        sheet = sheets[items[number % len(items)]]
        typed = {"once": token, "line_id": str(new_id()), "kind": "shared", "text": f"測定の議事{number}：初めの訪問は、二人で行く。"}
        messages.append({"path": sheet.action, "body": sheet.body(typed), "plain": True})
    return tuple(messages)


def _live(servers: dict[str, Server], found: Found, cookies: dict[str, list[str]], seconds: int) -> Rows:
    """開会中の一回を、別の処理で。終わってから、書けたと答えられた行を、所有者の接続で一つずつ確かめる。"""
    item, ours = found["items"][_quietest(found)], servers["ours"]
    writers = found["writers"]
    mark = f"測定{int(time.time())}"
    order = {
        "port": ours.port, "path": f"/conference-items/{item}/minutes/", "readers": _readers(found, cookies),
        "writers": [cookies[login][0] for login in writers], "interval": INTERVAL, "pause": PAUSE, "seconds": seconds,
        "mark": mark,
        "floors": {FLOOR: {"port": servers[FLOOR].port, "path": LIST, "cookie": ""},
                   FLOOR_FULL: {"port": servers[FLOOR_FULL].port, "path": LIST, "cookie": cookies["floor"][0]}},
    }  # fmt: skip
    with places.owner(places.MEETING) as connection:
        meter = CpuMeter(connection)
        before = meter.read(ours.session)
        answer = subprocess.run(
            [sys.executable, "-m", "benchmarks.meeting_live"], input=json.dumps(order), cwd=places.ROOT, env=places.environment(),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        cpu = spent(before, meter.read(ours.session))
        if answer.returncode != 0:
            raise SystemExit(f"エラー: 開会中の一回ができませんでした。\n{answer.stderr.strip()[-2000:]}")
        said = json.loads(answer.stdout)
        verdict = verify(connection, item, mark, said["written"])
    return [*_live_rows(said), _live_verdict(said, verdict, cpu)]


def _quietest(found: Found) -> int:
    """全員の席のある議題（初めの一つを除く）のうち、行のいちばん少ないもの。"""
    with places.owner(places.MEETING) as connection:
        counts = [
            connection.execute("SELECT count(*) FROM conferences_minute WHERE item_id = %s", [item]).fetchall()[0][0]
            for item in found["items"][1:4]
        ]
    return 1 + counts.index(min(counts))


def verify(connection: Any, item: str, mark: str, written: Sequence[Found]) -> Found:
    """書けたと答えられた行が、一度ずつ、書いた人ごとの順に、どの文も失わずにあるか。

    lost: 無い行。altered: 書けたと答えられた文が、今の文にも前の文にもない行。doubled: 知らない行（二度入った行）。
    disordered: 順の入れ替わり。gaps: 確定の番号の飛びと重なり。
    """
    kept = connection.execute(_KEPT, [item, f"{mark} %"]).fetchall()
    versions: dict[str, set[str]] = {}
    for key, text in connection.execute(_VERSIONS, [item, item]).fetchall():
        versions.setdefault(key, set()).add(text)
    place = {key: number for number, (key, _) in enumerate(kept)}
    mine = {one["id"]: {one["text"], *one["before"]} for one in written}
    ticks = [row[0] for row in connection.execute("SELECT tick FROM conferences_minute WHERE item_id = %s", [item]).fetchall()]
    return {
        "acknowledged": len(written),
        "lost": len(mine.keys() - place.keys()),
        "doubled": len(place.keys() - mine.keys()),
        "altered": sum(1 for key, texts in mine.items() if key in place and not texts <= versions[key]),
        "disordered": sum(_swaps(place, written, who) for who in {one["author"] for one in written}),
        "gaps": len(ticks) - len(set(ticks)),
    }


def _swaps(place: dict[str, int], written: Sequence[Found], who: str) -> int:
    order = [place[one["id"]] for one in written if one["author"] == who and one["id"] in place]
    return sum(1 for first, second in pairwise(order) if first > second)


_SHOWN: Final = {"same": "live.same", "new": "live.new", "write": "live.write", "draft": "live.draft", "revise": "live.revise"}
_FINE: Final = {"same": 204, "new": 200, "write": 302, "draft": 200, "revise": 302}


def _live_rows(said: Found) -> Rows:
    """混みかたを決めた一回の、種類ごとの行。床も同じ間に開いているので、比は同じ時の比。"""
    names = {FLOOR: FLOOR, FLOOR_FULL: FLOOR_FULL, **_SHOWN}
    measured = {
        shown: Measured([said["latencies"][kind]], said["seconds"], 0.0, said["statuses"][kind], 0, _FINE.get(kind, 200))
        for kind, shown in names.items() if kind in said["latencies"]
    }  # fmt: skip
    targets = [Target(name, Server(name, 0, 0), ()) for name in measured]
    found = rows(measured, targets, line=PAGE_LINE, shares=(0.5, 0.95))
    for row in found:
        row["line"] = None  # 見るだけ。線は、交互のブロックの比に引く。
        row["cpu_ms"] = None
        row["refused"] = 0 if row["name"] == "live.revise" else row["refused"]
    return found


def _live_verdict(said: Found, verdict: Found, cpu: float) -> Found:
    requests = sum(len(times) for kind, times in said["latencies"].items() if kind not in (FLOOR, FLOOR_FULL))
    return {
        "name": "live", "ratio": 0, "line": None, **verdict, "conflicts": said["refused"], "unseen": said["unseen"],
        "readers": said["readers"], "seconds": round(said["seconds"], 1), "cpu_ms": round(cpu / requests, 2),
        "cpu_share": round(cpu / 1000 / said["seconds"], 2), "n": requests,
    }  # fmt: skip
