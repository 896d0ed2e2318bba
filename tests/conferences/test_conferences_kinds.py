"""会議の種類は日付つきの決まり: 市が改め、既存会議体を充て、罰則は効いている条文で示す(forms §6.2・§6.5)。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from conferences.conferences_town import SUPPORT, acknowledge, agrees, as_, conference, fact, item, joins, opened, outcome_of
from kasane.agencies.models import ExistingBody
from kasane.conferences import commands, queries
from kasane.conferences.domain.codes import Occasion, Part, Provenance
from kasane.conferences.domain.facts import KindFacts
from kasane.conferences.queries.kinds import kind_by_id, kind_on
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused

pytestmark = pytest.mark.django_db
ALL = tuple(Occasion)


def kind_facts(**rest) -> KindFacts:
    """大山町の形: 一つの会議で、106条の6と、同意のある事例の両方を扱う。"""
    given = {
        "code": "one_meeting", "name": "支援連携会議", "statute_code": "social_welfare.106_6", "consent_required": False,
        "penal_secrecy": True, "both_laws": True, "needs_city": True, "allowed_occasions": ALL, "approves_plans": True, "source": "設置要綱",
    }  # fmt: skip
    return KindFacts(**{**given, **rest})


@pytest.mark.parametrize(("day", "words"), [(date(2025, 5, 31), "1年以下の懲役"), (date(2025, 6, 1), "1年以下の拘禁刑")])
def test_罰則は_その日に効いている言葉で示す(cast, day, words):
    """forms §6.5: 拘禁刑は令和7年6月1日から。どちらの行も、条文で確かめるまで未確認。"""
    with as_(cast.city):
        kind = kind_on(SUPPORT, date(2025, 5, 1))
        wording = kind_by_id(kind.id, on=day).wording
    assert f"{words}又は100万円以下の罰金" in wording
    with as_(cast.neighbour):
        from kasane.access.queries import statutes

        assert {row.verified for row in statutes() if row.code == "social_welfare.106_6.penalty"} == {False}


def test_初期の種類は_未確認のまま置かれ_支援会議と重層的支援会議がある(cast):
    with as_(cast.city):
        kinds = {one.code: one for one in queries.kinds_on()}
    assert len(kinds) == 14
    assert not any(one.verified for one in kinds.values())
    support, layered = kinds["support_conference"], kinds["layered_conference"]
    assert (support.consent_required, support.penal_secrecy, support.statute) == (False, True, "社会福祉法106条の6")
    assert (layered.consent_required, layered.needs_city, layered.needs_coordinator) == (True, True, True)
    assert kinds["community_care"].statute == "介護保険法115条の48"


def test_一つの会議で両方を扱う町は_議題ごとに同意が根拠を決める(cast):
    commands.revise_kind(by=cast.account_admin, facts=kind_facts(), valid_from=clock.today())
    held = conference(cast.city, (cast.csw, Part.SECRETARIAT), kind="one_meeting")
    acknowledge(cast.csw)
    case_id, (mother, son) = opened(cast.csw, "高橋 花子", "高橋 太郎")
    agrees(cast.csw, case_id, mother, cast.city.agency_id)
    agreed, secret = item(cast.csw, held, case_id, mother), item(cast.csw, held, case_id, son)
    with as_(cast.csw):
        assert (queries.item_room(agreed, cast.csw).on_consent, queries.item_room(secret, cast.csw).on_consent) == (True, False)
        assert queries.item_room(agreed, cast.csw).ground == "本人の同意"
    with pytest.raises(Refused):  # 同意のもとの議題には、同意の及ばない機関を招けない
        joins(cast.csw, agreed, cast.hokatsu)
    joins(cast.csw, secret, cast.hokatsu)
    with pytest.raises(Invalid):
        commands.put_fact(by=cast.csw, item_id=agreed, facts=fact("近所の話", Provenance.CONFERENCE))


def test_種類を改めても_招集した会議は招集したときの決まりのまま(cast):
    before = conference(cast.city)
    later = clock.today() + timedelta(days=2)
    commands.revise_kind(
        by=cast.city, valid_from=later, facts=kind_facts(code=SUPPORT, name="包括的支援会議", both_laws=False, minimum_members=3)
    )
    with as_(cast.city):
        assert queries.conference_page(before, cast.city).kind.name == "支援会議"
        assert kind_on(SUPPORT, clock.today()).name == "支援会議"
        assert kind_on(SUPPORT, later).name == "包括的支援会議"
    after = conference(cast.city, days=2)
    with as_(cast.city):
        assert queries.conference_page(after, cast.city).kind.minimum_members == 3
    with pytest.raises(Invalid):
        commands.revise_kind(by=cast.city, valid_from=clock.today() - timedelta(days=1), facts=kind_facts())
    with pytest.raises(Invalid):
        commands.revise_kind(by=cast.city, valid_from=later, facts=kind_facts(code="x", penal_secrecy=False))
    for actor in (cast.neighbour, cast.csw, cast.auditor):
        with pytest.raises(Refused):
            commands.revise_kind(by=actor, valid_from=later, facts=kind_facts(code="mine"))


def test_既存会議体を会議に充てる(cast):
    with as_(cast.account_admin):
        body = ExistingBody.objects.create(name="地域ケア会議", statute_code="long_term_care.115_48", valid_from=date(2026, 4, 1))
    facts = kind_facts(code="community_care", name="地域ケア会議", statute_code="long_term_care.115_48", both_laws=False)
    made = commands.designate_body(by=cast.city, body_id=body.id, facts=facts, valid_from=clock.today())
    with as_(cast.city):
        kind = kind_on("community_care", clock.today())
    assert (kind.id, kind.body_id, kind.approves_plans) == (made, body.id, True)
    with pytest.raises(NotVisible):
        commands.designate_body(by=cast.city, body_id=cast.minsei, facts=facts, valid_from=clock.today())
    with pytest.raises(Refused):
        commands.designate_body(by=cast.neighbour, body_id=body.id, facts=facts, valid_from=clock.today())


def test_扱えない議題と_同意も守秘もない会議(cast):
    held = conference(cast.city, (cast.csw, Part.SECRETARIAT), kind="steering")
    acknowledge(cast.csw)
    case_id, (mother,) = opened(cast.csw, "高橋 花子")
    with pytest.raises(Refused) as refused:
        item(cast.csw, held, case_id, mother)
    assert "扱えません" in outcome_of(refused)
    assert item(cast.csw, held)  # 資源の議題は上がる
    with pytest.raises(NotVisible):
        item(cast.neighbour, held)
