"""利害関係の遮断と封印は、その人の事案にも、後から開く部屋にも効く(security.md X1・X3)。"""

from __future__ import annotations

from uuid import uuid4

import pytest
from coordination.coordination_town import ask
from django.db import ProgrammingError

from cases.cases_town import as_, by_law, joins, note, opened, sql
from kasane.access.domain import Ground
from kasane.cases import commands, queries
from kasane.cases.domain import Audience
from kasane.cases.models import Case, Note
from kasane.cases.queries import keepers_grants
from kasane.kernel.decision import NotVisible, Refused
from kasane.people import commands as people
from kasane.people.queries.sharing import grants_on

pytestmark = pytest.mark.django_db


def _counts(actor, case_id):
    return [sql(actor, f"SELECT count(*) FROM {table} WHERE case_id = %s", case_id)[0] for table in ("cases_note", "cases_person")]


def _block(cast, person, actor):
    people.block_from_person(by=cast.csw_manager, person_id=person, account_id=actor.account_id, reason="本人の親族と分かった")


def test_遮断された人には_事案も経過も見えない_同じ機関のほかの人には見える(cast):
    case_id, (mother, _son) = opened(cast.csw, "高橋 花子", "高橋 太郎")
    commands.record_note(by=cast.csw, case_id=case_id, facts=note(person_id=mother, audience=Audience.SENSITIVE))
    assert min(_counts(cast.csw, case_id)) > 0
    _block(cast, mother, cast.csw)
    assert _counts(cast.csw, case_id) == [0, 0]
    with as_(cast.csw), pytest.raises(NotVisible):
        queries.visible_case(case_id)
    assert min(_counts(cast.csw_manager, case_id)) > 0


def test_遮断は_後から開く部屋と_後から開く事案にも効く(cast):
    first, (mother,) = opened(cast.csw_manager)
    _block(cast, mother, cast.csw)
    commands.record_note(by=cast.csw_manager, case_id=first, facts=note(audience=Audience.OWN))
    commands.send_referral(by=cast.csw_manager, case_id=first, facts=by_law(cast.hokatsu.agency_id, mother))
    assert _counts(cast.csw, first) == [0, 0]
    assert sql(cast.csw, "SELECT count(*) FROM cases_referral WHERE case_id = %s", first) == [0]
    with as_(cast.csw_manager):
        assert Note.objects.filter(case_id=first, audience="own").count() == 1


def test_封印した人の事案は_名指しの人だけに見える(cast):
    case_id, (mother,) = opened(cast.csw)
    people.seal_person(by=cast.csw_manager, person_id=mother, reason="職員の家族と分かった")
    assert _counts(cast.csw, case_id) == [0, 0]
    assert min(_counts(cast.csw_manager, case_id)) > 0


def test_家族を封印しても_本人の事案の残りは続けられる(cast):
    case_id, (mother, son) = opened(cast.csw, "高橋 花子", "高橋 太郎")
    for one in (mother, son):
        commands.record_note(by=cast.csw, case_id=case_id, facts=note(person_id=one, fact="その人のこと"))
    people.seal_person(by=cast.csw_manager, person_id=son, reason="職員の家族と分かった")
    with as_(cast.csw):
        assert Case.objects.filter(id=case_id).exists()
        assert {row.person_id for row in Note.objects.filter(case_id=case_id, kind="contact")} == {mother}


def test_遮断は_後から送る照会にも効く(cast):
    case_id, (mother,) = opened(cast.csw_manager)
    _block(cast, mother, cast.csw)
    ask(cast.csw_manager, case_id, cast.hokatsu.agency_id, mother)
    assert sql(cast.csw_manager, "SELECT count(*) FROM coordination_inquiry WHERE case_id = %s", case_id) == [1]
    assert sql(cast.csw, "SELECT count(*) FROM coordination_inquiry WHERE case_id = %s", case_id) == [0]


def _lead_elsewhere(cast):
    """北地域包括が続けている事案の本人を、かさね社協にも主担当として見せる(事案は見せない)。"""
    case_id, (mother,) = opened(cast.hokatsu)
    people.share_person(
        by=cast.hokatsu, person_id=mother, agency_id=cast.csw.agency_id, ground=Ground.LEAD, until=None, with_conditions=False,
        reason="ともに主担当",
    )  # fmt: skip
    return case_id, mother


def test_封印しても_封じた人に_ほかの機関の事案は開かず_その事案の伴走は続けられる(cast):
    case_id, mother = _lead_elsewhere(cast)
    commands.record_note(by=cast.hokatsu, case_id=case_id, facts=note(audience=Audience.OWN))
    assert _counts(cast.csw_manager, case_id) == [0, 0]
    people.seal_person(by=cast.csw_manager, person_id=mother, reason="職員の家族と分かった")
    assert _counts(cast.csw_manager, case_id) == [0, 0]
    with as_(cast.hokatsu):
        assert Note.objects.filter(case_id=case_id, audience="own").count() == 1
        assert Case.objects.filter(id=case_id).exists()


def test_封印が解けると_写した名指しも終わり_封じ直せばまた通れる(cast):
    case_id, mother = _lead_elsewhere(cast)
    named = "SELECT count(*) FROM access_grant WHERE ground = 'named' AND valid_to IS NULL AND holder_id = %s"
    for _ in range(2):
        people.seal_person(by=cast.csw_manager, person_id=mother, reason="職員の家族と分かった")
        assert sql(cast.hokatsu, named, cast.hokatsu.account_id)[0] > 0
        assert min(_counts(cast.hokatsu, case_id)) > 0
        (room,) = sql(cast.csw_manager, "SELECT compartment_id FROM people_person WHERE id = %s", mother)
        (seal,) = sql(
            cast.csw_manager, "SELECT id FROM access_deny WHERE compartment_id = %s AND holder_id IS NULL AND valid_to IS NULL", room
        )
        assert sql(cast.csw_manager, "SELECT people_lift_seal(%s, %s)", seal, room) == [True]
        assert sql(cast.hokatsu, named, cast.hokatsu.account_id) == [0]
        assert min(_counts(cast.hokatsu, case_id)) > 0


@pytest.mark.parametrize("kind", ["seal", "conflict"])
def test_書けるだけの機関は_封印も遮断も置けず_期限のある根拠を終わらない根拠に替えられない(cast, kind):
    case_id, (mother,) = opened(cast.csw)
    letter = commands.send_referral(by=cast.csw, case_id=case_id, facts=by_law(cast.hokatsu.agency_id, mother))
    (room,) = sql(cast.hokatsu, "SELECT compartment_id FROM cases_referral WHERE id = %s", letter)
    whom = None if kind == "seal" else cast.csw.account_id
    with pytest.raises(ProgrammingError, match="管理する根拠がありません"):
        sql(cast.hokatsu, "SELECT access_deny_room(%s, %s, %s, %s, 'x')", uuid4(), room, kind, whom)
    assert sql(cast.csw, "SELECT count(*) FROM access_held(%s)", room)[0] > 0


def test_自分の利害関係は_書けるだけの機関の人も_自分で届け出られる(cast):
    case_id, (mother,) = opened(cast.csw)
    letter = commands.send_referral(by=cast.csw, case_id=case_id, facts=by_law(cast.hokatsu.agency_id, mother))
    (room,) = sql(cast.hokatsu, "SELECT compartment_id FROM cases_referral WHERE id = %s", letter)
    sql(cast.hokatsu, "SELECT access_deny_room(%s, %s, 'conflict', %s, '親族')", uuid4(), room, cast.hokatsu.account_id)
    assert sql(cast.hokatsu, "SELECT count(*) FROM access_held(%s)", room) == [0]


def test_伴走を引き継いだ機関の根拠は_受付機関でも_人の画面から終わらせられない(cast):
    """伴走が途切れるのは、引き継いだときだけ(mission 1.5)。受付機関の根拠(別の理由で残る)とは、言い方も違う。"""
    case_id, (mother,) = opened(cast.csw)
    joins(cast.csw, case_id, cast.hokatsu.agency_id, mother)
    commands.hand_on_companion(by=cast.csw, case_id=case_id, agency_id=cast.hokatsu.agency_id, reason="専門")
    with as_(cast.csw):
        theirs = [line for line in grants_on(mother) if "伴走・主担当" in line.may_end.reason]
    assert theirs, "終わらせられない理由が、一覧にも出る"
    for line in theirs:
        with pytest.raises(Refused, match="支援チーム"):
            people.stop_sharing(by=cast.csw, person_id=mother, grant_id=line.id, reason="もう要らない")
    assert min(_counts(cast.hokatsu, case_id)) > 0
    with as_(cast.neighbour):
        assert keepers_grants([line.id for line in theirs]) == frozenset(), "管理しない人には、何も答えない"
