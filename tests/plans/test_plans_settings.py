"""市の決めごと: 市の担当者が画面から、報告を受ける課と同意前のアウトリーチの手続を決める。二つの課のある町も、決めれば進む。"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from cases.cases_town import as_, days
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from kasane.agencies.commands import staff
from kasane.audit.models import JournalEntry
from kasane.kernel import clock
from kasane.kernel.actor import Actor, Role
from kasane.kernel.decision import Conflict, Invalid, Refused
from kasane.plans import commands
from kasane.plans.domain import Finality, Occasion, PlanKind, Programme
from kasane.plans.domain.settings import CitySetting, SettingFacts
from kasane.plans.models import Setting, SettingChange
from kasane.plans.queries import decision_desk, plan_page, standing_of, visible_plan
from kasane.plans.queries.settings import setting_line
from plans.plans_screens_town import day
from plans.plans_town import approve, household, tabled, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting")]
REPORTING, PRECONSENT = CitySetting.REPORTING, CitySetting.PRECONSENT


@pytest.fixture
def second(cast: Any) -> Actor:
    """二つ目の、支援決定をする課の市の担当者。"""
    return officer(cast)


def officer(cast: Any) -> Actor:
    made = staff.create_account(by=cast.account_admin, login_id="test-second-section", name="別の 課子")
    posting = staff.appoint(
        by=cast.account_admin, account_id=made.account_id, agency_id=cast.empty_agency, roles=[Role.CITY_OFFICER],
        valid_from=clock.today(), reason="試験",
    )  # fmt: skip
    return Actor(made.account_id, posting, cast.empty_agency, frozenset({Role.CITY_OFFICER}), "別の 課子", "別の課")


def rule(by: Actor, which: CitySetting, value: object, *, on: date | None = None, version: int | None = None, reason: str = "協議") -> None:
    with as_(by):
        now = setting_line(which).version
    facts = SettingFacts(now if version is None else version, str(value), on or clock.today(), reason)
    commands.set_decision_rule(by=by, which=which, facts=facts)


def reports(by: Actor) -> list[UUID]:
    with as_(by):
        return [one.id for one in decision_desk(by).settled]


def test_二つの課のある町は_課を決めるまで諮れず_画面がどこで決めるかを言い_決めれば報告が届く(
    cast: Any, sign_in: Any, client: Client, second: Actor
) -> None:
    plan_id = written(cast.csw, household(cast.csw))
    with pytest.raises(Refused, match="「支援決定の決めごと」"):
        tabled(cast.csw, plan_id)
    sign_in(client, cast.csw)
    assert "市のどの課が報告を受けるかが決まっていません" in client.get(reverse("plans:plan", args=[plan_id])).content.decode()
    sign_in(client, second)
    desk = client.get(reverse("plans:desk")).content.decode()
    assert "報告を受ける課が決まっていません" in desk
    assert reverse("plans:rules") in desk
    assert "課を決めるまで" in client.get(reverse("plans:rules")).content.decode()
    body = client.get(reverse("plans:setting_reporting")).content.decode()
    assert cast.city.agency_name in body
    assert cast.csw.agency_name not in body, "支援決定をしない機関は選べない"
    sent = {"value": str(second.agency_id), **day("valid_from"), "reason": "二つの課の協議", "version": "1"}
    assert client.post(reverse("plans:set_reporting"), {**sent, "reason": ""}).status_code == 422
    assert client.post(reverse("plans:set_reporting"), sent).status_code == 302
    history = client.get(reverse("plans:setting_reporting")).content.decode()
    assert "二つの課の協議" in history
    assert "別の 課子" in history
    assert "報告を受ける課が決まっていません" not in client.get(reverse("plans:desk")).content.decode()
    tabled(cast.csw, plan_id)
    before = reports(cast.city)
    approve(cast.csw, plan_id, Occasion.ESTABLISH)
    (landed,) = reports(second)
    assert (reports(cast.city), landed in before) == (before, False), "決めた課にだけ届く"


def test_諮った後に課が決まらなくなっても_結論は黙って消えず_関数がどこで決めるかを言う(cast: Any) -> None:
    plan_id = tabled(cast.csw, written(cast.csw, household(cast.csw)))
    officer(cast)
    with pytest.raises(Refused) as refused:
        approve(cast.csw, plan_id, Occasion.ESTABLISH)
    assert "「支援決定の決めごと」で決めます" in str(refused.value.__cause__)
    rule(cast.city, REPORTING, cast.city.agency_id)
    approve(cast.csw, plan_id, Occasion.ESTABLISH)


def test_一つの課の町では_決めなくても進む(cast: Any) -> None:
    plan_id = tabled(cast.csw, written(cast.csw, household(cast.csw)))
    before = len(reports(cast.city))
    approve(cast.csw, plan_id, Occasion.ESTABLISH)
    assert len(reports(cast.city)) == before + 1


def test_支援決定の要るプランは_報告の課が決まらなくても諮れる(cast: Any, second: Actor) -> None:
    tabled(cast.csw, written(cast.csw, household(cast.csw), Programme.OUTREACH))


def test_決めた課に市の担当者がいなくなれば_画面が言う(cast: Any, second: Actor, sign_in: Any, client: Client) -> None:
    with as_(cast.city):
        Setting.objects.create(name=REPORTING.value, value=str(cast.csw.agency_id), valid_from=clock.today())
    sign_in(client, cast.city)
    assert "決めた課に、今、市の担当者がいません" in client.get(reverse("plans:rules")).content.decode()


def test_同意前のアウトリーチの手続を_画面から先の日付で替える(cast: Any, sign_in: Any, client: Client) -> None:
    world = household(cast.csw)
    plan_id = written(cast.csw, world, Programme.OUTREACH, kind=PlanKind.OUTREACH, consented=False)
    sign_in(client, cast.city)
    sent = {"value": "no", **day("valid_from", days(10)), "reason": "要綱の改正", "version": "1"}
    assert client.post(reverse("plans:set_preconsent"), sent).status_code == 302
    shown = client.get(reverse("plans:rules")).content.decode()
    assert "から 要らない" in shown
    assert "要る（市の支援決定の日に確定する）" in shown
    assert finality(cast.csw, plan_id) is not Finality.REPORT, "その日までは、今の決めごとのまま"
    assert client.post(reverse("plans:set_preconsent"), {**sent, **day("valid_from"), "version": "2"}).status_code == 302
    assert finality(cast.csw, plan_id) is Finality.REPORT
    with as_(cast.city):
        rows = list(SettingChange.objects.filter(name=PRECONSENT.value).order_by("version").values_list("before", "after", "recorded_by"))
    assert rows == [("yes", "no", cast.city.posting_id)] * 2
    with as_(cast.auditor):
        acts = list(JournalEntry.objects.filter(account_id=cast.city.account_id, act="set_decision_rule").values_list("changed", flat=True))
    assert [PRECONSENT.value] in acts


def finality(by: Actor, plan_id: UUID) -> Finality:
    with as_(by):
        assert plan_page(plan_id, by).finality is standing_of(visible_plan(plan_id)).finality
        return standing_of(visible_plan(plan_id)).finality


def test_先に改めた人がいれば見比べ_誤りは欄ごとに言う(cast: Any, sign_in: Any, client: Client) -> None:
    rule(cast.city, PRECONSENT, "no")
    with pytest.raises(Conflict):
        rule(cast.city, PRECONSENT, "yes", version=1)
    sign_in(client, cast.city)
    sent = {"value": "yes", **day("valid_from"), "reason": "戻す", "version": "1"}
    assert client.post(reverse("plans:set_preconsent"), sent).status_code == 409
    for value, on, reason, field in (
        ("no", clock.today(), "同じ", "value"), ("no", days(-1), "前", "valid_from"), ("yes", clock.today(), " ", "reason"),
        ("たぶん", clock.today(), "x", "value"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as wrong:
            rule(cast.city, PRECONSENT, value, on=on, reason=reason)
        assert set(wrong.value.errors) == {field}
    for value in (cast.csw.agency_id, "でたらめ"):
        with pytest.raises(Invalid):
            rule(cast.city, REPORTING, value)


def test_改められるのは市の担当者だけ_履歴は書き換えられない(cast: Any, sign_in: Any, client: Client) -> None:
    sent = {"value": "no", **day("valid_from"), "reason": "x", "version": "1"}
    for actor in (cast.neighbour, cast.csw, cast.account_admin):
        with pytest.raises(Refused):
            rule(actor, PRECONSENT, "no")
        sign_in(client, actor)
        for name in ("rules", "setting_reporting", "setting_preconsent"):
            assert client.get(reverse(f"plans:{name}")).status_code == 403, name
        assert client.post(reverse("plans:set_preconsent"), sent).status_code == 403
    rule(cast.city, PRECONSENT, "no")
    with pytest.raises(ProgrammingError), transaction.atomic(), as_(cast.city), connection.cursor() as cursor:
        cursor.execute("UPDATE plans_setting_change SET reason = '消す'")
    with as_(cast.neighbour), pytest.raises(ProgrammingError), transaction.atomic():
        SettingChange.objects.create(
            name="x", version=1, before="", after="", valid_from=clock.today(), reason="x", recorded_at=clock.now(),
            recorded_by=cast.neighbour.posting_id,
        )  # fmt: skip
