"""事案の規則と符号。"""

from kasane.cases.domain.codes import (
    Activity,
    Agreement,
    Audience,
    Basis,
    CautionKind,
    Counterpart,
    Explained,
    HeardHow,
    Met,
    Method,
    PartRole,
    ReferralKind,
    ReferralState,
    Stage,
    Standing,
)
from kasane.cases.domain.facts import HeardFacts, NoteFacts, ReferralFacts
from kasane.cases.domain.stages import TRANSITIONS

__all__ = [
    "TRANSITIONS",
    "Activity",
    "Agreement",
    "Audience",
    "Basis",
    "CautionKind",
    "Counterpart",
    "Explained",
    "HeardFacts",
    "HeardHow",
    "Met",
    "Method",
    "NoteFacts",
    "PartRole",
    "ReferralFacts",
    "ReferralKind",
    "ReferralState",
    "Stage",
    "Standing",
]
