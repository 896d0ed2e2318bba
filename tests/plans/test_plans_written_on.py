"""作成日: 書いた人が決め、既定は今日。先の日と、事案を始める前の日は断り、様式2-1に印字される。"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from cases.cases_town import as_, days
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from people.town import register

from kasane.cases import commands as cases
from kasane.cases.domain import Standing
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible
from kasane.kernel.wareki import format_wareki
from kasane.plans import commands
from kasane.plans.domain import PlanKind
from kasane.plans.models import Plan, Revision
from plans.plans_screens_town import day
from plans.plans_town import head

pytestmark = pytest.mark.django_db


@pytest.fixture
def case_id(cast: Any) -> UUID:
    """十日前に始めた事案。"""
    person = register(cast.csw, "髙﨑 𠮷男")
    return cases.open_case(
        by=cast.csw, title="ひとり暮らし", person_ids=[(person, Standing.SELF)], opened_on=days(-10), reason="民生委員から"
    )


def started(cast: Any, case_id: UUID, on: date | None = None) -> UUID:
    return commands.start_plan(by=cast.csw, case_id=case_id, kind=PlanKind.OUTREACH, consented=False, written_on=on)


def kept(cast: Any, plan_id: UUID) -> date:
    with as_(cast.csw):
        return Plan.objects.get(id=plan_id).written_on


def test_省けば今日_始める画面で前の日を書けば_その日が様式に印字される(cast: Any, sign_in: Any, client: Client, case_id: UUID) -> None:
    assert kept(cast, started(cast, case_id)) == clock.today()
    sign_in(client, cast.csw)
    body = client.get(reverse("plans:starting", args=[case_id])).content.decode()
    assert "様式2-1に印字される日です" in body
    sent = {"kind": "outreach", "consented": "no", **day("written_on", days(-4))}
    made = client.post(reverse("plans:start", args=[case_id]), sent)
    assert made.status_code == 302
    plan_id = UUID(made["Location"].split("/")[-2])
    assert kept(cast, plan_id) == days(-4)
    printed = client.get(reverse("plans:plan_print", args=[plan_id])).content.decode()
    assert f'<th scope="row">作成日</th><td>{format_wareki(days(-4))}</td>' in printed


@pytest.mark.parametrize(("back", "allowed"), [(1, False), (0, True), (-10, True), (-11, False)])
def test_今日までで_事案を始めた日から(cast: Any, case_id: UUID, back: int, allowed: bool) -> None:
    plan_id = started(cast, case_id)
    with as_(cast.csw), connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SAVEPOINT before_it")
        if allowed:
            cursor.execute("UPDATE plans_plan SET written_on = %s, version = version + 1 WHERE id = %s", [days(back), plan_id])
        else:
            with pytest.raises(ProgrammingError, match="作成日は、事案を始めた日から今日まで"):
                cursor.execute("UPDATE plans_plan SET written_on = %s, version = version + 1 WHERE id = %s", [days(back), plan_id])
        cursor.execute("ROLLBACK TO before_it")
    if allowed:
        assert kept(cast, started(cast, case_id, days(back))) == days(back)
        return
    with pytest.raises(Invalid) as wrong:
        started(cast, case_id, days(back))
    assert set(wrong.value.errors) == {"written_on"}


def test_書いている間は頭の欄で直せ_前の日も残る(cast: Any, sign_in: Any, client: Client, case_id: UUID) -> None:
    plan_id = started(cast, case_id)
    sign_in(client, cast.csw)
    sent = {"version": "1", "hope": "静かに", **day("written_on", days(-3))}
    assert client.post(reverse("plans:write", args=[plan_id]), sent).status_code == 302
    assert kept(cast, plan_id) == days(-3)
    with as_(cast.csw):
        assert Revision.objects.get(plan_id=plan_id).before["written_on"] == clock.today().isoformat()
    early = client.post(reverse("plans:write", args=[plan_id]), {**sent, "version": "2", **day("written_on", days(-11))})
    assert early.status_code == 422
    assert "事案を始めた日より前です" in early.content.decode()
    commands.write_plan(by=cast.csw, plan_id=plan_id, version=2, facts=head())
    assert kept(cast, plan_id) == days(-3), "作成日を渡さなければ、今のまま"
    with pytest.raises(NotVisible):
        commands.write_plan(by=cast.neighbour, plan_id=plan_id, version=3, facts=head(written_on=clock.today()))
