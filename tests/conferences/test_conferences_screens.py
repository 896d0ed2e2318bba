"""会議の画面: 開ける、隣人には無いのと同じ答え、守秘を確かめるまで何も出ない、自分の議題のほかは出ない、閉じたら出ない。"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conferences.conferences_screen_room import FACT, HEADING, HOSTILE, OTHER, everything, room, url
from conferences.conferences_town import acknowledge, as_, fact, invite
from kasane.conferences import commands
from kasane.conferences.commands.minutes import write_minute
from kasane.conferences.domain.minutes import MinuteKind
from kasane.conferences.models import Conference, Cooperation, Fact, Item, Member, Minute, Need, Officer, Present, RoleDecided
from kasane.conferences.urls import urlpatterns

pytestmark = pytest.mark.django_db
READS = [one.name for one in urlpatterns if one.callback.declared.mode == "reads"]
WRITES = [one.name for one in urlpatterns if one.callback.declared.mode == "writes"]
OF_ITEM = [one.name for one in urlpatterns if re.search(r"(item|conference|case|seat|role|cooperation)_id", str(one.pattern))]
ASKED = {"answer_cooperation", "send_answer"}  # 求められた機関だけが開く
OWN = {"role", "finish_role"}  # 引き受けた機関


@pytest.fixture
def ids(cast: Any) -> dict[str, Any]:
    return everything(cast, room(cast))


def _address(name: str, ids: dict[str, Any]) -> str:
    pattern = str(next(one.pattern for one in urlpatterns if one.name == name))
    return url(name, *[ids[key] for key in re.findall(r"<\w+:(\w+)>", pattern)])


def _keeper(cast: Any, name: str) -> Any:
    if name in ASKED | OWN | {"secrecy"}:
        return cast.hokatsu
    return cast.city if "appoint" in name or name in ("briefing", "filing", "listing_more", "adding_kind", "revising_kind", "kinds",
                                                      "designating") else cast.csw  # fmt: skip


# この部屋(開会中の支援会議、外の人はいない)では開かない画面。本人・家族と、紙の誓約書の画面は、それぞれの試験が開く
SHUT_HERE = ("filing", "deciding", "cancelling", "moving", "sitting", "unsitting", "attending_on_paper")


@pytest.mark.parametrize("name", [one for one in READS if one not in SHUT_HERE])
def test_担当には_どの画面も開き_悪意のある文字はそのまま出ない(
    cast: Any, sign_in: Any, client: Client, ids: dict[str, Any], name: str
) -> None:
    sign_in(client, _keeper(cast, name))
    response = client.get(_address(name, ids))
    assert response.status_code == 200, name
    assert response["Cache-Control"] == "no-store"
    assert HOSTILE not in response.content.decode()


@pytest.mark.parametrize("name", OF_ITEM)
def test_隣人には_見えない会議と無い会議が_同じ答え(cast: Any, sign_in: Any, client: Client, ids: dict[str, Any], name: str) -> None:
    sign_in(client, cast.neighbour)
    send = client.get if name in READS else client.post
    absent = {key: uuid4() if isinstance(value, UUID) else value for key, value in ids.items()}
    hidden, nothing = send(_address(name, ids)), send(_address(name, absent))
    assert hidden.status_code == nothing.status_code == 404, name
    assert _plain(hidden.content) == _plain(nothing.content)


def _plain(body: bytes) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken": |name="once" value|印刷日時：)[^>　]*', "", body.decode())


@pytest.mark.parametrize("name", [name for name in OF_ITEM if name in WRITES])
def test_隣人が送っても_何も変わらない(cast: Any, sign_in: Any, client: Client, ids: dict[str, Any], name: str) -> None:
    def state() -> list[Any]:
        models = (Conference, Item, Officer, Member, Fact, Minute, Cooperation, RoleDecided, Need, Present)
        with as_(cast.csw):
            return [list(model.objects.order_by("id").values()) for model in models]

    before = state()
    sign_in(client, cast.neighbour)
    client.post(_address(name, ids), {"reason": "理由はあると言い張る", "text": "x", "kind": "shared", "understood": "on", "wording": "x"})
    assert state() == before


@pytest.mark.parametrize("name", [*READS, *WRITES])
def test_サインインしていなければ_何も出ない(client: Client, ids: dict[str, Any], name: str) -> None:
    response = client.get(_address(name, ids)) if name in READS else client.post(_address(name, ids))
    assert response.status_code in (302, 401)
    assert HEADING not in response.content.decode()


@pytest.mark.parametrize("role", ["account_admin", "auditor", "privacy"])
@pytest.mark.parametrize("name", ["item", "minutes", "decisions", "members", "packet_print", "minutes_print", "conference"])
def test_管理者と監査は_会議の読み手ではない(cast: Any, sign_in: Any, client: Client, ids: dict[str, Any], role: str, name: str) -> None:
    sign_in(client, getattr(cast, role))
    assert client.get(_address(name, ids)).status_code == 404


def test_N21_守秘を確かめるまで_日時と場所と目的のほかは出ない(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast, ready=False)
    sign_in(client, cast.hokatsu)
    listed = client.get(url("list")).content.decode()
    page = client.get(url("secrecy", found.seat)).content.decode()
    home = client.get("/").content.decode()
    for body in (listed, page):
        assert "市役所三階" in body
        assert "個別ケース" in body
    for body in (listed, page, home):
        for secret in (HEADING, OTHER, FACT, "高橋", "鈴木", str(found.item)):
            assert secret not in body, secret
    assert re.search(r'oath__text preline">[^<]*1年以下の拘禁刑又は100万円以下の罰金', page)
    for name in ("item", "packet_print", "minutes", "minutes_print", "decisions"):
        assert client.get(url(name, found.item)).status_code == 404, name
    assert client.post(url("acknowledge", found.seat), {"wording": "別の文", "understood": "on"}).status_code == 422
    assert client.post(url("acknowledge", found.seat), {}).status_code == 422
    assert client.get(url("item", found.item)).status_code == 404
    wording = re.search(r'name="wording" value="([^"]*)"', page)
    assert wording
    response = client.post(url("acknowledge", found.seat), {"wording": wording[1], "understood": "on"})
    assert response.status_code == 302, response.content.decode()
    shown = client.get(url("item", found.item)).content.decode()
    assert FACT in shown
    assert "なぜ見えるのか" in shown
    assert "まで" in shown[shown.index("いつまで") :]


def test_N20_N23_構成員には_ほかの議題も名簿も次第も出ない(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast)
    sign_in(client, cast.hokatsu)
    for name in ("item", "packet_print", "minutes", "minutes_print", "decisions"):
        body = client.get(url(name, found.item)).content.decode()
        assert HEADING in body, name
        for secret in (OTHER, "鈴木", "市野", "重田 治", "構成員を招く", str(found.conference)):
            assert secret not in body, (name, secret)
    for name in ("members", "inviting", "putting", "deciding", "cooperations", "requesting", "assigning", "naming_need", "closing"):
        assert client.get(url(name, found.item)).status_code in (403, 404), name
    assert client.get(url("members", found.item)).status_code == 404
    assert client.get(url("item", found.other)).status_code == 404
    assert client.get(url("conference", found.conference)).status_code == 404
    assert client.get(url("agenda_print", found.conference)).status_code == 404
    assert OTHER not in client.get(url("list")).content.decode()


def test_N22_構成員は_資料から事案も人も開けない(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast)
    sign_in(client, cast.hokatsu)
    body = client.get(url("item", found.item)).content.decode()
    assert str(found.case) not in body
    assert all(str(person) not in body for person in found.people)
    assert client.get(reverse("cases:case", args=[found.case])).status_code == 404
    assert client.get(url("of_case", found.case)).status_code == 404
    assert client.get(reverse("people:person", args=[found.people[0]])).status_code == 404


def test_N28_構成員の同僚には_何も出ない(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast)
    seat = invite(cast.csw, found.other, cast.neighbour)
    acknowledge(cast.neighbour, seat)
    sign_in(client, cast.neighbour)
    assert client.get(url("item", found.other)).status_code == 200
    assert client.get(url("item", found.item)).status_code == 404
    sign_in(client, cast.privacy)  # 司会の市野と同じ課の人
    assert client.get(url("item", found.item)).status_code == 404
    assert HEADING not in client.get(url("list")).content.decode()


def test_事案の会議の見出しには_自分に席のある議題だけが出る(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast)
    sign_in(client, cast.csw)
    body = client.get(url("of_case", found.case)).content.decode()
    assert HEADING in body
    assert OTHER not in body
    sign_in(client, cast.csw_manager)
    assert HEADING in client.get(url("of_case", found.case)).content.decode()


def test_閉じた議題は_どの画面からも出ない(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast)
    sign_in(client, cast.hokatsu)
    assert client.get(url("item", found.item)).status_code == 200
    commands.close_item(by=cast.csw, item_id=found.item, reason="話し合いが終わったため")
    for name in ("item", "packet_print", "minutes", "minutes_print", "decisions", "contributing"):
        assert client.get(url(name, found.item)).status_code == 404, name
    assert client.post(url("contribute", found.item), {"text": "x"}).status_code == 404
    assert client.get(url("secrecy", found.seat)).status_code == 404
    assert "見られる期間" not in client.get(url("list")).content.decode()


def test_招いた人を外すと_その時から出ない(cast: Any, sign_in: Any, client: Client) -> None:
    found = room(cast)
    sign_in(client, cast.csw)
    response = client.post(url("release", found.item, found.seat), {"reason": "異動したため"})
    assert response.status_code == 302, response.content.decode()
    sign_in(client, cast.hokatsu)
    assert client.get(url("item", found.item)).status_code == 404


def test_見せた人の全員が_閲覧記録に残る(cast: Any, sign_in: Any, client: Client, owner_sql: Any) -> None:
    found = room(cast)
    sign_in(client, cast.hokatsu)
    client.get(url("packet_print", found.item))
    rows = owner_sql("SELECT subjects FROM audit_access WHERE account_id = %s AND subjects @> %s", [cast.hokatsu.account_id, found.people])
    assert rows


@pytest.mark.parametrize("name", ["item", "minutes", "members"])
def test_問いの数は_行の数によらない(cast: Any, sign_in: Any, client: Client, name: str) -> None:
    found = room(cast)
    sign_in(client, cast.csw)

    def count() -> int:
        client.get(url(name, found.item))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(name, found.item)).status_code == 200
        return len(queries)

    before = count()
    for number in range(6):
        commands.put_fact(by=cast.csw, item_id=found.item, facts=fact(f"{number}件目"))
        write_minute(by=cast.csw, item_id=found.item, kind=MinuteKind.OPINION, text=f"{number}件目")
    assert count() == before
