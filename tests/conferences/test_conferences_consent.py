"""同意と会議: SQL の守りが同意の規則と同じこと、取り消しでその場で止まること、出所が守られること。"""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import connections
from people.town import lives_at, protect

from conferences.conferences_town import (
    LAYERED,
    SUPPORT,
    acknowledge,
    agrees,
    as_,
    conference,
    fact,
    invite,
    item,
    joins,
    opened,
    sql,
)
from kasane.audit.models import JournalEntry
from kasane.cases.models import CasePerson, Note
from kasane.conferences import commands, queries
from kasane.conferences.domain.codes import ItemState, Occasion, Part, Provenance
from kasane.consent import commands as consents
from kasane.consent.domain.codes import ConsentKind, Topic
from kasane.consent.domain.coverage import Scope, covers
from kasane.consent.domain.recording import ConsentFacts
from kasane.consent.queries.ledger import acts_of
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused
from kasane.people.domain.codes import PlaceKind

pytestmark = pytest.mark.django_db
REASON = "見守りの訪問に使うため、本人の話で確かめた"


@pytest.mark.django_db(transaction=True)
def test_SQL_の同意の確かめは_同意の規則と同じ答え(cast):
    """乱数の同意・断り・取り消しについて、conferences_consent が coverage.covers と同じ答えを返す。"""
    dice = random.Random(4)
    case_id, people = opened(cast.csw, "高橋 花子", "高橋 太郎", "高橋 次郎")
    agencies = [cast.csw.agency_id, cast.city.agency_id, cast.hokatsu.agency_id, cast.neighbour.agency_id]
    made = 0
    for _ in range(40):
        person, kind = dice.choice(people), dice.choice((ConsentKind.SHARING, ConsentKind.SHARING, ConsentKind.TAX))
        topics = frozenset({Topic.TAX}) if kind is ConsentKind.TAX else frozenset(dice.sample([Topic.CIRCUMSTANCES, Topic.HEALTH], 1))
        chosen = dice.sample(agencies, dice.randint(1, 3))
        with as_(cast.csw):
            room = CasePerson.objects.get(case_id=case_id, person_id=person).compartment_id
        base = ConsentFacts(
            kind=kind, given_on=clock.today(), explained=True, paper_kept=True, valid_until=clock.today() + timedelta(days=9)
        )
        if dice.random() < 0.3:
            facts = ConsentFacts(kind=kind, given_on=clock.today(), excluded=tuple(dice.sample(agencies, dice.randint(0, 2))))
            call = consents.record_refusal
        else:
            rest = [one for one in agencies if one not in chosen]
            shut = tuple(dice.sample(rest, dice.randint(0, min(1, len(rest)))))
            facts = ConsentFacts(**{**{name: getattr(base, name) for name in base.__slots__},
                                    "scopes": tuple(Scope(one, topics) for one in chosen), "excluded": shut})  # fmt: skip
            call = consents.record_consent
        try:
            key = call(by=cast.csw, case_id=case_id, person_id=person, room_id=room, facts=facts)
        except (Invalid, Refused):
            continue
        made += 1
        if call is consents.record_consent and dice.random() < 0.3:
            consents.withdraw_consent(by=cast.csw, consent_id=key)
    assert made > 12
    with as_(cast.csw):
        acts = acts_of(case_id, people)
    today, answers = clock.today(), set()
    with connections["owner"].cursor() as cursor:
        for person in people:
            for agency in agencies:
                for topic in (Topic.CIRCUMSTANCES, Topic.HEALTH, Topic.TAX):
                    for day in (today - timedelta(days=1), today, today + timedelta(days=9), today + timedelta(days=10)):
                        cursor.execute(
                            "SELECT conferences_consent(%s, %s, %s, %s, %s) IS NOT NULL", [case_id, person, agency, topic.value, day]
                        )
                        expected = covers(acts, person, agency, topic, day).allowed
                        assert cursor.fetchone() == (expected,), (person, agency, topic, day)
                        answers.add(expected)
    assert answers == {True, False}


@pytest.fixture
def layered(cast):
    """同意のある母の、重層的支援会議の議題。北地域包括が構成員。"""
    case_id, (mother,) = opened(cast.csw, "高橋 花子")
    consent = agrees(cast.csw, case_id, mother, cast.city.agency_id, cast.hokatsu.agency_id)
    held = conference(cast.csw, (cast.city, Part.CHAIR), kind=LAYERED)
    acknowledge(cast.city)
    one = item(cast.csw, held, case_id, mother)
    joins(cast.csw, one, cast.hokatsu)
    return {"case": case_id, "mother": mother, "meeting": held, "item": one, "consent": consent}


def test_同意を取り消すと_議題はその場で閉じ_職務として持つ機関だけが残る(cast, layered):
    with pytest.raises(NotVisible):
        consents.withdraw_consent(by=cast.neighbour, consent_id=layered["consent"])
    shared = consents.withdraw_consent(by=cast.csw, consent_id=layered["consent"])
    assert {one.agency_id for one in shared if one.what == "会議の資料"} == {cast.city.agency_id, cast.hokatsu.agency_id}
    for actor in (cast.hokatsu, cast.city, cast.neighbour):
        with as_(actor), pytest.raises(NotVisible):
            queries.item_room(layered["item"], actor)
    with as_(cast.csw):
        assert queries.item_room(layered["item"], cast.csw).state is ItemState.HALTED
    with pytest.raises(Refused):
        commands.put_fact(by=cast.csw, item_id=layered["item"], facts=fact("外出した", Provenance.DUTY, person_id=layered["mother"]))


def test_構成員の根拠は_同意の終わりより先には延びない(cast):
    case_id, (mother,) = opened(cast.csw, "高橋 花子")
    agrees(cast.csw, case_id, mother, cast.city.agency_id, cast.hokatsu.agency_id, valid_until=clock.today() + timedelta(days=3))
    held = conference(cast.csw, (cast.city, Part.CHAIR), kind=LAYERED)
    acknowledge(cast.city)
    one = item(cast.csw, held, case_id, mother)
    joins(cast.csw, one, cast.hokatsu)
    room = sql(cast.csw, "SELECT compartment_id FROM conferences_item")[0]
    for actor in (cast.hokatsu, cast.city):
        ends = sql(actor, "SELECT max(valid_to) FROM access_grant WHERE compartment_id = %s", room)[0]
        assert clock.jst(ends).date() == clock.today() + timedelta(days=4)
    assert sql(cast.neighbour, "SELECT count(*) FROM access_grant WHERE compartment_id = %s", room) == [0]


def test_同意の及ばないことは_同意のもとの議題に置けない(cast, layered):
    narrow = {"topic": Topic.MEDICAL, "person_id": layered["mother"]}
    for provenance in (Provenance.DUTY, Provenance.CONSENT):
        with pytest.raises(Refused):
            commands.put_fact(by=cast.csw, item_id=layered["item"], facts=fact("主治医の話", provenance, **narrow))
    with pytest.raises(Invalid):
        commands.put_fact(by=cast.csw, item_id=layered["item"], facts=fact("近所の話", Provenance.CONFERENCE))
    assert commands.put_fact(
        by=cast.csw, item_id=layered["item"], facts=fact("歩けている", Provenance.CONSENT, topic=Topic.HEALTH, person_id=layered["mother"])
    )
    with pytest.raises(NotVisible):
        commands.put_fact(by=cast.neighbour, item_id=layered["item"], facts=fact("のぞき見", Provenance.DUTY))


@pytest.fixture
def support(cast):
    """同意のない母の、支援会議の議題。北地域包括が構成員。"""
    case_id, (mother,) = opened(cast.csw, "高橋 花子")
    held = conference(cast.city, (cast.csw, Part.SECRETARIAT))
    acknowledge(cast.csw)
    one = item(cast.csw, held, case_id, mother)
    joins(cast.csw, one, cast.hokatsu)
    line = commands.contribute_fact(by=cast.hokatsu, item_id=one, facts=fact("夜に大声がする", person_id=mother))
    return {"case": case_id, "mother": mother, "item": one, "line": line}


def test_会議で知ったことは_同意か理由なしには_事案に入らない(cast, support):
    def notes() -> list[str]:
        with as_(cast.csw):
            return list(Note.objects.filter(case_id=support["case"], kind="contact").values_list("fact", flat=True))

    given = {"fact_id": support["line"], "provenance": Provenance.CONSENT, "reason": REASON, "into_case": True}
    with pytest.raises(Refused) as refused:
        commands.relabel_fact(by=cast.csw, **given)
    assert "同意が今ありません" in refused.value.decision.reason
    with pytest.raises(Refused):
        commands.relabel_fact(by=cast.csw, **{**given, "provenance": Provenance.DUTY, "reason": "必要"})
    with pytest.raises(Refused):  # 構成員でも、事案を管理していない機関は付け替えられない
        commands.relabel_fact(by=cast.hokatsu, **{**given, "provenance": Provenance.DUTY})
    with pytest.raises(NotVisible):
        commands.relabel_fact(by=cast.neighbour, **given)
    assert notes() == []
    agrees(cast.csw, support["case"], support["mother"], cast.hokatsu.agency_id)
    assert commands.relabel_fact(by=cast.csw, **given)
    assert notes() == ["夜に大声がする\n(出所：本人同意に付け替え)"]
    with as_(cast.csw):
        line = queries.packet(support["item"], cast.csw).lines[0]
        assert (line.first_provenance, line.provenance, line.relabelled_reason) == (Provenance.CONFERENCE, Provenance.CONSENT, REASON)
        entry = JournalEntry.objects.get(act="relabel_fact")
        assert (entry.reason, entry.changed) == (REASON, ["provenance"])


def test_支援措置の居どころは_書く時にも_後から始まった時にも_置き換わる(cast):
    case_id, (mother,) = opened(cast.csw, "高橋 花子")
    held = conference(cast.city, (cast.csw, Part.SECRETARIAT))
    acknowledge(cast.csw)
    one = item(cast.csw, held, case_id, mother)
    joins(cast.csw, one, cast.hokatsu)
    lives_at(cast.csw, mother, "かさね市緑町3-14-2 コーポ葵201")
    lives_at(cast.csw, mother, "090-1234-5678", PlaceKind.PHONE)
    commands.put_fact(by=cast.csw, item_id=one, facts=fact("かさね市緑町３－１４－２　コーポ葵２０１に一人でいる"))
    protect(cast.csw, mother)
    commands.put_fact(by=cast.csw, item_id=one, facts=fact("電話は 090 1234 5678 につながる"))
    for actor in (cast.csw, cast.hokatsu):
        with as_(actor):
            texts = " ".join(line.text for line in queries.packet(one, actor).lines)
        assert "支援措置のため伏せています" in texts
        assert not any(word in texts for word in ("緑町", "葵", "3-14", "1234"))
        raw = " ".join(sql(actor, "SELECT text FROM conferences_fact"))
        assert raw.count("支援措置のため伏せています") == 2
    assert sql(cast.neighbour, "SELECT count(*) FROM conferences_fact") == [0]


def test_どの会議に上げられるかを_同意から答える(cast):
    case_id, (mother, son) = opened(cast.csw, "高橋 花子", "高橋 太郎")
    agrees(cast.csw, case_id, mother, cast.city.agency_id)
    with as_(cast.csw):
        alone = {one.kind.code: one.tabling for one in queries.kind_choices(case_id, [mother], Occasion.SHARE)}
        both = {one.kind.code: one.tabling for one in queries.kind_choices(case_id, [mother, son], Occasion.SHARE)}
    assert alone[LAYERED].allowed
    assert alone[SUPPORT].allowed
    assert not both[LAYERED].allowed
    assert both[SUPPORT].allowed
    assert "高橋　太郎の本人同意がありません" in both[LAYERED].reason
    assert not both["steering"].allowed
    with as_(cast.neighbour), pytest.raises(NotVisible):
        queries.kind_choices(case_id, [mother], Occasion.SHARE)


def test_議題を受け付ける会議には_ほかの機関の多機関協働の人が上げられ_名簿は見えない(cast):
    held = conference(cast.city, takes_proposals=True, days=3)
    with as_(cast.csw):
        assert [one.head.id for one in queries.open_agendas(cast.csw)] == [held]
        with pytest.raises(NotVisible):
            queries.conference_page(held, cast.csw)
    with as_(cast.hokatsu):
        assert queries.open_agendas(cast.hokatsu) == ()
    case_id, (mother,) = opened(cast.csw, "高橋 花子")
    one = item(cast.csw, held, case_id, mother)
    assert commands.put_fact(by=cast.csw, item_id=one, facts=fact("通帳を見せない"))
    with as_(cast.csw):
        room = queries.item_room(one, cast.csw)
        assert room.members == ()
        assert not room.officer
    with as_(cast.city):
        assert len(queries.members_of(one)) == 2
    with pytest.raises(Refused):
        invite(cast.csw, one, cast.hokatsu)
    with pytest.raises(NotVisible):
        item(cast.neighbour, held, case_id, mother)


def test_同意の及ばない機関の人は_後から役員にもできない(cast, layered):
    with pytest.raises(Refused):
        commands.seat_officer(by=cast.csw, conference_id=layered["meeting"], posting_id=cast.auditor.posting_id, part=Part.MINUTES)
    with pytest.raises(NotVisible):
        commands.seat_officer(by=cast.neighbour, conference_id=layered["meeting"], posting_id=cast.neighbour.posting_id, part=Part.MINUTES)
    # 同意の及ぶ機関の構成員は、役員に替えられる(会議の部屋は、役員として確認してから)
    commands.seat_officer(by=cast.csw, conference_id=layered["meeting"], posting_id=cast.hokatsu.posting_id, part=Part.MINUTES)
    with as_(cast.hokatsu), pytest.raises(NotVisible):
        queries.conference_page(layered["meeting"], cast.hokatsu)
    acknowledge(cast.hokatsu)
    with as_(cast.hokatsu):
        assert queries.item_room(layered["item"], cast.hokatsu).officer
