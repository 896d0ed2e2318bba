"""世帯・関係・支援措置・名寄せの規則の真理値表。"""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from kasane.people.domain.codes import Nature, RelationKind
from kasane.people.domain.household import Link, Stay, may_join, may_leave, may_relate
from kasane.people.domain.merging import Candidate, may_merge, may_undo
from kasane.people.domain.protection import Alert, Measure, alert_on, may_end, may_extend, may_protect, one_year_from

A, B, C, D = (UUID(int=number) for number in range(1, 5))
TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("day", "there"),
    [(date(2021, 3, 31), False), (date(2021, 4, 1), True), (date(2024, 3, 30), True), (date(2024, 3, 31), False)],
)
def test_a_stay_includes_its_first_day_and_not_its_last(day: date, there: bool) -> None:
    assert Stay(A, "child", date(2021, 4, 1), date(2024, 3, 31)).covers(day) is there


@pytest.mark.parametrize(
    ("stays", "person", "relationship", "since", "allowed"),
    [
        ([], A, "self", None, True),
        ([Stay(A, "self", None, None)], A, "child", None, False),
        ([Stay(A, "self", None, date(2020, 1, 1))], A, "self", date(2021, 1, 1), True),
        ([Stay(A, "self", None, date(2022, 1, 1))], A, "self", date(2021, 1, 1), False),
        ([Stay(A, "self", None, None)], B, "self", None, False),
        ([Stay(A, "self", None, None)], B, "wife", None, True),
        ([Stay(A, "self", None, date(2020, 1, 1))], B, "self", date(2020, 1, 1), True),
    ],
)
def test_joining(stays: list[Stay], person: UUID, relationship: str, since: date | None, allowed: bool) -> None:
    assert may_join(stays, person_id=person, relationship=relationship, since=since).allowed is allowed


@pytest.mark.parametrize(
    ("since", "until", "on", "allowed"),
    [
        (date(2020, 1, 1), None, date(2020, 1, 1), True),
        (date(2020, 1, 1), None, date(2019, 12, 31), False),
        (None, None, date(2019, 12, 31), True),
        (None, date(2021, 1, 1), date(2022, 1, 1), False),
    ],
)
def test_leaving(since: date | None, until: date | None, on: date, allowed: bool) -> None:
    assert may_leave(Stay(A, "child", since, until), on).allowed is allowed


def link(one: UUID, other: UUID, kind: RelationKind, nature: Nature | None = None, until: date | None = None) -> Link:
    return Link(one, other, kind, nature, until)


PARENT, COUPLE, CARES, CLOSE = RelationKind.PARENT, RelationKind.COUPLE, RelationKind.CARES_FOR, RelationKind.CLOSE


@pytest.mark.parametrize(
    ("links", "new", "allowed"),
    [
        ([], link(A, A, CLOSE), False),
        ([], link(A, B, PARENT), False),
        ([], link(A, B, CLOSE, Nature.BIRTH), False),
        ([], link(A, B, PARENT, Nature.MARRIED), False),
        ([], link(A, B, PARENT, Nature.BIRTH), True),
        ([link(A, B, PARENT, Nature.BIRTH)], link(A, B, PARENT, Nature.ADOPTED), False),
        ([link(B, A, PARENT, Nature.BIRTH)], link(A, B, PARENT, Nature.BIRTH), False),
        ([link(A, D, PARENT, Nature.BIRTH), link(B, D, PARENT, Nature.BIRTH)], link(C, D, PARENT, Nature.BIRTH), False),
        ([link(A, D, PARENT, Nature.BIRTH), link(B, D, PARENT, Nature.BIRTH)], link(C, D, PARENT, Nature.ADOPTED), True),
        ([link(A, B, CARES)], link(B, A, CARES), True),
        ([link(A, B, CLOSE)], link(B, A, CLOSE), False),
        ([link(A, B, COUPLE, Nature.MARRIED)], link(B, A, COUPLE, Nature.MARRIED), False),
        ([link(A, B, COUPLE, Nature.MARRIED, date(2000, 1, 1))], link(A, B, COUPLE, Nature.MARRIED), True),
    ],
)
def test_relating(links: list[Link], new: Link, allowed: bool) -> None:
    assert may_relate(links, new).allowed is allowed


@pytest.mark.parametrize(
    ("start", "end"),
    [(date(2026, 11, 20), date(2027, 11, 20)), (date(2024, 2, 29), date(2025, 2, 28)), (date(2023, 2, 28), date(2024, 2, 28))],
)
def test_one_year(start: date, end: date) -> None:
    assert one_year_from(start) == end


@pytest.mark.parametrize(
    ("left", "alert"),
    [(61, Alert.NONE), (60, Alert.SIXTY_DAYS), (31, Alert.SIXTY_DAYS), (30, Alert.THIRTY_DAYS), (0, Alert.THIRTY_DAYS), (-1, Alert.PAST)],
)
def test_alerts(left: int, alert: Alert) -> None:
    assert alert_on(date.fromordinal(TODAY.toordinal() + left), TODAY) is alert


RUNNING, ENDED = Measure(date(2026, 1, 1), date(2027, 1, 1), None), Measure(date(2026, 1, 1), date(2027, 1, 1), date(2026, 6, 1))


@pytest.mark.parametrize(
    ("current", "start", "allowed"),
    [([], TODAY, True), ([ENDED], TODAY, True), ([ENDED, RUNNING], TODAY, False), ([], date(2026, 11, 21), False)],
)
def test_protecting(current: list[Measure], start: date, allowed: bool) -> None:
    assert may_protect(current, valid_from=start, today=TODAY).allowed is allowed


@pytest.mark.parametrize(
    ("measure", "today", "allowed"),
    [
        (RUNNING, date(2026, 11, 30), False),
        (RUNNING, date(2026, 12, 1), True),
        (RUNNING, date(2027, 5, 1), True),
        (ENDED, date(2026, 12, 31), False),
    ],
)
def test_extending(measure: Measure, today: date, allowed: bool) -> None:
    assert may_extend(measure, today=today).allowed is allowed


@pytest.mark.parametrize(
    ("measure", "reason", "allowed"), [(RUNNING, "本人の申出", True), (RUNNING, " ", False), (ENDED, "本人の申出", False)]
)
def test_ending(measure: Measure, reason: str, allowed: bool) -> None:
    assert may_end(measure, reason=reason).allowed is allowed


@pytest.mark.parametrize(
    ("kept", "absorbed", "related", "open_", "reason", "allowed"),
    [
        (Candidate(A, False), Candidate(B, False), False, True, "本人に確かめた", True),
        (Candidate(A, False), Candidate(A, False), False, True, "本人に確かめた", False),
        (Candidate(A, True), Candidate(B, False), False, True, "本人に確かめた", False),
        (Candidate(A, False), Candidate(B, True), False, True, "本人に確かめた", False),
        (Candidate(A, False), Candidate(B, False), True, True, "本人に確かめた", False),
        (Candidate(A, False), Candidate(B, False), False, False, "本人に確かめた", False),
        (Candidate(A, False), Candidate(B, False), False, True, " 同じ ", False),
    ],
)
def test_merging(kept: Candidate, absorbed: Candidate, related: bool, open_: bool, reason: str, allowed: bool) -> None:
    decision = may_merge(kept, absorbed, related=related, open_to_merge=open_, reason=reason)
    assert decision.allowed is allowed
    assert "支援措置" not in decision.reason


@pytest.mark.parametrize(
    ("undone", "further", "reason", "allowed"),
    [
        (False, False, "別の人だった", True),
        (True, False, "別の人だった", False),
        (False, True, "別の人だった", False),
        (False, False, "x", False),
    ],
)
def test_undoing(undone: bool, further: bool, reason: str, allowed: bool) -> None:
    assert may_undo(already_undone=undone, merged_further=further, reason=reason).allowed is allowed
