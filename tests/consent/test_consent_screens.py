"""同意の画面: 台帳、記録、断り、取り消し。取り消しの前後に、だれに何が伝わっていたかを示し、その場で止まる(N10、mission 2.2・2.9)。"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from cases.cases_town import opened
from django.db import transaction
from django.test import Client
from django.urls import reverse

from consent.ledger_town import TALK
from kasane.access.session import acting_as
from kasane.cases.commands import add_member
from kasane.cases.domain import Basis
from kasane.cases.models import CasePerson
from kasane.cases.queries import case_header, timeline
from kasane.cases.views import consents as views
from kasane.consent import commands, queries
from kasane.consent.domain.codes import Method, State, Topic
from kasane.consent.domain.coverage import Scope
from kasane.consent.domain.recording import ConsentFacts
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible

pytestmark = pytest.mark.django_db
OF_PERSON = ("granting", "grant_consent", "refusing", "refuse_consent")
ALL = ("consents", *OF_PERSON, "withdrawing", "withdraw_consent")
READS = [name for name in ALL if getattr(views, name).declared.mode == "reads"]
FACTS = {"explained": True, "paper_kept": True, "method": Method.SIGNED}


@pytest.fixture
def town(cast: Any) -> dict[str, Any]:
    """母と息子の事案。母が北地域包括に、相談内容を伝えてよいと言い、北地域包括が支援チームに入っている。"""
    case_id, (mother, son) = opened(cast.csw, "高橋 花子", "高橋 一郎")
    made = {"case_id": case_id, "person_id": mother, "son": son, "consent_id": record(cast, case_id, mother)}
    add_member(
        by=cast.csw, case_id=case_id, agency_id=cast.hokatsu.agency_id, duty="介護の相談", basis=Basis.CONSENT, person_ids=[mother],
        sensitive=False, reason="",
    )  # fmt: skip
    return made


def record(cast: Any, case_id: UUID, person_id: UUID, *, room_of: UUID | None = None) -> UUID:
    facts = ConsentFacts(given_on=clock.today(), scopes=(Scope(cast.hokatsu.agency_id, TALK),), **FACTS)
    return commands.record_consent(
        by=cast.csw, case_id=case_id, person_id=person_id, room_id=room(cast, case_id, room_of or person_id), facts=facts
    )


def room(cast: Any, case_id: UUID, person_id: UUID) -> UUID:
    with transaction.atomic(), acting_as(cast.csw):
        return CasePerson.objects.get(case_id=case_id, person_id=person_id).compartment_id


def address(name: str, town: dict[str, Any]) -> str:
    keys = ["case_id"] + (["person_id"] if name in OF_PERSON else ["consent_id"] if name != "consents" else [])
    return reverse(f"cases:{name}", args=[town[key] for key in keys])


def day(name: str) -> dict[str, str]:
    today = clock.today()
    parts = {"era": "西暦", "year": str(today.year), "month": str(today.month), "day": str(today.day)}
    return {f"{name}_{key}": value for key, value in parts.items()}


def plain(body: bytes) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken": |name="once" value)[^>]*', "", body.decode())


@pytest.mark.parametrize("name", READS)
def test_どの頁も_持ち主には開く(cast: Any, sign_in: Any, client: Client, town: dict[str, Any], name: str) -> None:
    sign_in(client, cast.csw)
    assert client.get(address(name, town)).status_code == 200


@pytest.mark.parametrize("name", ALL)
def test_隣人には_無い記録と同じ答え(cast: Any, sign_in: Any, client: Client, town: dict[str, Any], name: str) -> None:
    sign_in(client, cast.neighbour)
    send = client.get if name in READS else client.post
    hidden, absent = send(address(name, town)), send(address(name, {key: uuid4() for key in town}))
    assert hidden.status_code == absent.status_code == 404
    assert plain(hidden.content) == plain(absent.content)


def test_一覧は_だれにだれが何をいつまで_今何が伝わっているかを言う(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    sign_in(client, cast.csw)
    text = client.get(address("consents", town)).content.decode()
    assert "北地域包括支援センター：氏名・住所・連絡先・相談内容・生活の状況" in text
    assert "この同意で、今伝わっている相手" in text
    assert re.search(r"<th scope=\"row\">北地域包括支援センター</th>.*?その人の記録", text, re.S)
    assert "同意なし(支援会議の守秘義務のもとでだけ共有できます)" in text


def test_同意の帯は_事案のどの頁にも出る(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    sign_in(client, cast.csw)
    for name in ("cases:case", "cases:team", "cases:note", "cases:consents", "coordination:applications"):
        text = client.get(reverse(name, args=[town["case_id"]])).content.decode()
        assert "本人同意あり(北地域包括支援センター、" in text, name
        assert text.count('class="consent-banner"') == 1, name


def test_取り消すと_その瞬間から相手には何も見えない(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    case_url = reverse("cases:case", args=[town["case_id"]])
    hokatsu = Client()
    sign_in(hokatsu, cast.hokatsu)
    sign_in(client, cast.csw)
    assert hokatsu.get(case_url).status_code == 200
    before = client.get(address("withdrawing", town)).content.decode()
    assert re.search(r"取り消すと、その場で止まる共有.*?北地域包括支援センター", before, re.S)
    after = client.post(address("withdraw_consent", town), {"reason": ""})
    assert after.status_code == 200
    assert re.search(r"今止まった相手.*?北地域包括支援センター.*?その人の記録", after.content.decode(), re.S)
    for url in (case_url, reverse("people:person", args=[town["person_id"]]), address("consents", town)):
        assert hokatsu.get(url).status_code == 404
    assert "母と息子の二人暮らし" not in hokatsu.get(reverse("cases:list")).content.decode()
    assert "高橋" not in hokatsu.get(reverse("people:list")).content.decode()


def test_見ていた機関自身が取り消しを受けても_答えの頁が出て_その後は見えない(
    cast: Any, sign_in: Any, client: Client, town: dict[str, Any]
) -> None:
    sign_in(client, cast.hokatsu)
    after = client.post(address("withdraw_consent", town), {"reason": "窓口で本人が言った"})
    assert after.status_code == 200, re.findall(r"error-summary.*?</ul>", after.content.decode(), re.S)
    assert "もう開けません" in after.content.decode()
    assert client.get(address("consents", town)).status_code == 404
    with transaction.atomic(), acting_as(cast.csw):
        events = [line for line in timeline(town["case_id"], by=cast.csw).lines if line.act == "withdraw_consent"]
        banner = {one.person_id: one.state for one in case_header(town["case_id"], by=cast.csw).consents}
    assert [line.fact for line in events] == ["窓口で本人が言った"]
    assert banner[town["person_id"]] is State.WITHDRAWN


def test_母の同意の取り消しは_息子の同意で開いたものを閉じない(cast: Any, town: dict[str, Any]) -> None:
    record(cast, town["case_id"], town["son"])
    commands.withdraw_consent(by=cast.csw, consent_id=town["consent_id"])
    with transaction.atomic(), acting_as(cast.csw):
        ok = queries.usable_consent(town["case_id"], town["son"], cast.hokatsu.agency_id, Topic.CIRCUMSTANCES, clock.today())
    assert ok.decision.allowed


def test_同意の行を_別の人の部屋には置けない(cast: Any, town: dict[str, Any]) -> None:
    with pytest.raises(NotVisible):
        record(cast, town["case_id"], town["son"], room_of=town["person_id"])
    with transaction.atomic(), acting_as(cast.csw):
        assert [line.person_id for line in queries.consents_of(town["case_id"])] == [town["person_id"]]


def test_画面から同意を記録する(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    sign_in(client, cast.csw)
    at = {**town, "person_id": town["son"]}
    sent = {
        "kind": "sharing", "agencies": [str(cast.hokatsu.agency_id)], "topics": ["circumstances", "work"], "explained": "on",
        "method": "signed", "paper_kept": "on", "given_by": "self", "excluded": [str(cast.city.agency_id)], **day("given_on"),
    }  # fmt: skip
    assert client.post(address("grant_consent", at), sent).status_code == 302
    text = client.get(address("consents", town)).content.decode()
    assert "北地域包括支援センター：相談内容・生活の状況・仕事・学校" in text
    assert "<strong>伝えないでほしい機関</strong>：福祉総務課" in text


def test_足りない同意は_打った文字を残して断る(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    sign_in(client, cast.csw)
    at = {**town, "person_id": town["son"]}
    sent = {"kind": "sharing", "method": "oral", "given_by": "proxy", "witness": "立会 人", **day("given_on")}
    response = client.post(address("grant_consent", at), sent)
    assert response.status_code == 422
    text = response.content.decode()
    assert "立会 人" in text
    assert "伝えてよい機関を一つ以上選んでください" in text
    assert "氏名・続柄・理由の三つ" in text


def test_断りは_聞いた日だけで記録でき_二度押しても一度(cast: Any, sign_in: Any, client: Client, town: dict[str, Any]) -> None:
    sign_in(client, cast.csw)
    at = {**town, "person_id": town["son"]}
    page = client.get(address("refusing", at)).content.decode()
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found is not None
    sent = {"kind": "sharing", "given_by": "self", "once": found[1], **day("given_on")}
    assert [client.post(address("refuse_consent", at), sent).status_code for _ in range(2)] == [302, 302]
    with transaction.atomic(), acting_as(cast.csw):
        refusals = [line for line in queries.consents_of(town["case_id"]) if line.person_id == town["son"]]
    assert len(refusals) == 1
    assert "断られています" in client.get(address("consents", town)).content.decode()


def test_見せた人は_閲覧記録に残る(cast: Any, sign_in: Any, client: Client, town: dict[str, Any], owner_sql: Any) -> None:
    sign_in(client, cast.csw)
    for name in ("consents", "withdrawing", "granting"):
        client.get(address(name, town))
        subjects = owner_sql("SELECT subjects FROM audit_access ORDER BY id DESC LIMIT 1")[0][0]
        assert {town["person_id"], town["son"]} <= set(subjects), name
