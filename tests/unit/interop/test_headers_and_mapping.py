"""見出しの認識と列の対応づけ。"""

import json

import pytest

from kasane.interop.headers import fingerprint, unique_headers
from kasane.interop.mapping import from_columns, propose, read_file
from kasane.interop.refusal import FileRefused


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("name", "name"),
        ("名称", "name"),
        ("事業所の名称", "name"),
        ("施設名", "name"),
        ("都道府県コード又は\n市区町村コード", "municipality_code"),
        ("都道府県コード又は市町村コード", "municipality_code"),
        ("全国地方公共団体コード", "municipality_code"),
        ("方書（ビル名等）", "building"),
        ("ＦＡＸ番号", "fax"),
        ("telephoneNumber", "phone"),
        ("NO（※システム内の固有の番号、連番）", "own_id"),
    ],
)
def test_english_and_japanese_names_mean_the_same_item(header, target):
    assert propose([header]).columns == {header: target}


def test_template_notes_are_not_columns():
    assert "←データの項目名を入力" not in propose(["名称", "←データの項目名を入力"]).columns


def test_of_two_columns_for_one_item_the_stronger_word_wins():
    assert propose(["法人電話番号", "電話番号", "事業所電話番号"]).header_for("phone") == "事業所電話番号"
    assert propose(["No", "事業所番号", "名称"]).header_for("own_id") == "No"


def test_japanese_labels_explain_unknown_property_names():
    assert propose(["f1", "f2"], {"f1": "施設名", "f2": "所在地"}).columns == {"f1": "name", "f2": "address"}


def test_the_fingerprint_ignores_width_and_case_but_not_order():
    assert fingerprint(["Name", "ＴＥＬ"]) == fingerprint(["name", "tel"])
    assert fingerprint(["name", "tel"]) != fingerprint(["tel", "name"])


def test_repeated_and_empty_headers_get_their_own_names():
    assert unique_headers(["備考", "", "備考"]) == ["備考", "列2", "備考(2)"]


def test_a_mapping_file_may_be_the_columns_of_a_report(tmp_path):
    path = tmp_path / "対応.json"
    path.write_text(json.dumps({"columns": {"呼び名": "name"}}, ensure_ascii=False), "utf-8")
    assert from_columns(read_file(path), ["呼び名", "住所"], "指定").columns == {"呼び名": "name"}


@pytest.mark.parametrize(("columns", "reason"), [({"名称": "nickname"}, "知らない項目"), ({"無い列": "name"}, "この表にありません")])
def test_a_wrong_mapping_is_refused_with_the_words_that_are_wrong(columns, reason):
    with pytest.raises(FileRefused, match=reason):
        from_columns(columns, ["名称"], "指定")


def test_a_mapping_that_is_not_json_is_refused(tmp_path):
    path = tmp_path / "対応.json"
    path.write_text("名称=name", "utf-8")
    with pytest.raises(FileRefused, match="JSON"):
        read_file(path)
