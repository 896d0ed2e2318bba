"""同意のもとで、だれに何が伝わっているか。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class SharedWith:
    """同意にもとづいて伝わっていた相手の一件。what は何が伝わっていたか(例「長男の記録(通常)」)。"""

    agency_id: UUID
    since: datetime
    what: str
