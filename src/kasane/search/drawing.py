"""見つかった記録の行を描く。一頁五十件で、雛形の繰り返しでは遅いのでここで組み立てる。文字はすべて screens.markup で無害にする。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.safestring import SafeString

from kasane.screens.markup import fill, fill_each, fill_if, tag
from kasane.search.domain.excerpts import Excerpt
from kasane.search.queries import Hit

_HIT: Final = (
    '<li><p class="timeline__when"><time datetime="{}">{}</time> {}</p><p class="timeline__title"><a href="{}">{}</a></p>{}{}</li>'
)


def draw_hits(hits: Iterable[Hit]) -> SafeString:
    """見つかった記録の行の並び(li)。当たった所に印を付ける。"""
    return fill_each("{}", ((_hit(hit),) for hit in hits), "\n")


def _hit(hit: Hit) -> SafeString:
    record = hit.record
    return fill(
        _HIT, hit.happened_on.isoformat(), hit.when, tag(hit.label, ""), record.url, record.title,
        fill_each("{}", ((_excerpt(one),) for one in hit.excerpts)), fill_if('<p class="timeline__who">{}</p>', record.who),
    )  # fmt: skip


def _excerpt(one: Excerpt) -> SafeString:
    said = fill_each("{}", ((fill("<mark>{}</mark>" if piece.hit else "{}", piece.text),) for piece in one.pieces))
    return fill('<p class="timeline__text">{}{}{}</p>', "…" if one.cut_before else "", said, "…" if one.cut_after else "")
