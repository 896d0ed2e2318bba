"""係の仕事: 同意の期間が過ぎた関わりと、答えを待つつなぎを終わらせる(撤回と同じように、経過と日誌に残る)。

記録を読む根拠は、期限の時刻に根拠の行そのものが終わるので、係を待たない。ここで終えるのは、支援チームの一覧に残った関わりと、
もう答えられない一通で、終えたつなぎは送った機関の今日の仕事に「戻ってきたつなぎ」として出る。
"""

from __future__ import annotations

import logging
import threading
from typing import Final

from django.db import Error, connection, transaction

from kasane.access.reading import rows_of
from kasane.access.session import acting_as
from kasane.audit import journal
from kasane.kernel import clock
from kasane.kernel.actor import job_actor

INTERVAL_SECONDS: Final = 600.0
WHY: Final = "本人の同意の期間が過ぎたため"
_BATCH: Final = 100
log = logging.getLogger("kasane.cases")


def once() -> int:
    """一回分。返り値は片づけた事案の数。片づけるものがなければ、何も書かない。"""
    worker = job_actor("worker")
    with transaction.atomic(), acting_as(worker):
        found = rows_of("SELECT of_case, room, people FROM cases_lapse(%s, %s, %s)", [WHY, clock.now(), _BATCH])
        for _, room, people in found:
            journal.record(act="lapse_consent", by=worker, subjects=people, compartment_id=room, ground="consent", reason=WHY)
        return len(found)


def run_forever(stop: threading.Event) -> None:
    """止められるまで続ける。一回で片づききらなければ、待たずに続ける。データベースが止まっている間は待つ。"""
    while not stop.is_set():
        try:
            if once() == _BATCH:
                continue
        except Error:
            log.exception("期間の過ぎた同意の片づけができませんでした。次の回にやり直します。")
            connection.close()
        stop.wait(INTERVAL_SECONDS)
