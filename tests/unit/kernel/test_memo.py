"""読む画面のあいだだけの控え。"""

from uuid import UUID, uuid4

import pytest

from kasane.kernel import memo

ONE, OTHER = uuid4(), uuid4()


@pytest.fixture
def asked() -> list[list[UUID]]:
    return []


def _names(asked: list[list[UUID]], *ids: UUID) -> dict[UUID, str]:
    def load(missing: list[UUID]) -> dict[UUID, str]:
        asked.append(missing)
        return {one: "北地域包括" for one in missing if one == ONE}

    return memo.names("agency", ids, load)


def test_画面の中では_まだ引いていないものだけを引く(asked: list[list[UUID]]) -> None:
    with memo.remembering():
        assert _names(asked, ONE) == {ONE: "北地域包括"}
        assert _names(asked, ONE, OTHER, ONE) == {ONE: "北地域包括"}
        assert _names(asked, ONE) == {ONE: "北地域包括"}
        assert memo.names("posting", [ONE], lambda missing: {}) == {}
    assert asked == [[ONE], [OTHER]]


def test_画面が終われば_何も残らない(asked: list[list[UUID]]) -> None:
    with memo.remembering():
        _names(asked, ONE)
    _names(asked, ONE)
    _names(asked, ONE)
    assert asked == [[ONE], [ONE], [ONE]]


def test_何も渡さなければ_引かない(asked: list[list[UUID]]) -> None:
    assert _names(asked) == {}
    assert asked == []
