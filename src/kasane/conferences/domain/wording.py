"""会議の外へ出る言葉(役割・足りない資源・案内)に、議題の人の名前を入れない。"""

from __future__ import annotations

import re
from typing import Final

from kasane.kernel.decision import Decision
from kasane.kernel.folding import fold_name

_GROUND: Final = "社会福祉法106条の6第5項"
# 助詞や区切りの字で切った切れ端も照らす。仮名の名前が前の字と続けて書かれると、長音のそろえ方が変わるため。
_CUTS: Final = re.compile(r"[をはがのにへとでもやよりまで、。，．,.\s「」『』（）()・:：;；/／]+")


def folded_pieces(*texts: str) -> list[str]:
    """名前と照らすための形: 全体と、切れ端のそれぞれを fold_name でそろえたもの。"""
    found: dict[str, None] = {}
    for text in texts:
        for piece in (text, *_CUTS.split(text)):
            if key := fold_name(piece):
                found[key] = None
    return list(found)


def may_leave_room(*, named: bool) -> Decision:
    """この言葉を会議の外へ出してよいか。named: 議題の人の名前(姓だけ、読みだけも含む)が入っているか。"""
    if named:
        return Decision.no(
            "この議題の人の名前が入っています。会議の外の人も読む言葉なので、名前を除き、すること・期限だけを書いてください。", _GROUND
        )
    return Decision.yes("会議の外へ渡せる言葉です。", _GROUND)


def may_finish(*, own: bool, done: bool, cancelled: bool) -> Decision:
    """割り当てられた役割を済みにできるか。own: 受け持つ機関の人か(外の構成員の役割なら、決めた側の人か)。"""
    if not own:
        return Decision.no("済みにするのは、この役割を受け持つ機関です。", _GROUND)
    if cancelled:
        return Decision.no("取りやめになった役割です。", _GROUND)
    if done:
        return Decision.no("もう済みになっています。", _GROUND)
    return Decision.yes("済みにできます。", _GROUND)
