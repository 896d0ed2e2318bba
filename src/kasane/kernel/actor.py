"""行為者: だれが、どの所属で、どの役割として行うか。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from kasane.kernel.coded import Coded

_JOB_NAMESPACE: Final = UUID("6b617361-6e65-5000-8000-6a6f62000000")


class Role(Coded):
    """配置ごとの役割。値はデータベースと監査記録に残る符号なので変えない(mission.md「Who uses it」)。"""

    CONSULTANT = "consultant", "窓口相談員"
    COORDINATOR = "coordinator", "多機関協働"
    OUTREACH = "outreach", "アウトリーチ支援員"
    PARTICIPATION = "participation", "参加支援員"
    COMMUNITY = "community", "地域づくりコーディネーター"
    CITY_OFFICER = "city_officer", "市職員(支援決定)"
    SECRETARIAT = "secretariat", "支援会議事務局"
    MANAGER = "manager", "機関の管理者"
    ACCOUNT_ADMIN = "account_admin", "業務管理者"
    SYSTEM_ADMIN = "system_admin", "システム管理者"
    AUDITOR = "auditor", "監査"
    STATISTICIAN = "statistician", "統計担当"
    PRIVACY_OFFICER = "privacy_officer", "保護責任者"
    JOB = "job", "自動処理"


@dataclass(frozen=True, slots=True)
class Actor:
    """行為者(利用者の、ある一つの所属での姿)。兼務の人は所属ごとに別の Actor になる。

    account_id は人、posting_id は配属(人事異動で終わる)、agency_id はその配属先の機関。
    name と agency_name は記録と画面に出す表示名で、権限の判断には使わない。
    """

    account_id: UUID
    posting_id: UUID
    agency_id: UUID
    roles: frozenset[Role]
    name: str
    agency_name: str

    def has(self, role: Role) -> bool:
        """この配属が役割を持つか。兼務により複数の役割を持てる(mission.md 8.12)。"""
        return role in self.roles


def job_actor(name: str) -> Actor:
    """自動処理の行為者。同じ名前なら再起動しても、どの機械でも同じ id になる。

    name は処理の符号(例 ``send_reminders``)。空は、記録から処理を特定できないため ValueError で断る。
    """
    if not name.strip():
        raise ValueError("自動処理には名前が必要です。")
    return Actor(
        account_id=uuid5(_JOB_NAMESPACE, f"account:{name}"),
        posting_id=uuid5(_JOB_NAMESPACE, f"posting:{name}"),
        agency_id=uuid5(_JOB_NAMESPACE, "agency"),
        roles=frozenset({Role.JOB}),
        name=f"自動処理({name})",
        agency_name="システム",
    )
