"""相談の記録から様式1-2へ運ぶ案: 書く人が取り入れるまでは、何も書かれない。"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from kasane.kernel.decision import Decision

_GROUND: Final = "様式1-2(自治体事務マニュアル)"
ITEM_OF: Final = MappingProxyType({"route": "A-04", "visitor": "A-03"})
"""案の種類 → 様式1-2の項目の番号。相談経路(C02)は A-04、来談者は A-03。"""
NOTE: Final = "相談の記録から"


def may_take(*, written: bool, known: bool) -> Decision:
    """この案を取り入れてよいか。written: その欄にもう値があるか。known: 今の様式の選択肢にある値か。"""
    if written:
        return Decision.no("この欄には、もう値があります。変えるときは、段の画面で書いてください。", _GROUND)
    if not known:
        return Decision.no("今の様式の選択肢にない値です。段の画面で選んでください。", _GROUND)
    return Decision.yes("取り入れられます。「聞いた(未確認)」として、聞いた機関と日付が付きます。", _GROUND)
