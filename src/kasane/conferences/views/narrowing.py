"""長い一覧を、言葉と頁で絞る。JavaScript がなくても、探す欄(components/search_box)の送信だけで絞れる。"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from kasane.kernel.folding import fold_name
from kasane.screens.views import DeskRequest

AT_ONCE: Final = 50
IN_A_LIST: Final = 100
"""選ぶ欄に並べる数。これより多い町では、探してから選ぶ。"""
Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Narrowed(Generic[Line]):
    """絞った一頁。query は探した言葉、carried はこの頁を開き直す URL の後ろ、searching は探す欄を出すか(長い一覧か、探した後)。"""

    query: str
    page: Page[Line]
    carried: str
    searching: bool

    @property
    def lines(self) -> list[Line]:
        """この頁の行。"""
        return list(self.page.object_list)

    @property
    def paging(self) -> str:
        """頁送りの道に添える、探した言葉。"""
        return urlencode({"q": self.query}) if self.query else ""


def narrow(request: DeskRequest, lines: Sequence[Line], words: Callable[[Line], str]) -> Narrowed[Line]:
    """URL の q(どの言葉も含む行)と page で絞る。漢字の異体、ひらがなとカタカナ、空白の違いはそろえて照らす。"""
    query = " ".join(request.GET.get("q", "").split())[:100]
    found = Paginator(matching(lines, query, words), AT_ONCE).get_page(request.GET.get("page"))
    carried = urlencode({"q": query, "page": found.number}) if query or found.number > 1 else ""
    return Narrowed(query, found, f"?{carried}" if carried else "", bool(query) or len(lines) > AT_ONCE)


def matching(lines: Sequence[Line], query: str, words: Callable[[Line], str]) -> list[Line]:
    """どの言葉も含む行。言葉がなければ全部。"""
    wanted = [fold_name(one) for one in query.split()]
    return [one for one in lines if all(key in fold_name(words(one)) for key in wanted)] if wanted else list(lines)


@dataclass(frozen=True, slots=True)
class Choosing:
    """選ぶ欄に並べる組。found は言葉に合った数、left は並べきれなかった数。"""

    choices: list[tuple[str, str]]
    found: int
    left: int
    searching: bool


def choose(lines: Sequence[tuple[str, str, str]], query: str, *, keep: Collection[str] = ()) -> Choosing:
    """選ぶ欄に並べるもの(値, 言い方, 照らす言葉): 探した言葉に合う初めの IN_A_LIST 件と、もう選んである値(keep)。"""
    found = matching(lines, query, lambda one: one[2])
    shown = {key for key, _, _ in found[:IN_A_LIST]} | set(keep)
    choices = [(key, label) for key, label, _ in lines if key in shown]
    return Choosing(choices, len(found), max(0, len(found) - IN_A_LIST), len(lines) > IN_A_LIST)
