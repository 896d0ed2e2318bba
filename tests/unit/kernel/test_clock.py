"""今日は日本の今日。"""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from kasane.kernel import clock

NEW_YEARS_EVE_EVENING = datetime(2026, 12, 31, 15, 0, tzinfo=UTC)


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (NEW_YEARS_EVE_EVENING - timedelta(microseconds=1), date(2026, 12, 31)),
        (NEW_YEARS_EVE_EVENING, date(2027, 1, 1)),
    ],
)
def test_the_day_turns_at_midnight_in_japan(moment: datetime, day: date) -> None:
    with clock.frozen(moment):
        assert clock.today() == day


def test_freezing_nests_and_ends() -> None:
    outer, inner = datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
    with clock.frozen(outer):
        with clock.frozen(inner):
            assert clock.now() == inner
        assert clock.now() == outer
    assert clock.now() > inner


def test_the_clock_runs_again_after_an_error() -> None:
    past = datetime(2020, 1, 1, tzinfo=UTC)
    with pytest.raises(RuntimeError), clock.frozen(past):
        raise RuntimeError
    assert clock.now() > past


def test_another_thread_is_not_frozen() -> None:
    seen: list[datetime] = []
    past = datetime(2020, 1, 1, tzinfo=UTC)
    with clock.frozen(past):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
        assert clock.now() == past
    assert seen[0] > past


def test_a_moment_frozen_in_japan_time_is_kept_in_utc() -> None:
    with clock.frozen(datetime(2027, 1, 1, 0, 0, tzinfo=clock.JST)) as moment:
        assert moment == NEW_YEARS_EVE_EVENING
        assert moment.tzinfo is UTC


def test_a_moment_without_offset_is_refused() -> None:
    naive = datetime(2026, 11, 20, 9, 0)
    with pytest.raises(ValueError, match="時差"):
        clock.jst(naive)
    with pytest.raises(ValueError, match="時差"), clock.frozen(naive):
        pass
