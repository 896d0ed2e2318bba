"""でたらめな歩みの試験の台帳: 起きたことの控え。"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from kasane.cases.domain import Basis


@dataclass
class Opens:
    """受諾(または加入)で開いた人: 人 → (要配慮も, もとの同意)。"""

    people: dict[UUID, tuple[bool, UUID | None]]
    basis: Basis
    letter: UUID | None = None


@dataclass
class Letter:
    """一通: 相手と、今の状態と、開くもの。closed は、同意の撤回で手紙そのものが閉じたか。"""

    to: UUID
    state: str
    opens: Opens
    closed: bool = False


@dataclass
class Town:
    """この試験の台帳: 起きたことから、だれに何が見えるはずかを数える。"""

    companion: UUID
    lead: UUID | None
    members: dict[UUID, tuple[UUID, Opens]] = field(default_factory=dict)
    letters: dict[UUID, Letter] = field(default_factory=dict)
    withdrawn: set[UUID] = field(default_factory=set)
