"""識別子は並び、重ならず、推測できない。"""

from __future__ import annotations

import os
import threading
import time
from itertools import pairwise
from uuid import RFC_4122, UUID

import pytest

from kasane.kernel import ids


def test_an_id_is_a_uuid_of_version_seven() -> None:
    identifier = ids.new_id()
    assert (identifier.version, identifier.variant) == (7, RFC_4122)


def test_an_id_carries_the_time_it_was_made() -> None:
    before = time.time_ns() // 1_000_000
    millis = ids._Generator().next().int >> 80
    assert before <= millis <= time.time_ns() // 1_000_000


def test_ids_of_one_process_only_grow() -> None:
    made = [ids.new_id() for _ in range(20_000)]
    assert all(earlier < later for earlier, later in pairwise(made))


def test_ids_grow_when_the_clock_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = ids._Generator()
    earlier = generator.next()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert generator.next() > earlier


def test_a_full_millisecond_overflows_into_the_next() -> None:
    generator = ids._Generator()
    generator._millis, generator._tail = 2**47, 2**74 - 1
    following = generator.next()
    assert following.int >> 80 == 2**47 + 1
    assert (following.version, following.variant) == (7, RFC_4122)


def test_threads_never_share_an_id() -> None:
    made: list[UUID] = []

    def work() -> None:
        made.extend([ids.new_id() for _ in range(2_000)])

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 16_000


def test_a_forked_child_starts_from_its_own_randomness() -> None:
    ids.new_id()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, str(ids._generator._tail).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 100) == b"0"
    os.close(reader)
    os.close(writer)
