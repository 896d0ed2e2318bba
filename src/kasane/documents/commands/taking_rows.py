"""行ごとに読み戻す書類(様式2-1・2-2)の取り入れ: 差分を見せ、確かめられたものだけを、画面と同じコマンドで書く。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.db import transaction

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.cases.queries import case_header
from kasane.documents.commands.comparing import Change, Comparison, Left
from kasane.documents.commands.comparing_evaluation import compared_evaluation
from kasane.documents.commands.comparing_plan import compared_plan
from kasane.documents.commands.taking import TakenIn
from kasane.documents.rendering.read_back import ReadBack
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Decision, Invalid, NotVisible, Refused, require
from kasane.plans.queries import plan_page
from kasane.plans.queries.evaluation import evaluation_page

BY_ROWS: Final = frozenset({"plan", "evaluation"})
_UNSEEN: Final = "この人の記録を書く根拠がありません。"
_CHANGED: Final = Decision.no("確かめている間に、記録が変わりました。今の差分を、もう一度確かめてください。", "Excel の取り入れ")


def proposed(*, by: Actor, kind: str, case_id: UUID, subject: UUID, read: ReadBack) -> Comparison:
    """ファイルから取り入れられるものと、取り入れないものとその理由。何も書かない。

    取り入れられるかは、画面と同じコマンドを一度動かし、すべて取り消して確かめる。だから、規則も根拠も版も、画面と同じ答えになる。
    書いてはいけない状態の書類は Refused、見えない・事案が違うものは NotVisible。
    """
    found = _compared(by, kind, case_id, subject, read)
    kept: list[Change] = []
    with transaction.atomic():
        for change in found.changes:
            why = _tried(change, by)
            kept.extend([] if why else [change])
            found.left.extend(why)
        transaction.set_rollback(True)
    return Comparison(kept, found.left)


@act(Action.MAKE_DOCUMENT)
def take_in_rows(*, by: Actor, kind: str, case_id: UUID, subject: UUID, read: ReadBack, shown: str) -> TakenIn:
    """見せた差分を書く。shown は見せた差分の指紋で、その後に記録が変わっていれば Refused(何も書かない)。"""
    found = proposed(by=by, kind=kind, case_id=case_id, subject=subject, read=read)
    if found.mark != shown or not found.changes:
        raise Refused(_CHANGED)
    for change in found.changes:
        change.save(by=by)
    header = case_header(case_id, by=by)
    labels = tuple(f"{change.title}：{'・'.join(one.label for one in change.differences)}" for change in found.changes)
    journal.record(
        act="take_in_form", by=by, subjects=header.person_ids, compartment_id=header.compartment_id, reason=f"Excel（{kind}）",
        changed=[change.unit for change in found.changes],
    )  # fmt: skip
    return TakenIn(labels)


def _compared(by: Actor, kind: str, case_id: UUID, subject: UUID, read: ReadBack) -> Comparison:
    if kind == "plan":
        plan = plan_page(subject, by)
        if plan.case_id != case_id:
            raise NotVisible
        require(plan.decisions["write"])
        return compared_plan(plan, case_header(case_id, by=by), read)
    if kind == "evaluation":
        sheet = evaluation_page(subject, by=by)
        if sheet.case.id != case_id:
            raise NotVisible
        require(sheet.write)
        return compared_evaluation(sheet, read)
    raise NotVisible


def _tried(change: Change, by: Actor) -> list[Left]:
    """一度動かしてみる。断られたら、その差分と理由(断りが欄を名指していれば、その欄に)。"""
    try:
        with transaction.atomic():
            change.save(by=by)
    except Invalid as wrong:
        return _refused(change, wrong.errors)
    except NotVisible:
        return _refused(change, {"": _UNSEEN})
    except (Refused, Conflict) as refused:
        return _refused(change, {"": str(refused)})
    return []


def _refused(change: Change, errors: Mapping[str, str]) -> list[Left]:
    named = {change.labels.get(key, ""): why for key, why in errors.items()}
    other = " ".join(named.values())
    return [
        Left(change.cell, f"{change.title}　{one.label}", one.now, one.given, named.get(one.label, other)) for one in change.differences
    ]
