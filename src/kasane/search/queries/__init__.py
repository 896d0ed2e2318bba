"""記録をさがす問いと、言い換えの組。"""

from kasane.search.queries.records import LIMIT, Found, Hit, Period, labels, search_records
from kasane.search.queries.synonyms import synonyms

__all__ = ["LIMIT", "Found", "Hit", "Period", "labels", "search_records", "synonyms"]
