"""相談の記録(相談経路 C02・来談者)は、案として様式1-2に出る。書く人が取り入れるまで、何も書かれない。"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from cases.cases_town import as_, joins
from django.test import Client
from django.urls import reverse
from people.town import register

from coordination.coordination_town import cell, save
from kasane.cases.queries import case_header
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible, Refused
from kasane.kernel.wareki import format_wareki
from kasane.programmes.consultation.commands import receive_consultation
from kasane.programmes.consultation.domain.codes import Channel, NextStep, Speaker
from kasane.programmes.consultation.domain.consultation import ConsultationFacts, NextStepFacts, SubjectsGiven
from kasane.programmes.consultation.models import Consultation
from kasane.programmes.coordination import commands
from kasane.programmes.coordination.domain.assessment import Certainty, Section
from kasane.programmes.coordination.queries.proposed import proposed
from kasane.programmes.coordination.queries.sheet import Cell, assessment_sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(cast: Any) -> dict[str, UUID]:
    """娘から電話で受け、そのまま事案にした相談。"""
    person = register(cast.csw, "高橋 花子")
    facts = ConsultationFacts(received_on=clock.today(), channel=Channel.PHONE, speaker=Speaker.FAMILY, story="母のことで困っている")
    key = receive_consultation(by=cast.csw, facts=facts, subjects=SubjectsGiven(persons=(person,)), step=NextStepFacts(NextStep.OWN))
    with as_(cast.csw):
        case = Consultation.objects.get(id=key).case_id
    assert case is not None
    return {"consultation": key, "case": case, "person": person}


def lines(by: Any, case: UUID) -> dict[str, Any]:
    with as_(by):
        header = case_header(case, by=by)
        return {one.subject: one for one in proposed(header, assessment_sheet(header))}


def now(by: Any, case: UUID, key: str) -> Cell:
    with as_(by):
        found = assessment_sheet(case_header(case, by=by)).cell(key)
    assert found is not None
    return found


def test_案は_聞いた機関と日付を添えて出るだけで_何も書かれない(cast: Any, talk: dict[str, UUID]) -> None:
    found = lines(cast.csw, talk["case"])
    assert {name: one.words for name, one in found.items()} == {"route": "家族・知人から連絡(電話・メール等)", "visitor": "家族"}
    assert found["route"].label == "相談経路"
    assert cast.csw.agency_name in found["route"].said
    assert format_wareki(clock.today()) in found["route"].said
    assert now(cast.csw, talk["case"], "A-04").value.is_blank


def test_取り入れると_聞いた未確認の事実になり_案から消える(cast: Any, talk: dict[str, UUID]) -> None:
    commands.take_proposal(by=cast.csw, case_id=talk["case"], subject="route", ref=talk["consultation"])
    cell_now = now(cast.csw, talk["case"], "A-04")
    assert (cell_now.words, cell_now.is_reported) == ("家族・知人から連絡(電話・メール等)", True)
    assert cell_now.fact is not None
    source = cell_now.fact.source
    assert (source.agency_id, source.as_of, source.certainty) == (cast.csw.agency_id, clock.today(), Certainty.REPORTED)
    assert "相談の記録から" in cell_now.said
    assert set(lines(cast.csw, talk["case"])) == {"visitor"}
    with pytest.raises(Refused, match="もう値があります"):
        commands.take_proposal(by=cast.csw, case_id=talk["case"], subject="route", ref=talk["consultation"])


def test_先に書かれた欄には案を出さず_取り入れも断る(cast: Any, talk: dict[str, UUID]) -> None:
    save(cast.csw, talk["case"], Section.A, cell("A-04", ["6"]))
    assert set(lines(cast.csw, talk["case"])) == {"visitor"}
    with pytest.raises(Refused, match="もう値があります"):
        commands.take_proposal(by=cast.csw, case_id=talk["case"], subject="route", ref=talk["consultation"])
    assert now(cast.csw, talk["case"], "A-04").value.codes == ("6",)


def test_相談の見えない支援チームには案が出ず_隣人には事案ごと見えない(
    cast: Any, talk: dict[str, UUID], sign_in: Any, client: Client
) -> None:
    joins(cast.csw, talk["case"], cast.hokatsu.agency_id, talk["person"])
    assert lines(cast.hokatsu, talk["case"]) == {}
    for actor in (cast.hokatsu, cast.neighbour):
        with pytest.raises(NotVisible):
            commands.take_proposal(by=actor, case_id=talk["case"], subject="route", ref=talk["consultation"])
    sign_in(client, cast.neighbour)
    take = reverse("coordination:take_proposal", args=[talk["case"], "route", talk["consultation"]])
    assert client.post(take).status_code == 404
    with pytest.raises(NotVisible):
        commands.take_proposal(by=cast.csw, case_id=talk["case"], subject="route", ref=uuid4())
    with pytest.raises(NotVisible):
        commands.take_proposal(by=cast.csw, case_id=talk["case"], subject="no_such", ref=talk["consultation"])


def test_画面から一押しで取り入れる(cast: Any, talk: dict[str, UUID], sign_in: Any, client: Client) -> None:
    sign_in(client, cast.csw)
    page = reverse("coordination:assessment", args=[talk["case"]])
    take = reverse("coordination:take_proposal", args=[talk["case"], "route", talk["consultation"]])
    assert take in client.get(page).content.decode()
    assert client.post(take)["Location"] == page
    body = client.get(page).content.decode()
    assert take not in body
    assert "家族・知人から連絡(電話・メール等)" in body
