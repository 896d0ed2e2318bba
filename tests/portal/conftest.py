"""外の窓口の試験の土台: 二つの議題に一人ずつ外の構成員がいる会議と、その窓口。"""

import pytest
from outer_town import Outer, Town, build


@pytest.fixture
def town(_django_db_helper, cast) -> Town:
    """会議一回・議題二つ。民生委員は議題1、クリニックは議題2の構成員で、どちらも委嘱されている。"""
    return build(cast)


@pytest.fixture
def outer(_django_db_helper):
    """外の窓口の処理の画面（設定も別）。"""
    with Outer.standing() as one:
        yield one
