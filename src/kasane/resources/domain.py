"""社会資源の規則: 一覧の版の前後、行の見分け方、消えすぎの疑い。Django もデータベースも知らない。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from kasane.kernel.coded import Coded
from kasane.kernel.decision import Decision
from kasane.kernel.wareki import format_wareki


class Target(Coded):
    """一覧の行き先(値は表の名の後半と日誌の符号に使うので変えない)。"""

    RESOURCES = "resources", "社会資源"
    POSTAL_CODES = "postal_codes", "郵便番号"
    MUNICIPALITIES = "municipality_codes", "市区町村コード"
    BOUNDARIES = "boundaries", "境界"


@dataclass(frozen=True, slots=True)
class StagedRow:
    """取り込む一行。line は元の行番号、own_id は提供元の番号(無ければ空)、match_key は名前と住所の照合用の値。

    content は表の列→値(この内容が変わったら「変更」)、raw は元の行。
    """

    line: int
    own_id: str
    match_key: str
    content: dict[str, Any]
    raw: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listing:
    """取り込む一覧の版。name は提供元、edition は版の日付。"""

    name: str
    target: Target
    edition: date
    allow_many_ended: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """行についての気づき(行は入る)、または行を入れない理由。"""

    line: int
    text: str


@dataclass(slots=True)
class Merged:
    """取り込みの結果。件数と、名指しした行。ended は掲載終了にした行の名。"""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Remark] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    identity: str = ""


MANY_ENDED_MINIMUM: Final = 20
MANY_ENDED_SHARE: Final = 0.5


def may_bring_in(listing: Listing, current: date | None) -> Decision:
    """この版を入れてよいか。current はいま入っている版の日付(まだ無ければ None)。

    古い版を後から入れると、新しい版で直った内容が元に戻り、消えた施設が生き返るため断る。
    """
    if current is None or listing.edition >= current:
        return Decision.yes("これまでに入っている版より新しいか、同じ日の版です。")
    return Decision.no(
        f"「{listing.name}」には、より新しい {format_wareki(current)} の版が入っています。"
        f"{format_wareki(listing.edition)} の版を後から入れると内容が古く戻るため、取り込みません。"
    )


def plausible_ending(*, before: int, ended: int, allowed: bool) -> Decision:
    """消えた行が多すぎないか。before は入れる前に載っていた件数、ended は新しい版に無い件数。

    途中までのファイルや別のファイルを入れると、載っている施設がまとめて掲載終了になるため断る。
    """
    if allowed or ended < MANY_ENDED_MINIMUM or ended <= before * MANY_ENDED_SHARE:
        return Decision.yes("消えた行の数は、版の入れ替わりとして不自然ではありません。")
    return Decision.no(
        f"いま載っている {before} 件のうち {ended} 件がこのファイルにありません。"
        "途中までのファイルか、別の一覧の恐れがあるため取り込みません。"
        "正しいと確かめたら --allow-many-ended を付けてください。"
    )
