"""測定に使う場所: データベースの名前、子の処理に渡す環境、所有者の接続。"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

from config import databases
from config.home import home

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "kasane_bench"
SCRATCH = "kasane_bench_scratch"
CITY = "kasane_bench_city"
TENTH = "kasane_bench_tenth"
MEETING = "kasane_bench_meeting"
SEED = 106
PEOPLE = 400_000
SMALL_DESK = "station-south.1"  # 40万人のうち約3千人だけが見える窓口
WIDE_DESK = "welfare.1"  # 常時の根拠で全員が見える窓口
CITY_PEOPLE = 380_000
CONSULTATIONS = 300_000
WIDE_CASE_DESK = "centre.1"  # 測定では常時の根拠で、どの事案も見える窓口（相談員）


def environment(database: str = DATABASE, **more: str) -> dict[str, str]:
    """子の処理の環境。本番と同じ条件にするため、見本の町の入口は開けない。置き場（鍵・静的ファイル）は測定だけのものを使う。"""
    dropped = ("KASANE_OWNER", "KASANE_DEMO", "KASANE_LIFELINE", "DJANGO_SETTINGS_MODULE", "KASANE_TEST")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {
        **kept,
        "KASANE_DATABASE_NAME": database,
        "KASANE_HOME": str(logs() / "home"),
        **role_urls(),
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "src"))),
        "KASANE_STATIC": "collected",
        "KASANE_ACCESS_LOG": str(logs() / "access.log"),
        **more,
    }


def role_urls() -> dict[str, str]:
    """役割ごとの接続先。置き場が違っても、同じデータベースに同じ役割で入るため。"""
    found = {}
    for alias, name in databases.URL_NAMES.items():
        place = databases.for_role(alias)
        found[name] = place.url(place.user, place.password)
    return found


def logs() -> Path:
    """測定の記録の置き場。"""
    place = home() / "benchmarks"
    place.mkdir(parents=True, exist_ok=True)
    return place


def owner(database: str = DATABASE) -> psycopg.Connection[Any]:
    """所有者の接続（行の守りの外）。用意と、正しさの答え合わせだけに使う。"""
    place = databases.for_role("owner")
    return psycopg.connect(place.url(place.user, place.password, database), autocommit=True)


def maintenance() -> psycopg.Connection[Any]:
    """データベースを作る・消すための接続。"""
    return owner(databases.for_role("owner").name)


def python(arguments: Sequence[str], database: str = DATABASE, **more: str) -> str:
    """この環境の Python で子の処理を行い、標準出力を返す。できなければその理由で止まる。"""
    answer = subprocess.run(  # noqa: S603 -- 自分の命令だけを呼ぶ。
        [sys.executable, *arguments], cwd=ROOT, env=environment(database, **more), capture_output=True, text=True, check=False
    )
    if answer.returncode != 0:
        raise SystemExit(f"エラー: {' '.join(arguments)} ができませんでした。\n{answer.stderr.strip()[-3000:]}")
    return answer.stdout


def free_port() -> int:
    """空いている番号（127.0.0.1）。"""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
