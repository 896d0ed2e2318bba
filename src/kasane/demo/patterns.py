"""24の典型の世帯(forms.md §12)と、名寄せ・再婚などを確かめる世帯。"""

from __future__ import annotations

from typing import Final

from kasane.demo.pattern_kit import Pattern
from kasane.demo.patterns_adults import ADULTS, OTHERS
from kasane.demo.patterns_elders import ELDERS
from kasane.demo.patterns_families import FAMILIES

TYPICAL: Final = 24
"""forms.md §12 の典型の数。"""

PATTERNS: Final[tuple[Pattern, ...]] = (*ELDERS, *FAMILIES, *ADULTS, *OTHERS)
"""記録する順。支援措置の相手方と、名寄せの先に記録した側が先に来る。"""
