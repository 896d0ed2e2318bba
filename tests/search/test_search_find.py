"""記録をさがす: 日本語の言葉(1字から)、言い換え、悪い文字、見える記録だけ。"""

from datetime import date, timedelta

import pytest
from search_town import NOTE, TALK, TODAY

from kasane.access.domain import Kind
from kasane.access.session import acting_as
from kasane.search.commands import put, remove
from kasane.search.models import SearchText, Synonym
from kasane.search.queries import Period, search_records

pytestmark = pytest.mark.django_db


def _found(by, text, **rest):
    with acting_as(by):
        return [hit.record.source_id for hit in search_records(text, **rest).hits]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("障害者手帳の更新", "障がい者"), ("障がい者手帳", "障碍"), ("障碍のある人", "障害"), ("長男はひきこもり", "引きこもり"),
        ("引籠り十年", "ひきこもり"), ("ごみ屋敷になった", "ゴミ屋敷"), ("8050の家", "はちまるごーまる"), ("子供食堂", "こども"),
        ("髙橋さんを訪問", "高橋"), ("渡邊さん", "渡辺"), ("ﾃﾞｲｻｰﾋﾞｽ", "デイサービス"), ("ＤＶの相談", "dv"), ("猫がいる", "猫"),
        ("さいごの字は犬", "犬"), ("𠮷野さん", "𠮷"), ("喜んで😀いた", "😀"), ("達成率は100%だ", "100%"), ("a_bと書いた", "a_b"),
        ("円\\記号", "円\\記"), ("O'Brienさん", "o'brien"), ("家賃　滞納が三か月", '"家賃 滞納"'), ("長男と母の暮らし", "母 長男"),
        ("がいとうで転んだ", "がい"),
    ],
)  # fmt: skip
def test_書いた言葉が_揺れを越えて見つかる(cast, records, written, asked):
    one = records.add(cast.csw, f"前の文。{written}")
    records.add(cast.csw, "まったく関わりのないこと")
    assert _found(cast.csw, asked) == [one]


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "  ",
        "%",
        "_",
        "\\",
        "'",
        "''",
        '"',
        '""',
        "\x00",
        "'; DROP TABLE search_text; --",
        "無い",
        "母 無い",
        ":*",
        "&|!()<->",
        "\x012026",
        "母'" * 60,
    ],
)
def test_悪い文字や当たらない言葉では_何も見つからず壊れない(cast, records, asked):
    records.add(cast.csw, "母と長男")
    assert _found(cast.csw, asked) == []


def test_一続きの語は_離れていれば当たらない(cast, records):
    records.add(cast.csw, "家賃の件。別に、滞納の件")
    assert _found(cast.csw, '"家賃 滞納"') == []


def test_隣人には_数にも抜き書きにも出ない(cast, records):
    for _ in range(3):
        records.add(cast.csw, "珍しい言葉")
    with acting_as(cast.neighbour):
        found = search_records("珍しい言葉")
    assert (found.hits, found.more, found.subjects) == ((), False, ())


def test_言い換えは行で足し_終わりの日で外れる(cast, records):
    one = records.add(cast.csw, "ラーメンを食べた")
    Synonym.objects.using("owner").create(group="試験", word="中華そば", valid_from=TODAY - timedelta(days=9))
    row = Synonym.objects.using("owner").create(group="試験", word="ラーメン", valid_from=TODAY - timedelta(days=9))
    try:
        assert _found(cast.csw, "中華そば") == [one]
        Synonym.objects.using("owner").filter(id=row.id).update(valid_to=TODAY)
        assert _found(cast.csw, "中華そば") == []
    finally:
        Synonym.objects.using("owner").filter(group="試験").delete()


def test_訂正の前の文と_消した記録は見つからない(cast, records):
    one, other = records.add(cast.csw, "誤った文"), records.add(cast.csw, "消す文")
    with acting_as(cast.csw):
        room = SearchText.objects.get(source_id=one).compartment_id
        put(
            source_kind=NOTE,
            source_id=one,
            compartment_id=room,
            room_kind=Kind.GENERAL,
            context_id=room,
            happened_on=TODAY,
            text="正しい文",
        )
        remove(source_kind=NOTE, source_id=other)
    assert (_found(cast.csw, "誤った"), _found(cast.csw, "消す"), _found(cast.csw, "正しい")) == ([], [], [one])


def test_種類と期間で絞れる(cast, records):
    talk = records.add(cast.csw, "母の話", kind=TALK)
    note = records.add(cast.csw, "母の話", on=TODAY - timedelta(days=400))
    assert _found(cast.csw, "母") == [talk, note]
    assert _found(cast.csw, "母", label="経過") == [note]
    assert _found(cast.csw, "母", label="知らない札") == []
    assert _found(cast.csw, "母", period=Period.YEAR) == [talk]
    assert _found(cast.csw, "母", period=Period.THREE) == [talk, note]


def test_新しい順に50件まで_51件以上あることだけを言う(cast, records):
    room = None
    made = []
    for day in range(51):
        one = records.add(cast.csw, "同じ言葉", room=room, on=date(2026, 1, 1) + timedelta(days=day))
        with acting_as(cast.csw):
            room = room or SearchText.objects.get(source_id=one).compartment_id
        made.append(one)
    with acting_as(cast.csw):
        found = search_records("同じ言葉")
    assert ([hit.record.source_id for hit in found.hits], found.more) == (made[:0:-1], True)


def test_問合せの数は件数によらない(cast, records, django_assert_num_queries):
    room = None
    for count in (1, 20):
        for _ in range(count):
            one = records.add(cast.csw, "数える言葉", room=room)
        with acting_as(cast.csw):
            room = room or SearchText.objects.get(source_id=one).compartment_id
            with django_assert_num_queries(4):
                search_records("数える言葉")
