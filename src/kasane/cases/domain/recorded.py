"""事案の記録の一行: それぞれの部屋が、自分の持つ記録をこの形で差し出し、会議などの上の部屋が写す。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kasane.consent.domain.codes import Topic
from kasane.kernel.coded import Coded


class Chapter(Coded):
    """何についての記録か。"""

    OUTLINE = "outline", "世帯のあらまし"
    COURSE = "course", "これまでの経過"
    NOW = "now", "今の様子"
    ISSUES = "issues", "課題と背景"
    PLAN = "plan", "プラン"


@dataclass(frozen=True, slots=True)
class RecordLine:
    """事案の記録の一行。kind は note・plan_goal・plan_step・assessment、heading は何の記録か、said は出どころの言い方。

    topic が TAX の行は、本人の税の同意がなければ会議の資料にできない。
    """

    kind: str
    id: UUID
    heading: str
    text: str
    chapter: Chapter
    topic: Topic
    person_id: UUID | None
    source_agency_id: UUID | None
    as_of: date
    said: str = ""

    @property
    def key(self) -> str:
        """画面で選ぶための鍵。"""
        return f"{self.kind}:{self.id}"
