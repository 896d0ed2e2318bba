"""携帯電話とメール(様式1-1 A8): 電話と同じに守られ、番号でさがせ、宛先の形でないメールは断る。"""

from __future__ import annotations

from typing import Any

import pytest

from kasane.access.session import acting_as
from kasane.kernel.decision import Invalid, NotVisible
from kasane.people.domain.codes import LeaveMessage, PlaceKind
from kasane.people.queries.find import find_people
from kasane.people.queries.person import places_of
from people.town import TODAY, lives_at, register

pytestmark = pytest.mark.django_db


def test_携帯電話は_番号でさがせ_伝言してよいかを言う(cast: Any) -> None:
    person = register(cast.csw)
    lives_at(cast.csw, person, "080-1234-5678", PlaceKind.MOBILE, may_leave_message=LeaveMessage.NO)
    with acting_as(cast.csw):
        assert [one.id for one in find_people("08012345678", by=cast.csw).people] == [person]
        (place,) = places_of(person, TODAY)
        assert (place.kind, place.text) == ("携帯電話", "080-1234-5678")
        assert "伝言：伝言してはいけない" in place.detail
    with acting_as(cast.neighbour):
        assert find_people("08012345678", by=cast.neighbour).people == ()
        assert places_of(person, TODAY) == ()


def test_メールは半角に直して残し_伝言は言わない(cast: Any) -> None:
    person = register(cast.csw)
    lives_at(cast.csw, person, " ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ ", PlaceKind.EMAIL)
    with acting_as(cast.csw):
        (place,) = places_of(person, TODAY)
        assert (place.kind, place.text, place.detail) == ("メール", "hanako@example.jp", "")


@pytest.mark.parametrize("text", ["hanako", "hanako@", "@example.jp", "ha na@example.jp", "hanako@example", "電話にしてほしい"])
def test_宛先の形でないメールは_理由を言って断る(cast: Any, text: str) -> None:
    person = register(cast.csw)
    with pytest.raises(Invalid) as refused:
        lives_at(cast.csw, person, text, PlaceKind.EMAIL)
    assert refused.value.errors == {"text": "メールの宛先を「taro@example.jp」の形で入力してください。"}


def test_数字のない携帯電話は断り_別の人の隣人は書けない(cast: Any) -> None:
    person = register(cast.csw)
    with pytest.raises(Invalid) as refused:
        lives_at(cast.csw, person, "なし", PlaceKind.MOBILE)
    assert set(refused.value.errors) == {"text"}
    register(cast.neighbour, "別人 太郎", "ベツジン タロウ")
    for kind, text in ((PlaceKind.MOBILE, "080-0000-0000"), (PlaceKind.EMAIL, "x@example.jp")):
        with pytest.raises(NotVisible):
            lives_at(cast.neighbour, person, text, kind)
