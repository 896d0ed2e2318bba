"""事案の頁: 経過、印刷、支援チーム、つなぎの一覧。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpResponse

from kasane.access.policy import Action, decide
from kasane.cases.queries import NoteLine, ReferralLine, case_header, hops, referrals_of, sharing_on, team_ever, timeline
from kasane.cases.registry import door_of
from kasane.cases.views.answering import case_shown
from kasane.kernel.actor import Actor
from kasane.screens.views import DeskRequest, reads


@dataclass(slots=True)
class Entry:
    """経過の一件と、その訂正前の記録。"""

    note: NoteLine
    former: list[NoteLine] = field(default_factory=list)


@reads(Action.VIEW_CASE)
def case(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """経過。新しい順に30件ずつ。"""
    return _timeline(request, case_id, "cases/timeline.html")


@reads(Action.VIEW_CASE)
def case_print(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """経過一覧の印刷(forms.md §6.1 の出力用)。"""
    return _timeline(request, case_id, "cases/timeline_print.html")


@reads(Action.VIEW_CASE)
def team(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """支援チーム: だれが、何の役で、何を根拠に、いつまで関わるか。"""
    header = case_header(case_id, by=request.actor)
    before = [one for one in reversed(team_ever(case_id)) if one.until is not None and one not in header.team]
    return case_shown(request, header, "cases/team.html", "team", before=before, sharing=sharing_on(case_id), mine=request.actor.agency_id)


@reads(Action.VIEW_CASE)
def referrals(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """つなぎ: この事案のすべてのつなぎと、今どこにあるか、最初の支援までの日数と移った回数。"""
    header = case_header(case_id, by=request.actor)
    letters = referrals_of(case_id)
    readable = {one.id for one in letters if _may_read(one, request.actor)}
    return case_shown(request, header, "cases/referrals.html", "referrals", letters=letters, hops=hops(case_id), readable=readable)


def _may_read(letter: ReferralLine, by: Actor) -> bool:
    """この一通を開く道を出すか。受け持つ画面が別にある種類は、受けた機関ならその画面の行為、送った側なら送ったとおりに読む行為で決まる。"""
    door = door_of(letter.kind)
    action = Action.REFER_CASE if door is None or letter.to_agency_id != by.agency_id else door.reads
    return door is None or decide(action, by=by).allowed


def story_of(lines: Iterable[NoteLine]) -> list[Entry]:
    """訂正前の記録を、訂正した記録の下に置く。訂正した記録がこの頁になければ、その場に畳んで置く。"""
    rows = list(lines)
    by_old = {line.corrects_id: line for line in rows if line.corrects_id}
    entries = {line.id: Entry(line) for line in rows}
    for line in rows:
        newer = by_old.get(line.id)
        while newer is not None and newer.id in by_old:
            newer = by_old[newer.id]
        if newer is not None:
            entries[newer.id].former.append(entries.pop(line.id).note)
    return list(entries.values())


def _timeline(request: DeskRequest, case_id: UUID, template: str) -> HttpResponse:
    header, after = case_header(case_id, by=request.actor), request.GET.get("after", "")
    found = timeline(case_id, by=request.actor, after=after, names=header.names)
    paged = {"story": story_of(found.lines), "next": found.next, "older": bool(after)}
    return case_shown(request, header, template, "timeline", also=found.person_ids, **paged)
