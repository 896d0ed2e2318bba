"""本人同意の台帳の表。行は、その人の通常の部屋(事案ごと)に置く。"""

from kasane.consent.models.ledger import Consent, ConsentScope
from kasane.consent.models.rhythm import ConsentRhythm

__all__ = ["Consent", "ConsentRhythm", "ConsentScope"]
