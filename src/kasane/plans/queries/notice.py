"""教示の市の定め(今日効いているもの)。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from kasane.access.reading import rows_of
from kasane.kernel import clock
from kasane.plans.domain import Notice

_NOW: Final = """
    SELECT n.needed, n.told, coalesce(s.source, ''), s.valid_from FROM plans_notice_on(%s) n LEFT JOIN LATERAL (
        SELECT x.source, x.valid_from FROM plans_setting x WHERE x.name = 'decision_notice' AND x.valid_from <= %s
            AND (x.valid_to IS NULL OR x.valid_to > %s) ORDER BY x.valid_from DESC LIMIT 1) s ON true
"""


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """教示の定め。words は教示文か、教示の要らない理由、basis はだれに確かめたか、since はいつから。"""

    needed: Notice
    words: str
    basis: str
    since: date | None

    @property
    def settled(self) -> bool:
        """通知を出せるだけ定まっているか。"""
        return self.needed is not Notice.UNKNOWN


def notice_rule() -> NoticeRule:
    """今日の定め。文のない定めは、定めのないのと同じ(未確認)。"""
    today = clock.today()
    needed, words, basis, since = rows_of(_NOW, [today, today, today])[0]
    known = Notice(needed)
    return NoticeRule(known, words, basis if known is not Notice.UNKNOWN else "", since if known is not Notice.UNKNOWN else None)
