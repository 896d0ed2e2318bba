"""住所の表の一行: 郵便番号、市区町村コード、境界。"""

import pytest

from kasane.interop.facilities import Rejected
from kasane.interop.geography import KEN_ALL, Boundaries, Municipalities, PostalCodes
from kasane.interop.readers.delimited import read, read_headerless
from kasane.interop.sources import is_headerless_ken_all
from kasane.interop.table import RawRow, Table


def _municipality(**cells):
    table = Table("", list(cells), lambda: iter(()))
    return Municipalities(table).convert(RawRow(2, cells))


def test_ken_all_as_the_post_office_ships_it_has_no_header_and_is_shift_jis(tmp_path):
    path = tmp_path / "KEN_ALL.CSV"
    line = '37201,"760  ","7600000","ｶｶﾞﾜｹﾝ","ﾀｶﾏﾂｼ","ｲｶﾆｹｲｻｲｶﾞﾅｲﾊﾞｱｲ","香川県","高松市","以下に掲載がない場合",0,0,0,0,0,0\r\n'
    path.write_bytes((line * 3).encode("cp932"))
    assert is_headerless_ken_all(read(path)[0])
    table = read_headerless(path, KEN_ALL)[0]
    rows = list(table.rows())
    staged, _ = PostalCodes(table).convert(rows[0])
    assert (len(rows), rows[0].line) == (3, 1)
    assert (staged.content["postal_code"], staged.content["city_kana"]) == ("7600000", "ﾀｶﾏﾂｼ")


@pytest.mark.parametrize(("code", "jis"), [("760000", "37201"), ("7600000", "3720"), ("", "37201"), ("７６０００００x", "37201")])
def test_postal_codes_of_the_wrong_length_are_rejected(code, jis):
    table = Table("", ["postal_code", "jis_code", "city"], lambda: iter(()))
    staged, _ = PostalCodes(table).convert(RawRow(2, {"postal_code": code, "jis_code": jis, "city": "高松市"}))
    assert isinstance(staged, Rejected)


def test_a_municipality_code_with_a_wrong_check_digit_is_rejected():
    staged, _ = _municipality(団体コード="372014", 都道府県名="香川県", 市区町村名="高松市")
    assert isinstance(staged, Rejected)
    assert "検査数字" in staged.reason


def test_the_31st_of_february_is_dropped_with_a_remark_and_the_row_goes_in():
    staged, remarks = _municipality(標準地域コード="37201", 都道府県="香川県", 市区町村="高松市", 廃置分合等施行年月日="2006-02-31")
    assert (staged.content["effective_on"], "日付が読めません" in remarks[0]) == (None, True)


def test_a_ward_carries_the_name_of_its_city_and_a_town_not_that_of_its_district():
    ward, _ = _municipality(**{"標準地域コード": "01101", "都道府県": "北海道", "政令市･郡･支庁･振興局等": "札幌市", "市区町村": "中央区"})
    town, _ = _municipality(
        **{"標準地域コード": "01303", "都道府県": "北海道", "政令市･郡･支庁･振興局等": "石狩振興局", "市区町村": "当別町"}
    )
    assert (ward.content["name"], town.content["name"]) == ("札幌市 中央区", "当別町")


def test_other_tables_are_refused_with_the_missing_columns():
    table = Table("", ["名称", "住所"], lambda: iter(()))
    assert "郵便番号、団体コード" in PostalCodes(table).refusal
    assert "団体コード" in Municipalities(table).refusal
    assert "形(geometry)" in Boundaries(table).refusal


def test_a_boundary_that_is_a_point_is_rejected_and_one_without_shape_goes_in_with_a_remark():
    table = Table("", ["N03_001", "N03_004", "N03_007"], lambda: iter(()), has_geometry=True)
    cells = {"N03_001": "香川県", "N03_004": "高松市", "N03_007": "37201"}
    point, _ = Boundaries(table).convert(RawRow(1, cells, (), None, {"type": "Point", "coordinates": [134.0, 34.0]}))
    empty, remarks = Boundaries(table).convert(RawRow(1, cells))
    square = {"type": "Polygon", "coordinates": [[[134.0, 34.0], [135.0, 34.0], [135.0, 35.0], [134.0, 34.0]]]}
    whole, _ = Boundaries(table).convert(RawRow(1, cells, (), None, square))
    assert isinstance(point, Rejected)
    assert (empty.content["geometry"], "形がありません" in remarks[0]) == (None, True)
    assert whole.content["bounds"] == [134.0, 34.0, 135.0, 35.0]
