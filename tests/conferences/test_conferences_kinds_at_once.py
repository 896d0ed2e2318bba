"""会議の種類を二つのタブから同時に改める: 片方だけが入り、もう片方は言葉で断られ、どの日にも効く行は一つだけ。

確定してから別々の接続(別々のスレッド)で行うので、鍵の待ち合わせも本物と同じになる。
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from cases.cases_town import as_, sql
from django.db import connections
from people_of_the_town import Cast

from conferences.conferences_town import conference
from conferences.test_conferences_kinds import kind_facts
from kasane.conferences import commands
from kasane.conferences.domain.codes import Part
from kasane.conferences.models import ConferenceKind
from kasane.conferences.queries import invitations
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, Refused

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "two_tabs"
Answer = UUID | Invalid | Refused | bool


def at_once(*acts: Callable[[], Answer]) -> list[Answer]:
    """全部を同時に始め、答え(断られたらその理由)を並べて返す。断り以外の失敗は、そのまま試験の失敗になる。"""
    start = Barrier(len(acts))

    def run(act: Callable[[], Answer]) -> Answer:
        start.wait(30)
        try:
            return act()
        except (Invalid, Refused) as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def revising(by: Actor, name: str, since: date) -> Callable[[], UUID]:
    """一つのタブ: この名前に改める。"""
    return lambda: commands.revise_kind(by=by, facts=kind_facts(code=CODE, name=name), valid_from=since)


def rows(by: Actor) -> list[tuple[str, date, date | None]]:
    """この種類の行。古い順。"""
    with as_(by):
        return list(ConferenceKind.objects.filter(code=CODE).order_by("valid_from").values_list("name", "valid_from", "valid_to"))


@pytest.fixture
def swept() -> Iterator[None]:
    """種類の表は試験の後も残るので、この試験の行(と、それを使った会議)を所有者が消す。"""
    yield
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE conferences_conference CASCADE")
        cursor.execute("DELETE FROM conferences_kind WHERE code = %s", [CODE])


@pytest.mark.parametrize("exists", [True, False])
def test_二つのタブが同じ種類を改めても_入るのは片方だけ(cast: Cast, swept: None, *, exists: bool) -> None:
    today, since = clock.today(), clock.today() + timedelta(days=30)
    if exists:
        revising(cast.city, "はじめの名", today)()
    answers = at_once(revising(cast.city, "一つ目のタブ", since), revising(cast.account_admin, "二つ目のタブ", since))
    won = [one for one in answers if isinstance(one, UUID)]
    lost = [one for one in answers if isinstance(one, Invalid)]
    assert (len(won), len(lost)) == (1, 1)
    assert set(lost[0].errors) == {"valid_from"}
    found = rows(cast.city)
    assert [name for name, _, _ in found if name.endswith("タブ")] == ["一つ目のタブ" if answers[0] is won[0] else "二つ目のタブ"]
    assert found[-1][1:] == (since, None)
    assert len(found) == (2 if exists else 1)
    for earlier, later in itertools.pairwise(found):  # すき間も重なりもない
        assert earlier[2] == later[1]


@pytest.mark.parametrize("exists", [True, False])
def test_二つのタブが別々の日から改めても_効く期間は重ならない(cast: Cast, swept: None, *, exists: bool) -> None:
    """後の日が先に入れば、前の日からは断られる。前の日が先に入れば、後の日がその次の行になる。どちらでも、期間は重ならない。"""
    today = clock.today()
    if exists:
        revising(cast.city, "はじめの名", today)()
    for turn in range(1, 6):
        sooner, later = today + timedelta(days=20 * turn), today + timedelta(days=20 * turn + 7)
        answers = at_once(revising(cast.city, f"先の日{turn}", sooner), revising(cast.account_admin, f"後の日{turn}", later))
        assert isinstance(answers[1], UUID)
        assert isinstance(answers[0], UUID | Invalid)
        found = rows(cast.city)
        for earlier, after in itertools.pairwise(found):
            assert earlier[2] == after[1], found
        assert found[-1][1:] == (later, None)


def test_守秘の文を確かめる人と改める人が同時でも_古い文の確認は残らない(cast: Cast, swept: None) -> None:
    since = clock.today() + timedelta(days=10)
    revising(cast.city, "はじめの名", clock.today())()
    for turn in range(4):
        held = conference(cast.csw, kind=CODE, days=40 + turn)
        commands.seat_officer(by=cast.csw, conference_id=held, posting_id=cast.city.posting_id, part=Part.CHAIR)
        with as_(cast.city):
            (seat,) = [
                one
                for one in invitations(cast.city)
                if one.acknowledged_at is None and one.head.held_on == clock.today() + timedelta(days=40 + turn)
            ]

        def acknowledge(seat: UUID = seat.seat_id, read: str = seat.wording) -> bool:
            commands.acknowledge_secrecy(by=cast.city, seat_id=seat, wording=read)
            return True

        def reword(turn: int = turn) -> UUID:
            facts = kind_facts(code=CODE, secrecy_wording=f"{turn}度目の文。{{penalty}}", penalty_code="social_welfare.106_6.penalty")
            return commands.revise_kind(by=cast.account_admin, facts=facts, valid_from=since + timedelta(days=turn))

        answers = at_once(acknowledge, reword)
        assert isinstance(answers[1], UUID)
        stale = sql(
            cast.city,
            "SELECT o.id FROM conferences_officer o JOIN conferences_conference c ON c.id = o.conference_id WHERE o.acknowledged_at IS NOT NULL"
            " AND o.wording NOT LIKE %s AND c.kind_code = %s",
            f"{turn}度目の文。%",
            CODE,
        )
        assert stale == []
