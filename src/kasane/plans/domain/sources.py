"""規則のよりどころの言い方(断りと理由に添えて、画面と記録に出る)。

国の自治体事務マニュアルと実施要綱の本文は手元にない。確かめたのは、マニュアルに依拠すると書いてある美作市の実施計画で、そのとおりに言う。
"""

from __future__ import annotations

from typing import Final

_MANUAL: Final = "厚生労働省 自治体事務マニュアルに依拠した美作市 重層的支援体制整備事業実施計画"

OCCASIONS: Final = f"支援会議・重層的支援会議の開催のタイミング（{_MANUAL} ６-６）（２））"
DECISION: Final = f"プラン確定に向けた手続き（{_MANUAL} ６-６）（４））"
EARLY_START: Final = "市の決定より先に始めた支援（国の様式・要綱の本文で未確認）"
