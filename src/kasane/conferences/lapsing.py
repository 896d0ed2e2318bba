"""係の仕事: 期間の過ぎた同意に拠る会議の資料の行を止める(撤回と同じように、取り下げた行として理由が残り、日誌に残る)。

構成員の根拠は、期限の時刻に根拠の行そのものが終わるので、係を待たない。ここで止めるのは、職務として、または会議の記録として
議題を持ち続ける人の前に残る行で、その行を載せた会議資料の綴りも、引き取れなくなる。
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
_CASES_AT_ONCE: Final = 20
log = logging.getLogger("kasane.conferences")


def once() -> int:
    """一回分。返り値は行を止めた議題の数。止めるものがなければ、何も書かない。"""
    worker = job_actor("worker")
    with transaction.atomic(), acting_as(worker):
        found = rows_of("SELECT item, room, people FROM conferences_lapse(%s, %s, %s)", [WHY, clock.now(), _CASES_AT_ONCE])
        for _item, room, people in found:
            journal.record(act="lapse_facts", by=worker, subjects=people, compartment_id=room, ground="consent", reason=WHY)
        return len(found)


def run_forever(stop: threading.Event) -> None:
    """止められるまで続ける。止めるものがある間は、待たずに続ける。データベースが止まっている間は待つ。"""
    while not stop.is_set():
        try:
            if once():
                continue
        except Error:
            log.exception("期間の過ぎた同意に拠る行を止められませんでした。次の回にやり直します。")
            connection.close()
        stop.wait(INTERVAL_SECONDS)
