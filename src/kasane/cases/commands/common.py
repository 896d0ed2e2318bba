"""事案のコマンドに共通の拍子: 見えるか、できるか、データベースの関数を呼ぶ、日誌に残す。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from kasane.access import guarded
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.audit import journal
from kasane.cases.models import Case, CasePerson
from kasane.cases.queries.visible import person_ids_of, visible_case
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible, require

REFUSAL = "この事案を扱う根拠がありません。"


def case_to_change(case_id: UUID, action: Action, by: Actor) -> tuple[Case, Decision]:
    """変えてよい事案。見えなければ NotVisible、根拠が足りなければ Refused。"""
    case = visible_case(case_id)
    return case, require(require_access(action, case.compartment_id, by=by))


def ask(sql: str, parameters: Sequence[Any], *, refusal: str = REFUSAL) -> Any:
    """cases の関数を一つ呼ぶ。関数が権限なしとして断れば Refused。"""
    return guarded.ask(sql, parameters, refusal=refusal)


def persons_in(case_id: UUID, wanted: Iterable[UUID]) -> list[CasePerson]:
    """事案の人の行。一人でも事案にいない(見えない)なら NotVisible。"""
    ids = list(dict.fromkeys(wanted))
    found = {row.person_id: row for row in CasePerson.objects.filter(case_id=case_id, person_id__in=ids)}
    if len(found) != len(ids):
        raise NotVisible
    return [found[one] for one in ids]


def note_act(which: str, case: Case, decision: Decision, by: Actor, *, reason: str = "", subjects: Sequence[UUID] | None = None) -> None:
    """日誌に残す。subjects を渡さなければ、事案の人の全員(見える人)。"""
    journal.record(
        act=which, by=by, subjects=person_ids_of(case.id) if subjects is None else subjects, compartment_id=case.compartment_id,
        ground=decision.ground, reason=reason,
    )  # fmt: skip
