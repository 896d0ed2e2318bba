"""会議の画面に共通のこと: 見出しの切り替え、なぜ見えるのか、議題についての入力画面。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from kasane.access.policy import Action, decide
from kasane.access.queries import held
from kasane.conferences import registry
from kasane.conferences.queries import conference_page, item_room
from kasane.conferences.queries.shapes import ConferencePage, ItemRoom
from kasane.conferences.templatetags.conferences import until
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, require
from kasane.screens.answering import Sheet, crumbs
from kasane.screens.links import link_to
from kasane.screens.views import DeskRequest, page

LIST: Final = "会議"
_DESKS: Final = (
    ("list", "わたしの会議", "conferences:list", Action.SEE_HOME),
    ("asked", "届いた協力依頼", "conferences:asked", Action.ANSWER_COOPERATION),
    ("appointments", "委嘱簿", "conferences:appointments", Action.KEEP_APPOINTMENTS),
    ("needs", "足りない資源", "conferences:needs", Action.SEE_NEEDS),
    ("circles", "会議のふりかえり", "conferences:circles", Action.SEE_CIRCLES),
    ("kinds", "会議の種類", "conferences:kinds", Action.EDIT_CONFERENCE_KINDS),
)
_TABS: Final = (("packet", "資料", "item", False), ("minutes", "議事録", "minutes", False), ("decisions", "決定と役割", "decisions", False),
                ("members", "構成員", "members", True), ("cooperation", "協力依頼", "cooperations", True))  # fmt: skip
_DESK_WHY: Final = "今の所属の役割で見られます。相談された人の記録は、ここには出ません。"
TEMPLATE: Final = "conferences/room_form.html"


def desks(by: Actor, current: str) -> list[dict[str, Any]]:
    """会議の見出しの切り替え。その役割の人にだけ出る。"""
    return [
        {"label": label, "url": reverse(name), "current": key == current} for key, label, name, action in _DESKS
        if decide(action, by=by).allowed
    ]  # fmt: skip


def desk_shown(request: DeskRequest, template: str, current: str, title: str, **data: Any) -> HttpResponse:
    """会議の部屋の、個人の出ない頁を返す。"""
    where = crumbs((LIST, reverse("conferences:list")), *(((title, ""),) if title else ()))
    why = [{"reason": _DESK_WHY, "ground": "役割", "until": "この役割でいる間"}]
    return page(request, template, {"desks": desks(request.actor, current), "crumbs": where, "why": why, **data})


def item_url(item_id: UUID, name: str = "item") -> str:
    """議題の頁の URL。"""
    return reverse(f"conferences:{name}", args=[item_id])


def why_seen(compartment_id: UUID, ground: str = "") -> list[dict[str, str]]:
    """なぜ見えるのか、いつまで見えるのか。"""
    return [{"reason": one.ground.label_ja, "ground": ground, "until": until(one.until)} for one in held(compartment_id)]


def room_data(room: ItemRoom, tab: str) -> dict[str, Any]:
    """conferences/room.html に渡す値。構成員には、名簿の見出しを出さない。"""
    shown = [
        {"label": label, "url": item_url(room.id, name), "current": key == tab}
        for key, label, name, officers in _TABS if room.officer or not officers
    ]  # fmt: skip
    if room.officer:
        upper = registry.officer_tabs()
        shown += [{"label": label, "url": reverse(name, args=[room.id]), "current": key == tab} for key, label, name in upper]
    return {"room": room, "tabs": shown, "why": why_seen(room.compartment_id, room.ground), "crumbs": crumbs(*_where(room)),
            "shortcuts": shortcuts(room)}  # fmt: skip


def room_shown(request: DeskRequest, room: ItemRoom, template: str, tab: str, *, partial: str = "", **data: Any) -> HttpResponse:
    """議題の頁を返す。議題の人の全員が閲覧記録に残る。"""
    shown = {**room_data(room, tab), **data}
    return page(request, template, shown, partial=partial, saw=room.person_ids, compartment_id=room.compartment_id)


def room_sheet(room: ItemRoom, title: str, action: str, *, tab: str, **rest: Any) -> Sheet:
    """一つの議題についての入力画面。action は送信先の URL、tab は戻る見出し。rest は Sheet の項目。"""
    data, shown = room_data(room, tab), rest.pop("shown", {})
    data.pop("crumbs")
    back = next(item["url"] for item in data["tabs"] if item["current"])
    return Sheet(
        title=title, action=action, back=rest.pop("back", back), where=_where(room), saw=room.person_ids,
        compartment_id=room.compartment_id, template=rest.pop("template", TEMPLATE), shown={**data, **shown}, **rest,
    )  # fmt: skip


def deciding_room(request: DeskRequest, item_id: UUID, may: Callable[[ItemRoom], Decision]) -> ItemRoom:
    """この行為をしてよい議題の部屋。見えなければ NotVisible、足りなければ理由つきで断る。"""
    room = item_room(item_id, by=request.actor)
    require(may(room))
    return room


def allowed_conference(request: DeskRequest, conference_id: UUID, may: Callable[[ConferencePage], Decision]) -> ConferencePage:
    """この行為をしてよい会議(役員だけ)。見えなければ NotVisible、足りなければ理由つきで断る。"""
    found = conference_page(conference_id, by=request.actor)
    require(may(found))
    return found


def conference_sheet(found: ConferencePage, title: str, act: str, **rest: Any) -> Sheet:
    """一つの会議についての入力画面。act は送信先の URL の名前。"""
    here = reverse("conferences:conference", args=[found.head.id])
    return Sheet(
        title=title, action=reverse(f"conferences:{act}", args=[found.head.id]), back=here,
        where=((LIST, reverse("conferences:list")), (found.head.title, here)), compartment_id=found.compartment_id, **rest,
    )  # fmt: skip


def shortcuts(room: ItemRoom) -> list[Mapping[str, Any]]:
    """この議題について行えること。断りの理由も、同じ並びで出す。"""
    members = {"label": "自機関の知っていることを出す", "url": item_url(room.id, "contributing"), "decision": room.may_contribute}
    printed = {"label": "資料を印刷する", "url": item_url(room.id, "packet_print"), "decision": Decision.yes("見えている資料です。")}
    paper = {"label": "議事録を印刷する", "url": item_url(room.id, "minutes_print"), "decision": Decision.yes("見えている議事録です。")}
    if not room.officer:
        return [members, printed, paper]
    return [
        {"label": "資料に載せる", "url": item_url(room.id, "putting"), "decision": room.may_put},
        *([{"label": "記録から選んで載せる", "url": item_url(room.id, "picking"), "decision": room.may_put}] if room.case_id else []),
        {"label": "構成員を招く", "url": item_url(room.id, "inviting"), "decision": room.may_invite},
        {"label": "決定を記録する", "url": item_url(room.id, "deciding"), "decision": room.may_decide},
        {"label": "この議題を閉じる", "url": item_url(room.id, "closing"), "decision": room.may_close},
        printed, paper,
    ]  # fmt: skip


def _where(room: ItemRoom) -> tuple[tuple[str, str], ...]:
    """役員は会議の頁へ、構成員は一覧へだけ戻れる(ほかの議題を知らせない)。"""
    here = (room.heading, item_url(room.id))
    if not room.officer:
        return ((LIST, reverse("conferences:list")), here)
    return ((LIST, reverse("conferences:list")), (room.head.title, link_to("conferences:conference", room.head.id)), here)
