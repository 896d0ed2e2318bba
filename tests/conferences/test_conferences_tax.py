"""税情報は、本人の税の同意がなければ、どの道からも会議に入らない(security.md N40〜N44、地方税法22条)。"""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from django.db import ProgrammingError, connections, transaction

from conferences import conferences_doors as doors
from conferences.conferences_town import (
    LAYERED,
    acknowledge,
    agrees,
    agrees_tax,
    as_,
    conference,
    fact,
    invite,
    item,
    joins,
    opened,
    sql,
    tax_fact,
)
from kasane.audit.models import JournalEntry
from kasane.conferences import commands, queries
from kasane.conferences.domain.codes import Part, Provenance
from kasane.consent.commands import withdraw_consent
from kasane.consent.domain.codes import Topic
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused
from kasane.kernel.ids import new_id

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(cast):
    """同意のない母子の支援会議。市・CSW(事務局)と、北地域包括が構成員。"""
    case_id, (mother, son) = opened(cast.csw, "高橋 花子", "高橋 太郎")
    held = conference(cast.city, (cast.csw, Part.SECRETARIAT))
    acknowledge(cast.csw)
    one = item(cast.csw, held, case_id, mother, son)
    joins(cast.csw, one, cast.hokatsu)
    return {"case": case_id, "mother": mother, "son": son, "item": one, "meeting": held}


def everyone(cast) -> list[UUID]:
    return [cast.city.agency_id, cast.csw.agency_id, cast.hokatsu.agency_id]


def test_N40_税の同意がなければ_税の事実は資料に置けない(cast, room):
    for actor in (cast.csw, cast.city):
        with pytest.raises(Refused) as refused:
            commands.put_fact(by=actor, item_id=room["item"], facts=tax_fact(room["mother"]))
        assert "税の同意" in refused.value.decision.reason or "税情報" in refused.value.decision.reason
    with pytest.raises(Refused):
        commands.contribute_fact(by=cast.hokatsu, item_id=room["item"], facts=tax_fact(room["mother"]))
    with pytest.raises(NotVisible):
        commands.put_fact(by=cast.neighbour, item_id=room["item"], facts=tax_fact(room["mother"]))
    assert sql(cast.csw, "SELECT count(*) FROM conferences_fact") == [0]
    # 同意が、構成員の機関のすべてに及べば置ける(母の同意は、長男の税には及ばない)
    agrees_tax(cast.csw, room["case"], room["mother"], *everyone(cast))
    assert commands.put_fact(by=cast.csw, item_id=room["item"], facts=tax_fact(room["mother"]))
    with pytest.raises(Refused):
        commands.put_fact(by=cast.csw, item_id=room["item"], facts=tax_fact(room["son"]))
    # 税の同意の及ばない機関は、もう招けない
    with pytest.raises(Refused):
        invite(cast.csw, room["item"], cast.neighbour)


@pytest.mark.django_db(transaction=True)
def test_N40_データベースの引き金が_関数を通らない書き込みも止める(cast):
    """アプリの役割は表に書けず、表の持ち主の書き込みも、引き金が同じ理由で断る。"""
    case_id, (mother,) = opened(cast.csw, "高橋 花子")
    held = conference(cast.city, (cast.csw, Part.SECRETARIAT))
    acknowledge(cast.csw)
    one = item(cast.csw, held, case_id, mother)
    row = (
        "INSERT INTO conferences_fact (id, compartment_id, recorded_at, recorded_by, item_id, position, person_id, section, text,"
        " provenance, topic, source_agency_id, contributed, as_of, source_kind, words_seen, first_provenance, relabelled_reason,"
        " dropped_reason) SELECT %s, i.compartment_id, now(), %s, i.id, 1, %s, 'now', '市民税の滞納', %s, %s, %s, false, current_date, '',"
        " %s, %s, '', '' FROM conferences_item i WHERE i.id = %s"
    )

    def given(provenance: str, topic: str, seen: bool) -> list[object]:
        return [new_id(), cast.csw.posting_id, mother, provenance, topic, cast.csw.agency_id, seen, provenance, one]

    with pytest.raises(ProgrammingError, match="permission denied"):
        sql(cast.csw, row, *given("tax", "tax", False))
    for provenance, topic, seen in (("tax", "tax", False), ("conference", "circumstances", False)):
        with pytest.raises(ProgrammingError, match="税"), transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            cursor.execute(row, given(provenance, topic, seen))
    agrees_tax(cast.csw, case_id, mother, cast.city.agency_id, cast.csw.agency_id)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(row, given("tax", "tax", False))
        assert cursor.rowcount == 1
        transaction.set_rollback(True, using="owner")


def test_N41_収入状況を含む情報共有の同意は_税の同意ではない(cast, room):
    money = frozenset({Topic.IDENTITY, Topic.CIRCUMSTANCES, Topic.MONEY, Topic.WORK})
    agrees(cast.csw, room["case"], room["mother"], *everyone(cast), topics=money)
    with pytest.raises(Refused) as refused:
        commands.put_fact(by=cast.csw, item_id=room["item"], facts=tax_fact(room["mother"]))
    assert "収入についての同意では足りません" in refused.value.decision.reason
    # 出所を言い換えても、税のことは税の同意のもとでだけ
    for provenance in (Provenance.CONSENT, Provenance.DUTY, Provenance.CONFERENCE):
        with pytest.raises(Invalid):
            commands.put_fact(
                by=cast.csw, item_id=room["item"], facts=fact("非課税", provenance, topic=Topic.TAX, person_id=room["mother"])
            )
    assert commands.put_fact(
        by=cast.csw, item_id=room["item"],
        facts=fact("年金で暮らしている", Provenance.CONSENT, topic=Topic.MONEY, person_id=room["mother"]),
    )  # fmt: skip
    with pytest.raises(NotVisible):
        commands.put_fact(by=cast.neighbour, item_id=room["item"], facts=tax_fact(room["mother"]))


@pytest.mark.parametrize("text", ["課税されていない", "住民税を滞　納している", "総所得は二百万", "固定資産税の通知"])
def test_N42_税の言葉を写すと_確かめるまで止まり_確かめたことが日誌に残る(cast, room, text):
    with pytest.raises(Invalid) as held:
        commands.put_fact(by=cast.csw, item_id=room["item"], facts=fact(text))
    assert "税を思わせる言葉" in held.value.errors["tax_words_seen"]
    raw = {"section": "now", "text": text, "provenance": "conference", "topic": "circumstances", "person_id": None,
               "as_of": str(clock.today()), "source_kind": "", "source_id": None, "words_seen": False}  # fmt: skip
    given = [new_id(), room["item"], json.dumps(raw, ensure_ascii=False)]
    with pytest.raises(ProgrammingError, match="税を思わせる言葉"):  # 画面を通らなくても、確かめずには入らない
        sql(cast.csw, "SELECT conferences_put_fact(%s, %s, %s, false, now())", *given)
    commands.put_fact(by=cast.csw, item_id=room["item"], facts=fact(text, tax_words_seen=True))
    with as_(cast.csw):
        entry = JournalEntry.objects.filter(act="put_fact").latest("at")
    assert "tax_words_seen" in entry.changed
    assert text not in str(entry.__dict__)
    with pytest.raises(NotVisible):
        commands.put_fact(by=cast.neighbour, item_id=room["item"], facts=fact(text, tax_words_seen=True))


def test_N43_数える表と関数に_税の事実は出ない(cast, room):
    agrees_tax(cast.csw, room["case"], room["mother"], *everyone(cast))
    commands.put_fact(by=cast.csw, item_id=room["item"], facts=tax_fact(room["mother"], "税額は三万二千百円"))
    for actor in (cast.csw, cast.city, cast.hokatsu):
        found = {
            name for name in doors.tables() if sql(actor, f"SELECT count(*) FROM {name} t WHERE t::text LIKE '%%三万二千百円%%'") != [0]
        }
        assert found == {"conferences_fact"}
    counting = [name for name, types, reads in doors.functions() if reads and not types and name.startswith("conferences_")]
    assert counting
    for name in counting:
        for actor in (cast.csw, cast.city, cast.neighbour):
            answers = sql(actor, f"SELECT (t.*)::text FROM {name} t")
            assert not [one for one in answers if "三万二千百円" in str(one)], name


def test_N44_税務の職員は_税の同意がなければ_持ち寄れない(cast, room, owner_sql):
    kind = owner_sql("SELECT code FROM agencies_code WHERE list_name = 'agency_kind' AND label = '税務'")[0][0]
    before = owner_sql("SELECT kind FROM agencies_agency WHERE id = %s", [cast.auditor.agency_id])[0][0]
    joins(cast.csw, room["item"], cast.auditor)
    owner_sql("UPDATE agencies_agency SET kind = %s WHERE id = %s", [kind, cast.auditor.agency_id])
    try:
        for provenance in (Provenance.DUTY, Provenance.CONFERENCE):
            with pytest.raises(Refused):  # 税の言葉がなくても、税務の機関の話は税の情報として扱う
                commands.contribute_fact(by=cast.auditor, item_id=room["item"], facts=fact("窓口で怒鳴った", provenance))
        with pytest.raises(Refused):
            commands.contribute_fact(by=cast.auditor, item_id=room["item"], facts=tax_fact(room["mother"]))
        agrees_tax(cast.csw, room["case"], room["mother"], *everyone(cast), cast.auditor.agency_id)
        assert commands.contribute_fact(by=cast.auditor, item_id=room["item"], facts=tax_fact(room["mother"]))
        with pytest.raises(NotVisible):
            commands.contribute_fact(by=cast.neighbour, item_id=room["item"], facts=tax_fact(room["mother"]))
    finally:
        owner_sql("UPDATE agencies_agency SET kind = %s WHERE id = %s", [before, cast.auditor.agency_id])


def test_税の同意を取り消すと_税の行はその場で消え_窓は残る(cast, room):
    consent = agrees_tax(cast.csw, room["case"], room["mother"], *everyone(cast))
    commands.put_fact(by=cast.csw, item_id=room["item"], facts=tax_fact(room["mother"]))
    with as_(cast.hokatsu):
        assert len(queries.packet(room["item"], cast.hokatsu).lines) == 1
    with pytest.raises(NotVisible):
        withdraw_consent(by=cast.neighbour, consent_id=consent)
    withdraw_consent(by=cast.csw, consent_id=consent)
    with as_(cast.hokatsu):
        assert queries.packet(room["item"], cast.hokatsu).lines == ()


def test_税情報の出所は付け替えられない(cast, room):
    agrees_tax(cast.csw, room["case"], room["mother"], *everyone(cast))
    line = commands.put_fact(by=cast.csw, item_id=room["item"], facts=tax_fact(room["mother"]))
    for to in (Provenance.CONSENT, Provenance.DUTY):
        with pytest.raises(Refused):
            commands.relabel_fact(by=cast.csw, fact_id=line, provenance=to, reason="支援のために家計を整えるから")
    with pytest.raises(NotVisible):
        commands.relabel_fact(by=cast.neighbour, fact_id=line, provenance=Provenance.DUTY, reason="支援のために家計を整えるから")


def test_重層的支援会議の税も_別の同意が要る(cast):
    case_id, (mother,) = opened(cast.csw, "高橋 花子")
    agrees(cast.csw, case_id, mother, cast.city.agency_id, cast.hokatsu.agency_id)
    held = conference(cast.csw, (cast.city, Part.CHAIR), kind=LAYERED)
    one = item(cast.csw, held, case_id, mother)
    with pytest.raises(Refused):
        commands.put_fact(by=cast.csw, item_id=one, facts=tax_fact(mother))
    agrees_tax(cast.csw, case_id, mother, cast.city.agency_id, cast.csw.agency_id)
    assert commands.put_fact(by=cast.csw, item_id=one, facts=tax_fact(mother))
    with pytest.raises(Refused):  # 情報共有の同意は北地域包括に及ぶが、税の同意は及ばない
        invite(cast.csw, one, cast.hokatsu)
    with pytest.raises(NotVisible):
        commands.put_fact(by=cast.neighbour, item_id=one, facts=tax_fact(mother))
