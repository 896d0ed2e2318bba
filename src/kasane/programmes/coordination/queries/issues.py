"""課題と背景要因を読む。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from kasane.cases.queries import CaseHeader
from kasane.kernel.decision import NotVisible
from kasane.kernel.wareki import format_wareki
from kasane.programmes.coordination.domain.issue import IssueCertainty, IssueFacts, Weight
from kasane.programmes.coordination.models import Issue
from kasane.programmes.coordination.queries.items import IssueCodes, issue_codes


@dataclass(frozen=True, slots=True)
class IssueLine:
    """課題の一行。who は人の名(世帯の課題なら「世帯」)。"""

    id: UUID
    facts: IssueFacts
    label: str
    who: str
    weight: str
    certainty: str
    found_on: str
    resolved_on: str
    note: str
    sensitive: bool

    @property
    def is_open(self) -> bool:
        """まだ解消していないか。"""
        return not self.resolved_on


def issues_of(header: CaseHeader) -> tuple[IssueLine, ...]:
    """この事案の今の課題。人の順、主を先に。見えない部屋の課題は返らない。"""
    rows = Issue.objects.filter(case_id=header.id, replaced_at__isnull=True)
    codes, places = issue_codes(), {one.person_id: place for place, one in enumerate(header.persons, 1)}
    lines = [_line(row, header, codes) for row in rows]
    order = {Weight.MAIN: 0, Weight.SECONDARY: 1}
    return tuple(
        sorted(
            lines,
            key=lambda one: (places.get(one.facts.person_id, 0) if one.facts.person_id else 99, order[one.facts.weight], one.facts.code),
        )
    )


def issue_of(header: CaseHeader, issue_id: UUID) -> IssueLine:
    """課題の一件。見えない・無いなら NotVisible。"""
    row = Issue.objects.filter(id=issue_id, case_id=header.id).first()
    if row is None:
        raise NotVisible
    return _line(row, header, issue_codes())


def issue_history(header: CaseHeader, issue_id: UUID) -> tuple[IssueLine, ...]:
    """この課題の、直す前の行。新しい順。"""
    rows = {row.id: row for row in Issue.objects.filter(case_id=header.id)}
    codes, found = issue_codes(), []
    row = rows.get(issue_id)
    while row is not None and row.replaces_id in rows:
        row = rows[row.replaces_id]
        found.append(_line(row, header, codes))
    return tuple(found)


def facts_of_issue(row: Issue) -> IssueFacts:
    """表の一行を読む。"""
    return IssueFacts(row.code, row.person_id, Weight(row.weight), IssueCertainty(row.certainty), row.found_on, row.resolved_on, row.note)


def issues_in(ids: Iterable[UUID]) -> dict[UUID, Issue]:
    """はじめの行の番号 → その課題の今の行(検索の結果から)。見えないものは落ちる。"""
    first = {row.id: row for row in Issue.objects.filter(id__in=list(ids))}
    later = Issue.objects.filter(case_id__in={row.case_id for row in first.values()}, replaces__isnull=False)
    after = {row.replaces_id: row for row in later}
    found = {}
    for key, row in first.items():
        now = row
        while now.id in after:
            now = after[now.id]
        found[key] = now
    return found


def _line(row: Issue, header: CaseHeader, codes: IssueCodes) -> IssueLine:
    names = {one.person_id: one.name for one in header.persons}
    facts = facts_of_issue(row)
    return IssueLine(
        id=row.id, facts=facts, label=codes.labels.get(row.code, row.code),
        who=names.get(row.person_id, "(名前を見られない人)") if row.person_id else "世帯", weight=facts.weight.label_ja,
        certainty=facts.certainty.label_ja, found_on=format_wareki(row.found_on),
        resolved_on=format_wareki(row.resolved_on) if row.resolved_on else "", note=row.note, sensitive=row.code in codes.sensitive,
    )  # fmt: skip
