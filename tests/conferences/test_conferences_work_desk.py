"""会議の仕事が今日の仕事に出ること: 自分のものだけが、名前も議題もなしに。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cases.cases_town import as_
from people_of_the_town import Cast

from conferences.conference_work_room import meeting
from conferences.conferences_town import invite
from kasane.conferences import work_navigation as desk
from kasane.conferences.commands import cooperation, minutes, needs, roles
from kasane.conferences.domain.codes import Purpose
from kasane.conferences.domain.cooperation import Addressee, CooperationFacts, Wanted
from kasane.conferences.domain.minutes import MinuteKind
from kasane.conferences.queries.appointments import appointment_register
from kasane.conferences.queries.cooperation import cooperation_of
from kasane.conferences.queries.minutes import minutes_of
from kasane.conferences.queries.needs import needs_of
from kasane.conferences.queries.roles import my_tasks, roles_of
from kasane.kernel import clock
from kasane.kernel.actor import Actor

pytestmark = pytest.mark.django_db


def asked(cast: Cast, item: Any, to: Actor, days: int = 7) -> Any:
    """機関に協力を求める。"""
    facts = CooperationFacts(
        Addressee.AGENCY, (Wanted.OPINION,), "来所のときの様子", clock.today() + timedelta(days=days), "福祉総務課", agency_id=to.agency_id
    )
    return cooperation.request_cooperation(by=cast.city, item_id=item, facts=facts)


def test_受け持つ機関には役割と協力依頼が_招かれた人には近い会議が出る(cast: Cast) -> None:
    at = meeting(cast)
    asked(cast, at.item, cast.neighbour)
    role = roles.assign_role(by=cast.city, item_id=at.item, wording="週に一度電話する", agency_id=cast.neighbour.agency_id)
    with as_(cast.neighbour):
        (task,), (letter,) = desk.tasks(cast.neighbour), desk.letters(cast.neighbour)
        assert (task.title, str(role) in task.url, task.status) == ("週に一度電話する", True, "受け持っています")
        assert "106条の6第3項" in letter.title
        assert "来所のときの様子" not in repr(letter)
        assert desk.near(cast.neighbour) == []
        assert desk.answers(cast.neighbour) == []
    with as_(cast.city):
        (answer,) = desk.answers(cast.city)
        assert (answer.title, answer.status) == (f"{cast.neighbour.agency_name}への協力依頼", "答えを待っています")
        assert desk.tasks(cast.city) == []


def test_近い会議には_日時と場所と目的だけが出る(cast: Cast) -> None:
    at = meeting(cast, opens=False, days=3)
    invite(cast.city, at.item, cast.neighbour)
    with as_(cast.neighbour):
        (near,) = desk.near(cast.neighbour)
        assert (near.status, near.hint) == ("守秘の確認がまだです", "目的　個別ケース")
        for secret in ("高橋", "見守り", "支援会議", str(at.item), str(at.case)):
            assert secret not in repr(near)


def test_一つの会議に二つの席があっても_近い会議は一つ(cast: Cast) -> None:
    at = meeting(cast, opens=False, days=3)
    invite(cast.city, at.item, cast.neighbour)
    with as_(cast.city):
        assert len(desk.near(cast.city)) == 1


def test_期限を過ぎた役割は_過ぎた日数を言う(cast: Cast) -> None:
    at = meeting(cast)
    roles.assign_role(by=cast.city, item_id=at.item, wording="訪ねる", agency_id=cast.neighbour.agency_id, due_on=clock.today())
    with clock.frozen(clock.now() + timedelta(days=4)), as_(cast.neighbour):
        (task,) = desk.tasks(cast.neighbour)
        assert (task.status, task.kind) == ("4日過ぎています", "overdue")


@pytest.mark.parametrize("many", [1, 6])
def test_問いの数は_行の数によらない(cast: Cast, django_assert_max_num_queries: Any, many: int) -> None:
    at = meeting(cast)
    for number in range(many):
        asked(cast, at.item, cast.neighbour)
        roles.assign_role(by=cast.city, item_id=at.item, wording=f"{number}回訪ねる", agency_id=cast.city.agency_id)
        needs.name_need(by=cast.city, item_id=at.item, text="居場所", field=_field(), purpose=Purpose.RESOURCE)
        minutes.write_minute(by=cast.city, item_id=at.item, kind=MinuteKind.SHARED, text=f"{number}行目")
    reads = (
        (2, lambda: minutes_of(at.item)), (3, lambda: cooperation_of(at.item)), (3, lambda: roles_of(at.item)), (1, lambda: needs_of(at.item)),
        (1, lambda: my_tasks(cast.city, limit=50)), (2, lambda: appointment_register()),
    )  # fmt: skip
    with as_(cast.city):
        for most, read in reads:
            with django_assert_max_num_queries(most):
                read()


def _field() -> Any:
    from kasane.agencies.domain import Field

    return Field.CARE


@pytest.mark.parametrize("who", ["city", "neighbour", "hokatsu", "auditor"])
def test_最初の画面に出しても止まらない(cast: Cast, client: Any, sign_in: Any, who: str) -> None:
    at = meeting(cast)
    asked(cast, at.item, cast.neighbour)
    roles.assign_role(by=cast.city, item_id=at.item, wording="週に一度電話する", agency_id=cast.neighbour.agency_id)
    actor = getattr(cast, who)
    sign_in(client, actor)
    answer = client.get("/")
    assert answer.status_code == 200
    assert ("週に一度電話する" in answer.content.decode()) == (who == "neighbour")
    assert ("への協力依頼" in answer.content.decode()) == (who in ("city", "hokatsu"))
