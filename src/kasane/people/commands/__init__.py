"""書く側: 一つの行為に一つの関数。どれも一つの取引で、日誌を残す。"""

from kasane.people.commands.households import end_tie, form_household, join_household, leave_household, record_tie
from kasane.people.commands.merging import merge_people, note_unsure_duplicate, undo_merge
from kasane.people.commands.persons import add_alias, correct_person, register_person
from kasane.people.commands.places import end_condition, end_place, record_condition, record_place
from kasane.people.commands.protection import end_protection, extend_protection, name_keeper, protect_address
from kasane.people.commands.relations import end_relation, relate
from kasane.people.commands.sharing import block_from_person, seal_person, share_person, stop_sharing

__all__ = [
    "add_alias",
    "block_from_person",
    "correct_person",
    "end_condition",
    "end_place",
    "end_protection",
    "end_relation",
    "end_tie",
    "extend_protection",
    "form_household",
    "join_household",
    "leave_household",
    "merge_people",
    "name_keeper",
    "note_unsure_duplicate",
    "protect_address",
    "record_condition",
    "record_place",
    "record_tie",
    "register_person",
    "relate",
    "seal_person",
    "share_person",
    "stop_sharing",
    "undo_merge",
]
