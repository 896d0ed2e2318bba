"""窓口の関数の答えを、画面に渡す値にする。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kasane.conferences.domain.codes import Provenance, Section
from kasane.kernel import clock
from kasane.kernel.wareki import format_wareki
from kasane.portal import tokens

_MARKS = 40


@dataclass(frozen=True, slots=True)
class OuterLine:
    """資料の一行。ground は出所の言い方。"""

    about: str
    text: str
    ground: str
    source: str
    as_of: str


@dataclass(frozen=True, slots=True)
class OuterSection:
    """資料のひとまとまり。"""

    heading: str
    lines: tuple[OuterLine, ...]


@dataclass(frozen=True, slots=True)
class OwnWords:
    """自分が書いた一件。"""

    at: str
    text: str


@dataclass(frozen=True, slots=True)
class OuterPage:
    """外の窓口の一画面。stage は notice（守秘の文面）・page（資料）・answer（協力依頼への答え）。watermark は名前と時刻。"""

    stage: str
    name: str
    watermark: str
    seconds_left: int
    until: str
    wording: str
    law: str
    meeting: str
    heading: str
    day: str
    hours: str
    place: str
    sections: tuple[OuterSection, ...]
    published: str
    own: tuple[OwnWords, ...]
    number: str
    due: str
    sent: int

    @property
    def marks(self) -> range:
        """透かしを敷きつめる数。"""
        return range(_MARKS)

    @property
    def wording_digest(self) -> str:
        """読んだ文面の要約。確認の送信に付け、今の文面と同じかを窓口の関数が確かめる。"""
        return tokens.digest(self.wording).hex()


def page_of(found: dict[str, Any]) -> OuterPage:
    """関数 portal_read の答えから、一画面を作る。"""
    content = found.get("content") or {}
    return OuterPage(
        stage=found["stage"],
        name=found["name"],
        watermark=f"{found['name']}　{_moment(found['at'])}",
        seconds_left=int((found["leaves"] - found["at"]).total_seconds()),
        until=_moment(found["until"]) if found.get("until") else "",
        wording=found.get("wording") or "",
        law=found.get("law") or "",
        meeting=content.get("meeting", ""),
        heading=content.get("heading", ""),
        day=_day(content.get("held_on")),
        hours=f"{content['starts_at']}から{content['ends_at']}まで" if content else "",
        place=content.get("place", ""),
        sections=_sections(content.get("lines", ())),
        published=_moment(found["published"]) if found.get("published") else "",
        own=tuple(OwnWords(_moment(one["at"]), one["text"]) for one in found.get("own", ())),
        number=found.get("number") or "",
        due=_day(found.get("due")),
        sent=found.get("sent") or 0,
    )


def _sections(lines: Any) -> tuple[OuterSection, ...]:
    kept: dict[str, list[OuterLine]] = {}
    for one in lines:
        line = OuterLine(one["about"], one["text"], Provenance.label_of(one["provenance"]), one["source"], _day(one["as_of"]))
        kept.setdefault(one["section"], []).append(line)
    order = [section.value for section in Section]
    return tuple(
        OuterSection(Section.label_of(name), tuple(kept[name]))
        for name in sorted(kept, key=lambda name: order.index(name) if name in order else len(order))
    )


def _moment(at: datetime) -> str:
    local = clock.jst(at)
    return f"{format_wareki(local.date())} {local:%H:%M}"


def _day(text: str | None) -> str:
    return format_wareki(date.fromisoformat(text)) if text else ""
