"""プランの画面: 持ち主には開き、隣人には無い記録と同じで、隣人は何も変えられず、悪意のある文字は文字のままで、見た人が記録に残る。"""

from __future__ import annotations

from typing import Any

import pytest
from cases.cases_town import as_
from django.test import Client
from django.urls import reverse

from kasane.plans import commands
from kasane.plans.models import CityDecision, Evaluation, Explanation, Goal, Monitoring, Plan, PlanText, Progress, Step
from kasane.plans.urls import urlpatterns

from .plans_screens_town import absent, address, approved, closed, decision_of, ended, final, plain, together, waiting
from .plans_town import decision_facts, head, step, tabled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting")]
HOSTILE = "<script>alert(1)</script>"
READS = [one.name for one in urlpatterns if one.callback.declared.mode == "reads"]
WRITES = [one.name for one in urlpatterns if one.callback.declared.mode == "writes"]
SETTINGS = {"setting_notice", "set_notice", "rules", "setting_reporting", "set_reporting", "setting_preconsent", "set_preconsent"}
OF_CITY = {"desk", "dossier", "decide", "sending_back", "send_back", "notice", *SETTINGS}
WHEN = {
    "recalling": "tabled", "submitting": "approved", "dossier": "waiting", "sending_back": "waiting", "desk": "waiting", "notice": "final",
    "carrying_out": "ended", "resuming": "closed",
}  # fmt: skip
FINAL = {"following", "asking", "monitoring", "progress", "progress_of"}


def stage(name: str) -> str:
    """この画面が開く段階。"""
    later = name in FINAL or "evaluation" in name or name in ("writing_part", "writing_part_of", "grading")
    return WHEN.get(name, "final" if later else "draft")


def town_at(cast: Any, which: str) -> dict[str, Any]:
    town = together(cast.csw, cast.hokatsu)
    if which == "tabled":
        tabled(cast.csw, town["plan_id"])
    elif which == "approved":
        approved(cast.csw, town)
    elif which == "waiting":
        return waiting(cast.csw, cast.city, town)
    elif which in ("final", "ended", "closed"):
        town = final(cast.csw, cast.city, town)
        town = town if which == "final" else ended(cast.csw, town)
        return closed(cast.csw, town) if which == "closed" else town
    return town


@pytest.fixture
def town(cast: Any) -> dict[str, Any]:
    """確定したプランのある事案。"""
    return town_at(cast, "final")


@pytest.mark.parametrize("name", READS)
def test_どの頁も_持ち主には開く(cast: Any, sign_in: Any, client: Client, name: str) -> None:
    found = town_at(cast, stage(name))
    found["item"] = "outreach_aim" if name.endswith("_of") else "untangling"
    sign_in(client, cast.city if name in OF_CITY else cast.csw)
    response = client.get(address(name, found))
    assert response.status_code == 200, name
    assert response["Cache-Control"] == "no-store"
    assert response.content.decode().count("<h1") == 1


@pytest.mark.parametrize("name", sorted({*READS, *WRITES} - {"desk"}))
def test_隣人には_無い記録と同じ答え(cast: Any, sign_in: Any, client: Client, town: dict[str, Any], name: str) -> None:
    sign_in(client, cast.neighbour)
    send = client.get if name in READS else client.post
    hidden, missing = send(address(name, town)), send(address(name, absent(town)))
    assert hidden.status_code == missing.status_code == (403 if name in OF_CITY else 404)
    assert plain(hidden.content) == plain(missing.content)
    assert "髙﨑" not in hidden.content.decode()


def everything(cast: Any) -> list[Any]:
    tables = (Plan, Goal, Step, PlanText, Explanation, Evaluation, Progress, Monitoring, CityDecision)
    with as_(cast.csw):
        return [list(model.objects.order_by("id").values()) for model in tables]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", WRITES)
def test_隣人は_何も変えられない(cast: Any, sign_in: Any, client: Client, name: str) -> None:
    found = town_at(cast, {"recall": "tabled", "submit": "approved", "carry_out": "ended"}.get(name, "final"))
    before = everything(cast)
    sign_in(client, cast.neighbour)
    client.post(address(name, found), {"version": "1", "text": "奪取", "reason": "奪取した", "occasion": "end", "person": "household"})
    assert everything(cast) == before


@pytest.mark.parametrize("name", ["dossier", "decide", "sending_back", "send_back", "notice"])
def test_市の担当は_届いた写しだけを読み_事案とプランは開けない(
    cast: Any, sign_in: Any, client: Client, town: dict[str, Any], name: str
) -> None:
    sign_in(client, cast.city)
    send = client.get if name in READS else client.post
    assert send(address(name, absent(town))).status_code == 404
    for shut in ("plans", "plan", "plan_print", "versions", "following", "evaluation", "evaluation_print", "progress"):
        assert client.get(address(shut, town)).status_code in (403, 404), shut


def test_了承の前のプランは_市に何も見せない(cast: Any, sign_in: Any, client: Client) -> None:
    approved(cast.csw, together(cast.csw, cast.hokatsu))
    sign_in(client, cast.city)
    body = client.get(reverse("plans:desk")).content.decode()
    assert "決定を待っているプランはありません" in body
    assert "髙﨑" not in body


def test_悪意のある文字は_どの頁でも文字のまま(cast: Any, sign_in: Any, client: Client) -> None:
    found = together(cast.csw, cast.hokatsu)
    plan_id = found["plan_id"]
    commands.write_plan(by=cast.csw, plan_id=plan_id, version=2, facts=head(hope=HOSTILE, policy=HOSTILE, end_outlook=HOSTILE))
    commands.add_goal(by=cast.csw, plan_id=plan_id, person_id=None, text=HOSTILE)
    hostile = step(content=HOSTILE, issue=HOSTILE, who_text=HOSTILE, note=HOSTILE, frequency=HOSTILE)
    commands.add_step(by=cast.csw, plan_id=plan_id, person_id=None, facts=hostile)
    found = final(cast.csw, cast.city, found)
    sign_in(client, cast.csw)
    for name in ("plans", "plan", "plan_print", "versions", "following", "evaluation", "evaluation_print", "progress", "starting"):
        assert HOSTILE not in client.get(address(name, found)).content.decode(), name
    sign_in(client, cast.city)
    for name in ("desk", "dossier", "notice"):
        assert HOSTILE not in client.get(address(name, found)).content.decode(), name


def test_頁に名前の出た全員が_閲覧記録に残る(cast: Any, sign_in: Any, client: Client, town: dict[str, Any], owner_sql: Any) -> None:
    people = {town["person_id"], town["mother"]}
    sign_in(client, cast.csw)
    for name in ("plans", "plan", "plan_print", "versions", "following", "evaluation", "evaluation_print", "progress"):
        client.get(address(name, town))
        rows = owner_sql("SELECT subjects FROM audit_access WHERE route = %s AND account_id = %s", [f"plans:{name}", cast.csw.account_id])
        assert rows, name
        assert people <= set(rows[-1][0]), name
    sign_in(client, cast.city)
    for name in ("desk", "dossier", "notice"):
        client.get(address(name, town))
        rows = owner_sql("SELECT subjects FROM audit_access WHERE route = %s", [f"plans:{name}"])
        assert town["person_id"] in set(rows[-1][0]), name


def test_サインインしていない人には_何も見えない(client: Client, town: dict[str, Any]) -> None:
    for name in (*READS, *WRITES):
        response = client.get(address(name, town)) if name in READS else client.post(address(name, town))
        assert response.status_code in (302, 401), name
        assert "髙﨑" not in response.content.decode()


def test_一部の人しか見られない機関には_その人の行が出ず_あることだけが数で出る(cast: Any, sign_in: Any, client: Client) -> None:
    found = together(cast.csw, cast.hokatsu, both=False)
    commands.add_goal(by=cast.csw, plan_id=found["plan_id"], person_id=found["mother"], text="母だけの願い")
    sign_in(client, cast.hokatsu)
    body = client.get(address("plan", found)).content.decode()
    assert "母だけの願い" not in body
    assert "開かれていない人についての行が、ほかに1件あります" in body


def test_支援決定を待つプランは_市の担当の今日の仕事に_決めるまで出る(cast: Any, sign_in: Any, client: Client) -> None:
    found = waiting(cast.csw, cast.city, together(cast.csw, cast.hokatsu))
    sign_in(client, cast.city)
    home = client.get("/").content.decode()
    assert address("dossier", found) in home
    assert "市の支援決定" in home
    commands.decide_plan(by=cast.city, decision_id=found["decision_id"], facts=decision_facts())
    assert address("dossier", found) not in client.get("/").content.decode()


def test_会議で了承され市へ出していないプランは_今日の仕事に出る(cast: Any, sign_in: Any, client: Client) -> None:
    found = approved(cast.csw, together(cast.csw, cast.hokatsu))
    sign_in(client, cast.csw)
    assert "会議で了承され、市へ出していないプラン" in client.get("/").content.decode()
    commands.submit_for_decision(by=cast.csw, plan_id=found["plan_id"], agency_id=cast.city.agency_id)
    assert "会議で了承され、市へ出していないプラン" not in client.get("/").content.decode()
    assert decision_of(cast.city, found["plan_id"]).state == "waiting"
    sign_in(client, cast.neighbour)
    assert address("plan", found) not in client.get("/").content.decode()


def test_行が増えても_プランの頁の問いの数は同じ(cast: Any, sign_in: Any, client: Client, django_assert_max_num_queries: Any) -> None:
    found = together(cast.csw, cast.hokatsu)
    sign_in(client, cast.csw)
    client.get(address("plan", found))
    with django_assert_max_num_queries(80) as counted:
        client.get(address("plan", found))
    few = len(counted)
    for number in range(10):
        commands.add_goal(by=cast.csw, plan_id=found["plan_id"], person_id=found["mother"], text=f"目標{number}")
        commands.add_step(by=cast.csw, plan_id=found["plan_id"], person_id=found["mother"], facts=step(content=f"実施{number}"))
    with django_assert_max_num_queries(few):
        client.get(address("plan", found))
