"""包括的相談支援の表。"""

from kasane.programmes.consultation.models.consultation import Consultation, History, SensitiveText, Subject
from kasane.programmes.consultation.models.noticing import NearMiss, NoticeDecision, PatternRow, TopicField
from kasane.programmes.consultation.models.spread import Spread

__all__ = [
    "Consultation",
    "History",
    "NearMiss",
    "NoticeDecision",
    "PatternRow",
    "SensitiveText",
    "Spread",
    "Subject",
    "TopicField",
]
