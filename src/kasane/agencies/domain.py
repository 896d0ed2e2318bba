"""機関・配属・引継ぎの規則。値と日付だけで決まり、Django も SQL も知らない。"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kasane.kernel.actor import Role
from kasane.kernel.coded import Coded
from kasane.kernel.decision import Decision


class Field(Coded):
    """相談支援の分野（社会福祉法106条の4第2項第1号イ〜ニ）。庁内課・多機関協働などは重層、どれでもなければその他。"""

    CARE = "care", "介護"
    DISABILITY = "disability", "障害"
    CHILD = "child", "子ども"
    POVERTY = "poverty", "困窮"
    MULTI = "multi", "重層"
    OTHER = "other", "その他"


SECTION_KIND: Final = "1399"
OUTREACH_KIND: Final = "0102"
"""庁内の担当課を表す機関種別（C03「行政その他」の自前番号）。"""

APPOINTABLE: Final = tuple(role for role in Role if role is not Role.JOB)
_OVERSIGHT: Final = frozenset({Role.ACCOUNT_ADMIN, Role.SYSTEM_ADMIN, Role.AUDITOR, Role.STATISTICIAN})
NEVER_EMPTY: Final = frozenset({Role.ACCOUNT_ADMIN, Role.PRIVACY_OFFICER})
"""町にいつも一人は要る役割。最後の一人を外すと、戻せる人がいなくなる。"""


def in_post(valid_from: date, valid_to: date | None, on: date) -> bool:
    """その日に配属中か。始まりの日の0時から、終わりの日の0時の直前まで（日本時間。終わりの日は含まない）。"""
    return valid_from <= on and (valid_to is None or on < valid_to)


def may_appoint(*, by: UUID, account: UUID, roles: Iterable[Role], valid_from: date, valid_to: date | None) -> Decision:
    """この配属を発令できるか（security.md P6「だれも自分に権限を与えない」）。

    by・account: 発令する人と、される人のアカウント。自分への発令、役割なし、自動処理の役割、期間の逆転を断る。
    業務管理者・システム管理者・監査・統計は、相談の役割と同じ配属には置けない（職務の分離。兼ねるなら配属を分ける）。
    """
    wanted = frozenset(roles)
    if by == account:
        return Decision.no("自分の配属や役割を自分で変えることはできません。ほかの業務管理者に頼んでください。", "職務の分離")
    if not wanted:
        return Decision.no("役割を一つ以上選んでください。", "配属の運用基準")
    if Role.JOB in wanted:
        return Decision.no("自動処理の役割を人に与えることはできません。", "職務の分離")
    if wanted & _OVERSIGHT and wanted - _OVERSIGHT:
        return Decision.no("管理・監査・統計の役割は、相談支援の役割と同じ配属に置けません。配属を分けてください。", "職務の分離")
    if valid_to is not None and valid_to <= valid_from:
        return Decision.no("終わりの日は、始まりの日より後にしてください。", "配属の運用基準")
    return Decision.yes("発令できます。", "業務管理者の権限")


def may_leave(*, roles: Iterable[Role], remaining: Mapping[Role, int]) -> Decision:
    """この配属を終わらせてよいか（security.md N63「最後の業務管理者」）。

    roles: 終わる配属の役割。remaining: その日以後も続く、ほかの人の配属の数（役割ごと）。
    業務管理者・保護責任者の最後の一人は外せない。
    """
    missing = [role.label_ja for role in NEVER_EMPTY if role in frozenset(roles) and remaining.get(role, 0) == 0]
    if missing:
        return Decision.no(f"「{'・'.join(sorted(missing))}」が町に一人もいなくなります。先に後任を発令してください。", "最後の一人")
    return Decision.yes("終わらせてよい配属です。", "配属の運用基準")


@dataclass(frozen=True, slots=True)
class DutyLoad:
    """去る人に残っている仕事の一種類。items は一件ずつの見出し（個人の名前は入れない）。"""

    kind: str
    label: str
    items: tuple[str, ...]


def nothing_orphaned(loads: Iterable[DutyLoad], successors: Mapping[str, UUID]) -> Decision:
    """引継ぎに漏れがないか（issue 2-5「去る人の仕事が宙に浮かない」）。

    loads: 残っている仕事。successors: 種類 → 後任の配属。仕事があるのに後任のない種類を、すべて挙げて断る。
    """
    left = [f"{load.label}（{len(load.items)}件）" for load in loads if load.items and load.kind not in successors]
    if left:
        return Decision.no(f"後任の決まっていない仕事があります：{'、'.join(left)}。", "引継ぎの漏れ")
    return Decision.yes("すべての仕事に後任がいます。", "引継ぎ")


def may_succeed(*, leaver: UUID, successor: UUID, same_agency: bool, serves_from: date, until: date | None, on: date) -> Decision:
    """この人を後任にしてよいか。

    leaver・successor: アカウント。same_agency: 同じ機関の配属か。serves_from・until: 後任の配属の期間。on: 引継ぎの日。
    本人自身、別の機関の人、引継ぎの日に配属されていない人は後任になれない。
    """
    if leaver == successor:
        return Decision.no("去る本人を後任にすることはできません。", "引継ぎ")
    if not same_agency:
        return Decision.no("後任は、同じ機関に配属された人から選んでください。記録を見る根拠は機関の仕事についているためです。", "引継ぎ")
    if not in_post(serves_from, until, on):
        return Decision.no("後任の人は、引継ぎの日にはまだ（またはもう）配属されていません。", "引継ぎ")
    return Decision.yes("後任にできます。", "引継ぎ")


def may_set_days(days: int, *, least: int, most: int, under: Iterable[tuple[str, int]], over: Iterable[tuple[str, int]]) -> Decision:
    """この日数に決めてよいか。

    least・most: この決めごとの幅。under: 越えてはならない決めごと(呼び名と日数)。over: この日数が下回ってはならない決めごと。
    """
    if not least <= days <= most:
        return Decision.no(f"{least}日から{most}日の間にしてください。", "日数の決めごと")
    if high := [(label, limit) for label, limit in under if days > limit]:
        return Decision.no(f"「{high[0][0]}」（{high[0][1]}日）より長くはできません。先にそちらを改めてください。", "日数の決めごと")
    if low := [(label, limit) for label, limit in over if days < limit]:
        return Decision.no(f"「{low[0][0]}」（{low[0][1]}日）より短くはできません。先にそちらを改めてください。", "日数の決めごと")
    return Decision.yes("この日数に決められます。", "日数の決めごと")
