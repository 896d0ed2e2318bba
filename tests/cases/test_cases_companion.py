"""伴走はいつも一人: 生のSQLで、アプリの役割からも所有者からも破れない。"""

from __future__ import annotations

import pytest
from django.db import connection, connections, transaction
from django.db.utils import IntegrityError, ProgrammingError

from cases.cases_town import as_, days, joins, opened, settle_constraints
from kasane.cases import commands, queries
from kasane.cases.models import Involvement
from kasane.kernel import clock
from kasane.kernel.decision import Refused


@pytest.mark.django_db
def test_開いた瞬間から_伴走は開いた機関の一人(cast):
    case_id, _ = opened(cast.csw)
    settle_constraints()
    with as_(cast.csw):
        row = Involvement.objects.get(case_id=case_id, role="companion")
        assert (row.agency_id, row.posting_id, row.basis) == (cast.csw.agency_id, cast.csw.posting_id, "own")
        assert row.valid_from == queries.visible_case(case_id).recorded_at


@pytest.mark.django_db
def test_引き継いでも期間に切れ目も重なりもない_前の機関の部屋は閉じる(cast):
    case_id, (mother,) = opened(cast.hokatsu)
    joins(cast.hokatsu, case_id, cast.csw.agency_id, mother)
    joins(cast.hokatsu, case_id, cast.neighbour.agency_id, mother)
    commands.hand_on_companion(by=cast.hokatsu, case_id=case_id, agency_id=cast.csw.agency_id, reason="専門")
    commands.appoint_lead(by=cast.hokatsu, case_id=case_id, agency_id=cast.csw.agency_id, reason="専門")
    commands.hand_on_companion(by=cast.csw, case_id=case_id, agency_id=cast.neighbour.agency_id, reason="転居")
    commands.appoint_lead(by=cast.csw, case_id=case_id, agency_id=cast.neighbour.agency_id, reason="転居")
    settle_constraints()
    with as_(cast.neighbour):
        rows = list(Involvement.objects.filter(case_id=case_id, role="companion").order_by("valid_from"))
        assert [row.agency_id for row in rows] == [one.agency_id for one in (cast.hokatsu, cast.csw, cast.neighbour)]
        assert [row.valid_to for row in rows[:-1]] == [row.valid_from for row in rows[1:]]
        assert queries.case_header(case_id, by=cast.neighbour).persons[0].person_id == mother
    with as_(cast.csw):
        left = Involvement.objects.get(case_id=case_id, agency_id=cast.csw.agency_id, role="member").id
        assert len(queries.cases_of_person(mother)) == 1, "支援チームとしては残る"
    commands.end_involvement(by=cast.csw, case_id=case_id, involvement_id=left, reason="終わった")
    with as_(cast.csw):
        assert queries.cases_of_person(mother) == ()
    with as_(cast.hokatsu):
        assert len(queries.cases_of_person(mother)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("run", [commands.hand_on_companion, commands.appoint_lead])
def test_見る根拠のない機関には_引き継げない(cast, run):
    """引継ぎは、根拠のない提供の抜け道にならない: 一人でも、要配慮の記録だけでも、根拠が欠けていれば断る。"""
    case_id, (mother, son) = opened(cast.csw, "高橋 花子", "高橋 太郎")
    there = cast.neighbour.agency_id
    with pytest.raises(Refused, match="根拠がありません"), transaction.atomic():
        run(by=cast.csw, case_id=case_id, agency_id=there, reason="家に近い")
    joins(cast.csw, case_id, there, mother)
    with pytest.raises(Refused, match="根拠がありません"), transaction.atomic():
        run(by=cast.csw, case_id=case_id, agency_id=there, reason="家に近い")
    with pytest.raises(ProgrammingError, match="根拠のない機関"), as_(cast.csw), connection.cursor() as cursor:
        cursor.execute("SELECT cases_hand_on(%s, gen_random_uuid(), 'lead', %s, NULL, 'x', now())", [case_id, there])
    joins(cast.csw, case_id, there, son)
    run(by=cast.csw, case_id=case_id, agency_id=there, reason="家に近い")
    settle_constraints()


@pytest.mark.django_db
def test_同じ相手と閉じた機関と_いない担当には引き継げない(cast, owner_sql):
    case_id, _ = opened(cast.csw)
    closed = cast.empty_agency
    owner_sql("UPDATE agencies_agency SET closed_on = %s WHERE id = %s", [days(-1), closed])
    try:
        for agency, posting in (
            (cast.csw.agency_id, cast.csw.posting_id),
            (closed, None),
            (cast.hokatsu.agency_id, cast.neighbour.posting_id),
        ):
            with pytest.raises(Refused), transaction.atomic():
                commands.hand_on_companion(by=cast.csw, case_id=case_id, agency_id=agency, posting_id=posting, reason="試し")
    finally:
        owner_sql("UPDATE agencies_agency SET closed_on = NULL WHERE id = %s", [closed])


@pytest.mark.django_db
def test_伴走は終わらせられず_終結しても残る(cast):
    case_id, _ = opened(cast.csw)
    with as_(cast.csw):
        companion = Involvement.objects.get(case_id=case_id, role="companion").id
    with pytest.raises(Refused), transaction.atomic():
        commands.end_involvement(by=cast.csw, case_id=case_id, involvement_id=companion, reason="終わり")
    with pytest.raises(ProgrammingError), as_(cast.csw), connection.cursor() as cursor:
        cursor.execute("SELECT cases_end_involvement(%s, %s, '', now())", [case_id, companion])
    commands.close_case(by=cast.csw, case_id=case_id, on=clock.today(), reason="落ち着いた", follow_up_days=60)
    settle_constraints()
    with as_(cast.csw):
        header = queries.case_header(case_id, by=cast.csw)
        assert header.closed_on == clock.today()
        assert header.companion.agency_id == cast.csw.agency_id
        assert header.contact_rhythm_days == 60


BREAKS = {
    "伴走を消す": "DELETE FROM cases_involvement WHERE case_id = '{case}' AND role = 'companion'",
    "伴走を終わらせる": "UPDATE cases_involvement SET valid_to = valid_from, ended_by = started_by WHERE case_id = '{case}' AND role = 'companion'",
    "伴走の機関を書き換える": "UPDATE cases_involvement SET agency_id = '{other}' WHERE case_id = '{case}' AND role = 'companion'",
    "伴走の始まりをずらす": "UPDATE cases_involvement SET valid_from = valid_from + interval '1 day' WHERE case_id = '{case}' AND role = 'companion'",
    "二人目の伴走": "INSERT INTO cases_involvement (id, compartment_id, case_id, agency_id, role, duty, basis, valid_from, started_by, ended_reason)"
    " SELECT gen_random_uuid(), compartment_id, id, '{other}', 'companion', '', 'own', now(), recorded_by, '' FROM cases_case WHERE id = '{case}'",
    "伴走のない事案": "INSERT INTO cases_case (id, compartment_id, recorded_at, recorded_by, number, title, stage, opened_on, closed_reason, changed_at, version)"
    " SELECT gen_random_uuid(), compartment_id, now(), recorded_by, 'X', '', 'intake', opened_on, '', now(), 1 FROM cases_case WHERE id = '{case}'",
}  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_伴走の欠けた状態は_所有者の生のSQLでも確定できない(cast):
    case_id, _ = opened(cast.csw)
    commands.close_case(by=cast.csw, case_id=case_id, on=clock.today(), reason="終結した事案でも同じ")
    commands.reopen_case(by=cast.csw, case_id=case_id, reason="開いた事案でも同じ")
    for name, text in BREAKS.items():
        statement = text.format(case=case_id, other=cast.hokatsu.agency_id)
        with pytest.raises(IntegrityError), transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            cursor.execute(statement)
        with pytest.raises(ProgrammingError), as_(cast.csw), connection.cursor() as cursor:
            cursor.execute(statement)
        assert name
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_involvement WHERE case_id = %s AND role = 'companion' AND valid_to IS NULL", [case_id])
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_次の伴走の始まりは_いつも前の人が終わった瞬間になる(cast):
    case_id, _ = opened(cast.csw)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE cases_involvement SET valid_to = now(), ended_by = started_by WHERE case_id = %s AND role = 'companion'"
            " RETURNING valid_to", [case_id],
        )  # fmt: skip
        ended = cursor.fetchone()[0]
        cursor.execute(
            BREAKS["二人目の伴走"].format(case=case_id, other=cast.hokatsu.agency_id).replace("now()", "'2020-01-01'::timestamptz")
        )
        cursor.execute("SELECT valid_from FROM cases_involvement WHERE case_id = %s AND role = 'companion' AND valid_to IS NULL", [case_id])
        assert cursor.fetchone()[0] == ended
