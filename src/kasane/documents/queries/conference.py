"""会議次第・会議資料・議事録の値: 画面と同じ部屋(conference_page・item_room)から写す。席と窓の外からは、何も出ない。"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from kasane.conferences.domain.codes import Part
from kasane.conferences.domain.codes import Section as PacketSection
from kasane.conferences.queries import conference_page, item_room
from kasane.conferences.queries.minutes import minutes_of
from kasane.conferences.queries.roles import roles_of
from kasane.conferences.queries.shapes import ConferenceHead, ConferencePage, ItemRoom, PacketLine
from kasane.documents.domain.form import Form
from kasane.documents.domain.leaf import Sheet
from kasane.documents.domain.values import Value, Values, chosen, text
from kasane.documents.queries.forms import form_for
from kasane.documents.queries.paper import Paper
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.wareki import format_wareki

_NO_NAMES: Final = (
    "出席者の名簿は、役員の書類にだけ載ります（構成員どうしには、だれがいるかを知らせません）。出席の人数は、決定の欄に載ります。"
)


def agenda_paper(conference_id: UUID, *, by: Actor) -> Paper:
    """会議次第。役員でなければ NotVisible。"""
    page = conference_page(conference_id, by)
    values: Values = {
        **_meeting(page.head), "ground": text(page.kind.statute or page.kind.name), "purpose": text(page.head.purpose.label_ja),
        "items": Value(rows=_agenda(page)),
        "officers": Value(rows=tuple((one.part.label_ja, one.name, one.agency) for one in page.officers)),
    }  # fmt: skip
    saw = tuple(dict.fromkeys(person for one in page.items for person in one.person_ids))
    return Paper(Sheet(form_for("agenda"), values), "agenda", saw, page.compartment_id, (page.compartment_id,), "会議の役員")


def packet_paper(item_id: UUID, *, by: Actor) -> Paper:
    """会議資料。席のない人・守秘を確かめていない人・窓の外の人には NotVisible。"""
    room = item_room(item_id, by)
    order = list(PacketSection)
    lines = sorted(room.lines, key=lambda one: (order.index(one.section), one.position))
    values = {**_item(room), "wording": text(room.wording), "facts": Value(rows=tuple(_fact(one) for one in lines))}
    return _paper("packet", room, values, saw=[one.person_id for one in room.lines if one.person_id])


def minutes_paper(item_id: UUID, *, by: Actor) -> Paper:
    """議事録。出席者の名簿は、画面と同じく役員の書類にだけ並ぶ。"""
    room = item_room(item_id, by)
    written = [one for one in minutes_of(item_id) if one.struck_at is None]
    rows = tuple((one.kind.label_ja, one.text, f"{one.author}\n{clock.jst(one.written_at):%H:%M}") for one in written)
    attended = [one for one in room.members if one.attended]
    people = tuple((one.name, one.agency, one.part.label_ja, "委嘱" if one.appointment_id else "") for one in attended)
    people += tuple((one.name, one.standing, Part.PERSON_OR_FAMILY.label_ja, "") for one in room.presents)
    values = {
        **_item(room),
        **_decision(room),
        "minutes": Value(rows=rows),
        "attended": Value(rows=people),
        "roles": Value(rows=_roles(item_id)),
    }
    form = form_for("minutes")
    return _paper("minutes", room, values, form=form if room.officer else _without_names(form))


def _without_names(form: Form) -> Form:
    """構成員の議事録: 空の出席者の表ではなく、載らない訳を書く(security.md N23)。"""
    sections = (replace(one, title="", fields=(), note=_NO_NAMES) if one.key == "attended" else one for one in form.sections)
    return replace(form, sections=tuple(sections))


def _paper(code: str, room: ItemRoom, values: Values, *, saw: list[UUID] | None = None, form: Form | None = None) -> Paper:
    people = tuple(dict.fromkeys([*room.person_ids, *(saw or [])]))
    return Paper(
        Sheet(form or form_for(code), values), code, people, room.compartment_id, (room.compartment_id,), f"会議の構成員（{room.ground}）"
    )


def _agenda(page: ConferencePage) -> tuple[tuple[str, ...], ...]:
    """議題の行。時刻は、始まりの時刻に、それまでの議題の時間を足したもの。"""
    rows, at = [], datetime.combine(page.head.held_on, page.head.starts_at)
    for one in page.items:
        begins, at = at, at + timedelta(minutes=one.minutes)
        basis = "本人同意" if one.on_consent else "法"
        rows.append(
            (
                str(one.position), f"{begins:%H:%M}\n{one.minutes}分", one.heading, one.occasion.label_ja, one.purpose.label_ja, basis,
                one.reporter,
            )
        )  # fmt: skip
    return tuple(rows)


def _meeting(head: ConferenceHead) -> Values:
    when = f"{format_wareki(head.held_on)} {head.starts_at:%H:%M}〜{head.ends_at:%H:%M}\n{head.place}（{head.method.label_ja}）"
    return {"meeting": text(head.title), "when": text(when)}


def _item(room: ItemRoom) -> Values:
    until = clock.jst(room.shown_until)
    return {
        **_meeting(room.head), "heading": text(room.heading), "occasion": text(f"{room.occasion.label_ja}・{room.purpose.label_ja}"),
        "ground": text(room.ground), "reporter": text(room.reporter), "people": text("、".join(name for _, name in room.people)),
        "until": text(f"{format_wareki(until.date())} {until:%H:%M}"),
    }  # fmt: skip


def _fact(one: PacketLine) -> tuple[str, ...]:
    relabelled = f"（{one.first_provenance.label_ja}から改めた：{one.relabelled_reason}）" if one.relabelled_on else ""
    return (
        one.section.label_ja, one.about or "全体", one.text, f"{one.provenance.label_ja}{relabelled}",
        f"{one.source}\n{format_wareki(one.as_of)}時点",
    )  # fmt: skip


def _decision(room: ItemRoom) -> Values:
    one = room.decision
    if one is None:
        return {}
    return {
        "outcome": chosen(one.outcome.value), "decision": text(one.text), "decided_on": Value(day=one.decided_on),
        "quorum": text(f"{one.attended}人"), "lead": text(one.lead_agency), "next": Value(day=one.next_monitoring_on),
    }  # fmt: skip


def _roles(item_id: UUID) -> tuple[tuple[str, ...], ...]:
    rows = [one for one in roles_of(item_id) if not one.cancelled_reason]
    return tuple((one.whose, one.wording, format_wareki(one.due_on) if one.due_on else "") for one in rows)
