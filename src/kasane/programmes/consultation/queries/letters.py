"""次の一手に続くつなぎの一通が、もう送られているか。"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of

_UNSENT: Final = "SELECT consultation_is_unsent(%s)"


def is_unsent(consultation_id: UUID) -> bool:
    """つなぎを書く一手なのに、まだ送られていないか。見えない相談には、いつも False。"""
    return bool(rows_of(_UNSENT, [consultation_id])[0][0])
