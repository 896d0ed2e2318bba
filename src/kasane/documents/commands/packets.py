"""綴りを頼む: 大きな書類は、頼んだ人の根拠のまま裏で作る。"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.documents.domain.jobs import KEPT, JobKind, may_ask
from kasane.documents.models import PaperJob
from kasane.documents.packets import packet_of
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import require
from kasane.kernel.ids import new_id


@act(Action.MAKE_DOCUMENT)
def ask_packet(*, by: Actor, kind: JobKind, targets: Sequence[UUID]) -> UUID:
    """綴りを頼む。見えないものが一つでもあれば NotVisible、多すぎる・待ちが多いときは Refused。返り値は頼みの番号。

    作るのは裏の係で、頼んだ人の配属として読む。だから、作る間に根拠が終われば、その分は入らない。
    """
    wanted = list(dict.fromkeys(targets))
    waiting = PaperJob.objects.filter(account_id=by.account_id, state__in=("waiting", "working")).count()
    require(may_ask(targets=len(wanted), waiting=waiting))
    people = [person for one in wanted for person in packet_of(kind).people(one, by)]
    now = clock.now()
    row = PaperJob.objects.create(
        id=new_id(), account_id=by.account_id, posting_id=by.posting_id, kind=kind.value, targets=wanted, total=len(wanted),
        asked_at=now, gone_at=now + KEPT,
    )  # fmt: skip
    journal.record(act="ask_packet", by=by, subjects=list(dict.fromkeys(people)), reason=kind.label_ja)
    return row.id
