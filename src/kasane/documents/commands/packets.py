"""綴りを頼む: 大きな書類は、頼んだ人の根拠のまま裏で作る。"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.documents.domain.jobs import KEPT, Asked, JobKind, may_ask
from kasane.documents.models import PaperJob
from kasane.documents.packets import packet_of
from kasane.documents.queries.whole import packet_limit
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned


@act(Action.MAKE_DOCUMENT)
def ask_packet(*, by: Actor, kind: JobKind, targets: Sequence[UUID], asked: Asked | None = None) -> UUID:
    """綴りを頼む。見えないものが一つでもあれば NotVisible、多すぎる・待ちが多いときは Refused。返り値は頼みの番号。

    事案の綴りには目的(asked)が要る(なければ Invalid)。見られない人のいる事案は Refused。目的は日誌と頼みに残る。

    作るのは裏の係で、頼んだ人の配属として読む。だから、作る間に根拠が終われば、その分は入らない。
    """
    wanted = list(dict.fromkeys(targets))
    waiting = PaperJob.objects.filter(account_id=by.account_id, state__in=("waiting", "working")).count()
    require(may_ask(targets=len(wanted), waiting=waiting, most=packet_limit(kind)))
    said = _purpose(kind, asked)
    people = [person for one in wanted for person in packet_of(kind).people(one, by)]
    now = clock.now()
    row = PaperJob.objects.create(
        id=new_id(), account_id=by.account_id, posting_id=by.posting_id, kind=kind.value, purpose=said, targets=wanted,
        total=len(wanted), asked_at=now, gone_at=now + KEPT,
    )  # fmt: skip
    journal.record(act="ask_packet", by=by, subjects=list(dict.fromkeys(people)), reason="　".join(filter(None, (kind.label_ja, said))))
    return row.id


def _purpose(kind: JobKind, asked: Asked | None) -> str:
    """目的の一行。会議資料の綴りは、会議そのものが目的なので聞かない。"""
    if kind is JobKind.CONFERENCE:
        return ""
    words = cleaned("words", asked.words if asked else "", required="だれに渡すか、何に使うかを書いてください。")
    return Asked(asked.purpose, words).said if asked else ""
