"""上の部屋が写せる経過。今の行為者に見える行だけ(行の守り)。自機関だけの経過・訂正された経過は出さない。"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.cases.domain.codes import Audience
from kasane.cases.domain.recorded import Chapter, RecordLine
from kasane.consent.domain.codes import Topic
from kasane.kernel.actor import Actor

RECENT: Final = 30
_NOTES: Final = """
    SELECT id, title, fact, words, audience, person_id, agency_id, happened_on FROM cases_note
    WHERE case_id = %s AND kind = 'contact' AND audience <> 'own' AND corrected_at IS NULL ORDER BY happened_on DESC, id DESC LIMIT %s
"""


def recent_notes(case_id: UUID, by: Actor) -> list[RecordLine]:
    """近ごろの経過(新しい順)。"""
    return [
        RecordLine(
            "note", key, f"経過　{title}", "\n".join(filter(None, (fact, words and f"「{words}」"))), Chapter.COURSE,
            Topic.HEALTH if audience == Audience.SENSITIVE.value else Topic.CIRCUMSTANCES, person, agency, happened_on,
        )
        for key, title, fact, words, audience, person, agency, happened_on in rows_of(_NOTES, [case_id, RECENT])
    ]  # fmt: skip
