"""読む側: 画面の名前のついた値を返す。"""

from kasane.people.queries.find import find_people, my_people
from kasane.people.queries.household import household_overview
from kasane.people.queries.matching import compare, past_merges
from kasane.people.queries.person import header_of, person_overview
from kasane.people.queries.protection import expiring, measures_of

__all__ = [
    "compare",
    "expiring",
    "find_people",
    "header_of",
    "household_overview",
    "measures_of",
    "my_people",
    "past_merges",
    "person_overview",
]
