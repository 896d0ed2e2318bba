"""事案のフォーム: 欄どうしの決まり、時刻の読み方、根拠に要る証し。"""

from __future__ import annotations

from datetime import date, time
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from kasane.cases.domain import Audience, Basis, ReferralKind, Standing
from kasane.cases.forms import MemberForm, NoteForm, OpenCaseForm, ReferralForm
from kasane.cases.forms.cases import standing_initial
from kasane.cases.forms.common import ClockField
from kasane.kernel import clock

PERSON = str(uuid4())
READERS = [(one.value, one.label_ja) for one in Audience]
LISTS = {"method": [("visit", "訪問")], "counterpart": [("self", "本人")], "met": [("met", "会えた")], "activity": [("advice", "助言")]}


def note(**typed: str) -> NoteForm:
    """今日の訪問の記録。"""
    today = clock.today()
    given = {
        "happened_on_era": "西暦", "happened_on_year": str(today.year), "happened_on_month": str(today.month),
        "happened_on_day": str(today.day), "method": "visit", "counterpart": "self", "title": "訪問した", "fact": "会えた",
        "audience": "team", **typed,
    }  # fmt: skip
    return NoteForm(given, persons=[(PERSON, "高橋 花子（本人）")], readers=READERS, lists=LISTS)


@pytest.mark.parametrize(
    ("text", "read"), [("14:30", time(14, 30)), ("1430", time(14, 30)), ("１４時３０分", time(14, 30)), ("9:05", time(9, 5)), ("", None)]
)
def test_時刻は書き慣れた形で読める(text: str, read: time | None) -> None:
    assert ClockField().clean(text) == read


@pytest.mark.parametrize("text", ["25:00", "14:60", "午後二時", "14"])
def test_時刻でないものは断る(text: str) -> None:
    with pytest.raises(ValidationError, match="14:30"):
        ClockField().clean(text)


def test_要配慮の記録は_だれのことかを選ぶまで残せない() -> None:
    assert "person_id" in note(audience="sensitive").errors
    assert note(audience="sensitive", person_id=PERSON).is_valid()


def test_次にすることと期日は組になる() -> None:
    assert "next_due" in note(next_action="電話する").errors
    assert "next_action" in note(next_due_era="令和", next_due_year="8", next_due_month="12", next_due_day="1").errors


def test_終わりの時刻は始まりより後() -> None:
    assert "ends_at" in note(starts_at="14:30", ends_at="14:00").errors


def test_折りたたみは_打った文字か誤りがあれば開く() -> None:
    assert not note().shows_details
    assert note(words="一人にしないで").shows_details
    assert note(starts_at="未定").shows_details


def test_打った記録が_規則の値になる() -> None:
    form = note(words="困っている", starts_at="10:00", person_id=PERSON)
    assert form.is_valid(), form.errors
    facts = form.to_facts()
    assert (facts.happened_on, facts.audience, str(facts.person_id)) == (clock.today(), Audience.TEAM, PERSON)
    assert (facts.words, facts.starts_at) == ("困っている", time(10, 0))


def test_事案には_一人は要る() -> None:
    other = str(uuid4())
    people = [(PERSON, "高橋 花子"), (other, "高橋 太郎")]
    base = {"title": "高橋さんの世帯", "opened_on_era": "令和", "opened_on_year": "8", "opened_on_month": "4", "opened_on_day": "1",
            "stage": "intake", "reason": "介護の相談"}  # fmt: skip
    assert f"person_{PERSON}" in OpenCaseForm(base, candidates=people).errors
    form = OpenCaseForm({**base, f"person_{PERSON}": "self", f"person_{other}": ""}, candidates=people)
    assert form.is_valid(), form.errors
    assert [(str(key), standing) for key, standing in form.to_values()["person_ids"]] == [(PERSON, Standing.SELF)]
    assert standing_initial(form.to_values()["person_ids"][0][0]) == {f"person_{PERSON}": "self"}


def test_根拠が法令なら_条文を選ぶまで進めない() -> None:
    agency = f"{uuid4()}:"
    base = {"partner": agency, "duty": "見守り", "person_ids": [PERSON], "reason": "分担"}
    made = {"partners": [(agency, "北地域包括支援センター")], "persons": [(PERSON, "花子")], "statutes": [("law", "法")]}
    assert "statute_code" in MemberForm({**base, "basis": "law"}, **made).errors
    form = MemberForm({**base, "basis": "law", "statute_code": "law"}, **made)
    assert form.is_valid(), form.errors
    assert form.to_values()["basis"] is Basis.LAW
    assert form.to_values()["posting_id"] is None
    own = MemberForm({**base, "basis": "own", "sensitive": "on"}, **made)
    assert own.is_valid(), own.errors
    assert (own.to_values()["person_ids"], own.to_values()["sensitive"]) == ((), False)  # 隠れた欄に残った印では、何も開かない


def test_過ぎた日までの関わりは断り_期限はその日の終わりまで() -> None:
    agency = f"{uuid4()}:{uuid4()}"
    base = {
        "partner": agency,
        "duty": "見守り",
        "reason": "分担",
        "basis": "own",
        "until_era": "令和",
        "until_month": "12",
        "until_day": "1",
    }
    assert "until" in MemberForm({**base, "until_year": "7"}, partners=[(agency, "北")]).errors
    form = MemberForm({**base, "until_year": "9"}, partners=[(agency, "北")])
    assert form.is_valid(), form.errors
    assert form.to_values()["until"].astimezone(clock.JST).date() == date(2027, 12, 2)
    assert str(form.posting_id) == agency.partition(":")[2]


@pytest.mark.parametrize(("kind", "place"), [("referral", "agency"), ("unknown", "window")])
def test_つなぎは_行き先の決め方ごとに_つなぐ先を選ぶ(kind: str, place: str) -> None:
    agency = str(uuid4())
    made = {name: [(agency, "北地域包括支援センター")] for name in ("agencies", "windows")}
    base = {
        "kind": kind, "purpose": "介護の申請", "summary": "いきさつ", "explained": "explained", "agreement": "agreed", "basis": "own",
        "answer_by_era": "令和", "answer_by_year": "9", "answer_by_month": "1", "answer_by_day": "5",
    }  # fmt: skip
    assert place in ReferralForm(base, **made).errors
    form = ReferralForm({**base, place: agency}, **made)
    assert form.is_valid(), form.errors
    assert (form.to_facts().kind, str(form.to_facts().to_agency_id)) == (ReferralKind(kind), agency)


def test_返事の期限に_過ぎた日は選べない() -> None:
    base = {"answer_by_era": "令和", "answer_by_year": "7", "answer_by_month": "1", "answer_by_day": "5"}
    assert "answer_by" in ReferralForm(base).errors
