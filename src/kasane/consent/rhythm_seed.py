"""同意の日数の初期の行と、法定代理人の種別(forms §2.1 A18)。国の様式では確かめられていないので、市が行を足して直せる。"""

from datetime import date
from typing import Final

SINCE: Final = date(2021, 4, 1)
UNVERIFIED: Final = "国の様式で未確認"
DAYS: Final = (
    ("consent_term", 365, "既定の長さ(1年)"),
    ("consent_longest", 1096, "一番長い長さ(3年)"),
    ("consent_warning_1", 60, "切れる前の知らせ"),
    ("consent_warning_2", 30, "切れる前の知らせ"),
    ("consent_warning_3", 7, "切れる前の知らせ"),
)
REPRESENTATIVES: Final = ("成年後見人", "保佐人", "補助人", "任意後見人", "親権者", "未成年後見人")


def days() -> list[dict[str, object]]:
    """日数の行。"""
    return [{"name": name, "days": n, "valid_from": SINCE, "source": f"{why}({UNVERIFIED}・運用の決めごと)"} for name, n, why in DAYS]


def representatives() -> list[dict[str, object]]:
    """法定代理人の種別の行。"""
    return [
        {"list_name": "legal_representative", "code": f"{n:02d}", "label": label, "group": UNVERIFIED, "position": n, "valid_from": SINCE}
        for n, label in enumerate(REPRESENTATIVES, 1)
    ]
