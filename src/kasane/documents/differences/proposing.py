"""行ごとに読み戻す書類(様式2-1・2-2)の差分: ファイルから取り入れられるものと、取り入れないものとその理由。何も書かない。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.db import transaction

from kasane.cases.queries import case_header
from kasane.documents.differences.comparing import Change, Comparison, Left
from kasane.documents.differences.evaluation import compared_evaluation
from kasane.documents.differences.plan import compared_plan
from kasane.documents.rendering.read_back import ReadBack
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Invalid, NotVisible, Refused, require
from kasane.plans.queries import plan_page
from kasane.plans.queries.evaluation import evaluation_page

BY_ROWS: Final = frozenset({"plan", "evaluation"})
_UNSEEN: Final = "この人の記録を書く根拠がありません。"


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
