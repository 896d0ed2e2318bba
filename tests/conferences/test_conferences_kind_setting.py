"""会議の種類は、画面での設定だけで町の形になる。守秘の文は、会議の日に効いている文を構成員が確かめる(forms §6.2・§6.5)。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from people_of_the_town import Cast

from conferences.conferences_screen_room import day, url
from conferences.conferences_town import SUPPORT, acknowledge, agrees, as_, conference, invite, item, opened
from kasane.conferences import commands, queries
from kasane.conferences.domain.facts import KindFacts
from kasane.conferences.models import ConferenceKind, Member
from kasane.conferences.queries import invitations
from kasane.conferences.queries.kinds import kind_on
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid

pytestmark = pytest.mark.django_db
OWN_WORDS = "この町の会議で知ったことは、家族にも話しません。話したときは、{penalty}に処されます。"


def typed(since: date, **rest: Any) -> dict[str, Any]:
    given = {
        "name": "支援会議", "statute_code": "social_welfare.106_6", "law": "law", "penal_secrecy": "on", "minimum_members": "2",
        "allowed_occasions": ["share", "urgent", "resource", "establish"], "approves_plans": "on", "source": "設置要綱", "needs_city": "on",
        "secrecy_wording": OWN_WORDS, "penalty_code": "social_welfare.106_6.penalty", "position": "1", "verified": "on",
    }  # fmt: skip
    return given | day("valid_from", since) | rest


def revise(by: Actor, since: date) -> None:
    """支援会議の守秘の文を、この日から改める。"""
    with as_(by):
        now = kind_on(SUPPORT, clock.today())
    assert now is not None
    facts = KindFacts(
        code=SUPPORT, name=now.name, statute_code=now.statute_code, consent_required=False, penal_secrecy=True, needs_city=True,
        allowed_occasions=now.occasions, approves_plans=True, secrecy_wording=OWN_WORDS, penalty_code=now.penalty_code,
    )  # fmt: skip
    commands.revise_kind(by=by, facts=facts, valid_from=since)


@pytest.mark.parametrize(("held", "new"), [(5, False), (15, True)])
@pytest.mark.parametrize("convened", ["before", "after"])
def test_確かめるのは_会議の日に効いている守秘の文(cast: Cast, held: int, new: bool, convened: str) -> None:
    """招集した後に文が改められても、会議の日の文が構成員に出て、その文が記録に残る。"""
    change = clock.today() + timedelta(days=10)
    if convened == "after":
        revise(cast.city, change)
    case, (person,) = opened(cast.csw, "高橋 花子")
    meeting = conference(cast.csw, days=held)
    one = item(cast.csw, meeting, case, person, shown_from=clock.now() - timedelta(minutes=1))
    seat = invite(cast.csw, one, cast.hokatsu)
    if convened == "before":
        revise(cast.city, change)
    with as_(cast.hokatsu):
        (shown,) = invitations(cast.hokatsu)
    assert ("家族にも話しません" in shown.wording) is new
    assert "1年以下の拘禁刑" in shown.wording
    with pytest.raises(Invalid):
        commands.acknowledge_secrecy(by=cast.hokatsu, seat_id=seat, wording="別の文")
    acknowledge(cast.hokatsu, seat)
    with as_(cast.csw):
        assert Member.objects.get(id=seat).wording == shown.wording
    with as_(cast.hokatsu):
        assert queries.item_room(one, cast.hokatsu).wording == shown.wording


def test_守秘の文と罰則の条文と確かめた印を画面で改め_前の行は残る(cast: Cast, sign_in: Any, client: Client) -> None:
    sign_in(client, cast.city)
    body = client.get(url("revising_kind", SUPPORT)).content.decode()
    assert "{penalty}に処されることがあります" in body
    assert '<option value="social_welfare.106_6.penalty" selected>' in body
    since = clock.today() + timedelta(days=10)
    missing = client.post(url("revise_kind", SUPPORT), typed(since, secrecy_wording="話しません。"))
    assert missing.status_code == 422
    assert "id_secrecy_wording_error" in missing.content.decode()
    assert client.post(url("revise_kind", SUPPORT), typed(since)).status_code == 302
    old, new = ConferenceKind.objects.filter(code=SUPPORT).order_by("valid_from")
    assert (old.valid_to, new.valid_from, new.valid_to) == (since, since, None)
    assert "正当な理由なく" in old.secrecy_wording
    assert (new.secrecy_wording, new.penalty_code, new.verified, new.position) == (OWN_WORDS, "social_welfare.106_6.penalty", True, 1)
    listed = client.get(url("kinds")).content.decode()
    assert "家族にも話しません。話したときは、1年以下の拘禁刑" in listed
    neighbour = Client()
    sign_in(neighbour, cast.neighbour)
    assert neighbour.post(url("revise_kind", SUPPORT), typed(since + timedelta(days=1))).status_code == 403


def test_大山町の一つの会議は_画面の設定だけで_同意と106条の6の両方を議題ごとに諮る(cast: Cast, sign_in: Any, client: Client) -> None:
    """forms §6.2: 一つの会議で、106条の4の事例も106条の6の事例も諮る。"""
    sign_in(client, cast.city)
    daisen = typed(clock.today(), name="支援連携会議", law="both", code="daisen_kaigi")
    assert client.post(url("add_kind"), daisen).status_code == 302
    meeting = conference(cast.csw, kind="daisen_kaigi")
    case, (agreed, silent) = opened(cast.csw, "高橋 花子", "高橋 一郎")
    agrees(cast.csw, case, agreed, cast.csw.agency_id)
    on_consent, by_law = item(cast.csw, meeting, case, agreed), item(cast.csw, meeting, case, silent)
    with as_(cast.csw):
        assert [one.on_consent for one in queries.agenda_of(meeting)] == [True, False]
        assert queries.item_room(on_consent, cast.csw).ground == "本人の同意"
        assert "家族にも話しません" in queries.item_room(by_law, cast.csw).wording


def test_綾川町と丸亀市の名は_画面の設定だけで使える(cast: Cast, sign_in: Any, client: Client) -> None:
    """forms §6.2: 綾川町は包括的支援会議(106条の6)と重層的支援会議、丸亀市はまるごと会議。"""
    sign_in(client, cast.city)
    assert client.post(url("revise_kind", SUPPORT), typed(clock.today(), name="包括的支援会議")).status_code == 302
    marugoto = typed(clock.today(), name="まるごと会議", law="consent", statute_code="", penal_secrecy="", penalty_code="",
                     secrecy_wording="同意の外で使いません。", code="marugoto")  # fmt: skip
    assert client.post(url("add_kind"), marugoto).status_code == 302
    choices = client.get(url("convening")).content.decode()
    for name in ("包括的支援会議", "重層的支援会議", "まるごと会議"):
        assert name in choices
    with as_(cast.csw):
        held = conference(cast.csw)
        assert queries.conference_page(held, cast.csw).head.title == "第1回 包括的支援会議"
