"""事案の規則と符号。"""

from kasane.cases.domain.codes import (
    Activity,
    Agreement,
    Audience,
    Basis,
    CautionKind,
    Counterpart,
    Explained,
    Met,
    Method,
    PartRole,
    ReferralKind,
    ReferralState,
    Stage,
    Standing,
)
from kasane.cases.domain.facts import NoteFacts, ReferralFacts
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
