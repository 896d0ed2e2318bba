"""機関の台帳と、職員・配属の表、市の決めごとの履歴。"""

from kasane.agencies.models.rules import DaysChange
from kasane.agencies.models.staff import Account, HandOver, HandOverLine, Posting, StaffProfile
from kasane.agencies.models.town import Agency, Area, Base, Code, ExistingBody, Operator, OutsideMember

__all__ = [
    "Account",
    "Agency",
    "Area",
    "Base",
    "Code",
    "DaysChange",
    "ExistingBody",
    "HandOver",
    "HandOverLine",
    "Operator",
    "OutsideMember",
    "Posting",
    "StaffProfile",
]
