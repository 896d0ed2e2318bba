"""JSON・GeoJSON・TopoJSON・xlsx の読み取りと、細工・破損の断り。"""

import json
import zipfile

import openpyxl
import pytest

from kasane.interop.readers import workbook
from kasane.interop.readers.opening import open_tables
from kasane.interop.refusal import FileRefused


def _file(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def _tables(tmp_path, data):
    return open_tables(_file(tmp_path, "a.json", json.dumps(data, ensure_ascii=False, indent=1)))


def test_sections_of_a_json_file_become_tables_with_their_titles_and_labels(tmp_path):
    data = {
        "index": {"d1": "養護老人ホーム"},
        "header": {"d1": {"name": "施設名"}},
        "d1": [{"name": "愛の家", "n": None, "ok": True}],
        "d2": [{"name": "乙"}],
    }
    first, second = _tables(tmp_path, data)
    assert (first.title, first.labels, second.title) == ("養護老人ホーム", {"name": "施設名"}, "d2")
    assert [row.cells for row in first.rows()] == [{"name": "愛の家", "n": "", "ok": "true"}]


def test_geojson_gives_the_position_and_the_line(tmp_path):
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [134.0, 34.0]}, "properties": {"Name": "館"}}
    table = _tables(tmp_path, {"type": "FeatureCollection", "features": [feature, feature]})[0]
    rows = list(table.rows())
    assert [row.position for row in rows] == [(134.0, 34.0)] * 2
    assert rows[0].line < rows[1].line
    assert rows[0].cells == {"Name": "館"}


def test_a_topology_is_unfolded_along_its_shared_arcs(tmp_path):
    data = {
        "type": "Topology", "transform": {"scale": [0.5, 0.5], "translate": [134.0, 34.0]},
        "arcs": [[[0, 0], [2, 0]], [[2, 0], [0, 2], [-2, 0], [0, -2]], [[0, 0], [0, 2]]],
        "objects": {"a": {"type": "GeometryCollection", "geometries": [
            {"type": "Polygon", "arcs": [[0, 1]], "properties": {"N03_001": "香川県"}}, {"type": None, "properties": {"N03_001": "未定"}}]}},
    }  # fmt: skip
    rows = list(_tables(tmp_path, data)[0].rows())
    assert rows[0].geometry == {
        "type": "Polygon",
        "coordinates": [[[134.0, 34.0], [135.0, 34.0], [135.0, 35.0], [134.0, 35.0], [134.0, 34.0]]],
    }
    assert rows[1].geometry is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"features": [{"a": 1}, {"a"', "途中で終わって"),
        ('[{"a": 1}, {"a": 1}] おまけ', "余計な"),
        ('{"a": 1}', "行の並び"),
        ('{"a" 1}', "JSON として読めません"),
        ("[" * 100_000, "深すぎます"),
        ('[{"a": "' + "x" * (17 << 20), "16 MB|途中"),
    ],
)
def test_broken_json_is_refused(tmp_path, text, reason):
    with pytest.raises(FileRefused, match=reason):
        open_tables(_file(tmp_path, "a.json", text))


def test_elements_larger_than_the_window_are_read_whole(tmp_path):
    big = "長" * 100_000
    rows = list(_tables(tmp_path, [{"name": big}, {"name": "乙"}])[0].rows())
    assert [len(row.cells["name"]) for row in rows] == [100_000, 1]


def _book(tmp_path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = tmp_path / "a.xlsx"
    book.save(path)
    return path


def test_every_sheet_is_a_table_and_the_example_sheet_says_so(tmp_path):
    path = _book(tmp_path, {
        "Sheet0": [["#property", "名称", "緯度", "←データの項目名を入力"], [1, "館", 34.5, None], [2, None, None, None]],
        "入力例": [["(例)公共施設一覧"], ["#property", "名称", "住所"], [1, "○○公民館", "甲"]],
        "白紙": [],
    })  # fmt: skip
    first, example, empty = open_tables(path)
    assert [row.cells.get("緯度", "") for row in first.rows()] == ["34.5", ""]
    assert ("記入例" in example.skip_reason, "空の" in empty.skip_reason) == (True, True)


def test_formulas_are_neither_computed_nor_followed(tmp_path):
    path = _book(tmp_path, {"S": [["名称", "住所"], ["=1+1", "甲"]]})
    assert [row.cells["名称"] for row in open_tables(path)[0].rows()] == [""]


def test_a_zip_bomb_is_refused_without_unpacking_it(tmp_path):
    path = _book(tmp_path, {"S": [["名称", "住所"], ["館", "甲"]]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"0" * (30 << 20))
    with pytest.raises(FileRefused) as refused:
        open_tables(path)
    assert refused.value.reason == workbook.BOMB


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "空です"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "古い Excel"),
        (b"PK\x03\x04" + b"x" * 200, "壊れています"),
        (b"\x89PNG\r\n", "文字のファイルではありません"),
    ],
)
def test_files_that_are_no_tables_get_a_clear_answer(tmp_path, content, reason):
    with pytest.raises(FileRefused, match=reason):
        open_tables(_file(tmp_path, "a.csv", content))


def test_a_truncated_workbook_is_refused(tmp_path):
    path = _book(tmp_path, {"S": [["名称", "住所"]] + [[f"館{n}", "甲"] for n in range(500)]})
    path.write_bytes(path.read_bytes()[:-2000])
    with pytest.raises(FileRefused, match="途中で切れて"):
        open_tables(path)


@pytest.mark.parametrize(("name", "reason"), [("無い.csv", "その名のファイルがありません"), (".", "フォルダです")])
def test_a_file_that_cannot_be_opened_is_explained_in_japanese(tmp_path, name, reason):
    with pytest.raises(FileRefused, match=reason):
        open_tables(tmp_path / name)
