"""様式1-1の画面: 開ける、隣人には無い記録と同じ、打った文字が残る、比べられる、印刷で伏せる、名前の出た人が記録に残る。"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from cases.cases_town import opened
from django.db import transaction
from django.test import Client
from django.urls import reverse
from people.town import lives_at, protect

from kasane.access.session import acting_as
from kasane.kernel import clock
from kasane.people.domain.codes import PlaceKind
from kasane.programmes.coordination.application_urls import application_patterns
from kasane.programmes.coordination.commands import application as commands
from kasane.programmes.coordination.domain.application import Variant
from kasane.programmes.coordination.models import Application

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"
READS = [one.name for one in application_patterns if one.callback.declared.mode == "reads"]
WRITES = [one.name for one in application_patterns if one.callback.declared.mode == "writes"]


@pytest.fixture
def town(cast: Any) -> dict[str, Any]:
    """CSW の事案。母の票は同意なしで始め、息子の票はまだない。"""
    case_id, (mother, son) = opened(cast.csw, "高橋 花子", "高橋 一郎")
    one = commands.start_application(by=cast.csw, case_id=case_id, person_id=mother, variant=Variant.WITHOUT)
    return {"case_id": case_id, "person_id": son, "mother": mother, "application_id": one, "section": "source"}


def address(name: str, town: dict[str, Any]) -> str:
    pattern = next(str(one.pattern) for one in application_patterns if one.name == name)
    return reverse(f"coordination:{name}", args=[town[key] for key in re.findall(r"<\w+:(\w+)>", pattern)])


def plain(body: bytes) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken": |name="once" value|印刷日時：)[^>　]*', "", body.decode())


def row(cast: Any, town: dict[str, Any]) -> Application:
    with transaction.atomic(), acting_as(cast.csw):
        return Application.objects.get(id=town["application_id"])


@pytest.mark.parametrize("name", READS)
def test_どの頁も_持ち主には開く(cast: Any, sign_in: Any, client: Client, town: dict[str, Any], name: str) -> None:
    sign_in(client, cast.csw)
    assert client.get(address(name, town)).status_code == 200


@pytest.mark.parametrize("name", [*READS, *WRITES])
def test_隣人には_無い記録と同じ答え(cast: Any, sign_in: Any, client: Client, town: dict[str, Any], name: str) -> None:
    sign_in(client, cast.neighbour)
    send = client.get if name in READS else client.post
    absent = {key: uuid4() if isinstance(value, UUID) else value for key, value in town.items()}
    hidden, missing = send(address(name, town)), send(address(name, absent))
    assert hidden.status_code == missing.status_code == 404
    assert plain(hidden.content) == plain(missing.content)
    assert row(cast, town).version == 1


@pytest.mark.parametrize("section", ["reception", "nothing"])
def test_書けない節は_理由を言うか_無い(cast: Any, sign_in: Any, client: Client, town: dict[str, Any], section: str) -> None:
    sign_in(client, cast.csw)
    response = client.get(address("application_section", {**town, "section": section}))
    assert response.status_code == (403 if section == "reception" else 404)


def test_節を書くと_票に出て_節の一覧が進む(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    sign_in(client, cast.csw)
    sent = {"version": "1", "received_on_era": "西暦"}
    today = clock.today()
    sent |= {"received_on_year": str(today.year), "received_on_month": str(today.month), "received_on_day": str(today.day)}
    sent |= {"source_kind": "03", "source_name": HOSTILE, "source_anonymous": "on"}
    response = client.post(address("write_application", town), sent)
    assert response.status_code == 302, response.content.decode()
    text = client.get(address("application", town)).content.decode()
    assert HOSTILE not in text
    assert "&lt;script&gt;" in text
    assert "記入済み" in text
    printed = client.get(address("application_print", town)).content.decode()
    assert "script" not in printed.partition('class="paper-form"')[2]
    assert "匿名を希望しています" in printed


def test_誤りの画面でも_打った文字が残り_見せた人が記録に残る(
    cast: Any, sign_in: Any, client: Client, town: dict[str, Any], owner_sql: Any
) -> None:
    sign_in(client, cast.csw)
    response = client.post(address("write_application", town), {"version": "1", "source_name": "民野 生委"})
    assert response.status_code == 422
    assert "民野 生委" in response.content.decode()
    act, subjects = owner_sql("SELECT act, subjects FROM audit_access ORDER BY id DESC LIMIT 1")[0]
    assert act == "write_application"
    assert {town["mother"], town["person_id"]} <= set(subjects)


def test_先に保存した人がいれば_両方を見比べる画面になる(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    commands.write_application(
        by=cast.csw_manager, application_id=town["application_id"], section="heard", version=1, values={"heard_concern": "先に書いた"}
    )
    sign_in(client, cast.csw)
    response = client.post(address("write_application", {**town, "section": "heard"}), {"version": "1", "heard_concern": "後から書いた"})
    assert response.status_code == 409
    text = response.content.decode()
    assert "先に書いた" in text
    assert "後から書いた" in text
    assert row(cast, town).heard_concern == "先に書いた"


def test_同意を記録すると_聞いていた内容が初めの値になり_聞いた記録は別に残る(
    cast: Any, sign_in: Any, client: Client, town: dict[str, Any]
) -> None:
    write = {"by": cast.csw, "application_id": town["application_id"]}
    commands.write_application(**write, section="source", version=1, values={"received_on": clock.today(), "source_kind": "03"})
    commands.write_application(**write, section="heard", version=2, values={"heard_topics": ["13"], "heard_concern": "20年こもっている"})
    sign_in(client, cast.csw)
    today = clock.today()
    sent = {
        "version": "3", "applied_on_era": "西暦", "applied_on_year": str(today.year), "applied_on_month": str(today.month),
        "applied_on_day": str(today.day), "explained": "on", "shares": "yes", "agencies": [str(cast.hokatsu.agency_id)],
        "topics": ["circumstances"], "method": "signed", "paper_kept": "on", "given_by": "self",
    }  # fmt: skip
    response = client.post(address("apply_application", town), sent)
    assert response.status_code == 302, re.findall(r"error-summary.*?</div>", response.content.decode(), re.S)
    text = client.get(address("application", town)).content.decode()
    assert "同意の前に、本人以外から聞いたこと" in text
    assert "20年こもっている" in text
    assert "本人同意あり(北地域包括支援センター" in text
    form = client.get(address("application_section", {**town, "section": "matters"})).content.decode()
    assert re.search(r'value="13"[^>]*checked', form)


def test_支援措置の住所は_印刷では名指しの人にも伏せる(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    contacts = {PlaceKind.RESIDENCE: "かさね市東町1-1", PlaceKind.MOBILE: "080-9999-0002", PlaceKind.EMAIL: "hanako@example.jp"}
    for kind, text in contacts.items():
        lives_at(cast.csw, town["mother"], text, kind)
    sign_in(client, cast.csw)
    before = client.get(address("application_print", town)).content.decode()
    assert "かさね市東町1-1" in before
    assert "携帯電話：080-9999-0002" in before
    assert "メール：hanako@example.jp" in before
    protect(cast.csw, town["mother"], conceals_person=False)
    text = client.get(address("application_print", town)).content.decode()
    assert "東町" not in text
    assert "080-9999-0002" not in text
    assert "hanako@example.jp" not in text
    assert text.count("支援措置のため伏せています") == len(contacts)
