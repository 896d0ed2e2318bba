import pytest
from cases_town import by_law, letter, note, opened

from kasane.access.session import acting_as
from kasane.cases import commands, queries
from kasane.cases.domain import Audience, CautionKind, ReferralKind, Stage
from kasane.kernel.decision import NotVisible


@pytest.mark.django_db
def test_smoke(cast):
    case_id, (mother, son) = opened(cast.csw, "高橋 花子", "高橋 太郎")
    commands.record_note(by=cast.csw, case_id=case_id, facts=note(person_id=mother))
    commands.record_note(by=cast.csw, case_id=case_id, facts=note(person_id=mother, audience=Audience.SENSITIVE))
    commands.record_note(by=cast.csw, case_id=case_id, facts=note(audience=Audience.OWN))
    commands.set_caution(by=cast.csw, case_id=case_id, kind=CautionKind.AVOID, text="大声を出さない", person_id=mother)
    r = commands.send_referral(by=cast.csw, case_id=case_id, facts=by_law(cast.hokatsu.agency_id, mother))
    with acting_as(cast.hokatsu):
        assert [x.id for x in queries.waiting_for_me(cast.hokatsu)] == [r]
        print(queries.referral_sheet(r, by=cast.hokatsu))
        with pytest.raises(NotVisible):
            queries.case_page(case_id, by=cast.hokatsu)
    commands.accept_referral(by=cast.hokatsu, referral_id=r)
    with acting_as(cast.hokatsu):
        page = queries.case_page(case_id, by=cast.hokatsu)
        assert [p.person_id for p in page.header.persons] == [mother]
        assert len(queries.my_cases(cast.hokatsu).lines) == 1
    commands.return_referral(by=cast.hokatsu, referral_id=r, outcome="介護認定を申請した")
    with acting_as(cast.hokatsu), pytest.raises(NotVisible):
        queries.case_page(case_id, by=cast.hokatsu)
    commands.hand_on_companion(by=cast.csw, case_id=case_id, agency_id=cast.hokatsu.agency_id, reason="家に近い")
    commands.appoint_lead(by=cast.hokatsu, case_id=case_id, agency_id=cast.hokatsu.agency_id, reason="家に近い")
    r2 = commands.send_referral(by=cast.hokatsu, case_id=case_id, facts=letter(cast.neighbour.agency_id, kind=ReferralKind.COORDINATION))
    commands.accept_referral(by=cast.neighbour, referral_id=r2)
    with acting_as(cast.csw):
        page = queries.case_page(case_id, by=cast.csw)
        assert page.header.stage == Stage.ASSESSING
        for line in page.timeline.lines:
            print(line.title, line.value, line.about_agency, line.fact)
        assert len(queries.my_cases(cast.csw).lines) == 0
    commands.close_case(by=cast.csw, case_id=case_id, on=page.header.opened_on, reason="落ち着いた")
    commands.reopen_case(by=cast.csw, case_id=case_id, reason="また困った")
    from django.db import connection

    with connection.cursor() as c:
        c.execute("SET CONSTRAINTS ALL IMMEDIATE")
