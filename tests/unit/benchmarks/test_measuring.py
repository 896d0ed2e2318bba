"""測る道具そのものの試験: 分位と比、線の判定、負荷をかける側の読み取り。"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks import client, report
from benchmarks.__main__ import PARTS
from benchmarks.interleaved import Measured, paired_ratio, quantile, ratio
from benchmarks.servers import spent


@pytest.mark.parametrize(("share", "value"), [(0.5, 51), (0.95, 96), (0.0, 1), (0.999, 100)])
def test_quantile_is_a_measured_value(share: float, value: int) -> None:
    assert quantile(range(1, 101), share) == value


def test_ratio_takes_every_request_and_paired_ratio_ignores_one_disturbed_round() -> None:
    floor = Measured(blocks=[[10.0] * 10, [10.0] * 10, [10.0] * 10])
    ours = Measured(blocks=[[15.0] * 10, [15.0] * 10, [900.0] * 10])
    assert ratio(ours, floor, 0.5) == 1.5
    assert ratio(ours, floor, 0.95) == 90.0
    assert paired_ratio(ours, floor, 0.95) == 1.5


def test_cpu_counts_processes_born_in_between_but_not_what_was_spent_before() -> None:
    assert spent({1: 100.0, 2: 50.0}, {1: 130.0, 3: 7.0}) == 37.0


def row(**rest: Any) -> dict[str, Any]:
    return {"name": "list.small", "ratio": 1.5, "line": 2.0, "refused": 0, **rest}


def test_nothing_to_report_below_the_line() -> None:
    assert report.problems([row(), row(name="floor.bare", line=None, ratio=9.0)]) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ratio": 2.01}, "線を越えました"),
        ({"refused": 3}, "うまくいかなかった答え"),
        (
            {"name": "growth.case.small", "ratio": 1.21, "line": 1.2, "grown_p95": 1.0},
            "線を越えました: 相談が十倍になったときの伸び: 事案の画面",
        ),
        ({"missing": 1, "foreign": 0}, "検索の答えが違います"),
        ({"missing": 0, "foreign": 1}, "検索の答えが違います"),
    ],
)
def test_each_problem_is_named(wrong: dict[str, Any], said: str) -> None:
    (problem,) = report.problems([row(**wrong)])
    assert problem.startswith(said)


class Server(threading.Thread):
    """決まった答えを、要求のたびに一つずつ返す相手。"""

    def __init__(self, answers: list[bytes]) -> None:
        super().__init__(daemon=True)
        self.answers, self.seen = answers, []
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]

    def run(self) -> None:
        accepted, _ = self.listening.accept()
        for answer in self.answers:
            self.seen.append(accepted.recv(65536))
            for part in (answer[:20], answer[20:]):
                accepted.sendall(part)
        accepted.close()


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    made = Server(request.param)
    made.start()
    yield made
    made.listening.close()


SIZED = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"


@pytest.mark.parametrize("server", [[SIZED, CHUNKED, SIZED]], indirect=True)
def test_one_connection_reads_answer_after_answer(server: Server) -> None:
    connection = client.Connection(server.port)
    asked = client.message("/people/", "a=b")
    assert [connection.get(asked)[0] for _ in range(3)] == [200, 404, 200]
    assert server.seen[0].startswith(b"GET /people/ HTTP/1.1\r\nHost: 127.0.0.1")


@pytest.mark.parametrize("server", [[SIZED]], indirect=True)
def test_a_search_is_sent_as_the_screen_sends_it(server: Server) -> None:
    client.Connection(server.port).get(client.message("/people/search/", "a=b", "q=%E9%AB%98"))
    sent = server.seen[0].decode("ascii")
    assert sent.startswith("POST /people/search/")
    assert "HX-Request: true" in sent
    assert sent.endswith("\r\n\r\nq=%E9%AB%98")


def test_the_page_names_every_part_that_can_be_measured_alone() -> None:
    page = (Path(__file__).parents[3] / "docs/operations/benchmarks.md").read_text(encoding="utf-8")
    said = re.search(r"--only list .*?（(.*?)。何度でも", page)
    assert said is not None
    assert said[1].split("・") == list(PARTS)
