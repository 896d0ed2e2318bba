"""会議の表。書くのは sql/ の関数だけで、アプリは読むだけ(種類と設定の表を除く)。"""

from kasane.conferences.models.conference import Conference, Officer
from kasane.conferences.models.item import Decision, Item, ItemConsent, ItemPerson, Member
from kasane.conferences.models.kind import ConferenceKind, ConferenceRhythm, TaxWord
from kasane.conferences.models.packet import Fact

__all__ = [
    "Conference",
    "ConferenceKind",
    "ConferenceRhythm",
    "Decision",
    "Fact",
    "Item",
    "ItemConsent",
    "ItemPerson",
    "Member",
    "Officer",
    "TaxWord",
]
