"""仕事の画面の測定: 今日の仕事・事案・事案の一覧・記録の保存・記録の検索を、同じ一回の中で床と比べる。20人が同時に使う。"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from random import Random
from typing import Any
from urllib.parse import urlencode

from benchmarks import city_scale, client, forms, places
from benchmarks.city_scale import Town
from benchmarks.interleaved import Measured, Target, measure, paired_ratio, ratio
from benchmarks.pages import FLOOR, FLOOR_FULL, LIST, rows
from benchmarks.servers import Server, serving
from kasane.demo import city_words

USERS = 20
PER_BLOCK = 200  # 一ブロックの要求の数（20人 × 10回）
HOME, CASES, SEARCH = "/", "/cases/", "/search/ask/"
PAGE_LINE = 2.5  # 今日の仕事・事案・一覧・保存は、床の2.5倍まで（p50 も p95 も）
SEARCH_LINE = 5.0  # 記録の検索は、床の5倍まで（p95）
GROWTH_LINE = 1.2  # 相談が3万件から30万件に増えても、20%まで
SAMPLE = 150
WORDS = {
    "rare": ("多頭飼育", "検針員", "仮釈放", "ヤングケアラー"),
    "common": ("電話", "訪問", "本人", "応答がなく"),
    "single": ("猫", "母", "祖", "杖"),
}
"""まれな言葉（三百万件に百〜千件ほど）、多い言葉（二割から六割に出る）、一文字（まれなものと多いもの）。"""
GROWING = WORDS | {"rare": ("ヤングケアラー", "猫")}
"""伸びを比べる言葉。まれな言葉は、十分の一の町でも一頁分（50件）出るものだけにする（出す件数が違うと、描く手間の差を伸びと数えるため）。"""

_SAVED = 302
Rows = list[dict[str, Any]]


@contextmanager
def serving_all(database: str) -> Iterator[dict[str, Server]]:
    """このデータベースの、二つの床と本体。"""
    with ExitStack() as stack:
        yield {
            FLOOR: stack.enter_context(serving(FLOOR, "benchmarks.floor_settings", database=database)),
            FLOOR_FULL: stack.enter_context(serving(FLOOR_FULL, "benchmarks.floor_full_settings", database=database)),
            "ours": stack.enter_context(serving("ours", "config.settings", database=database)),
        }


def cases(rounds: int, town: Town) -> Rows:
    """今日の仕事・事案の一覧・事案の画面。窓口は、少ししか見えないものと、全部が見えるもの。"""
    city_scale.ensure(places.CITY, town)
    desks = city_scale.desks(places.CITY)
    cookies = _sign_in(places.CITY, desks.small, desks.wide)
    with serving_all(places.CITY) as servers:
        targets = [
            *_floors(servers, cookies),
            *_pages(servers["ours"], places.CITY, cookies[desks.small], "small", city_scale.open_cases(places.CITY, desks.small, SAMPLE)),
            *_pages(servers["ours"], places.CITY, cookies[desks.wide], "wide", city_scale.spread_cases(places.CITY, SAMPLE)),
        ]
        return rows(measure(targets, rounds=rounds, clients=USERS), targets, line=PAGE_LINE, shares=(0.5, 0.95))


def save(rounds: int, town: Town) -> Rows:
    """経過を一件記録する送信（札と一度きりの札つき）。"""
    city_scale.ensure(places.CITY, town)
    desks = city_scale.desks(places.CITY)
    cookies = _sign_in(places.CITY, desks.small, once=(rounds + 1) * PER_BLOCK)
    with serving_all(places.CITY) as servers:
        saving = _saving(servers["ours"], places.CITY, cookies[desks.small], cookies["once"], desks.small, "save.note")
        targets = [*_floors(servers, cookies), saving]
        return rows(measure(targets, rounds=rounds, clients=USERS), targets, line=PAGE_LINE, shares=(0.5, 0.95))


def search_records(rounds: int, town: Town) -> Rows:
    """記録の検索。まれな言葉・多い言葉・一文字を、二つの窓口で。"""
    city_scale.ensure(places.CITY, town)
    desks = city_scale.desks(places.CITY)
    cookies = _sign_in(places.CITY, desks.small, desks.wide)
    with serving_all(places.CITY) as servers:
        found = [
            Target(f"records.{kind}.{name}", servers["ours"], _searches(kind), tuple(cookies[login_id]), PER_BLOCK, database=places.CITY)
            for name, login_id in (("small", desks.small), ("wide", desks.wide))
            for kind in WORDS
        ]
        targets = [*_floors(servers, cookies), *found]
        return rows(measure(targets, rounds=rounds, clients=USERS), targets, line=SEARCH_LINE, shares=(0.95,))


def growth(rounds: int, town: Town) -> Rows:
    """相談が十分の一の町と比べた、同じ画面の時間の伸び。窓口の事案の数は、どちらの町でもおよそ同じ。"""
    towns = {"ten": (places.TENTH, town.tenth()), "all": (places.CITY, town)}
    made: dict[str, list[Target]] = {}
    with ExitStack() as stack:
        for name, (database, size) in towns.items():
            city_scale.ensure(database, size)
            server = stack.enter_context(serving(f"ours.{name}", "config.settings", database=database))
            made[name] = _growing(server, database, name, rounds)
        pairs = list(zip(made["ten"], made["all"], strict=True))
        measured = measure([target for pair in pairs for target in pair], rounds=rounds, clients=USERS)
    return [grown(smaller.name.partition(".")[2], measured[smaller.name], measured[larger.name]) for smaller, larger in pairs]


def grown(name: str, smaller: Measured, larger: Measured) -> dict[str, Any]:
    """伸びの一行。線と比べるのは、同じ回のブロックどうしの p50 の比の中央値。"""
    return {
        "name": f"growth.{name}",
        "ratio": paired_ratio(larger, smaller, 0.5),
        **larger.summary(),
        "floor_p50_ms": smaller.summary()["p50_ms"],
        "grown_p95": ratio(larger, smaller, 0.95),
        "grown_cpu": round(larger.summary()["cpu_ms"] / smaller.summary()["cpu_ms"], 2),
        "line": GROWTH_LINE,
    }


def _growing(server: Server, database: str, name: str, rounds: int) -> list[Target]:
    desks = city_scale.desks(database)
    cookies = _sign_in(database, desks.small, desks.wide, once=(rounds + 1) * PER_BLOCK)
    small, wide = tuple(cookies[desks.small]), tuple(cookies[desks.wide])
    pages = _pages(server, database, cookies[desks.small], "small", city_scale.open_cases(database, desks.small, SAMPLE))
    targets = [
        *(Target(f"{name}.{page.name}", server, page.messages, page.cookies, PER_BLOCK, database=database) for page in pages),
        _saving(server, database, cookies[desks.small], cookies["once"], desks.small, f"{name}.save.note"),
        *(Target(f"{name}.records.{kind}.small", server, _searches(kind, GROWING), small, PER_BLOCK, database=database) for kind in WORDS),
        *(Target(f"{name}.records.{kind}.wide", server, _searches(kind, GROWING), wide, PER_BLOCK, database=database) for kind in WORDS),
    ]
    return targets


def _floors(servers: dict[str, Server], cookies: dict[str, list[str]]) -> list[Target]:
    return [
        Target(FLOOR, servers[FLOOR], ({"path": LIST},), requests=PER_BLOCK, database=places.CITY),
        Target(FLOOR_FULL, servers[FLOOR_FULL], ({"path": LIST},), tuple(cookies["floor"]), PER_BLOCK, database=places.CITY),
    ]


def _pages(server: Server, database: str, cookies: Sequence[str], desk: str, case_ids: Sequence[str]) -> list[Target]:
    shown = {
        "home": ({"path": HOME},),
        "caselist": ({"path": CASES},),
        "case": tuple({"path": f"{CASES}{case_id}/"} for case_id in case_ids),
    }
    return [Target(f"{name}.{desk}", server, messages, tuple(cookies), PER_BLOCK, database=database) for name, messages in shown.items()]


def _searches(kind: str, words: Mapping[str, Sequence[str]] = WORDS) -> tuple[dict[str, Any], ...]:
    return tuple({"path": SEARCH, "body": urlencode({"q": word})} for word in words[kind])


def _saving(server: Server, database: str, cookies: Sequence[str], once: Sequence[str], login_id: str, name: str) -> Target:
    """記録の画面を一度開いて欄を読み、札と文を替えた送信を作る。文は町の記録と同じ言い回しで、後で測る検索の言葉の割合を変えない。"""
    dice = Random(places.SEED)  # noqa: S311 -- 種を決めた作り物の文
    link = client.Connection(server.port)
    messages = []
    sheets: dict[str, forms.Form] = {}
    case_ids = city_scale.open_cases(database, login_id, 20)
    for number, token in enumerate(once):
        case_id = case_ids[number % len(case_ids)]
        if case_id not in sheets:
            status, page = link.get(client.message(f"{CASES}{case_id}/notes/new/", cookies[0]))
            if status != 200:
                raise SystemExit(f"エラー: 記録の画面の答えが {status} です。")
            sheets[case_id] = forms.read(page, having="fact")
        said = "".join(city_words.fact(dice, city_words.topic(dice)))
        typed = {"once": token, "title": f"測定の記録{number}", "fact": said}
        messages.append({"path": sheets[case_id].action, "body": sheets[case_id].body(typed), "plain": True})
    return Target(name, server, tuple(messages), tuple(cookies), PER_BLOCK, _SAVED, database)


def _sign_in(database: str, *login_ids: str, once: int = 0) -> dict[str, list[str]]:
    arguments = ["-m", "benchmarks.desk", "--clients", str(USERS), "--once", str(once), *login_ids]
    made: dict[str, list[str]] = json.loads(places.python(arguments, database))
    return made
