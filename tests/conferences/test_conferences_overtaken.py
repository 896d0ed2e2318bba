"""取り消し・閉会と、上げる・置く・確認するが同時でも、止まったはずの共有は一つも残らない(別々の糸、別々の接続)。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import connections, transaction

from conferences.conferences_races import overtaken
from conferences.conferences_town import (
    LAYERED,
    acknowledge,
    adjourn,
    agrees,
    agrees_tax,
    as_,
    conference,
    fact,
    invite,
    item,
    opened,
    sql,
    tax_fact,
)
from kasane.conferences import commands, queries
from kasane.conferences.domain.codes import ItemState, Part, Provenance
from kasane.consent.commands import withdraw_consent
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible, Refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def layered(cast: Any) -> dict[str, Any]:
    """同意のある母の事案と、職務のない市が司会の、重層的支援会議(議題はまだない)。"""
    with transaction.atomic():
        case_id, (mother,) = opened(cast.csw, "高橋 花子")
        consent = agrees(cast.csw, case_id, mother, cast.city.agency_id, cast.hokatsu.agency_id)
        held = conference(cast.csw, (cast.city, Part.CHAIR), kind=LAYERED)
        acknowledge(cast.city)
    return {"case": case_id, "mother": mother, "meeting": held, "consent": consent}


def readable(actor: Actor) -> list[Any]:
    """この人が、直の SQL で読める資料の行。"""
    return list(sql(actor, "SELECT text FROM conferences_fact WHERE dropped_at IS NULL"))


def live_grants(item_id: UUID, actor: Actor) -> int:
    """この人の、議題の部屋の今の根拠の数(所有者の目で)。"""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM access_grant g JOIN conferences_item i ON i.compartment_id = g.compartment_id"
            " WHERE i.id = %s AND g.holder_id = %s AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp())",
            [item_id, actor.posting_id],
        )
        return int(cursor.fetchone()[0])


def test_取り消しが終わらないうちに議題を上げても_取り消された後の同意で断られる(cast: Any, layered: dict[str, Any]) -> None:
    refused = overtaken(
        lambda: withdraw_consent(by=cast.csw, consent_id=layered["consent"]),
        lambda: item(cast.csw, layered["meeting"], layered["case"], layered["mother"]),
    )
    assert isinstance(refused, Refused), refused
    assert sql(cast.city, "SELECT id FROM conferences_item") == []


def test_議題を上げ終わらないうちに取り消されても_その議題は止まる(cast: Any, layered: dict[str, Any]) -> None:
    made: list[UUID] = []
    troubled = overtaken(
        lambda: made.append(item(cast.csw, layered["meeting"], layered["case"], layered["mother"])),
        lambda: withdraw_consent(by=cast.csw, consent_id=layered["consent"]),
    )
    assert troubled is None
    assert sql(cast.city, "SELECT id FROM conferences_item") == []
    with as_(cast.csw):
        assert queries.item_room(made[0], cast.csw).state is ItemState.HALTED


@pytest.mark.parametrize("first", ["withdraw", "put"])
def test_取り消しと資料の一行のどちらが先でも_同意のない行は残らない(cast: Any, first: str) -> None:
    with transaction.atomic():
        case_id, (mother,) = opened(cast.csw, "高橋 花子")
        consent = agrees_tax(cast.csw, case_id, mother, cast.city.agency_id, cast.csw.agency_id)
        held = conference(cast.city, (cast.csw, Part.SECRETARIAT))
        acknowledge(cast.csw)
        one = item(cast.csw, held, case_id, mother)
        commands.put_fact(by=cast.csw, item_id=one, facts=fact("夜に出歩く", Provenance.CONFERENCE))

    def withdraw() -> None:
        withdraw_consent(by=cast.csw, consent_id=consent)

    def put() -> None:
        commands.put_fact(by=cast.csw, item_id=one, facts=tax_fact(mother))

    troubled = overtaken(*((withdraw, put) if first == "withdraw" else (put, withdraw)))
    assert isinstance(troubled, Refused) is (first == "withdraw"), troubled
    for actor in (cast.city, cast.csw):
        assert readable(actor) == ["夜に出歩く"]


@pytest.mark.parametrize("ends", ["close_item", "withdraw", "close_conference"])
@pytest.mark.parametrize("first", ["acknowledge", "end"])
def test_確認と閉じることが同時でも_閉じた議題に根拠は残らない(cast: Any, layered: dict[str, Any], ends: str, first: str) -> None:
    with transaction.atomic():
        one = item(cast.csw, layered["meeting"], layered["case"], layered["mother"])
        commands.put_fact(by=cast.csw, item_id=one, facts=fact("夜に出歩く", Provenance.DUTY, person_id=layered["mother"]))
        seat = invite(cast.csw, one, cast.hokatsu)
        if ends == "close_conference":
            commands.open_conference(by=cast.csw, conference_id=layered["meeting"])

    def end() -> None:
        if ends == "close_item":
            commands.close_item(by=cast.csw, item_id=one, reason="次の回に送る")
        elif ends == "withdraw":
            withdraw_consent(by=cast.csw, consent_id=layered["consent"])
        else:
            adjourn(cast.csw, layered["meeting"])

    def read() -> None:
        acknowledge(cast.hokatsu, seat)

    troubled = overtaken(*((read, end) if first == "acknowledge" else (end, read)))
    if first == "acknowledge":
        assert troubled is None
    else:
        assert isinstance(troubled, (Refused, NotVisible)), troubled
    assert live_grants(one, cast.hokatsu) == 0
    assert readable(cast.hokatsu) == []
    assert readable(cast.csw) == ["夜に出歩く"]


def test_何も終わらなければ_同時に確認した二人とも読める(cast: Any, layered: dict[str, Any]) -> None:
    with transaction.atomic():
        agrees(cast.csw, layered["case"], layered["mother"], cast.auditor.agency_id, cast.hokatsu.agency_id, cast.city.agency_id)
        one = item(cast.csw, layered["meeting"], layered["case"], layered["mother"])
        commands.put_fact(by=cast.csw, item_id=one, facts=fact("夜に出歩く", Provenance.DUTY, person_id=layered["mother"]))
        seats = {who.posting_id: invite(cast.csw, one, who) for who in (cast.hokatsu, cast.auditor)}
    troubled = overtaken(
        lambda: acknowledge(cast.hokatsu, seats[cast.hokatsu.posting_id]), lambda: acknowledge(cast.auditor, seats[cast.auditor.posting_id])
    )
    assert troubled is None
    for actor in (cast.hokatsu, cast.auditor):
        assert readable(actor) == ["夜に出歩く"]
    assert readable(cast.neighbour) == []
