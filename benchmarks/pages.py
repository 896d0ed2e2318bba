"""画面の測定: 人の一覧と、40万人からの検索を、同じ一回の中で床と比べる。"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from typing import Any
from uuid import UUID

from benchmarks import places, scale
from benchmarks.interleaved import Measured, Target, measure, paired_ratio, ratio
from benchmarks.searches import Search, searches, verify
from benchmarks.servers import Server, serving

LIST = "/people/"
FLOOR, FLOOR_FULL = "floor.bare", "floor.full"
LIST_LINE = 2.0  # 一覧は床の2.0倍まで（p50 と p95 の両方）
SEARCH_LINE = 3.0  # 検索は床の一覧の3.0倍まで（p95）


@contextmanager
def _servers() -> Iterator[dict[str, Server]]:
    with ExitStack() as stack:
        yield {
            FLOOR: stack.enter_context(serving(FLOOR, "benchmarks.floor_settings")),
            FLOOR_FULL: stack.enter_context(serving(FLOOR_FULL, "benchmarks.floor_full_settings")),
            "ours": stack.enter_context(serving("ours", "config.settings")),
        }


def lists(rounds: int) -> list[dict[str, Any]]:
    """人の一覧（行の守り・閲覧記録・外枠つき）と床。"""
    scale.ensure()
    large = scale.largest_desk()
    cookies = _sign_in(places.SMALL_DESK, large)
    with _servers() as servers:
        targets = [
            *_floors(servers, cookies),
            Target("list.small", servers["ours"], ({"path": LIST},), tuple(cookies[places.SMALL_DESK])),
            Target("list.large", servers["ours"], ({"path": LIST},), tuple(cookies[large])),
        ]
        return rows(measure(targets, rounds=rounds), targets, line=LIST_LINE, shares=(0.5, 0.95), against=FLOOR)


def finds(rounds: int) -> list[dict[str, Any]]:
    """検索（少ししか見えない窓口と、全員が見える窓口）と床。先に答えの正しさを確かめる。"""
    scale.ensure()
    cookies = _sign_in(places.SMALL_DESK, places.WIDE_DESK)
    with places.owner() as connection:
        holders = {login_id: _holders(connection, login_id) for login_id in (places.SMALL_DESK, places.WIDE_DESK)}
        made = searches(connection, holders[places.SMALL_DESK][2], places.SEED)
        with _servers() as servers:
            verdicts = _verdicts(servers["ours"], cookies, made, connection, holders)
            targets = [*_floors(servers, cookies), *_find_targets(servers["ours"], cookies, made)]
            measured = rows(measure(targets, rounds=rounds), targets, line=SEARCH_LINE, shares=(0.95,), against=FLOOR)
    return [row | verdicts.get(row["name"], {}) for row in measured]


def _find_targets(server: Server, cookies: dict[str, list[str]], made: Sequence[Search]) -> list[Target]:
    messages = tuple(search.message for search in made)
    return [
        Target(name, server, messages, tuple(cookies[login_id]), requests=len(messages) // 8 * 8)
        for name, login_id in (("search.small", places.SMALL_DESK), ("search.wide", places.WIDE_DESK))
    ]


def _verdicts(
    server: Server, cookies: dict[str, list[str]], made: list[Search], connection: Any, holders: dict[str, list[UUID]]
) -> dict[str, dict[str, Any]]:
    desks = (("search.small", places.SMALL_DESK, False), ("search.wide", places.WIDE_DESK, True))
    return {
        name: asdict(verify(server, cookies[login_id][0], made, connection, holders[login_id], stands=stands))
        for name, login_id, stands in desks
    }


def _floors(servers: dict[str, Server], cookies: dict[str, list[str]]) -> list[Target]:
    signed_in = tuple(cookies["floor"])
    return [
        Target(FLOOR, servers[FLOOR], ({"path": LIST},)),
        Target(FLOOR_FULL, servers[FLOOR_FULL], ({"path": LIST},), signed_in),
    ]


def _sign_in(*login_ids: str) -> dict[str, list[str]]:
    made: dict[str, list[str]] = json.loads(places.python(["-m", "benchmarks.desk", *login_ids]))
    return made


def _holders(connection: Any, login_id: str) -> list[UUID]:
    row = connection.execute(
        "SELECT a.id, p.id, p.agency_id FROM agencies_account a JOIN agencies_posting p ON p.account_id = a.id"
        " WHERE a.login_id = %s ORDER BY p.valid_from, p.id LIMIT 1",
        [login_id],
    ).fetchone()
    return list(row)


def rows(
    results: dict[str, Measured], targets: Sequence[Target], *, line: float, shares: tuple[float, ...], against: str = FLOOR_FULL
) -> list[dict[str, Any]]:
    """表の行。ratio は線と比べる比（床 against に対する、shares のうち一番悪いもの）。もう一方の床との比も並べる。床に線はない。"""
    made = []
    for target in targets:
        mine, bare, full = results[target.name], results[FLOOR], results[FLOOR_FULL]
        judged = target.name not in (FLOOR, FLOOR_FULL)
        made.append(
            {
                "name": target.name,
                "ratio": max(ratio(mine, results[against], share) for share in shares),
                **mine.summary(),
                "ratio_p50": ratio(mine, bare, 0.5),
                "ratio_p95": ratio(mine, bare, 0.95),
                "paired_p50": paired_ratio(mine, bare, 0.5),
                "paired_p95": paired_ratio(mine, bare, 0.95),
                "full_ratio_p50": ratio(mine, full, 0.5),
                "full_ratio_p95": ratio(mine, full, 0.95),
                "line": line if judged else None,
            }
        )
    return made
