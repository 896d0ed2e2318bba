"""符号の土台: 値はそのまま文字、言い方は隣に、知らない符号で止まらない。"""

from __future__ import annotations

import copy
import pickle

import pytest

from kasane.kernel.coded import Coded


class Answer(Coded):
    """試験のための符号。"""

    YES = "yes", "はい"
    LATER = "later", "あとで"
    BLANK = "blank", ""


def test_値は文字のままで_言い方は隣にある() -> None:
    assert [Answer.YES.value, str(Answer.YES), f"{Answer.YES}", Answer.YES.label_ja] == ["yes", "yes", "yes", "はい"]
    assert Answer.YES == "yes"
    assert {"yes": 1}[Answer.YES] == 1
    assert Answer("later") is Answer.LATER
    assert pickle.loads(pickle.dumps(Answer.YES)) is copy.deepcopy(Answer.YES) is Answer.YES


def test_選択肢は_定義の並びのまま() -> None:
    assert Answer.choices() == (("yes", "はい"), ("later", "あとで"), ("blank", ""))


@pytest.mark.parametrize("unknown", ["", "YES", "はい", "もう使わない符号"])
def test_知らない符号では止まらない(unknown: str) -> None:
    assert Answer.read(unknown) is None
    assert Answer.label_of(unknown) == unknown
    with pytest.raises(ValueError, match="is not a valid Answer"):
        Answer(unknown)


def test_知っている符号は_文字からでも符号からでも読める() -> None:
    assert Answer.read("later") is Answer.read(Answer.LATER) is Answer.LATER
    assert [Answer.label_of("later"), Answer.label_of(Answer.LATER), Answer.label_of("blank")] == ["あとで", "あとで", ""]


def test_言い方のない符号は_読み込むときに断る() -> None:
    with pytest.raises(TypeError, match="Half の「no」に、画面に出す言い方がありません"):

        class Half(Coded):
            YES = "yes", "はい"
            NO = "no"
