"""事案の番号: 年度と、推測できない6文字。続き番号ではないので、欠番から見えない事案の数を数えられない(security.md N72)。"""

from __future__ import annotations

import secrets
from datetime import date
from typing import Final

from kasane.kernel.fiscal import FiscalYear
from kasane.kernel.wareki import to_wareki

ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""読み間違えやすい 0・1・I・O を除いた32文字。"""
LENGTH: Final = 6
_REIWA: Final = date(2019, 5, 1)  # 2019年度は改元後の名で呼ぶ(kernel/fiscal.py)


def new_number(on: date) -> str:
    """新しい番号(例 R8-7K3M9Q)。"""
    year = FiscalYear.of(on)
    era = to_wareki(_REIWA if year.year == _REIWA.year else year.first)
    tail = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{era.era.letter}{era.year}-{tail}"
