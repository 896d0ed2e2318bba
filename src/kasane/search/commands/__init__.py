"""検索の部屋の行為。"""

from kasane.search.commands.records import put, remove
from kasane.search.commands.synonyms import add_synonyms, end_synonyms, revise_synonyms

__all__ = ["add_synonyms", "end_synonyms", "put", "remove", "revise_synonyms"]
