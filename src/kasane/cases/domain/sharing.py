"""ほかの機関に区画を開くときの値。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OpenedRoom:
    """開く区画の一つ。person_id が空なら事案の部屋。until は、もとになる同意がいつまでか(この時刻から見えない)。"""

    room_id: UUID
    person_id: UUID | None
    consent_id: UUID | None
    until: datetime | None

    def as_json(self) -> dict[str, str | None]:
        """データベースの関数に渡す形。"""
        return {
            "room_id": str(self.room_id),
            "person_id": str(self.person_id) if self.person_id else None,
            "consent_id": str(self.consent_id) if self.consent_id else None,
            "until": self.until.isoformat() if self.until else None,
        }
