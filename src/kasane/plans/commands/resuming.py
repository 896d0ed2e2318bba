"""再開: 元の支援チームとともに、一度の操作で支援を再び始める(seed 001 §6-5(3)⑤「速やかに支援を再開できるように体制を整える」)。"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.cases import commands as cases
from kasane.cases.commands.events import add_event
from kasane.cases.domain import Basis
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, require
from kasane.kernel.text import cleaned
from kasane.plans.queries.resuming import FormerLine, resuming

_WHY = "支援の再開"


@dataclass(frozen=True, slots=True)
class LawAgain:
    """法令による関わりを、改めて決める: どの機関に、どの条文で、なぜ。"""

    agency_id: UUID
    statute_code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Resumed:
    """再開の結果: 戻った機関と、戻らなかった機関(decision に理由)。lapsed のある機関は、一部の人についてだけ戻った。"""

    returned: tuple[FormerLine, ...]
    left: tuple[FormerLine, ...]


@act(Action.CLOSE_CASE)
def resume_case(*, by: Actor, case_id: UUID, reason: str, by_law: Sequence[LawAgain] = (), without: Collection[UUID] = ()) -> Resumed:
    """終結・中断した事案を、元の支援チームとともに再開する。記録はそのまま続きになる。

    戻るのは根拠が今も立つ機関だけで、同意は人ごとに見る(続いている人の部屋だけが開く)。法令による関わりは、by_law に条文と理由を
    書いた機関だけが戻る。without は、戻さない機関。再開できない段階は Refused、見えない事案は NotVisible、理由のないものは Invalid。
    """
    reason = cleaned("reason", reason, required="再開の理由を書いてください。")
    laws = {one.agency_id: one for one in by_law}
    for one in by_law:
        if not one.statute_code or not one.reason.strip():
            raise Invalid({"by_law": "法令による関わりを続けるには、条文と、なぜ要るのかの両方が要ります。"})
    before = resuming(case_id, by=by, restated=laws.keys())
    require(before.decision)
    cases.reopen_case(by=by, case_id=case_id, reason=reason)
    returned = tuple(line for line in before.returning if line.agency_id not in without)
    for line in returned:
        _invite(by, case_id, line, laws.get(line.agency_id), reason)
    left = tuple(line for line in before.lines if line not in returned)
    if absent := "、".join(f"{line.agency}({line.decision.reason})" for line in before.left if not line.here):
        room = before.case.compartment_id
        add_event(by, case_id=case_id, room=room, act="resume_case", heading="再開で戻らなかった機関", reason=absent, about=case_id)
    journal.record(
        act="resume_case", by=by, subjects=before.case.person_ids, compartment_id=before.case.compartment_id, ground=before.decision.ground,
        reason=reason,
    )  # fmt: skip
    return Resumed(returned, left)


def _invite(by: Actor, case_id: UUID, line: FormerLine, law: LawAgain | None, reason: str) -> None:
    cases.add_member(
        by=by, case_id=case_id, agency_id=line.agency_id, posting_id=line.posting_id, duty=line.duty or _WHY, basis=line.basis,
        statute_code=law.statute_code if law and line.basis is Basis.LAW else "", person_ids=line.persons, sensitive=line.sensitive,
        reason=law.reason if law and line.basis is Basis.LAW else f"{_WHY}：{reason}",
    )  # fmt: skip
