"""議事録の行と、次第の行を描く。四十人が数秒ごとに見にいき、一頁に三十を超える行があるので、雛形の繰り返しではなくここで組み立てる。

文字はすべて screens.markup で無害にする。
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from typing import Final, Protocol
from uuid import UUID

from django.utils.safestring import SafeString

from kasane.conferences.queries.minutes import MinuteLine
from kasane.conferences.queries.shapes import AgendaLine
from kasane.conferences.templatetags.conferences import hour, marked
from kasane.screens.links import link_to
from kasane.screens.markup import NOTHING, fill, fill_each, fill_if

_LINE: Final = (
    '<li class="minutes__line{}" id="minute-{}">\n  <p class="minutes__head"><span class="minutes__kind">{}</span>'
    "<span>{}　{}</span>{}{}</p>\n"
    '  <p class="preline minutes__text">{}</p>{}\n</li>'
)
_ACTS: Final = (
    '<a class="no-print" href="{}">直す<span class="visually-hidden">：{}</span></a>'
    '<a class="no-print" href="{}">取り消す<span class="visually-hidden">：{}</span></a>'
)
_NONE: Final = SafeString('<li class="minutes__none">まだ書かれていません。</li>')
_ROW: Final = (
    '<tr><td class="number">{}</td><td class="narrow">{}<br><span class="note">{}分</span></td>\n'
    '    <th scope="row"><a href="{}">{}</a></th><td>{}<br><span class="note">{}</span></td>\n'
    '    <td class="narrow">{}</td><td>{}</td><td class="narrow">{}人のうち{}人</td>\n    <td>{}</td></tr>'
)
_SHORT: Final = 20  # 「直す」「取り消す」の、読み上げだけに添える文の長さ


class Timed(Protocol):
    """次第の一行と、始まる見込みの時刻。"""

    @property
    def item(self) -> AgendaLine:
        """議題。"""

    @property
    def begins(self) -> time:
        """始まる見込みの時刻。"""


def draw_minutes(lines: Iterable[MinuteLine], item_id: UUID, *, may_write: bool) -> SafeString:
    """議事の行の並び(li)。may_write なら、直す・取り消すも出す。"""
    return fill_each("{}", ((_minute(line, item_id, may_write=may_write),) for line in lines)) or _NONE


def draw_agenda(agenda: Iterable[Timed]) -> SafeString:
    """次第の行の並び(tr)。"""
    return fill_each("{}", ((_item(line.item, line.begins),) for line in agenda))


def _minute(line: MinuteLine, item_id: UUID, *, may_write: bool) -> SafeString:
    struck = line.struck_at is not None
    return fill(
        _LINE, " minutes__line--struck" if struck else "", line.id, line.kind.label_ja, hour(line.written_at), line.author,
        fill("<span>{}に{}が直した</span>", hour(line.changed_at), line.changed_by) if line.revised else NOTHING,
        _acts(line, item_id) if may_write and not struck else NOTHING, line.text,
        fill_if('<p class="note">取り消した理由：{}</p>', line.struck_reason) if struck else NOTHING,
    )  # fmt: skip


def _acts(line: MinuteLine, item_id: UUID) -> SafeString:
    said = line.text if len(line.text) <= _SHORT else f"{line.text[: _SHORT - 1]}…"
    revising, striking = (link_to(f"conferences:{name}_minute", item_id, line.id) for name in ("revising", "striking"))
    return fill(_ACTS, revising, said, striking, said)


def _item(line: AgendaLine, begins: time) -> SafeString:
    state = (line.outcome, "outcome") if line.outcome else (line.state, "item")
    return fill(
        _ROW, line.position, hour(begins), line.minutes, link_to("conferences:item", line.id), line.heading, line.occasion.label_ja,
        line.purpose.label_ja, "本人同意" if line.on_consent else "法律", line.reporter, line.members, line.acknowledged,
        marked(*state),
    )  # fmt: skip
