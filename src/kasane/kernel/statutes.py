"""法令の根拠: 条文の呼び名と文言を、効力のある期間とともに扱う。日付のない法律の定数は置かない(architecture §1)。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Statute:
    """ある期間の条文への参照。code は改正で条番号が変わっても同じ符号。

    valid_from は効力の初日、valid_to は最後の日(その日を含む。None なら続いている)。text は画面と書類に出す文言。
    verified は条文の原典で確かめたか。source は何で確かめたか、または確かめていない理由。期間が逆なら ValueError で断る。
    """

    code: str
    law_ja: str
    article_ja: str
    valid_from: date
    valid_to: date | None = None
    text: str = ""
    verified: bool = False
    source: str = ""

    def __post_init__(self) -> None:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError(f"{self.code} の効力の終わりが始まりより前です。")

    @property
    def label_ja(self) -> str:
        """社会福祉法106条の6 のような呼び名。"""
        return self.law_ja + self.article_ja

    def covers(self, day: date) -> bool:
        """その日に効力があるか。"""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class NoStatuteInForce(LookupError):
    """その日に効力のある条文がない。法改正の行が足りないか、日付が制度の始まる前。"""


def in_force(rows: Iterable[Statute], code: str, on: date) -> Statute:
    """code の条文のうち、on の日に効力のある一つ。

    一つもなければ NoStatuteInForce、二つ以上あれば(どちらの文言を出すべきか決められないので)ValueError で断る。
    """
    found = [row for row in rows if row.code == code and row.covers(on)]
    if not found:
        raise NoStatuteInForce(f"{on:%Y-%m-%d} に効力のある {code} の条文が登録されていません。")
    if len(found) > 1:
        raise ValueError(f"{on:%Y-%m-%d} に効力のある {code} の条文が{len(found)}件あります。期間の重なりを直してください。")
    return found[0]
