"""段階の規則: どの段階からどの段階へ進めるか。"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kasane.cases.domain.codes import Stage
from kasane.kernel.decision import Decision

_GROUND: Final = "支援の流れ(様式1-1・1-2)"
_PLAN: Final = "支援プランと会議(社会福祉法106条の4第2項6号、様式2-1)"

TRANSITIONS: Final[Mapping[Stage, frozenset[Stage]]] = MappingProxyType(
    {
        Stage.GATHERING: frozenset({Stage.INTAKE, Stage.FIELD, Stage.CLOSED}),
        Stage.INTAKE: frozenset({Stage.GATHERING, Stage.FIELD, Stage.REQUESTED, Stage.ASSESSING, Stage.CLOSED}),
        Stage.FIELD: frozenset({Stage.INTAKE, Stage.REQUESTED, Stage.ASSESSING, Stage.CLOSED}),
        Stage.REQUESTED: frozenset({Stage.INTAKE, Stage.FIELD, Stage.ASSESSING, Stage.CLOSED}),
        Stage.ASSESSING: frozenset({Stage.FIELD, Stage.PLANNING, Stage.CLOSED}),
        Stage.PLANNING: frozenset({Stage.FIELD, Stage.ASSESSING, Stage.SUPPORTING, Stage.CLOSED}),
        Stage.SUPPORTING: frozenset({Stage.FIELD, Stage.SUSPENDED, Stage.CLOSED}),
        Stage.SUSPENDED: frozenset({Stage.INTAKE, Stage.SUPPORTING, Stage.CLOSED}),
        Stage.CLOSED: frozenset({Stage.GATHERING, Stage.INTAKE}),
    }
)
"""段階の表。どの段階にも行があり、終結からも必ず戻れる(状況が変われば、速やかに再開する)。"""

BY_PLAN: Final = frozenset({Stage.SUPPORTING, Stage.SUSPENDED})
"""会議と市の決定を経たプランだけが動かす段階。手では、入ることも出ることもできない(終結と再開は、それぞれの操作で行う)。"""

OPENING: Final = frozenset({Stage.GATHERING, Stage.INTAKE, Stage.FIELD})
"""事案を開くときの段階。"""


def may_open_at(stage: Stage) -> Decision:
    """この段階から事案を始められるか。依頼中・アセスメント・終結は、始まった後の段階である。"""
    if stage in OPENING:
        return Decision.yes("この段階から始められます。", _GROUND)
    names = "・".join(one.label_ja for one in Stage if one in OPENING)
    return Decision.no(f"事案は「{names}」のどれかから始めます。", _GROUND)


def may_move(now: Stage, to: Stage) -> Decision:
    """段階を進められるか。終結と再開は、理由の要る別の操作でだけ行う。"""
    if now is Stage.CLOSED:
        return Decision.no("終結した事案です。再開してから段階を進めてください。", _GROUND)
    if to is Stage.CLOSED:
        return Decision.no("終結は、終結の画面で日と理由を書いて行ってください。", _GROUND)
    if now is to:
        return Decision.no(f"すでに「{now.label_ja}」の段階です。", _GROUND)
    if now is Stage.SUSPENDED:
        return Decision.no("中断している事案です。再開してから段階を進めてください。", _PLAN)
    if now is Stage.SUPPORTING:
        return Decision.no("プランに沿って支援している事案です。プランの終結・中断が会議で決まると、段階が進みます。", _PLAN)
    if to in BY_PLAN:
        return Decision.no(f"「{to.label_ja}」へは、プランが確定したとき・中断が会議で決まったときに、自動で進みます。", _PLAN)
    if to not in TRANSITIONS[now]:
        ways = "・".join(one.label_ja for one in by_hand(now))
        return Decision.no(f"「{now.label_ja}」から「{to.label_ja}」へは進められません。進められるのは「{ways}」です。", _GROUND)
    return Decision.yes(f"「{to.label_ja}」へ進められます。", _GROUND)


def by_hand(now: Stage) -> tuple[Stage, ...]:
    """手で進められる段階。終結・再開と、プランが動かす段階は含まない。"""
    if now is Stage.CLOSED or now in BY_PLAN:
        return ()
    return tuple(one for one in Stage if one in TRANSITIONS[now] and one is not Stage.CLOSED and one not in BY_PLAN)


def may_close(now: Stage, *, waiting: int) -> Decision:
    """終結できるか。waiting: 答えを待っているつなぎの数。待っているつなぎがあると、相手が知らないまま終わってしまう。"""
    if now is Stage.CLOSED:
        return Decision.no("すでに終結しています。", _GROUND)
    if waiting:
        return Decision.no(f"答えを待っているつなぎが{waiting}件あります。答えを待つか、取り下げてから終結してください。", "つなぎ・もどし")
    return Decision.yes("終結できます。伴走する人は、終結の後も残ります。", _GROUND)


def may_reopen(now: Stage) -> Decision:
    """再開できるか。"""
    if now not in (Stage.CLOSED, Stage.SUSPENDED):
        return Decision.no("終結も中断もしていない事案です。", _GROUND)
    return Decision.yes("再開できます。", _GROUND)


def reopening_stage(before_closing: Stage | None) -> Stage:
    """再開したときの段階: 同意のないまま終わった事案は情報把握から、ほかは受付から。"""
    return Stage.GATHERING if before_closing is Stage.GATHERING else Stage.INTAKE
