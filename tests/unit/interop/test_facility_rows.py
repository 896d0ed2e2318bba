"""施設の一行の読み替え: 位置・時間・ひな形・悪意のある文字。"""

import pytest

from kasane.interop.facilities import Context, Rejected, is_blank, not_facilities, to_resource
from kasane.interop.mapping import propose
from kasane.interop.table import RawRow, Table
from kasane.interop.values import facility_key, municipality_code, postal_code

CONTEXT = Context("一覧", "99999:library", "", {"library": "図書館法2条"})


def convert(**cells):
    mapping = propose(list(cells))
    return to_resource(RawRow(5, cells), mapping, CONTEXT)


def content(**cells):
    staged, remarks = convert(**cells)
    assert not isinstance(staged, Rejected), staged
    return staged.content, remarks


@pytest.mark.parametrize(
    ("latitude", "longitude", "kept", "remark"),
    [
        ("34.34", "134.04", True, ""),
        ("３４．３４", "１３４．０４", True, ""),
        ("134.04", "34.34", False, "逆"),
        ("0", "0", False, "範囲の外"),
        ("北緯34度", "東経134度", False, "数ではありません"),
        ("", "", False, ""),
    ],
)
def test_position_is_kept_or_dropped_with_a_remark_and_the_row_goes_in(latitude, longitude, kept, remark):
    made, remarks = content(名称="図書館", 緯度=latitude, 経度=longitude)
    assert (made["latitude"] is not None, any(remark in text for text in remarks) if remark else remarks == []) == (kept, True)


@pytest.mark.parametrize("name", ["TEMPL", "DUMY", "ダミー", "○○公民館", "入力例"])
def test_template_rows_are_rejected_with_a_reason(name):
    staged, _ = convert(名称=name, 住所="かさね市")
    assert isinstance(staged, Rejected)
    assert "ひな形" in staged.reason


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"名称": " ", "住所": "かさね市"}, "名称が空"),
        ({"名称": "名称", "住所": "住所", "電話番号": "電話番号"}, "見出しの行の繰り返し"),
        ({"名称": "館", "備考": "長" * 20_001}, "長すぎます"),
    ],
)
def test_each_rejected_row_has_a_named_reason(cells, reason):
    staged, _ = convert(**cells)
    assert isinstance(staged, Rejected)
    assert (staged.line, reason in staged.reason) == (5, True)


def test_opening_hours_stay_free_text():
    made, _ = content(
        名称="館", availableDate="月〜金\n(祝日を除く)", startTime="08:30", endTime="17:00", availableDateNote="第3水曜は休み"
    )
    assert made["opening_hours"] == "月〜金\n(祝日を除く)\n08:30〜17:00\n第3水曜は休み"


def test_phone_is_kept_as_written_and_matched_by_digits():
    made, _ = content(名称="館", 電話番号="ＴＥＬ ０８７－８３９－２０１１（代）")
    assert (made["phone"], made["phone_key"]) == ("ＴＥＬ ０８７－８３９－２０１１（代）", "0878392011")


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "+1", "-2", "@SUM", "<script>alert(1)</script>", "𠮷野家ホール", "ｶﾅの館"])
def test_hostile_and_rare_text_is_stored_untouched(name):
    assert content(名称=name, 住所="かさね市")[0]["name"] == name


def test_control_characters_the_database_cannot_hold_are_removed_with_a_remark():
    made, remarks = content(名称="図書\x00館", 住所="甲")
    assert (made["name"], "制御文字" in remarks[0]) == ("図書館", True)


def test_a_hyphen_the_distributor_broke_is_remarked_and_kept():
    made, remarks = content(名称="館", 住所="本町２?２４")
    assert (made["address"], "壊れた" in remarks[0]) == ("本町２?２４", True)


def test_address_parts_are_joined_and_the_building_is_not_repeated():
    assert content(名称="館", 住所="甲町1", 方書="港ビル2階")[0]["address"] == "甲町1 港ビル2階"
    assert content(名称="館", 住所="甲町1港ビル2階", 方書="港ビル2階")[0]["address"] == "甲町1港ビル2階"
    assert content(Name="館", Add1="静岡県港市", Add2="甲町1")[0]["address"] == "静岡県港市甲町1"


def test_the_kind_and_its_legal_basis_come_from_the_list_when_the_row_is_silent():
    made, _ = content(name="中央館", address="甲")
    assert (made["kind_code"], made["legal_basis"]) == ("library", "図書館法2条")


def test_a_row_of_only_a_number_or_a_note_is_blank():
    mapping = propose(["#property", "名称", "備考"])
    assert is_blank(RawRow(2, {"#property": "2", "名称": "", "備考": "←2行目以降にデータを入力"}), mapping)
    assert not is_blank(RawRow(3, {"#property": "3", "名称": "館", "備考": ""}), mapping)


def test_the_same_place_written_differently_has_the_same_key():
    assert facility_key("デイサービス　あおい", "鷲津７４０－５") == facility_key("デイサービスあおい", "鷲津740番地5")
    assert facility_key("あおい", "鷲津740-5") != facility_key("あおい", "鷲津740-6")


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        (["#property", "month", "birthTotal"], "名称の列がありません"),
        (["名称", "年度"], "とみなせません"),
    ],
)
def test_population_and_indicator_tables_are_not_facilities_and_say_why(headers, reason):
    table = Table("Sheet1", headers, lambda: iter(()))
    assert reason in not_facilities(table, propose(headers))


def test_mojibake_is_named_as_such():
    rows = [RawRow(number, {"名称": "\u0390s{\ua3ecwZ"}) for number in range(5)]
    table = Table("表", ["名称", "住所"], lambda: iter(rows))
    assert "文字化け" in not_facilities(table, propose(table.headers))


@pytest.mark.parametrize(
    ("cell", "prefecture", "code"),
    [
        ("372013", "", "372013"),
        ("37201", "", "372013"),
        ("10006", "北海道", "010006"),
        ("1100", "北海道", "011002"),
        ("10201", "群馬県", "102016"),
        ("x", "", ""),
    ],
)
def test_municipality_codes_regain_their_leading_zero_and_check_digit(cell, prefecture, code):
    assert municipality_code(cell, prefecture) == code


@pytest.mark.parametrize(
    ("cell", "address", "code"), [("〒012-0055", "", "0120055"), ("", "761-8031 高松市", "7618031"), ("1", "甲1-2", "")]
)
def test_postal_codes_are_read_from_the_cell_or_the_address(cell, address, code):
    assert postal_code(cell, address) == code
