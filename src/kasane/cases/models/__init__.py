"""事案の表。区画は、事案の部屋・人ごとの部屋・機関ごとの部屋・つなぎ一通ごとの部屋の四種類。"""

from kasane.cases.models.case import AgencyRoom, Case, CasePerson, Caution, Rhythm
from kasane.cases.models.involvement import Involvement, InvolvementGrant
from kasane.cases.models.note import Note
from kasane.cases.models.referral import Heard, Referral, ReferralRoom
from kasane.cases.models.spread import Spread

__all__ = [
    "AgencyRoom",
    "Case",
    "CasePerson",
    "Caution",
    "Heard",
    "Involvement",
    "InvolvementGrant",
    "Note",
    "Referral",
    "ReferralRoom",
    "Rhythm",
    "Spread",
]
