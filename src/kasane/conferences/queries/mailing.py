"""案内の様子: 送れたか、宛先の登録のない人はだれか(会議の役員だけ)。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.agencies.queries.names import posting_names
from kasane.conferences.domain.invitation import MailKind

_SENT: Final = """
    SELECT o.kind, count(*), count(o.sent_at), max(o.sent_at), max(o.tries) FILTER (WHERE o.sent_at IS NULL)
    FROM conferences_outbox o JOIN conferences_conference c ON c.id = o.conference_id WHERE c.id = %s
    GROUP BY o.kind ORDER BY min(o.queued_at)
"""
_RECIPIENTS: Final = """
    SELECT s.posting_id, s.outside_member_id, coalesce(x.name, ''), coalesce(b.address, '') FROM (
        SELECT m.posting_id, m.outside_member_id FROM conferences_member m JOIN conferences_item i ON i.id = m.item_id
            WHERE i.conference_id = %(wanted)s AND m.left_at IS NULL AND i.state <> 'cancelled'
        UNION SELECT o.posting_id, NULL FROM conferences_officer o WHERE o.conference_id = %(wanted)s AND o.ended_at IS NULL) s
    LEFT JOIN agencies_outsidemember x ON x.id = s.outside_member_id
    LEFT JOIN conferences_mailbox b ON b.posting_id = s.posting_id OR b.outside_member_id = s.outside_member_id
"""


@dataclass(frozen=True, slots=True)
class MailLine:
    """案内の一種類の様子。tries は、まだ送れていないもののうち一番多く試した回数。"""

    kind: MailKind
    queued: int
    sent: int
    last_sent_at: datetime | None
    tries: int


@dataclass(frozen=True, slots=True)
class Recipient:
    """案内を受ける一人。id は配属か外部の構成員の番号(outside が真なら外部)。address が空なら、宛先の登録がない。"""

    id: UUID
    name: str
    outside: bool
    address: str


def mail_of(conference_id: UUID) -> tuple[MailLine, ...]:
    """この会議の案内の様子。会議の部屋を持たない人には空。"""
    return tuple(
        MailLine(MailKind(kind), queued, sent, last, tries or 0) for kind, queued, sent, last, tries in rows_of(_SENT, [conference_id])
    )


def recipients(conference_id: UUID) -> tuple[Recipient, ...]:
    """この会議の役員と構成員(一人一行)と、案内の宛先。会議の部屋を持たない人には空。名前の順。"""
    rows = rows_of(_RECIPIENTS, {"wanted": conference_id})
    names = posting_names(row[0] for row in rows if row[0] is not None)
    found = (Recipient(posting or outside, names.get(posting, "") if posting else name, posting is None, address)
             for posting, outside, name, address in rows)  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.address != "", one.name)))
