"""一つの相談に出てきた二人以上について、聞けたときだけ、一緒に暮らしているかと続柄を残す。聞いていないことは決めない。"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from people.town import register

from consultation.desk_of_consultation import told
from kasane.access.domain import Ground
from kasane.access.session import acting_as
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused
from kasane.people.commands import form_household, share_person
from kasane.people.domain.codes import Kinship
from kasane.people.models import Household, Membership, Person
from kasane.programmes.consultation import commands
from kasane.programmes.consultation.domain.consultation import Newcomer, SubjectsGiven
from kasane.programmes.consultation.domain.living import Living, LivingGiven
from kasane.programmes.consultation.models import Consultation

pytestmark = pytest.mark.django_db
SHORT = {"channel": "phone", "speaker": "self", "story": "母と暮らしている", "received_on_era": "西暦"}


def short() -> dict[str, Any]:
    """今日受けた、短い相談。"""
    today = clock.today()
    return SHORT | {f"received_on_{name}": str(getattr(today, name)) for name in ("year", "month", "day")}


def receive(by: Any, *persons: UUID, **rest: Any) -> UUID:
    return commands.receive_consultation(by=by, facts=told(received_on=clock.today()), subjects=SubjectsGiven(persons=persons, **rest))


def heard(base: UUID | str, living: Living | None = Living.TOGETHER, **kin: Any) -> LivingGiven:
    return LivingGiven(living, str(base), {str(key): value for key, value in kin.get("kin", {}).items()})


def stays(by: Any) -> list[tuple[str, str, bool, bool]]:
    """世帯員: 人の名、続柄、一緒に暮らすか、確かめたか。"""
    with acting_as(by):
        names = dict(Person.objects.values_list("id", "given_name"))
        rows = Membership.objects.order_by("recorded_at", "id")
        return [(names[row.person_id], row.relationship, row.lives_together, row.is_confirmed) for row in rows]


@pytest.fixture
def pair(cast: Any) -> tuple[UUID, UUID]:
    return register(cast.csw, "高橋 花子"), register(cast.csw, "高橋 太郎", "タカハシ タロウ", "昭和47年5月5日")


def test_聞いていなければ_世帯も続柄も残らない(cast: Any, pair: tuple[UUID, UUID]) -> None:
    receive(cast.csw, *pair)
    receive(cast.csw, *pair, living=heard(pair[0], Living.APART))
    assert stays(cast.csw) == []


def test_一緒に暮らす二人は_未確認の印つきで世帯になる(cast: Any, pair: tuple[UUID, UUID]) -> None:
    mother, son = pair
    receive(cast.csw, mother, son, newcomers=(Newcomer("高橋 次郎"),), living=heard(mother, kin={son: Kinship.CHILD}))
    assert stays(cast.csw) == [
        ("花子", "self", True, True), ("太郎", "child", True, False), ("次郎", "housemate", True, False),
    ]  # fmt: skip
    with acting_as(cast.csw):
        assert Household.objects.get().label == "高橋さんの世帯"


def test_別々に暮らすなら_続柄を聞いた人だけが加わる(cast: Any, pair: tuple[UUID, UUID]) -> None:
    mother, son = pair
    third = register(cast.csw, "高橋 三子")
    receive(cast.csw, mother, son, third, living=heard(mother, Living.APART, kin={son: Kinship.CHILD}))
    assert stays(cast.csw) == [("花子", "self", True, True), ("太郎", "child", False, False)]


@pytest.mark.parametrize("why", ["暮らし方を聞いていない", "元の人がいない", "世帯がある", "世帯も選んだ", "氏名が変わった", "同じ氏名"])
def test_組めないときは理由つきで断り_相談も残らない(cast: Any, pair: tuple[UUID, UUID], why: str) -> None:
    mother, son = pair
    kin: dict[Any, Kinship] = {son: Kinship.CHILD}
    given: dict[str, Any] = {"living": heard(mother, kin=kin)}
    words = "すでに世帯のある人"
    if why == "暮らし方を聞いていない":
        given["living"], words = heard(mother, None, kin=kin), "一緒に暮らしているか"
    elif why == "元の人がいない":
        given["living"], words = heard(register(cast.csw, "別人 太郎"), kin=kin), "元になる人"
    elif why == "氏名が変わった":
        given["living"], words = heard(mother, kin={"new:前の名前": Kinship.CHILD}), "氏名が変わりました"
    elif why == "同じ氏名":
        given |= {"newcomers": (Newcomer("高橋 次郎"), Newcomer("高橋 次郎"))}
        words = "同じ氏名"
    else:
        home = form_household(by=cast.csw, label="前からの世帯", focus_person_id=son if why == "世帯がある" else register(cast.csw, "別人"))
        given |= {"households": (home,)} if why == "世帯も選んだ" else {}
    with pytest.raises(Invalid) as refused:
        receive(cast.csw, mother, son, **given)
    assert words in refused.value.errors["q"]
    with acting_as(cast.csw):
        assert not Consultation.objects.exists()


def test_読めるだけの人は世帯に入れられず_見えない人は無いのと同じ(cast: Any, pair: tuple[UUID, UUID]) -> None:
    mother, _ = pair
    own = register(cast.neighbour, "隣 次郎")
    with pytest.raises(NotVisible):
        receive(cast.neighbour, own, mother, living=heard(own))
    until = clock.now() + timedelta(days=5)
    share_person(
        by=cast.csw, person_id=mother, agency_id=cast.neighbour.agency_id, ground=Ground.CONSENT, until=until, with_conditions=False, reason="同意",
    )  # fmt: skip
    with pytest.raises(Refused):
        receive(cast.neighbour, own, mother, living=heard(own))
    assert stays(cast.csw) == []
    receive(cast.neighbour, own, mother)


def _value(body: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', body)[1]  # type: ignore[index]


def test_受付の画面で_二人選ぶと聞かれ_初めはどれも選ばれていない(cast: Any, sign_in: Any, client: Client, pair: tuple[UUID, UUID]) -> None:
    mother, son = pair
    sign_in(client, cast.csw)
    find = reverse("consultation:find")
    one = client.post(find, {"q": "", "person": [str(mother)]}, HTTP_HX_REQUEST="true").content.decode()
    assert "この人たちの暮らし" not in one
    both = client.post(
        find, {"q": "高橋 次郎", "add": "newcomer", "person": [str(mother), str(son)]}, HTTP_HX_REQUEST="true"
    ).content.decode()
    assert "この人たちの暮らし" in both
    assert 'name="living" value="together" id="living_together">' in both
    assert "selected" not in both
    assert _value(both, "kin_base") == str(mother)
    typed = {
        **short(), "person": [str(mother), str(son)], "new_name": "高橋 次郎", "new_kana": "", "new_born": "", "kin_base": str(mother),
        "kin": [f"{son}:child", "new:高橋 次郎:grandchild"],
    }  # fmt: skip
    again = client.post(find, {**typed, "q": ""}, HTTP_HX_REQUEST="true").content.decode()
    assert f'value="{son}:child" selected' in again
    assert 'value="new:高橋 次郎:grandchild" selected' in again
    refused = client.post(reverse("consultation:receive"), typed)
    assert refused.status_code == 422
    assert "一緒に暮らしているかを選んでください" in refused.content.decode()
    assert f'value="{son}:child" selected' in refused.content.decode()
    assert client.post(reverse("consultation:receive"), {**typed, "living": "together"}).status_code == 302
    assert [one[:2] for one in stays(cast.csw)] == [("花子", "self"), ("太郎", "child"), ("次郎", "grandchild")]


def test_世帯のある人がいれば_聞かない(cast: Any, sign_in: Any, client: Client, pair: tuple[UUID, UUID]) -> None:
    mother, son = pair
    form_household(by=cast.csw, label="前からの世帯", focus_person_id=son)
    sign_in(client, cast.csw)
    body = client.post(reverse("consultation:find"), {"q": "", "person": [str(mother), str(son)]}, HTTP_HX_REQUEST="true").content.decode()
    assert "この人たちの暮らし" not in body


def test_見つかっただけの人も_選んだ人がいれば聞かれ_印を外せば使わない(
    cast: Any, sign_in: Any, client: Client, pair: tuple[UUID, UUID]
) -> None:
    mother, son = pair
    sign_in(client, cast.csw)
    body = client.post(reverse("consultation:find"), {"q": "高橋 太郎", "person": [str(mother)]}, HTTP_HX_REQUEST="true").content.decode()
    assert "（上で印を付けたとき）" in body
    typed = {**short(), "person": [str(mother)], "kin_base": str(mother), "kin": [f"{son}:child"], "living": ""}
    assert client.post(reverse("consultation:receive"), typed).status_code == 302
    assert stays(cast.csw) == []
    typed = {**typed, "person": [str(mother), str(son)], "living": "together"}
    assert client.post(reverse("consultation:receive"), typed).status_code == 302
    assert [one[:2] for one in stays(cast.csw)] == [("花子", "self"), ("太郎", "child")]
