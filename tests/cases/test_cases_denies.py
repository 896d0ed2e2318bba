"""利害関係の遮断と封印は、その人の事案にも、後から開く部屋にも効く(security.md X1・X3)。"""

from __future__ import annotations

import pytest

from cases.cases_town import as_, by_law, note, opened, sql
from kasane.cases import commands, queries
from kasane.cases.domain import Audience
from kasane.cases.models import Case, Note
from kasane.kernel.decision import NotVisible
from kasane.people import commands as people

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
