"""課題と背景要因を、人に付ける・直す・解消する(forms §3.8)。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from kasane.access.commands import act
from kasane.access.domain import Kind
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.cases.queries import CaseHeader
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Invalid, NotVisible, require
from kasane.kernel.text import cleaned
from kasane.programmes.coordination.commands.ledger import case_to_assess, room_for
from kasane.programmes.coordination.domain.issue import IssueFacts, issue_problems, may_attach
from kasane.programmes.coordination.models import Issue
from kasane.programmes.coordination.queries.items import IssueCodes, issue_codes
from kasane.search import commands as search

SOURCE_KIND = "assessment_issue"


@dataclass(frozen=True, slots=True)
class IssueClash:
    """版の衝突: ほかの人が先に直した後の、今の課題の番号。"""

    id: UUID


@act(Action.WRITE_ASSESSMENT)
def attach_issue(*, by: Actor, case_id: UUID, facts: IssueFacts) -> UUID:
    """課題を人(世帯なら person_id なし)に付ける。要配慮の課題は、その人の要配慮の部屋に置く。

    要配慮の課題を世帯に付けることは Refused、一覧にない番号・内容のない「その他」・日付の誤りは Invalid。返り値は課題の識別子。
    """
    header, decision = case_to_assess(by, case_id)
    row = _kept(header, facts, by=by)
    journal.record(act="attach_issue", by=by, subjects=_subjects(header, facts), compartment_id=row.compartment_id, ground=decision.ground)
    return row.id


@act(Action.WRITE_ASSESSMENT)
def revise_issue(*, by: Actor, case_id: UUID, issue_id: UUID, facts: IssueFacts) -> UUID:
    """課題を直す・解消した日を入れる。前の行は残り、新しい行が今の課題になる。

    ほかの人が先に直していれば Conflict(IssueClash, 送られた課題)。見えない課題は NotVisible。返り値は新しい行の識別子。
    """
    header, decision = case_to_assess(by, case_id)
    old = Issue.objects.select_for_update().filter(id=issue_id, case_id=case_id).first()
    if old is None:
        raise NotVisible
    if old.replaced_at is not None:
        raise Conflict(IssueClash(_latest(old).id), facts)
    facts = replace(facts, person_id=old.person_id, code=old.code)
    old.replaced_at = clock.now()
    old.save(update_fields=["replaced_at"])
    row = _kept(header, facts, by=by, replaces=old)
    changed = [name for name in ("weight", "certainty", "found_on", "resolved_on", "note") if getattr(old, name) != getattr(row, name)]
    journal.record(
        act="revise_issue", by=by, subjects=_subjects(header, facts), compartment_id=row.compartment_id, ground=decision.ground,
        changed=changed,
    )  # fmt: skip
    return row.id


def _kept(header: CaseHeader, facts: IssueFacts, *, by: Actor, replaces: Issue | None = None) -> Issue:
    codes: IssueCodes = issue_codes()
    sensitive = facts.code in codes.sensitive
    facts = replace(facts, note=cleaned("note", facts.note))
    require(may_attach(facts, sensitive=sensitive))
    if problems := issue_problems(facts, known=facts.code in codes.labels, today=clock.today()):
        raise Invalid(problems)
    row = Issue.objects.create(
        compartment_id=room_for(by, header, facts.person_id, sensitive=sensitive), case_id=header.id, person_id=facts.person_id,
        code=facts.code, weight=facts.weight.value, certainty=facts.certainty.value, found_on=facts.found_on,
        resolved_on=facts.resolved_on, note=facts.note, replaces=replaces, recorded_at=clock.now(), recorded_by=by.posting_id,
    )  # fmt: skip
    search.put(
        source_kind=SOURCE_KIND, source_id=_origin(row), compartment_id=row.compartment_id,
        room_kind=Kind.SENSITIVE if sensitive else Kind.GENERAL, context_id=header.id, happened_on=facts.found_on,
        text=f"{codes.labels[facts.code]}\n{facts.note}",
    )  # fmt: skip
    return row


def _origin(row: Issue) -> UUID:
    """直しても変わらない、課題のはじめの行の番号。"""
    while row.replaces is not None:
        row = row.replaces
    return row.id


def _latest(row: Issue) -> Issue:
    while (after := Issue.objects.filter(replaces=row).first()) is not None:
        row = after
    return row


def _subjects(header: CaseHeader, facts: IssueFacts) -> list[UUID]:
    return [facts.person_id] if facts.person_id else [one.person_id for one in header.persons]
