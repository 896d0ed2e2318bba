"""案内のメールと予定(iCalendar)に書くこと: 日時・場所・目的の段階だけ。人の名前も、会議や議題の名前も書かない(security.md N27)。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from icalendar import Calendar, Event, vCalAddress, vText

from kasane.kernel import clock
from kasane.kernel.coded import Coded
from kasane.kernel.wareki import format_wareki

SUBJECT: Final = "会議のご案内"
_CANCELLED: Final = "会議の取りやめ"
_ASK_PLACE: Final = "事務局にお尋ねください"
RETRY: Final = (1, 5, 15, 60, 240, 720, 1440)


class MailKind(Coded):
    """案内の種類。"""

    INVITE = "invite", "ご案内"
    CHANGE = "change", "日時・場所の変更"
    CANCEL = "cancel", "取りやめ"


@dataclass(frozen=True, slots=True)
class Invitation:
    """案内の一通に使ってよいことのすべて。uid は、後の変更・取りやめが同じ予定に当たるための番号。"""

    uid: UUID
    sequence: int
    kind: MailKind
    starts_at: datetime
    ends_at: datetime
    place: str
    purpose: str
    sender: str
    to: str
    sent_at: datetime


def subject_of(one: Invitation) -> str:
    """件名。日付のほかは何も書かない。"""
    head = _CANCELLED if one.kind is MailKind.CANCEL else SUBJECT
    return f"{head}（{format_wareki(clock.jst(one.starts_at).date())}）"


def body_of(one: Invitation) -> str:
    """本文。"""
    begins, ends = clock.jst(one.starts_at), clock.jst(one.ends_at)
    first = {
        MailKind.INVITE: "会議にご出席くださるよう、ご案内します。",
        MailKind.CHANGE: "ご案内した会議の日時または場所が変わりました。",
        MailKind.CANCEL: "ご案内した会議を取りやめます。",
    }[one.kind]
    lines = [
        first, "",
        f"日時　{format_wareki(begins.date())}　{begins:%H:%M}から{ends:%H:%M}まで",
        f"場所　{one.place or _ASK_PLACE}",
        f"目的　{one.purpose}", "",
        "議題と資料は、このメールには書いていません。かさね、または別にお渡しする入口からご覧ください。",
        "このメールに、相談された方のことを書いて返信しないでください。",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def calendar_of(one: Invitation) -> bytes:
    """予定表に入る形(RFC 5545・5546)。取りやめは同じ UID と大きい SEQUENCE の CANCEL。"""
    calendar = Calendar()
    calendar.add("prodid", "-//Kasane//Conference//JA")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if one.kind is MailKind.CANCEL else "REQUEST")
    event = Event()
    event.add("uid", f"{one.uid}@kasane")
    event.add("sequence", one.sequence)
    event.add("dtstamp", one.sent_at)
    event.add("dtstart", one.starts_at)
    event.add("dtend", one.ends_at)
    event.add("summary", SUBJECT)
    event.add("location", vText(one.place or _ASK_PLACE))
    event.add("description", vText(f"目的　{one.purpose}"))
    event.add("class", "CONFIDENTIAL")
    event.add("status", "CANCELLED" if one.kind is MailKind.CANCEL else "CONFIRMED")
    event.add("organizer", vCalAddress(f"mailto:{one.sender}"))
    guest = vCalAddress(f"mailto:{one.to}")
    guest.params["ROLE"] = vText("REQ-PARTICIPANT")
    guest.params["RSVP"] = vText("FALSE")
    event.add("attendee", guest, encode=False)
    calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made


def next_try(tries: int, at: datetime) -> datetime:
    """送れなかったとき、次に送ってみる時刻。間を広げ、一日に一度までは諦めずに続ける。"""
    return at + timedelta(minutes=RETRY[min(tries, len(RETRY)) - 1])
