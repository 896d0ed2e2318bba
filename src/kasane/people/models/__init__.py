"""人・世帯の表。どの行も区画(compartment_id)を持ち、区画に根拠のある人だけが読み書きできる(access.rls)。"""

from kasane.people.models.household import Household, Membership, Relation, Tie
from kasane.people.models.matching import DuplicateDoubt, Merge, MergeMove, SearchKey
from kasane.people.models.person import Condition, Person, PersonHistory, PersonName, Place
from kasane.people.models.protection import ProtectedPlace, ProtectionMeasure, ProtectionParty

__all__ = [
    "Condition",
    "DuplicateDoubt",
    "Household",
    "Membership",
    "Merge",
    "MergeMove",
    "Person",
    "PersonHistory",
    "PersonName",
    "Place",
    "ProtectedPlace",
    "ProtectionMeasure",
    "ProtectionParty",
    "Relation",
    "SearchKey",
    "Tie",
]
