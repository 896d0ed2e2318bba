"""様式の定義と直し: 版の期間、欄の重なり、言い方・順・選択肢の直し、その日に効くもの。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kasane.documents.domain.corrections import Correction, CorrectionKind, corrected, correction_problems, may_end
from kasane.documents.domain.editions import all_forms, check_periods, edition_on
from kasane.documents.domain.form import FieldKind, FormProblem, read_form
from kasane.documents.domain.leaf import Foot, Sheet, leaf
from kasane.documents.domain.values import MASKED, Value, chosen, text

DAY = date(2026, 11, 20)


def given(**rest: Any) -> dict[str, Any]:
    fields = [
        {"key": "name", "label": "氏名", "must": True, "wide": False},
        {"key": "sex", "label": "性別", "kind": "choice", "options": [["m", "男性"], ["f", "女性"]], "wide": False},
        {"key": "topics", "label": "相談内容", "kind": "ranked", "options": [["01", "病気"], ["02", "住まい"]]},
        {"key": "rows", "label": "世帯員", "kind": "rows", "columns": ["氏名", "続柄"], "spare": 3},
    ]
    return {
        "form": "x", "title": "試しの様式", "edition": "R1", "valid_from": date(2021, 4, 1), "source": "試験", "verified": False,
        "section": [{"key": "a", "title": "節", "field": fields}], **rest,
    }  # fmt: skip


FORM = read_form(given())


def fix(kind: CorrectionKind, **rest: Any) -> Correction:
    default: dict[str, Any] = {"target": "", "code": "", "text": "", "position": None, "valid_from": DAY, "valid_to": None}
    return Correction("x", kind, **(default | rest))


def labels(form: Any) -> list[str]:
    return [one.label for one in form.fields()]


def test_すべての様式が読めて_期間が重ならない() -> None:
    forms = all_forms()
    assert {"1-1A", "1-1B", "1-2", "progress", "case_list"} <= {one.code for one in forms}
    assert all(one.source for one in forms)
    assert not [one.code for one in forms if one.verified], "公式の様式と見比べるまで、照合済みにしない"


def test_版の期間が重なれば断り_前の日には前の版を使う() -> None:
    old = replace(FORM, valid_to=date(2026, 4, 1))
    new = replace(FORM, edition="R2", valid_from=date(2026, 4, 1))
    assert edition_on("x", date(2026, 3, 31), [old, new]).edition == "R1"
    assert edition_on("x", date(2026, 4, 1), [old, new]).edition == "R2"
    with pytest.raises(FormProblem):
        edition_on("x", date(2020, 1, 1), [old, new])
    with pytest.raises(FormProblem):
        check_periods([FORM, new])


@pytest.mark.parametrize(
    "broken",
    [
        {"key": "name", "label": "重なった欄"},
        {"key": "z", "label": "選択肢のない欄", "kind": "choice"},
        {"key": "z", "label": "列のない表", "kind": "rows"},
        {"key": "z", "label": "知らない項目", "colour": "red"},
    ],
)
def test_定義の誤りは_読むときに止まる(broken: dict[str, Any]) -> None:
    wrong = given()
    wrong["section"][0]["field"].append(broken)
    with pytest.raises(FormProblem):
        read_form(wrong)


def test_言い方と順と選択肢を直せる() -> None:
    fixes = [
        fix(CorrectionKind.TITLE, text="市の様式"), fix(CorrectionKind.LABEL, target="name", text="お名前"),
        fix(CorrectionKind.POSITION, target="rows", position=1), fix(CorrectionKind.OPTION, target="topics", code="02", text="すまい"),
        fix(CorrectionKind.OPTION, target="topics", code="17", text="移動"), fix(CorrectionKind.DROP_OPTION, target="topics", code="01"),
        fix(CorrectionKind.HIDE, target="sex"),
    ]  # fmt: skip
    form = corrected(FORM, fixes, on=DAY)
    assert form.title == "市の様式"
    assert labels(form) == ["世帯員", "お名前", "相談内容"]
    assert next(one for one in form.fields() if one.key == "topics").options == (("02", "すまい"), ("17", "移動"))


def test_直しは_始まりの日から終わりの日の前まで() -> None:
    one = fix(CorrectionKind.LABEL, target="name", text="お名前", valid_to=date(2026, 12, 1))
    assert [labels(corrected(FORM, [one], on=day))[0] for day in (date(2026, 11, 19), DAY, date(2026, 12, 1))] == ["氏名", "お名前", "氏名"]
    later = fix(CorrectionKind.LABEL, target="name", text="ご氏名", valid_from=date(2026, 11, 25))
    assert labels(corrected(FORM, [later, one], on=date(2026, 11, 26)))[0] == "ご氏名"


def test_人ごとの欄にも_同じ直しが効く() -> None:
    section = FORM.sections[0]
    person = replace(section.fields[0], key="name@0191")
    form = replace(FORM, sections=(replace(section, fields=(person,)),))
    assert labels(corrected(form, [fix(CorrectionKind.LABEL, target="name", text="お名前")], on=DAY)) == ["お名前"]


@pytest.mark.parametrize(
    ("one", "wrong"),
    [
        (fix(CorrectionKind.LABEL, target="nothing", text="あ"), "target"),
        (fix(CorrectionKind.LABEL, target="name", text=" "), "text"),
        (fix(CorrectionKind.LABEL, target="name", text="あ" * 121), "text"),
        (fix(CorrectionKind.HIDE, target="name"), "target"),
        (fix(CorrectionKind.OPTION, target="name", code="1", text="あ"), "target"),
        (fix(CorrectionKind.OPTION, target="topics", text="あ"), "code"),
        (fix(CorrectionKind.DROP_OPTION, target="topics", code="99"), "code"),
        (fix(CorrectionKind.POSITION, target="name"), "position"),
        (fix(CorrectionKind.LABEL, target="name", text="あ", valid_from=date(2026, 11, 19)), "valid_from"),
        (fix(CorrectionKind.LABEL, target="name", text="あ", valid_to=DAY), "valid_to"),
    ],
)
def test_直しの誤りには_欄の名前と理由がある(one: Correction, wrong: str) -> None:
    assert set(correction_problems(FORM, one, today=DAY)) == {wrong}
    assert correction_problems(FORM, fix(CorrectionKind.LABEL, target="name", text="お名前"), today=DAY) == {}


def test_終わった直しは_もう終えられない() -> None:
    assert may_end(fix(CorrectionKind.TITLE, text="あ"), today=DAY).allowed
    assert not may_end(fix(CorrectionKind.TITLE, text="あ", valid_to=DAY), today=DAY).allowed


def cells(values: dict[str, Value]) -> dict[str, dict[str, Any]]:
    made = leaf(Sheet(FORM, values), Foot("だれ", "いつ", "根拠"))
    return {cell["label"]: cell for cell in made["sections"][0]["cells"]}


def test_空の欄も_箱と空の行が残る() -> None:
    found = cells({})
    assert found["氏名　●"]["text"] == ""
    assert [box["mark"] for box in found["性別"]["boxes"]] == ["off", "off"]
    assert [box["mark"] for box in found["相談内容"]["boxes"]] == ["none", "none"]
    assert found["世帯員"]["spare"] == 3


def test_印と_今の様式にない選択肢() -> None:
    found = cells({"sex": chosen("f"), "topics": Value(codes=("01", "02", "88"), main="02"), "rows": Value(rows=(("花子",),))})
    assert [box["mark"] for box in found["性別"]["boxes"]] == ["off", "on"]
    assert [(box["mark"], box["label"]) for box in found["相談内容"]["boxes"]] == [
        ("ring", "病気"), ("double", "住まい"), ("on", "88（今の様式にない選択肢）"),
    ]  # fmt: skip
    assert (found["世帯員"]["rows"], found["世帯員"]["spare"]) == ([["花子", ""]], 2)


def test_伏せた欄は_選ぶ欄でも伏せる() -> None:
    assert cells({"sex": MASKED})["性別"] | {} == {**cells({"sex": MASKED})["性別"], "kind": "text", "text": MASKED.text}


def test_相手のない半分の欄は_一段を使う() -> None:
    section = FORM.sections[0]
    form = replace(FORM, sections=(replace(section, fields=(section.fields[0], section.fields[2])),))
    made = leaf(Sheet(form, {"name": text("あ")}), Foot("だれ", "いつ", "根拠"))
    assert [cell["wide"] for cell in made["sections"][0]["cells"]] == [True, True]


def test_頁の下には_だれ_いつ_根拠_版_未照合() -> None:
    words = Foot("社協 重田", "令和8年11月20日 10:00", "支援チーム", "R8-1").words(FORM)
    assert words == "R8-1　作成：令和8年11月20日 10:00 社協 重田　根拠：支援チーム　様式 R1（国の様式と未照合）　取扱注意"
    assert "市が決める書類" in Foot("だれ", "いつ", "根拠").words(replace(FORM, national=False))
    assert "未照合" not in Foot("だれ", "いつ", "根拠").words(replace(FORM, verified=True))


def test_書けるのは_写す欄と紙の上だけの欄のほか() -> None:
    field = FORM.sections[0].fields[0]
    assert field.fillable
    assert not replace(field, copied=True).fillable
    assert not replace(field, kind=FieldKind.SIGNATURE).fillable
