"""提供元の名と版の日付を、置き場所とファイル名から決める。"""

from datetime import date
from pathlib import Path

import pytest

from kasane.interop.editions import origin_of

BASE = Path("/x/takamatsu-37201")


@pytest.mark.parametrize(
    ("path", "source", "edition", "copy"),
    [
        (BASE / "data/library/data.xlsx", "37201:library", None, False),
        (BASE / "data/nursery_school/data(1).xlsx", "37201:nursery_school", None, True),
        (BASE / "versions/library_2023-06-20.xlsx", "37201:library", date(2023, 6, 20), False),
        (BASE / "data/organization/0083_202404.xlsx", "37201:organization", date(2024, 4, 1), False),
        (Path("/x/kaigo/jigyosho_120.csv"), "kaigo:jigyosho_120", None, False),
        (Path("/x/wam/wam_grouphome_202203_sjis.csv"), "wam:wam_grouphome", date(2022, 3, 1), False),
        (Path("/x/yuzawa-05207/libraries_2022.json"), "05207:libraries", date(2022, 1, 1), False),
        (Path("/x/files/data_2021-02-31.csv"), "x:data_2021-02-31", None, False),
    ],
)
def test_origin(path, source, edition, copy):
    origin = origin_of(path)
    assert (origin.source, origin.edition, origin.copy) == (source, edition, copy)


def test_a_named_source_wins():
    assert origin_of(BASE / "data/library/data.xlsx", "わが市の図書館").source == "わが市の図書館"
