"""つなぎの画面と、終結・引継ぎの画面。"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from people.town import register

from cases.cases_town import joins
from cases.town import case_address, open_case, settled
from kasane.access.session import acting_as
from kasane.cases.models import Case, Referral
from kasane.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(cast: Any) -> dict[str, UUID]:
    """csw の事案と、北地域包括へのつなぎ。"""
    return settled(cast.csw, cast.hokatsu)


def _today(name: str) -> dict[str, str]:
    day = clock.today()
    return {f"{name}_era": "西暦", f"{name}_year": str(day.year), f"{name}_month": str(day.month), f"{name}_day": str(day.day)}


def _referral(cast: Any, **typed: str) -> dict[str, str]:
    return {
        "kind": "referral", "agency": str(cast.hokatsu.agency_id), "purpose": "訪問してほしい", "summary": "いきさつ", "explained": "explained",
        "agreement": "agreed", "basis": "own", **_today("answer_by"), **typed,
    }  # fmt: skip


def test_つなぎは_相手に見える形を確かめてから送る(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID]) -> None:
    sign_in(client, cast.csw)
    shown = client.post(case_address("preview", town), _referral(cast, summary="ここだけのいきさつ")).content.decode()
    frame = shown[shown.index('class="letter-frame"') : shown.index("</section>", shown.index('class="letter-frame"'))]
    assert "ここだけのいきさつ" in frame
    with acting_as(cast.csw):
        assert Referral.objects.count() == 1
    again = client.post(case_address("preview", town), {**_referral(cast, summary="ここだけのいきさつ", purpose=""), "again": "1"})
    assert again.status_code == 200
    assert "ここだけのいきさつ" in again.content.decode()
    assert "誤りが" not in again.content.decode()
    assert client.post(case_address("preview", town), _referral(cast, agency="")).status_code == 422
    response = client.post(case_address("refer", town), _referral(cast, summary="ここだけのいきさつ"))
    assert response.status_code == 302
    with acting_as(cast.csw):
        letter = Referral.objects.latest("recorded_at").id
    sign_in(client, cast.hokatsu)
    body = client.get(reverse("cases:letter", args=[letter])).content.decode()
    start = body.index('class="letter-frame"')
    sent = body[start : body.index("</section>", start)]
    assert _words(sent) - {"2026"} >= _words(frame) - _words("相手に見える一通 つなぎの本文")


def _words(html: str) -> set[str]:
    return set(re.sub(r"<[^>]+>|aria-label=\S+", " ", html).split())


def test_届いた一通のほかは_受け入れるまで見えない(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID]) -> None:
    sign_in(client, cast.hokatsu)
    assert case_address("letter", town) in client.get("/").content.decode()
    body = client.get(case_address("letter", town)).content.decode()
    assert "夫を亡くしてから外に出なくなった" in body
    assert "長男の前で借金の話をしない" not in body
    assert client.get(case_address("case", town)).status_code == 404


def test_差し戻すには理由が要り_その時から読めない(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID]) -> None:
    sign_in(client, cast.hokatsu)
    assert client.post(case_address("decline", town), {"reason": ""}).status_code == 422
    assert client.post(case_address("decline", town), {"reason": "65歳になっていないため、障害の窓口へ"}).status_code == 302
    assert client.get(case_address("letter", town)).status_code == 404
    assert case_address("letter", town) not in client.get("/").content.decode()
    sign_in(client, cast.csw)
    assert "65歳になっていないため" in client.get(case_address("referrals", town)).content.decode()


def test_受け入れて_済んだらもどす(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID]) -> None:
    sign_in(client, cast.hokatsu)
    response = client.post(case_address("accept", town), {"answer": "25日に訪問します"}, follow=True)
    assert response.status_code == 200
    assert "受け入れました" in response.content.decode()
    assert client.get(case_address("returning", town)).status_code == 200
    assert client.post(case_address("give_back", town), {"outcome": "申請が済みました"}).status_code == 302
    sign_in(client, cast.csw)
    body = client.get(case_address("referrals", town)).content.decode()
    assert "申請が済みました" in body
    assert "25日に訪問します" in body


def test_取り下げると_相手からは見えない(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID]) -> None:
    sign_in(client, cast.csw)
    assert client.post(case_address("recall", town), {"reason": "本人が断った"}).status_code == 302
    sign_in(client, cast.hokatsu)
    assert client.get(case_address("letter", town)).status_code == 404


def test_つなぎは_ほかの事案の番号では取り下げられない(cast: Any, sign_in: Any, client: Client, town: dict[str, UUID]) -> None:
    other = open_case(cast.csw, register(cast.csw, "別の 人", "ベツノ ヒト"))
    sign_in(client, cast.csw)
    assert client.get(reverse("cases:recalling", args=[other, town["referral_id"]])).status_code == 404
    assert client.post(reverse("cases:recall", args=[other, town["referral_id"]]), {"reason": "取り下げる"}).status_code == 404
    with acting_as(cast.csw):
        assert Referral.objects.get(id=town["referral_id"]).state == "sent"


def test_終結しても伴走は残り_すぐ再開できる(cast: Any, sign_in: Any, client: Client) -> None:
    case = open_case(cast.csw, register(cast.csw, "高橋 花子"))
    sign_in(client, cast.csw)
    version = {"version": str(_version(cast, case))}
    sent = {"reason": "落ち着いた", "follow_up_days": "90", **_today("on"), **version}
    assert client.post(reverse("cases:close", args=[case]), sent).status_code == 302
    body = client.get(reverse("cases:case", args=[case])).content.decode()
    assert "終結" in body
    assert cast.csw.agency_name in body
    assert reverse("plans:resuming", args=[case]) in body
    again = {"reason": "転倒した", "version": str(_version(cast, case))}
    assert client.post(reverse("cases:reopen", args=[case]), again).status_code == 302
    with acting_as(cast.csw):
        assert Case.objects.get(id=case).closed_on is None


def _version(cast: Any, case: UUID) -> int:
    with acting_as(cast.csw):
        return Case.objects.get(id=case).version


def test_伴走を引き継ぐと_一覧へ戻る(cast: Any, sign_in: Any, client: Client) -> None:
    person = register(cast.csw, "高橋 花子")
    case = open_case(cast.csw, person)
    joins(cast.csw, case, cast.hokatsu.agency_id, person)
    sign_in(client, cast.csw)
    sent = {"partner": f"{cast.hokatsu.agency_id}:{cast.hokatsu.posting_id}", "reason": "圏域が変わった"}
    response = client.post(reverse("cases:hand_on", args=[case]), sent)
    assert response.status_code == 302
    assert response["Location"] == reverse("cases:list")
    sign_in(client, cast.hokatsu)
    body = client.get(reverse("cases:case", args=[case])).content.decode()
    assert cast.hokatsu.name in body


def test_市には_機関の名前と日数だけが出る(cast: Any, sign_in: Any, client: Client) -> None:
    from datetime import timedelta

    made = settled(cast.csw, cast.hokatsu, title="秘密の事案")
    with clock.frozen(clock.now() + timedelta(days=30)):
        sign_in(client, cast.city)
        for address in (reverse("cases:overdue"), "/"):
            body = client.get(address).content.decode()
            assert "北地域包括支援センター" in body, address
            for secret in ("秘密の事案", "高橋", "介護保険の申請を手伝ってほしい", str(made["case_id"]), str(made["referral_id"])):
                assert secret not in body, (address, secret)
