"""会議の表。書くのは sql/ の関数だけで、アプリは読むだけ(種類と設定の表、委嘱簿、協力依頼、議事を除く)。"""

from kasane.conferences.models.appointment import Appointed, Appointment
from kasane.conferences.models.conference import Conference, Officer
from kasane.conferences.models.cooperation import Cooperation
from kasane.conferences.models.item import Acknowledged, Decision, Item, ItemConsent, ItemPerson, Member
from kasane.conferences.models.kind import ConferenceKind, ConferenceRhythm, TaxWord
from kasane.conferences.models.minute import Minute, MinuteBefore
from kasane.conferences.models.need import ItemNeed, Need
from kasane.conferences.models.outbox import Mailbox, OutboxMail
from kasane.conferences.models.packet import Fact
from kasane.conferences.models.present import Present
from kasane.conferences.models.role import RoleDecided

__all__ = [
    "Acknowledged",
    "Appointed",
    "Appointment",
    "Conference",
    "ConferenceKind",
    "ConferenceRhythm",
    "Cooperation",
    "Decision",
    "Fact",
    "Item",
    "ItemConsent",
    "ItemNeed",
    "ItemPerson",
    "Mailbox",
    "Member",
    "Minute",
    "MinuteBefore",
    "Need",
    "Officer",
    "OutboxMail",
    "Present",
    "RoleDecided",
    "TaxWord",
]
