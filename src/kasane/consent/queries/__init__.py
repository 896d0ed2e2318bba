"""読む側: 台帳、今のありさま、伝えてよいか、切れる前の知らせ。"""

from kasane.consent.queries.lapsing import Lapsing, lapsing
from kasane.consent.queries.ledger import ConsentLine, consents_of, visible_consent
from kasane.consent.queries.rhythm import consent_days, warning_bands
from kasane.consent.queries.standing import PersonConsent, Usable, consent_state, hold_consents, usable_consent

__all__ = [
    "ConsentLine",
    "Lapsing",
    "PersonConsent",
    "Usable",
    "consent_days",
    "consent_state",
    "consents_of",
    "hold_consents",
    "lapsing",
    "usable_consent",
    "visible_consent",
    "warning_bands",
]
