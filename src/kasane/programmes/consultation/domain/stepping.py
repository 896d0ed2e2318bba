"""次の一手の終わらせ方: つなぎの一通を送るか、自機関で行うと記すまで、相談は宙に浮かない。"""

from __future__ import annotations

from typing import Final

from kasane.kernel.decision import Decision
from kasane.programmes.consultation.domain.codes import NextStep, State

_GROUND: Final = "相談の記録"


def may_finish(state: State, *, unsent: bool) -> Decision:
    """次の一手が済んだとして、相談を終えられるか。unsent: つなぎを書く一手なのに、まだ一通も送っていないか。"""
    if state is not State.ACTIVE:
        return Decision.no("次の一手が続いている相談だけを終えられます。先に次の一手を決めてください。", _GROUND)
    if unsent:
        why = "つなぎの一通が、まだ送られていません。送るか、自機関で行うなら、そう記すか、次の一手を決め直してください。"
        return Decision.no(why, _GROUND)
    return Decision.yes("終えられます。", _GROUND)


def may_keep(step: NextStep | None, *, unsent: bool) -> Decision:
    """つなぎを送らず、自機関で行うと記せるか。"""
    if step is None or not step.may_stay:
        return Decision.no("自機関で行うと記せるのは、「アウトリーチへ」「他機関と連携」の一手だけです。", _GROUND)
    if not unsent:
        return Decision.no("つなぎはもう送られているか、自機関で行うと記されています。", _GROUND)
    return Decision.yes("自機関で行うと記せます。", _GROUND)
