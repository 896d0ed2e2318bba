"""議題の資料を読む。窓の外・席のない人には、無い議題と同じ NotVisible。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.agencies.queries.names import agency_names
from kasane.conferences.domain.codes import ConferenceState, ItemState, Provenance, Section
from kasane.conferences.domain.facts import FROM_OUTSIDE
from kasane.conferences.domain.rules import is_officer, may_relabel
from kasane.conferences.models import Fact, Item
from kasane.conferences.queries.heads import SEAT_COLUMNS, MySeat, seat_from
from kasane.conferences.queries.shapes import Packet, PacketLine
from kasane.conferences.queries.tabling import agreed_people, manages_case
from kasane.consent.domain.codes import Topic
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible
from kasane.kernel.wareki import format_wareki

_OUTSIDE: Final = "外の構成員"
_FIELDS: Final = (
    "id", "compartment_id", "recorded_at", "recorded_by", "conference_id", "position", "minutes", "case_id", "plan_id", "occasion",
    "purpose", "heading", "reporter_agency_id", "on_consent", "requested_on", "shown_from", "shown_until", "state", "ended_at",
    "ended_reason", "version",
)  # fmt: skip
_OPENED: Final = """
    SELECT h.conference_id, h.kind_id, h.kind_code, h.number, h.held_on, h.starts_at, h.ends_at, h.place, h.method, h.purpose, h.state,
           h.seat, h.part, h.wording, h.attended, p.people, p.labels,
           i.id, i.compartment_id, i.recorded_at, i.recorded_by, i.conference_id, i.position, i.minutes, i.case_id, i.plan_id, i.occasion,
           i.purpose, i.heading, i.reporter_agency_id, i.on_consent, i.requested_on, i.shown_from, i.shown_until, i.state, i.ended_at,
           i.ended_reason, i.version
    FROM conferences_item i CROSS JOIN LATERAL conferences_head(i.id) h
    CROSS JOIN LATERAL (SELECT coalesce(array_agg(q.person_id ORDER BY q.id), '{}') AS people,
                               coalesce(array_agg(q.label ORDER BY q.id), '{}') AS labels
                        FROM conferences_item_person q WHERE q.item_id = i.id) p
    WHERE i.id = %s
"""


def packet(item_id: UUID, by: Actor) -> Packet:
    """議題の資料。出所をつけた行、載っている人、見た人と時刻の透かし。支援措置で伏せる所は、書いた時に置き換えてある。"""
    item, seat, people = opened_item(item_id)
    now = clock.jst(clock.now())
    return Packet(
        item_id=item_id, heading=item.heading, head=seat.head, lines=packet_lines(item, seat, by, dict(people)), people=people,
        watermark=f"{by.agency_name} {by.name} {format_wareki(now.date())} {now:%H:%M}", ground=ground_words(item, seat),
        shown_until=item.shown_until,
    )  # fmt: skip


def visible_item(item_id: UUID) -> Item:
    """今、席のある議題。見えない・無い・窓の外なら NotVisible。"""
    found = Item.objects.filter(id=item_id).first()
    if found is None:
        raise NotVisible
    return found


def opened_item(item_id: UUID) -> tuple[Item, MySeat, tuple[tuple[UUID, str], ...]]:
    """議題と、自分の席と、上がっている人を、一つの問いで引く(議題の画面を開くたびに通る)。見えない・窓の外なら NotVisible。"""
    rows = rows_of(_OPENED, [item_id])
    if not rows:
        raise NotVisible
    seat, (people, labels, *values) = rows[0][:SEAT_COLUMNS], rows[0][SEAT_COLUMNS:]
    return Item.from_db(None, _FIELDS, values), seat_from(seat), tuple(zip(people, labels, strict=True))


def ground_words(item: Item, seat: MySeat) -> str:
    """この議題を、どの根拠で見ているか。"""
    return "本人の同意" if item.on_consent else seat.kind.statute or seat.kind.name


def packet_lines(item: Item, seat: MySeat, by: Actor, people: Mapping[UUID, str]) -> tuple[PacketLine, ...]:
    """資料の行。取り下げた行は出さない。"""
    rows = list(Fact.objects.filter(item=item, dropped_at=None).order_by("section", "position"))
    order = list(Section)
    rows.sort(key=lambda row: (order.index(Section(row.section)), row.position))
    names = agency_names(row.source_agency_id for row in rows)
    open_still = ItemState(item.state) in (ItemState.TABLED, ItemState.DECIDED) and seat.state is not ConferenceState.CANCELLED
    manages = manages_case(item.case_id)
    agreed = agreed_people(item.case_id, list(people)) if manages and item.case_id else set[UUID]()
    return tuple(_line(row, names, people, _may_drop(row, seat, by, open_still), manages, agreed) for row in rows)


def _may_drop(row: Fact, seat: MySeat, by: Actor, open_still: bool) -> Decision:
    if not open_still:
        return Decision.no("この議題の資料は、もう締め切られています。", "会議の運営")
    if is_officer(seat.part) or row.recorded_by == by.posting_id:
        return Decision.yes("理由を残して取り下げられます。", "会議の運営")
    return Decision.no("取り下げられるのは、役員と、書いた本人です。", "会議の運営")


def _told_by(row: Fact, names: Mapping[UUID, str]) -> str:
    """出どころの呼び名。外の構成員が届けた文は、載せた事務局の機関の言葉にしない(構成員がだれかは、構成員どうしには見せない)。"""
    return _OUTSIDE if row.source_kind == FROM_OUTSIDE else names.get(row.source_agency_id, "")


def _line(
    row: Fact, names: Mapping[UUID, str], people: Mapping[UUID, str], may_drop: Decision, manages: bool, agreed: set[UUID]
) -> PacketLine:
    now = Provenance(row.provenance)
    to = Provenance.CONSENT if row.person_id in agreed and now is not Provenance.CONSENT else Provenance.DUTY
    return PacketLine(
        id=row.id, position=row.position, section=Section(row.section), person_id=row.person_id,
        about=people.get(row.person_id, "") if row.person_id else "", text=row.text, provenance=now,
        first_provenance=Provenance(row.first_provenance), topic=Topic(row.topic), source_agency_id=row.source_agency_id,
        source=_told_by(row, names), as_of=row.as_of, contributed=row.contributed,
        relabelled_on=clock.jst(row.relabelled_at).date() if row.relabelled_at else None, relabelled_reason=row.relabelled_reason,
        may_drop=may_drop, may_relabel=may_relabel(now, to, agreed=row.person_id in agreed, manages=manages),
    )  # fmt: skip
