"""経過の並びを描く。一頁三十件で雛形の節が数千になり、雛形の繰り返しでは遅いのでここで組み立てる。

文字はすべて screens.markup で無害にする。
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol
from uuid import UUID

from django.utils.safestring import SafeString

from kasane.cases.queries import NoteLine
from kasane.kernel.wareki import format_wareki
from kasane.screens.links import link_to
from kasane.screens.markup import NOTHING, fill, fill_each, fill_if, tag

_AUDIENCES: Final = {"team": "neutral", "sensitive": "secret", "own": "blocked"}
_FORMER: Final = '<details class="details former"><summary>訂正前の記録（{}、{}）</summary><div class="details__body">{}{}</div></details>'
_WHEN: Final = '<p class="story__when"><time datetime="{}">{}{}</time>{}</p>'
_FINISH: Final = (
    '<form method="post" action="{}">{}<button class="button button--secondary" type="submit">'
    '済みにする<span class="visually-hidden">：{}</span></button></form>'
)
_CORRECT: Final = '<a class="no-print" href="{}">訂正する<span class="visually-hidden">：{}</span></a>'


class Told(Protocol):
    """経過の一件と、その訂正前の記録。"""

    note: NoteLine
    former: list[NoteLine]


class Story:
    """一つの事案の経過の並び。head は「済みにする」の送信の頭(書けない人と印刷では空)。"""

    def __init__(self, case_id: UUID, *, may_write: bool, head: SafeString = NOTHING) -> None:
        self._case_id, self._may_write, self._head = case_id, may_write, head

    def draw(self, entries: Iterable[Told]) -> SafeString:
        """経過の行の並び(li)。"""
        return fill_each("{}", ((self._entry(one.note, one.former),) for one in entries), "\n")

    def _entry(self, note: NoteLine, former: Iterable[NoteLine]) -> SafeString:
        kind = "event" if note.is_event else "contact"
        body = _former(note) if note.corrected else self._body(note, former)
        return fill('<li class="story__item story__item--{}" id="note-{}">{}</li>', kind, note.id, body)

    def _body(self, note: NoteLine, former: Iterable[NoteLine]) -> SafeString:
        about = f"：{note.about_agency}" if note.about_agency else ""
        return fill(
            '{}<h3 class="story__title">{}{}</h3>{}{}{}{}{}{}',
            self._when(note), note.title, about, _about(note),
            fill_if('<p class="story__corrected">訂正した記録です（理由：{}）</p>', note.correction_reason), _text(note), self._next(note),
            self._who(note), fill_each("{}", ((_former(old),) for old in former)),
        )  # fmt: skip

    def _when(self, note: NoteLine) -> SafeString:
        time = f" {note.time}" if note.time else ""
        if note.is_event:
            how = SafeString('<span class="story__kind">できごと</span>')
        else:
            words = "　".join([note.method, note.counterpart, *filter(None, [note.met])])
            how = fill("<span>{}</span>{}", words, tag(note.audience_label, _AUDIENCES.get(note.audience, "neutral")))
        return fill(_WHEN, note.happened_on.isoformat(), format_wareki(note.happened_on), time, how)

    def _next(self, note: NoteLine) -> SafeString:
        if not note.next_action:
            return NOTHING
        due = fill_if('<span class="next__due">{}まで</span>', format_wareki(note.next_due) if note.next_due else "")
        done = tag("済み", "done") if note.next_done else NOTHING
        form = NOTHING
        if self._may_write and note.own and not note.next_done:
            form = fill(_FINISH, link_to("cases:finish", self._case_id, note.id), self._head, note.next_action)
        css = " next--done" if note.next_done else ""
        return fill('<div class="next{}"><p><strong>次にすること：</strong>{}{}{}</p>{}</div>', css, note.next_action, due, done, form)

    def _who(self, note: NoteLine) -> SafeString:
        link = NOTHING
        if self._may_write and note.own and not note.is_event:
            link = fill(_CORRECT, link_to("cases:correcting", self._case_id, note.id), note.title)
        return fill('<p class="story__who">{}（{}）　{} 記録{}</p>', note.staff, note.agency, note.recorded, link)


def _former(note: NoteLine) -> SafeString:
    return fill(_FORMER, format_wareki(note.happened_on), note.staff, fill('<p class="story__title">{}</p>', note.title), _text(note))


def _about(note: NoteLine) -> SafeString:
    whose = f"{note.person_name}さんのこと" if note.person_name else ""
    return fill_if('<p class="story__about">{}</p>', "　".join(filter(None, (whose, note.activity))))


def _text(note: NoteLine) -> SafeString:
    label = fill_if('<p class="said__label">{}</p>', "事実" if note.words or note.view else "")
    fact = fill('<div class="said said--fact">{}<p class="preline">{}</p></div>', label, note.fact) if note.fact else NOTHING
    words = fill_if(
        '<div class="said said--words"><p class="said__label">本人の言葉</p><blockquote class="preline">{}</blockquote></div>', note.words
    )
    view = fill_if('<div class="said said--view"><p class="said__label">支援者の見立て</p><p class="preline">{}</p></div>', note.view)
    return fill("{}{}{}", fact, words, view)
