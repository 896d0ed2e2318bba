"""議題の部屋の画面。"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from kasane.agencies.queries.names import agency_names
from kasane.conferences.domain.codes import ConferenceState, ItemState, Occasion, Part, Purpose
from kasane.conferences.domain.rules import is_officer, may_bring, may_keep, may_lead, may_sit, outcomes, provenances
from kasane.conferences.models import Item
from kasane.conferences.queries.deciding import deciding, decision_of, members_of
from kasane.conferences.queries.heads import MySeat
from kasane.conferences.queries.packets import ground_words, opened_item, packet_lines
from kasane.conferences.queries.present import presents_of
from kasane.conferences.queries.shapes import ItemRoom
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible


def item_room(item_id: UUID, by: Actor) -> ItemRoom:
    """議題の部屋。役員には名簿も、構成員には資料と決定だけ。見えない・窓の外なら NotVisible。"""
    item, seat, people = opened_item(item_id)
    room = _frame(item, seat, people, by)
    return replace(
        room, lines=packet_lines(item, seat, by, dict(people)), decision=None if room.state is ItemState.TABLED else decision_of(item_id),
        members=members_of(item_id) if room.officer else (), presents=presents_of(item_id) if room.officer else (),
    )  # fmt: skip


def officer_room(item_id: UUID, by: Actor) -> ItemRoom:
    """役員として開く議題の部屋。役員でない・見えない・窓の外なら NotVisible(名簿と、役員だけの仕事の画面が使う)。"""
    room = item_room(item_id, by)
    if not room.officer:
        raise NotVisible
    return room


def room_frame(item_id: UUID, by: Actor) -> ItemRoom:
    """議題の部屋の、見出しとできることだけ(資料・決定・名簿は空)。議事録の画面が使う。見えない・窓の外なら NotVisible。"""
    return _frame(*opened_item(item_id), by)


def _frame(item: Item, seat: MySeat, people: tuple[tuple[UUID, str], ...], by: Actor) -> ItemRoom:
    officer, state = is_officer(seat.part), ItemState(item.state)
    asked, keeping = deciding(item, seat), may_keep(part=seat.part, conference=seat.state)
    sitting = may_sit(by_consent=seat.kind.consent_required and item.on_consent, part=seat.part, conference=seat.state, item=state)
    writer = officer or item.recorded_by == by.posting_id
    return ItemRoom(
        id=item.id, compartment_id=item.compartment_id, head=seat.head, wording=seat.wording, heading=item.heading,
        occasion=Occasion(item.occasion), purpose=Purpose(item.purpose), minutes=item.minutes, on_consent=item.on_consent,
        ground=ground_words(item, seat), state=state, case_id=item.case_id, plan_id=item.plan_id,
        reporter=agency_names([item.reporter_agency_id]).get(item.reporter_agency_id, ""), shown_from=item.shown_from,
        shown_until=item.shown_until, version=item.version, officer=officer, people=people,
        lines=(), decision=None, members=(), outcomes=outcomes(Occasion(item.occasion)),
        may_put=may_bring(part=seat.part, conference=seat.state, item=state, writer=writer),
        may_contribute=may_bring(part=seat.part, conference=seat.state, item=state, writer=True), may_invite=_may_invite(item, seat),
        may_attend=keeping, may_lead=may_lead(part=seat.part, conference=seat.state), may_minute=keeping, may_sit=sitting,
        may_decide=asked.decision, may_close=_may_close(state, seat),
        quorum=asked.quorum, provenances=provenances(on_consent=item.on_consent),
    )  # fmt: skip


def _may_invite(item: Item, seat: MySeat) -> Decision:
    if seat.part not in (Part.SECRETARIAT, Part.CHAIR):
        return Decision.no("構成員を招けるのは、この会議の事務局か司会です。", "会議の運営")
    if ItemState(item.state) is not ItemState.TABLED or seat.state in (ConferenceState.CLOSED, ConferenceState.CANCELLED):
        return Decision.no("この議題には、もう招けません。", "会議の運営")
    return Decision.yes("構成員を招けます。", "会議の運営")


def _may_close(state: ItemState, seat: MySeat) -> Decision:
    if seat.part not in (Part.SECRETARIAT, Part.CHAIR):
        return Decision.no("議題を閉じられるのは、この会議の事務局か司会です。", "会議の運営")
    if state not in (ItemState.TABLED, ItemState.DECIDED):
        return Decision.no(f"この議題は「{state.label_ja}」です。", "会議の運営")
    return Decision.yes("閉じると、構成員にはその場で何も見えなくなります。", "会議の運営")
