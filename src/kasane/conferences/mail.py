"""案内のメールを送る係(kasane worker が動かす)。送れなかったものは、間を広げて送り直す。

送る前に行に鍵をかけ、送れたことを同じ取引で書くので、係が二つ動いても二度は送らない。送った直後に機械が止まったときだけ
もう一度届きうるが、Message-ID が同じなので受け取る側で一通になる。
"""

from __future__ import annotations

import logging
import threading
from smtplib import SMTPException
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import Error, connections, transaction

from kasane.access.session import acting_as
from kasane.audit import journal
from kasane.conferences.domain.invitation import Invitation, MailKind, body_of, calendar_of, next_try, subject_of
from kasane.conferences.models import OutboxMail
from kasane.kernel import clock
from kasane.kernel.actor import job_actor

INTERVAL_SECONDS: Final = 5.0
log = logging.getLogger("kasane.conferences")


def send_due(*, at_most: int = 50) -> int:
    """送る時の来た案内を送る。返り値は送れた数。送り先のサーバーが決まっていなければ、何もせず箱に残す。"""
    if not settings.KASANE_MAIL_READY:
        return 0
    sent = 0
    for _ in range(at_most):
        outcome = _send_one()
        if outcome is None:
            break
        sent += outcome
    return sent


def _send_one() -> bool | None:
    worker = job_actor("worker")
    with transaction.atomic(), acting_as(worker):
        now = clock.now()
        waiting = OutboxMail.objects.select_for_update(skip_locked=True).filter(
            sent_at__isnull=True, next_try_at__lte=now, starts_at__gt=now
        )
        row = waiting.order_by("next_try_at", "queued_at", "sequence").first()
        if row is None:
            return None
        try:
            message_of(row).send()
        except (OSError, SMTPException) as error:
            # 送り先の名前も本文も記録に書かない。誤りの種類だけを残す。
            row.tries, row.trouble = row.tries + 1, type(error).__name__
            row.next_try_at = next_try(row.tries, now)
        else:
            row.sent_at, row.trouble = now, ""
            journal.record(act="send_invitation_mail", by=worker)
        row.save(update_fields=["tries", "next_try_at", "sent_at", "trouble"])
        return row.sent_at is not None


def message_of(row: OutboxMail) -> EmailMessage:
    """箱の一通からメールを作る。件名・本文・予定のどこにも、人の名前も会議の名前も入らない。"""
    one = Invitation(
        uid=row.uid, sequence=row.sequence, kind=MailKind(row.kind), starts_at=row.starts_at, ends_at=row.ends_at, place=row.place,
        purpose=row.purpose, sender=settings.KASANE_MAIL_FROM, to=row.address, sent_at=row.queued_at,
    )  # fmt: skip
    message = EmailMessage(
        subject=subject_of(one), body=body_of(one), from_email=one.sender, to=[one.to],
        headers={"Message-ID": f"<{row.uid}.{row.sequence}@kasane>", "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    method = "CANCEL" if one.kind is MailKind.CANCEL else "REQUEST"
    message.attach("kaigi.ics", calendar_of(one).decode(), f"text/calendar; method={method}")
    return message


def run_forever(stop: threading.Event) -> None:
    """止められるまで続ける。データベースが止まっている間は待ち、戻れば続ける。"""
    while not stop.is_set():
        try:
            send_due()
        except Error:
            log.exception("案内のメールの箱を読めませんでした。次の回にやり直します。")
            connections["default"].close()
        stop.wait(INTERVAL_SECONDS)
