"""市の支援決定: 届いたもの・決めたものの一覧、一件の書類、決める、差し戻す、通知の印刷。"""

from __future__ import annotations

from django.http import HttpResponse

from kasane.access.policy import Action
from kasane.plans.queries import decision_desk
from kasane.screens.answering import crumbs
from kasane.screens.views import DeskRequest, page, reads

_DESK = "市の支援決定"
_BACK = "差し戻すと、プランは作成中に戻ります。直してから、もう一度会議に諮ることになります。"


@reads(Action.LIST_DECISIONS)
def desk(request: DeskRequest) -> HttpResponse:
    """届いたもの(待っている順)と、決めたもの・届いた報告。"""
    found = decision_desk(request.actor)
    return page(request, "plans/desk.html", {"waiting": found.waiting, "settled": found.settled, "crumbs": crumbs((_DESK, ""))})
