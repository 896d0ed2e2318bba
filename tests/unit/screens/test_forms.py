"""フォーム: 日本語の誤り、誤った欄へ飛ぶ一覧、打った文字を失わないこと、保存できない文字の拒否、衝突の見比べ。"""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from kasane.kernel.decision import Invalid
from kasane.screens.fields import ChoiceCheckboxes, ChoiceRadio, KanaField, LongTextField, VersionField, WarekiField
from kasane.screens.forms import KasaneForm


class Reception(KasaneForm):
    name = forms.CharField(label="氏名", max_length=10)
    kana = KanaField(label="ふりがな", required=False)
    received = WarekiField(label="受付日")
    consent = ChoiceRadio(label="同意", choices=[("yes", "同意あり"), ("no", "同意なし")])
    topics = ChoiceCheckboxes(label="困りごと", choices=[("money", "お金"), ("home", "住まい")], required=False)
    note = LongTextField(label="概要", required=False, max_length=20)
    age = forms.IntegerField(label="年齢", required=False, min_value=0, error_messages={"min_value": "年齢は0からです"})
    version = VersionField()


GOOD = {
    "name": "見本 花子",
    "received_era": "令和",
    "received_year": "8",
    "received_month": "11",
    "received_day": "20",
    "consent": "yes",
    "version": "3",
}


def form(**changed: str) -> Reception:
    data = QueryDict(mutable=True)
    data.update({**GOOD, **changed})
    return Reception(data)


def summary(**changed: str) -> list[tuple[str, str]]:
    return [(row["text"], row["href"]) for row in form(**changed).error_summary]


def test_a_good_form_has_no_errors_and_clean_values() -> None:
    sent = form(name="  見本 花子　")
    assert sent.error_summary == []
    assert sent.is_valid()
    assert sent.cleaned_data["name"] == "見本 花子"
    assert sent.cleaned_data["received"] == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("changed", "text", "href"),
    [
        ({"name": ""}, "氏名を入力してください", "#id_name"),
        ({"name": "あ" * 11}, "氏名は10字以内で入力してください（いま11字です）", "#id_name"),
        ({"received_year": "", "received_month": "", "received_day": ""}, "受付日を入力してください", "#id_received_year"),
        ({"received_month": "2", "received_day": "30"}, "受付日（日）：2月は28日までです", "#id_received_day"),
        ({"received_month": "13"}, "受付日（月）：1から12までの数字で入力してください", "#id_received_month"),
        ({"consent": ""}, "同意を選んでください", "#id_consent_0"),
        ({"consent": "maybe"}, "同意は一覧の中から選んでください", "#id_consent_0"),
        ({"topics": "other"}, "困りごとは一覧の中から選んでください", "#id_topics_0"),
        ({"age": "八"}, "年齢は数字で入力してください", "#id_age"),
        ({"age": "-1"}, "年齢は0からです", "#id_age"),
        ({"version": ""}, "version：画面を開き直してから、もう一度保存してください", ""),
    ],
)
def test_the_summary_speaks_japanese_and_points_at_the_wrong_box(changed: dict[str, str], text: str, href: str) -> None:
    assert summary(**changed) == [(text, href)]


@pytest.mark.parametrize("bad", ["\x00", "\x1b", "\ud800", "\u202e", "\u2067"])
def test_letters_that_cannot_be_stored_are_refused(bad: str) -> None:
    assert not form(name=f"見本{bad}").is_valid()
    assert not form(note=f"見本{bad}").is_valid()
    assert not form(kana=f"ミホン{bad}").is_valid()


@pytest.mark.parametrize("good", ["髙橋𠮷田﨑", "葛\U000e0100城", "一行目\n二行目\t表"])
def test_real_names_and_line_breaks_are_not_refused(good: str) -> None:
    assert form(note=good).is_valid()


@given(st.text(max_size=60))
def test_what_was_typed_is_shown_again_as_typed(typed: str) -> None:
    assert form(name=typed)["name"].value() == typed
    assert form(note=typed)["note"].value() == typed


def test_the_browser_is_never_told_to_cut_or_remember_text() -> None:
    for name in ("name", "kana", "note"):
        html = str(Reception()[name])
        assert "maxlength" not in html
        assert 'autocomplete="off"' in html


def test_a_refusal_of_the_domain_appears_at_its_field_or_at_the_top() -> None:
    sent = form()
    sent.take(Invalid({"name": "同じ人が登録されています", "": "受付の期間を過ぎています"}))
    assert [(row["text"], row["href"]) for row in sent.error_summary] == [
        ("氏名：同じ人が登録されています", "#id_name"),
        ("受付の期間を過ぎています", ""),
    ]


def test_after_a_conflict_only_the_version_is_replaced() -> None:
    sent = form(note="私の文章")
    sent.rebase(7)
    assert sent["version"].value() == "7"
    assert sent["note"].value() == "私の文章"
    assert sent["received"].value() == ["令和", "8", "11", "20"]


def test_conflict_rows_set_current_and_typed_side_by_side() -> None:
    sent = form(note="私の文章", consent="no", received_day="30", received_month="2")
    rows = sent.conflict_rows({"name": "見本 花子", "consent": "yes", "received": date(2026, 2, 20), "note": "", "version": 7})
    assert rows == [
        {"label": "氏名", "current": "見本 花子", "yours": "見本 花子", "differs": False},
        {"label": "受付日", "current": "令和8年2月20日", "yours": "令和8年2月30日", "differs": True},
        {"label": "同意", "current": "同意あり", "yours": "同意なし", "differs": True},
        {"label": "概要", "current": "", "yours": "私の文章", "differs": True},
    ]


def test_the_same_date_written_two_ways_does_not_differ() -> None:
    rows = form(received_year="１").conflict_rows({"received": date(2019, 11, 20)})
    assert [row["differs"] for row in rows] == [False]
