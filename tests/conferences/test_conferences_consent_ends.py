"""同意が終わると、その同意がなければ見せられない行は、出所・議題のありさまによらず、だれの前からも消える。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import ProgrammingError

from conferences.conferences_town import LAYERED, acknowledge, adjourn, agrees, as_, come, conference, fact, item, joins, noted, opened, sql
from kasane.audit.models import JournalEntry
from kasane.conferences import commands, lapsing, queries
from kasane.conferences.domain.codes import ItemState, Part, Provenance
from kasane.consent.commands import withdraw_consent
from kasane.consent.domain.codes import ConsentKind, Topic
from kasane.documents.packets import lines_of_item
from kasane.kernel import clock
from kasane.kernel.actor import Actor, job_actor
from kasane.kernel.decision import NotVisible, Refused

pytestmark = pytest.mark.django_db
HEARD = "主治医の話では、薬を飲み忘れている"


def texts(actor: Actor, item_id: UUID) -> list[str]:
    """この人が資料で読める文。議題が見えなければ空。"""
    with as_(actor):
        try:
            return [line.text for line in queries.packet(item_id, actor).lines]
        except NotVisible:
            return []


def medical(cast: Any, case_id: UUID, person: UUID, *agencies: UUID, **rest: Any) -> UUID:
    """本人が、主治医の話をこれらの機関に伝えてよいと言う。"""
    return agrees(cast.csw, case_id, person, *agencies, topics=frozenset({Topic.MEDICAL}), kind=ConsentKind.MEDICAL, **rest)


@pytest.fixture
def layered(cast: Any) -> dict[str, Any]:
    """同意のある母の、重層的支援会議の議題。職務のない市(司会)と北地域包括に、医療の同意も及んでいる。"""
    case_id, (mother,) = opened(cast.csw, "高橋 花子")
    sharing = agrees(cast.csw, case_id, mother, cast.city.agency_id, cast.hokatsu.agency_id)
    health = medical(cast, case_id, mother, cast.city.agency_id, cast.hokatsu.agency_id)
    held = conference(cast.csw, (cast.city, Part.CHAIR), kind=LAYERED)
    acknowledge(cast.city)
    one = item(cast.csw, held, case_id, mother)
    joins(cast.csw, one, cast.hokatsu)
    commands.put_fact(by=cast.csw, item_id=one, facts=fact("夜に出歩く", Provenance.DUTY, person_id=mother))
    commands.put_fact(by=cast.csw, item_id=one, facts=fact(HEARD, Provenance.DUTY, topic=Topic.MEDICAL, person_id=mother))
    return {"case": case_id, "mother": mother, "meeting": held, "item": one, "sharing": sharing, "medical": health}


def test_医療の同意を取り消すと_職務を出所とする行も_その場で全員の前から消える(cast: Any, layered: dict[str, Any]) -> None:
    one = layered["item"]
    for actor in (cast.csw, cast.city, cast.hokatsu):
        assert texts(actor, one) == ["夜に出歩く", HEARD]
    assert texts(cast.neighbour, one) == []
    with as_(cast.city):
        bound = lines_of_item(one, cast.city)
    with pytest.raises((NotVisible, Refused)):
        withdraw_consent(by=cast.neighbour, consent_id=layered["medical"])
    shared = withdraw_consent(by=cast.csw, consent_id=layered["medical"])
    for actor in (cast.csw, cast.city, cast.hokatsu):
        assert texts(actor, one) == ["夜に出歩く"]
    assert {one.agency_id for one in shared if one.what == "会議の資料の行"} >= {cast.city.agency_id, cast.hokatsu.agency_id}
    with as_(cast.city):  # 綴りも引き取れない(載せた行が変わった)。残りの資料では、会議は続けられる
        assert set(lines_of_item(one, cast.city)) < set(bound)
    assert sql(cast.city, "SELECT conferences_consent_stands(%s)", one) == [True]
    commands.open_conference(by=cast.csw, conference_id=layered["meeting"])
    come(cast.csw, one, cast.csw, cast.city, cast.hokatsu)
    with as_(cast.csw):
        assert queries.item_room(one, cast.csw).state is ItemState.TABLED
    with pytest.raises(Refused):  # 同じことを、もう一度は載せられない
        commands.put_fact(by=cast.csw, item_id=one, facts=fact(HEARD, Provenance.DUTY, topic=Topic.MEDICAL, person_id=layered["mother"]))


@pytest.mark.parametrize("which", [0, 1])
def test_二つの同意に拠る一行は_どちらを取り消しても消える(cast: Any, which: int) -> None:
    case_id, (mother,) = opened(cast.csw, "高橋 花子")
    given = [agrees(cast.csw, case_id, mother, one.agency_id) for one in (cast.city, cast.hokatsu)]
    held = conference(cast.city, (cast.csw, Part.SECRETARIAT))
    acknowledge(cast.csw)
    one = item(cast.csw, held, case_id, mother)
    joins(cast.csw, one, cast.hokatsu)
    commands.put_fact(by=cast.csw, item_id=one, facts=fact("息子と連絡がとれない", Provenance.CONSENT, person_id=mother))
    commands.put_fact(by=cast.csw, item_id=one, facts=fact("近所が心配している", person_id=mother))
    withdraw_consent(by=cast.csw, consent_id=given[which])
    for actor in (cast.city, cast.csw, cast.hokatsu):  # 106条の6の行は、同意に拠らないので残る
        assert texts(actor, one) == ["近所が心配している"]


def test_一つの機関への同意だけを失うと_その席が閉じ_ほかの人の資料は残る(cast: Any, layered: dict[str, Any]) -> None:
    case_id, mother, one = layered["case"], layered["mother"], layered["item"]
    agrees(cast.csw, case_id, mother, cast.city.agency_id)
    withdraw_consent(by=cast.csw, consent_id=layered["sharing"])
    assert texts(cast.hokatsu, one) == []
    assert texts(cast.city, one) == texts(cast.csw, one) == ["夜に出歩く", HEARD]


@pytest.mark.parametrize("ended", ["decided", "closed", "conference"])
def test_閉じた議題でも_取り消せば_職務のない役員は何も読めなくなる(cast: Any, layered: dict[str, Any], ended: str) -> None:
    one = layered["item"]
    commands.open_conference(by=cast.csw, conference_id=layered["meeting"])
    if ended == "decided":
        come(cast.csw, one, cast.csw, cast.city, cast.hokatsu)
        commands.decide_item(by=cast.csw, item_id=one, facts=noted())
    elif ended == "closed":
        commands.close_item(by=cast.csw, item_id=one, reason="次の回に送る")
    else:
        adjourn(cast.csw, layered["meeting"])
    assert texts(cast.city, one) == ["夜に出歩く", HEARD]
    withdraw_consent(by=cast.csw, consent_id=layered["sharing"])
    for actor in (cast.city, cast.hokatsu, cast.neighbour):
        assert texts(actor, one) == []
        assert sql(actor, "SELECT text FROM conferences_fact") == []
    with as_(cast.csw):  # 職務として記録を持つ機関には、資料も、閉じたことも残る
        room = queries.item_room(one, cast.csw)
        assert room.state is (ItemState.HALTED if ended == "decided" else ItemState.CLOSED)
    assert texts(cast.csw, one) == ["夜に出歩く", HEARD]


def test_取りやめた会議の議題でも_職務のない役員は読めなくなる(cast: Any, layered: dict[str, Any]) -> None:
    commands.cancel_conference(by=cast.csw, conference_id=layered["meeting"], reason="大雪のため")
    assert texts(cast.city, layered["item"]) == ["夜に出歩く", HEARD]
    withdraw_consent(by=cast.csw, consent_id=layered["sharing"])
    assert texts(cast.city, layered["item"]) == []


def test_期間の過ぎた税と医療の行は_係が止め_日誌に残る(cast: Any) -> None:
    case_id, (mother,) = opened(cast.csw, "高橋 花子")
    soon, everyone = clock.today() + timedelta(days=3), [one.agency_id for one in (cast.csw, cast.city, cast.hokatsu)]
    agrees(cast.csw, case_id, mother, *everyone[1:])
    medical(cast, case_id, mother, *everyone[1:], valid_until=soon)
    agrees(cast.csw, case_id, mother, *everyone, topics=frozenset({Topic.TAX}), kind=ConsentKind.TAX, valid_until=soon)
    held = conference(cast.csw, (cast.city, Part.CHAIR), kind=LAYERED)
    acknowledge(cast.city)
    one = item(cast.csw, held, case_id, mother)
    for given in (
        fact("夜に出歩く", Provenance.DUTY, person_id=mother),
        fact(HEARD, Provenance.DUTY, topic=Topic.MEDICAL, person_id=mother),
        fact("市民税を滞納している", Provenance.TAX, topic=Topic.TAX, person_id=mother),
    ):
        commands.put_fact(by=cast.csw, item_id=one, facts=given)
    assert lapsing.once() == 0
    with clock.frozen(clock.now() + timedelta(days=3)):
        assert lapsing.once() == 0
        assert len(texts(cast.city, one)) == 3
    with clock.frozen(clock.now() + timedelta(days=4)):
        assert lapsing.once() == 1
        assert lapsing.once() == 0
    for actor in (cast.csw, cast.city):
        assert texts(actor, one) == ["夜に出歩く"]
    with as_(job_actor("worker")):
        entry = JournalEntry.objects.get(act="lapse_facts")
        assert (entry.reason, entry.subjects) == (lapsing.WHY, [mother])
    assert set(sql(cast.csw, "SELECT dropped_reason FROM conferences_fact WHERE dropped_at IS NOT NULL")) == {lapsing.WHY}


def test_係でない人は_行を止める関数を呼べず_係は会議の資料を読めない(cast: Any, layered: dict[str, Any]) -> None:
    for actor in (cast.csw, cast.neighbour):
        with pytest.raises(ProgrammingError):
            sql(actor, "SELECT item FROM conferences_lapse('x', now(), 10)")
    assert sql(job_actor("worker"), "SELECT text FROM conferences_fact") == []
    assert texts(cast.csw, layered["item"]) == ["夜に出歩く", HEARD]
