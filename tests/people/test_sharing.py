"""見られる機関を決める: 見せれば見え、やめれば次の一文から見えない。遮断と封印は根拠に勝つ（security.md §2）。"""

from datetime import timedelta

import pytest
from django.db import transaction

from kasane.access.domain import Ground
from kasane.access.session import acting_as
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused
from kasane.people import commands
from kasane.people.domain.codes import ConditionKind
from kasane.people.models import Condition, Person
from kasane.people.queries.sharing import grants_on
from tests.people.town import register

pytestmark = pytest.mark.django_db


def share(cast, person_id, *, ground=Ground.TEAM, until=None, with_conditions=False, reason="訪問を分担する"):
    return commands.share_person(
        by=cast.csw, person_id=person_id, agency_id=cast.hokatsu.agency_id, ground=ground, until=until,
        with_conditions=with_conditions, reason=reason,
    )  # fmt: skip


def sees(actor, person_id) -> tuple[bool, bool]:
    """人そのものと、心身の状況が見えるか。"""
    with transaction.atomic(), acting_as(actor):
        return Person.objects.filter(id=person_id).exists(), Condition.objects.filter(person_id=person_id).exists()


@pytest.fixture
def mother(cast):
    person_id = register(cast.csw)
    commands.record_condition(by=cast.csw, person_id=person_id, kind=ConditionKind.CARE_LEVEL, text="要介護2")
    return person_id


def test_見せた機関だけに_見せた範囲だけが見える(cast, mother):
    assert sees(cast.hokatsu, mother) == (False, False)
    share(cast, mother)
    assert sees(cast.hokatsu, mother) == (True, False)
    assert sees(cast.neighbour, mother) == (False, False)


def test_要配慮の記録も見せると選んだときだけ_状況が見える(cast, mother):
    share(cast, mother, with_conditions=True)
    assert sees(cast.hokatsu, mother) == (True, True)


def test_やめると_次の一文から_どの範囲も見えない(cast, mother):
    grant = share(cast, mother, with_conditions=True)[0]
    commands.stop_sharing(by=cast.csw, person_id=mother, grant_id=grant, reason="担当を引き上げた")
    assert sees(cast.hokatsu, mother) == (False, False)


def test_期限が過ぎると見えない(cast, mother, owner_sql):
    share(cast, mother, ground=Ground.CONSENT, until=clock.now() + timedelta(seconds=0.2))
    assert sees(cast.hokatsu, mother)[0]
    with transaction.atomic(), acting_as(cast.hokatsu):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.3)")
        assert not Person.objects.filter(id=mother).exists()


@pytest.mark.parametrize("ground", [Ground.CONSENT, Ground.LAW])
def test_本人同意と法令の提供には_終わりの日が要る(cast, mother, ground):
    with pytest.raises(Invalid, match="終わりの日"):
        share(cast, mother, ground=ground)


def test_理由のない共有と_同じ根拠の重ね掛けは断られる(cast, mother):
    with pytest.raises(Invalid):
        share(cast, mother, reason=" ")
    share(cast, mother)
    with pytest.raises(Invalid, match="すでに"):
        share(cast, mother)


def test_見せられた機関は_さらに別の機関へ見せられない(cast, mother):
    """N13: 受け取った記録を、さらに渡す。"""
    share(cast, mother)
    with pytest.raises(Refused):
        commands.share_person(
            by=cast.hokatsu, person_id=mother, agency_id=cast.neighbour.agency_id, ground=Ground.TEAM, until=None,
            with_conditions=False, reason="ついでに",
        )  # fmt: skip


def test_受付機関の根拠は終わらせられない(cast, mother):
    with transaction.atomic(), acting_as(cast.csw):
        own = next(line for line in grants_on(mother) if not line.may_end.allowed)
    with pytest.raises(Refused, match="持ち主"):
        commands.stop_sharing(by=cast.csw, person_id=mother, grant_id=own.id, reason="やめたい")


def test_隣人には_根拠の一覧も_共有も_遮断もできない(cast, mother):
    with transaction.atomic(), acting_as(cast.neighbour), pytest.raises(NotVisible):
        grants_on(mother)
    for act in (
        lambda: share_as(cast.neighbour, cast, mother),
        lambda: commands.block_from_person(by=cast.neighbour, person_id=mother, account_id=cast.csw.account_id, reason="理由です"),
        lambda: commands.seal_person(by=cast.neighbour, person_id=mother, reason="理由です"),
    ):
        with pytest.raises(NotVisible):
            act()


def share_as(actor, cast, person_id):
    return commands.share_person(
        by=actor, person_id=person_id, agency_id=actor.agency_id, ground=Ground.TEAM, until=None, with_conditions=False, reason="見たい"
    )


def test_N07_利害関係のある職員は_主担当の機関にいても見えない(cast, mother):
    commands.block_from_person(by=cast.csw_manager, person_id=mother, account_id=cast.csw.account_id, reason="本人のおい")
    assert sees(cast.csw, mother) == (False, False)
    assert sees(cast.csw_manager, mother) == (True, True)


def test_自分を遮断して締め出すことはできない(cast, mother):
    with pytest.raises(Invalid):
        commands.block_from_person(by=cast.csw_manager, person_id=mother, account_id=cast.csw_manager.account_id, reason="身内")


def test_X3_封印すると_同じ機関の人にも見えず_封じた人だけが見える(cast, mother):
    share(cast, mother, with_conditions=True)
    commands.seal_person(by=cast.csw_manager, person_id=mother, reason="職員の家族")
    assert sees(cast.csw_manager, mother) == (True, True)
    assert sees(cast.csw, mother) == (False, False)
    assert sees(cast.hokatsu, mother) == (False, False)


def test_画面から_見せて_やめられる(cast, mother, client, sign_in):
    sign_in(client, cast.csw)
    page = client.get(f"/people/{mother}/access/").content.decode()
    assert "受付機関" in page
    refused = client.post(
        f"/people/{mother}/access/share/", {"agency": str(cast.hokatsu.agency_id), "ground": "consent", "reason": "同意を得た"}
    )
    assert refused.status_code == 422
    assert "終わりの日" in refused.content.decode()
    done = client.post(
        f"/people/{mother}/access/share/",
        {"agency": str(cast.hokatsu.agency_id), "ground": "consent", "reason": "同意を得た",
         "until_era": "令和", "until_year": "20", "until_month": "3", "until_day": "31"},
    )  # fmt: skip
    assert done.status_code == 302
    assert cast.hokatsu.agency_name in client.get(f"/people/{mother}/access/").content.decode()
    assert sees(cast.hokatsu, mother)[0]
