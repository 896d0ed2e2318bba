"""多機関協働の入口: 話してから決める、受理で開く、差戻しで閉じる、隣人には無いのと同じ。"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from coordination.coordination_town import days, opened, request_facts, requested, taken_on, talked
from kasane.access.session import acting_as
from kasane.cases import commands as case_commands
from kasane.cases import queries as cases
from kasane.cases.domain import Stage
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused
from kasane.programmes.coordination import commands
from kasane.programmes.coordination.models import CoordinationEntry, SourceTalk

pytestmark = pytest.mark.django_db


def test_依頼は_経路と試したことと求めることを持って_つなぎの一通の部屋に置かれる(cast: Any) -> None:
    world = requested(cast.hokatsu, cast.csw)
    with acting_as(cast.csw):
        entry = CoordinationEntry.objects.get(referral_id=world.referral_id)
        letter = cases.referral_sheet(world.referral_id, by=cast.csw)
        assert (entry.route, entry.tried, entry.wanted) == ("in_field", "訪問を九回した", "役割分担を決めたい")
        assert entry.compartment_id == letter.compartment_id
        assert letter.line.kind == "coordination"
    with acting_as(cast.hokatsu):
        assert cases.case_header(world.case_id, by=cast.hokatsu).stage == Stage.REQUESTED


def test_受理する前に見えるのは_つなぎの一通だけ(cast: Any) -> None:
    world = requested(cast.hokatsu, cast.csw)
    with acting_as(cast.csw):
        with pytest.raises(NotVisible):
            cases.case_header(world.case_id, by=cast.csw)
        assert cases.referral_sheet(world.referral_id, by=cast.csw).case_id is None


@pytest.mark.parametrize("act", [commands.take_on_case, commands.send_back_to_source])
def test_紹介元と話すまでは_受理も差戻しもできない(cast: Any, act: Any) -> None:
    world = requested(cast.hokatsu, cast.csw)
    with pytest.raises(Refused, match="先に紹介元と話し"):
        act(by=cast.csw, referral_id=world.referral_id, reason="理由はある")


@pytest.mark.parametrize("act", [commands.take_on_case, commands.send_back_to_source])
def test_理由のない答えは断る(cast: Any, act: Any) -> None:
    world = requested(cast.hokatsu, cast.csw)
    talked(cast.csw, world.referral_id)
    with pytest.raises(Invalid, match="理由を入力"):
        act(by=cast.csw, referral_id=world.referral_id, reason="　\n")


def test_受理すると_段階が進み_並べた人の部屋が開き_答えと話が結び付く(cast: Any) -> None:
    world = taken_on(cast.hokatsu, cast.csw)
    with acting_as(cast.csw):
        header = cases.case_header(world.case_id, by=cast.csw)
        entry = CoordinationEntry.objects.get(referral_id=world.referral_id)
        assert header.stage == Stage.ASSESSING
        assert {one.person_id for one in header.persons} == {world.mother, world.son}
        assert all(one.may_see_sensitive for one in header.persons)
        assert entry.answer == "taken_on"
        assert SourceTalk.objects.get().id == entry.decided_on_id


def test_二度は答えられない(cast: Any) -> None:
    world = taken_on(cast.hokatsu, cast.csw)
    with pytest.raises(Refused, match="すでに"):
        commands.send_back_to_source(by=cast.csw, referral_id=world.referral_id, reason="やはり戻す")


def test_戻すと_その一通も見えなくなり_紹介元には理由が残る(cast: Any) -> None:
    world = requested(cast.hokatsu, cast.csw)
    talked(cast.csw, world.referral_id)
    commands.send_back_to_source(by=cast.csw, referral_id=world.referral_id, reason="通常の連携で足りる")
    with acting_as(cast.csw):
        assert not CoordinationEntry.objects.exists()
        assert not SourceTalk.objects.exists()
        with pytest.raises(NotVisible):
            cases.referral_sheet(world.referral_id, by=cast.csw)
    with acting_as(cast.hokatsu):
        entry = CoordinationEntry.objects.get(referral_id=world.referral_id)
        assert (entry.answer, entry.answer_reason) == ("sent_back", "通常の連携で足りる")
        assert cases.case_header(world.case_id, by=cast.hokatsu).stage == Stage.FIELD


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"talked_on": "明日"}, "talked_on"), ({"talked_on": "依頼の前"}, "talked_on"), ({"with_whom": "  "}, "with_whom"),
        ({"content": ""}, "content"), ({"content": "NUL\x00"}, "content"),
    ],
)  # fmt: skip
def test_話の記録の誤りは_欄を名指しして断る(cast: Any, given: dict[str, Any], field: str) -> None:
    world = requested(cast.hokatsu, cast.csw)
    when = {"明日": days(1), "依頼の前": days(-1)}
    with pytest.raises(Invalid) as found:
        talked(cast.csw, world.referral_id, **{k: when.get(v, v) for k, v in given.items()})
    assert list(found.value.errors) == [field]


@pytest.mark.parametrize("field", ["tried", "wanted"])
def test_試したことと求めることのない依頼は断る(cast: Any, field: str) -> None:
    case_id, mother, son = opened(cast.hokatsu)
    with pytest.raises(Invalid) as found:
        commands.refer_to_coordination(
            by=cast.hokatsu, case_id=case_id, facts=request_facts(cast.csw.agency_id, mother, son, **{field: " "})
        )
    assert list(found.value.errors) == [field]


def test_隣人は_依頼も_話も_答えもできない(cast: Any) -> None:
    world = requested(cast.hokatsu, cast.csw)
    talked(cast.csw, world.referral_id)
    with pytest.raises(NotVisible):
        talked(cast.neighbour, world.referral_id)
    for act in (commands.take_on_case, commands.send_back_to_source):
        with pytest.raises(NotVisible):
            act(by=cast.neighbour, referral_id=world.referral_id, reason="横から")
    with pytest.raises(NotVisible):
        commands.refer_to_coordination(by=cast.neighbour, case_id=world.case_id, facts=request_facts(cast.csw.agency_id, world.mother))
    with acting_as(cast.neighbour):
        assert not CoordinationEntry.objects.exists()
        assert not SourceTalk.objects.exists()


def test_頼んだ側は_自分で受理できない(cast: Any) -> None:
    world = requested(cast.csw, cast.neighbour)
    with pytest.raises(Refused, match="依頼を受けた機関"):
        commands.take_on_case(by=cast.csw, referral_id=world.referral_id, reason="自分で受ける")


def test_話のない答えは_データベースも止める(cast: Any) -> None:
    world = requested(cast.hokatsu, cast.csw)
    with acting_as(cast.csw), pytest.raises(IntegrityError, match="talk_then_answer"), transaction.atomic():
        CoordinationEntry.objects.filter(referral_id=world.referral_id).update(
            answer="taken_on", answer_reason="話していない", answered_at=clock.now(), answered_by=cast.csw.posting_id
        )


def test_話の記録は_書き換えられない(cast: Any) -> None:
    world = requested(cast.hokatsu, cast.csw)
    talked(cast.csw, world.referral_id)
    from django.db import ProgrammingError

    with acting_as(cast.csw), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        SourceTalk.objects.update(content="都合のよい話")


def test_無い依頼も見えない依頼も_同じ答え(cast: Any) -> None:
    with pytest.raises(NotVisible):
        commands.take_on_case(by=cast.csw, referral_id=uuid4(), reason="無い")


def test_つなぎ一般の行為からも_話さずに受け入れたり差し戻したりはできない(cast: Any) -> None:
    world = requested(cast.hokatsu, cast.csw)
    with pytest.raises(Refused):
        case_commands.accept_referral(by=cast.csw, referral_id=world.referral_id)
    with pytest.raises(Refused):
        case_commands.decline_referral(by=cast.csw, referral_id=world.referral_id, reason="話していない")
    with acting_as(cast.csw):
        assert cases.referral_sheet(world.referral_id, by=cast.csw).line.state == "sent"
