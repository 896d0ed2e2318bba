"""机: サインインした人の立場、画面の共通の枠（メニュー・利用者）を、下の層から上の層へ登録で受け渡す。"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from kasane.access.policy import Action, decide
from kasane.access.reading import rows_of
from kasane.kernel import clock
from kasane.kernel.actor import Actor, Role

Resolver = Callable[[UUID, UUID | None], Actor | None]
SHOWN: Final = 10
TAKE: Final = SHOWN + 1
_WAITS: Final = re.compile(r"[a-z]+_waits")


@dataclass(frozen=True, slots=True)
class NavItem:
    """メニューの一項目。action を行える役割の人にだけ出る。"""

    label: str
    url_name: str
    action: Action
    order: int


@dataclass(frozen=True, slots=True)
class WorkItem:
    """今日の仕事の一件。title に氏名は入れてよい（本人が見られるものだけを各部屋が返す）。subject_ids は閲覧記録へ移る。"""

    title: str
    url: str
    status: str
    kind: str = "neutral"
    hint: str = ""
    subject_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkList:
    """今日の仕事のひとまとまり。provider は今の行為者について、見える仕事だけを、急ぐものから TAKE 件まで返す。

    画面に出すのは SHOWN 件で、残りの一件は「ほかにもあります」と言うために引く(全部は数えない)。listing は全部を見る一覧の画面の名前。
    waits は、何かありうるかを先に聞くときの符号(register_waits の関数が答えない符号のまとまりは、引かずに空とする)。
    """

    heading: str
    provider: Callable[[Actor], Sequence[WorkItem]]
    order: int
    listing: str = ""
    waits: str = ""


@dataclass(frozen=True, slots=True)
class WorkSection:
    """画面に出すひとまとまり。more は、出した件のほかにもあるか。url は全部を見る一覧(なければ空)。"""

    heading: str
    items: tuple[WorkItem, ...]
    more: bool
    url: str


class Desk:
    """上の層が起動時に登録するもの。登録は一度だけで、二重の登録は作り手の誤りとして止める。"""

    def __init__(self) -> None:
        self._resolver: Resolver | None = None
        self._municipality: Callable[[], str] | None = None
        self._nav: dict[str, NavItem] = {}
        self._menus: dict[tuple[frozenset[Role], str, str], list[dict[str, Any]]] = {}
        self._work: dict[str, WorkList] = {}
        self._waits: dict[str, str] = {}

    def register_resolver(self, resolver: Resolver) -> None:
        """アカウントと配属から Actor を引く関数（agencies が登録する）。"""
        if self._resolver is not None and self._resolver is not resolver:
            raise RuntimeError("Actor の引き方が二度登録されました。")
        self._resolver = resolver

    def register_municipality(self, name: Callable[[], str]) -> None:
        """市町村の名前を返す関数（agencies が登録する）。"""
        self._municipality = name

    def register_nav(self, *, label: str, url_name: str, action: Action, order: int) -> None:
        """メニューの一項目を加える。"""
        self._nav[url_name] = NavItem(label, url_name, action, order)
        self._menus.clear()

    def register_work(
        self, *, heading: str, provider: Callable[[Actor], Sequence[WorkItem]], order: int, listing: str = "", waits: str = ""
    ) -> None:
        """今日の仕事のひとまとまりを加える。"""
        self._work[heading] = WorkList(heading, provider, order, listing, waits)

    def register_waits(self, function: str) -> None:
        """何かありうるまとまりの符号(部屋の名前.まとまり)の配列を、今日を渡すと答える、部屋の SQL 関数を加える。"""
        if not _WAITS.fullmatch(function):
            raise RuntimeError(f"今日の仕事を先に聞く関数の名前ではありません: {function}")
        self._waits[function.removesuffix("_waits")] = function

    def work(self, actor: Actor) -> list[WorkSection]:
        """この人の今日の仕事。一つの見出しに SHOWN 件まで。何もないまとまりは出さない。"""
        waiting = self.waiting()
        asked = (w for w in sorted(self._work.values(), key=lambda w: w.order) if not w.waits or w.waits in waiting)
        found = ((w, w.provider(actor)) for w in asked)
        return [
            WorkSection(w.heading, tuple(items[:SHOWN]), len(items) > SHOWN, reverse(w.listing) if w.listing and len(items) > SHOWN else "")
            for w, items in found if items
        ]  # fmt: skip

    def waiting(self) -> frozenset[str]:
        """何かありうるまとまりの符号。すべての部屋に一つの問いで聞く(空のまとまりごとの問いを省くため)。"""
        if not self._waits:
            return frozenset()
        asked = " || ".join(f"{function}(%(today)s)" for function in self._waits.values())
        return frozenset(rows_of(f"SELECT {asked}", {"today": clock.today()})[0][0])

    def actor(self, account_id: UUID, posting_id: UUID | None) -> Actor | None:
        """今の立場。配属が終わっていれば None。"""
        if self._resolver is None:
            raise RuntimeError("Actor の引き方が登録されていません。")
        return self._resolver(account_id, posting_id)

    def nav(self, actor: Actor, current: str) -> list[dict[str, Any]]:
        """この人のメニュー。current は今の画面の名前。同じ名前の項目、なければ同じ部屋の最初の項目に印がつく。

        役割と画面の組ごとに一度だけ作る。役割の判断と URL の組み立てが、画面を出すたびに項目の数だけ要るため。
        """
        key = (actor.roles, current, settings.ROOT_URLCONF)
        if key not in self._menus:
            self._menus[key] = self._menu(actor, current)
        return self._menus[key]

    def _menu(self, actor: Actor, current: str) -> list[dict[str, Any]]:
        shown = sorted((item for item in self._nav.values() if decide(item.action, by=actor).allowed), key=lambda item: item.order)
        room = f"{current.split(':')[0]}:"
        here = next((i for i in shown if i.url_name == current), None) or next((i for i in shown if i.url_name.startswith(room)), None)
        return [{"label": item.label, "url": reverse(item.url_name), "current": item is here} for item in shown]

    def municipality(self) -> str:
        """市町村の名前。"""
        return self._municipality() if self._municipality else ""


desk = Desk()


def frame(request: HttpRequest) -> dict[str, Any]:
    """すべての画面に共通の値: 市町村名、見本の町か、メニュー、利用者メニュー。"""
    shared: dict[str, Any] = {"municipality_name": desk.municipality(), "demo": settings.KASANE_DEMO}
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return shared
    match = request.resolver_match
    shared["nav"] = desk.nav(actor, match.view_name if match else "")
    shared["actor"] = actor
    shared["user_menu"] = {
        "name": actor.name,
        "agency_name": actor.agency_name,
        **_own_menu(settings.ROOT_URLCONF),
    }
    return shared


@cache
def _own_menu(urlconf: str) -> dict[str, Any]:
    candidates = (("自分のサインイン設定・立場の切替", "agencies:own_account"), ("自分の閲覧・操作の記録", "oversight:own"))
    links = [{"label": label, "url": url} for label, name in candidates if (url := _url(name))]
    return {"links": links, "sign_out_url": _url("agencies:sign_out")}


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
