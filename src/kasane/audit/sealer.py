"""封印係: 数秒ごとに、終わった取引の行をまとめて要約し、鎖につなぐ。書き手は待たせない。"""

import logging
import threading
from pathlib import Path

from django.conf import settings
from django.db import Error, connections

BOOKS = ("journal", "access")
INTERVAL_SECONDS = 5.0
log = logging.getLogger("kasane.audit")


def seal_once() -> int:
    """二つの帳簿を一度ずつ封印し、新しい封印を外の控え（追記専用のファイル）にも書く。返り値は封印した行数。"""
    sealed = 0
    for book in BOOKS:
        with connections["audit"].cursor() as cursor:
            cursor.execute("SELECT audit_seal_book(%s)", [book])
            rows = cursor.fetchone()[0]
            sealed += rows
            if rows:
                cursor.execute("SELECT number, digest FROM audit_last_seal(%s)", [book])
                number, digest = cursor.fetchone()
                _anchor(book, number, bytes(digest))
    return sealed


def anchor_path() -> Path:
    """控えの置き場。市は別の機械の追記専用の場所を KASANE_ANCHOR_DIR で指す。"""
    return Path(settings.KASANE_ANCHOR_DIR) / "seals.log"


def _anchor(book: str, number: int, digest: bytes) -> None:
    path = anchor_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as out:
        out.write(f"{book} {number} {digest.hex()}\n")


def run_forever(stop: threading.Event | None = None) -> None:
    """止められるまで封印を続ける。データベースが止まっている間は待ち、戻れば続ける。"""
    stop = stop or threading.Event()
    while not stop.is_set():
        try:
            seal_once()
        except Error:
            log.exception("封印できませんでした。次の回にやり直します。")
            connections["audit"].close()
        stop.wait(INTERVAL_SECONDS)
