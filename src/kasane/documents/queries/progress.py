"""経過一覧の値: 画面の経過と同じ問いを、終わりまで繰り返して集める。"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from kasane.cases.queries import NoteLine, case_header, timeline
from kasane.documents.domain.values import Value, text
from kasane.documents.queries.forms import form_for
from kasane.documents.queries.paper import Paper, case_paper, count_said
from kasane.kernel.actor import Actor
from kasane.kernel.wareki import format_wareki

CODE: Final = "progress"
MOST: Final = 3_000
_OLDER: Final = "新しいものだけを並べています。これより前の記録は、事案の「経過」の画面で読めます"


def progress_paper(case_id: UUID, *, by: Actor) -> Paper:
    """経過一覧(古い順)。見えない事案は NotVisible。見える部屋の記録だけが並ぶ。"""
    header = case_header(case_id, by=by)
    notes, cut = _all(case_id, by, header.names)
    rows = tuple(_row(one) for one in reversed(notes))
    values = {
        "number": text(header.number), "title": text(header.title), "stage": text(header.stage_label),
        "persons": text("、".join(one.name for one in header.persons)),
        "range": text(count_said(len(notes), cut, _OLDER)), "notes": Value(rows=rows),
    }  # fmt: skip
    rooms = [room for one in header.persons for room in (one.general_room, *([one.sensitive_room] if one.may_see_sensitive else []))]
    named = [one.person_id for one in notes if one.person_id]
    return case_paper(header, form_for(CODE), values, f"{header.number}-{CODE}", also=named, rooms=rooms)


def _all(case_id: UUID, by: Actor, names: dict[UUID, str]) -> tuple[list[NoteLine], bool]:
    """新しい順の記録と、それより前にもあるか。"""
    after, notes = "", list[NoteLine]()
    while True:
        found = timeline(case_id, by=by, after=after, names=names)
        notes += found.lines
        after = found.next
        if not after or len(notes) >= MOST:
            return notes[:MOST], bool(after) or len(notes) > MOST


def _row(note: NoteLine) -> tuple[str, ...]:
    when = f"{format_wareki(note.happened_on)}\n{note.time}".strip()
    how = "できごと" if note.is_event else "\n".join(filter(None, (note.method, note.counterpart, note.met)))
    about = f"（{note.person_name}さんのこと）" if note.person_name else ""
    title = "".join(filter(None, (note.title, f"：{note.about_agency}" if note.about_agency else "", about)))
    words = [
        note.fact, f"本人の言葉：{note.words}" if note.words else "", f"見立て：{note.view}" if note.view else "",
        f"（訂正した記録。理由：{note.correction_reason}）" if note.correction_reason else "",
        "（後の記録で訂正）" if note.corrected else "",
    ]  # fmt: skip
    due = f"{format_wareki(note.next_due)}まで" if note.next_due else ""
    after = "\n".join(filter(None, (note.next_action, due, "済み" if note.next_done else "")))
    return when, f"{note.staff}（{note.agency}）", how, title, "\n".join(filter(None, words)), after
