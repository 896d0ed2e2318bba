"""仕事の画面を測る道具の試験: 伸びの比、送信の文、札の使い回しのないこと、画面の欄の読み取り。"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest

from benchmarks import casework, client, forms, interleaved, places, report
from benchmarks.interleaved import Measured, Target
from benchmarks.servers import Server


def measured(*blocks: float, statuses: dict[str, int] | None = None, expected: int = 200) -> Measured:
    return Measured(blocks=[[value] * 10 for value in blocks], seconds=1.0, cpu_ms=100.0, statuses=statuses or {}, expected=expected)


def test_growth_compares_blocks_of_the_same_round() -> None:
    row = casework.grown("case.small", measured(10.0, 20.0, 10.0), measured(11.0, 22.0, 90.0))
    assert (row["name"], row["ratio"], row["line"]) == ("growth.case.small", 1.1, 1.2)
    assert report.problems([row]) == []


def test_growth_over_a_fifth_is_a_problem_and_is_said_against_the_smaller_town() -> None:
    row = casework.grown("records.rare.wide", measured(10.0, 10.0), measured(12.1, 12.1))
    (said,) = report.problems([row])
    assert "十分の一の町の 1.21 倍" in said
    assert "十倍で何倍" in report.table([row])


@pytest.mark.parametrize(("statuses", "refused"), [({"302": 5}, 0), ({"302": 3, "422": 2}, 2), ({"200": 5}, 5)])
def test_a_saved_note_answers_with_a_redirect(statuses: dict[str, int], refused: int) -> None:
    assert measured(1.0, statuses=statuses, expected=302).refused == refused


def test_every_measured_name_has_a_label_and_a_line() -> None:
    server = Server("ours", 1, 1)
    names = [target.name for target in casework._pages(server, places.CITY, [""], "small", ["x"])]
    names += [f"records.{kind}.{desk}" for kind in casework.WORDS for desk in ("small", "wide")]
    for name in (*names, "save.note"):
        assert name in report.LABELS
        assert f"growth.{name}" in report.LABELS


def test_a_plain_post_carries_the_csrf_token_as_a_field_and_no_htmx_header() -> None:
    sent = client.message("/cases/1/notes/add/", "s=1", "title=a", plain=True).decode("ascii")
    assert "HX-Request" not in sent
    assert "X-CSRFToken" not in sent
    assert sent.endswith(f"\r\n\r\ncsrfmiddlewaretoken={client.CSRF}&title=a")


class Process:
    """負荷をかける処理の代わり: 指示を覚え、決まった結果を返す。"""

    def __init__(self) -> None:
        self.orders: list[dict[str, Any]] = []
        self.stdin = self.stdout = self

    def write(self, line: str) -> None:
        self.orders.append(json.loads(line))

    def flush(self) -> None:
        pass

    def readline(self) -> str:
        return json.dumps({"latencies": [1.0], "seconds": 1.0, "statuses": {"200": 1}, "bytes": 1})


def test_no_message_of_the_warm_up_is_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """一度きりの札を暖めるブロックで使うと、測るブロックでは「もう済んだ送信」の速い答えになってしまう。"""
    process = Process()
    target = Target("save.note", Server("ours", 1, 1), ({"path": "/"},), requests=10)
    monkeypatch.setattr(interleaved, "client", lambda: _Given(process))
    monkeypatch.setattr(places, "owner", lambda name: _Given(None))
    monkeypatch.setattr(interleaved, "CpuMeter", lambda connection: _Meter())
    interleaved.measure([target], rounds=3, clients=5)
    assert [order["start"] for order in process.orders] == [30, 0, 10, 20]
    assert {order["clients"] for order in process.orders} == {5}


class _Given:
    def __init__(self, value: Any) -> None:
        self.value = value

    def __enter__(self) -> Any:
        return self.value

    def __exit__(self, *_: object) -> None:
        pass


class _Meter:
    def read(self, session: int) -> dict[int, float]:
        return {}


PAGE = """<form action="/find/"><input name="q"></form>
<form method="post" action="/notes/add/"><input type="hidden" name="csrfmiddlewaretoken" value="x"><input type="hidden" name="once" value="old">
<select name="era"><option value="">選ぶ</option><option value="reiwa" selected>令和</option></select><input name="year" value="8">
<select name="method"><option value="">選んでください</option><option value="phone">電話</option><option value="visit">訪問</option></select>
<input type="radio" name="audience" value="team" checked><input type="radio" name="audience" value="own">
<input type="checkbox" name="more" value="1"><textarea name="fact">
前の文</textarea><button name="go">保存</button></form>""".encode()


def test_the_form_is_sent_as_the_screen_would_send_it() -> None:
    form = forms.read(PAGE, having="fact")
    assert form.action == "/notes/add/"
    sent = dict(parse_qsl(form.body({"once": "新しい札"}), keep_blank_values=True))
    assert sent == {"once": "新しい札", "era": "reiwa", "year": "8", "method": "phone", "audience": "team", "fact": "前の文"}


def test_a_page_without_the_field_stops_the_measurement() -> None:
    with pytest.raises(SystemExit, match="「fact」の欄がありません"):
        forms.read(b"<form><input name='q'></form>", having="fact")
