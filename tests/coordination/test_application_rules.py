"""様式1-1の規則の真理値表: 節の進み具合、要る欄、一番困っていること、日付の順、別の切り替え。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kasane.programmes.coordination.application_seed import LISTS, rows
from kasane.programmes.coordination.domain.application import (
    SECTIONS,
    Variant,
    carried_over,
    may_apply,
    may_write,
    problems,
    section_of,
    sections_for,
    state_of_section,
)
from kasane.programmes.coordination.models import Application
from kasane.programmes.coordination.queries.application import LABELS

TODAY = date(2026, 11, 20)
A, B = Variant.WITH_CONSENT, Variant.WITHOUT


def wrong(key, values, *, applied_on=None, known_by_name=True):
    return sorted(problems(section_of(key), values, today=TODAY, applied_on=applied_on, known_by_name=known_by_name))


@pytest.mark.parametrize(
    ("key", "values", "expected"),
    [
        ("reception", {}, ["received_on", "visitor_kind"]),
        ("reception", {"received_on": TODAY, "visitor_kind": "01"}, []),
        ("reception", {"received_on": TODAY, "visitor_kind": "02"}, ["visitor_relation"]),
        ("reception", {"received_on": TODAY, "visitor_kind": "02", "visitor_relation": "長男"}, []),
        ("reception", {"received_on": TODAY, "visitor_kind": "03", "visitor_name": "隣の人"}, []),
        ("reception", {"received_on": TODAY + timedelta(days=1), "visitor_kind": "01"}, ["received_on"]),
        ("household", {"lives_together": "no", "household_size": 1}, ["household_size"]),
        ("household", {"lives_together": "yes", "household_size": 31}, ["household_size"]),
        ("household", {"lives_together": "yes", "household_size": 1}, []),
        ("household", {}, []),
        ("matters", {}, []),
        ("matters", {"topics": ["01"]}, ["most_pressing"]),
        ("matters", {"topics": ["01", "02"], "most_pressing": "02"}, []),
        ("matters", {"topics": ["01"], "most_pressing": "02"}, ["most_pressing"]),
        ("matters", {"topics": [], "most_pressing": "02"}, ["most_pressing"]),
        ("matters", {"topics": ["99"], "most_pressing": "99"}, ["topic_other"]),
        ("matters", {"topics": ["99"], "most_pressing": "99", "topic_other": "ペット"}, []),
        ("source", {}, ["received_on", "source_kind"]),
        ("source", {"received_on": TODAY, "source_kind": "02"}, []),
        ("reason", {}, ["no_consent_reason"]),
        ("reason", {"no_consent_reason": "05"}, ["no_consent_note"]),
        ("reason", {"no_consent_reason": "01"}, []),
        ("heard", {}, []),
        ("known", {}, []),
        ("involved", {}, []),
        ("referrer", {}, []),
        ("handling", {}, []),
    ],
)
def test_真理値表_要る欄(key, values, expected):
    assert wrong(key, values) == expected


def test_同意なしは_氏名も居どころも分からないときだけ_場所を求める():
    assert wrong("known", {}, known_by_name=False) == ["place_hint"]
    assert wrong("known", {"place_hint": "公園の東"}, known_by_name=False) == []


@pytest.mark.parametrize(("days", "expected"), [(-1, []), (0, []), (1, ["received_on"])])
def test_受付日は申込日を越えない(days, expected):
    applied = TODAY - timedelta(days=5)
    assert wrong("reception", {"received_on": applied + timedelta(days=days), "visitor_kind": "01"}, applied_on=applied) == expected


@pytest.mark.parametrize(
    ("received", "applied", "already", "allowed"),
    [
        (TODAY, TODAY, False, True), (TODAY - timedelta(days=1), TODAY, False, True), (TODAY, TODAY - timedelta(days=1), False, False),
        (None, TODAY, False, False), (TODAY, TODAY + timedelta(days=1), False, False), (TODAY, TODAY, True, False),
    ],
)  # fmt: skip
def test_真理値表_利用申込を記録してよいか(received, applied, already, allowed):
    assert may_apply(received_on=received, applied_on=applied, today=TODAY, already=already).allowed is allowed


@pytest.mark.parametrize("variant", Variant)
@pytest.mark.parametrize("section", SECTIONS, ids=lambda one: one.key)
def test_節は_自分の別のときだけ書ける(section, variant):
    assert may_write(section, variant).allowed is (section.variant is variant)


def test_節の進み具合():
    source, heard = section_of("source"), section_of("heard")
    assert [state_of_section(source, one).words for one in ({}, {"source_name": "民"}, {"received_on": TODAY, "source_kind": "01"})] == [
        "まだ", "途中", "記入済み",
    ]  # fmt: skip
    assert [state_of_section(heard, one).words for one in ({}, {"heard_concern": "灯り"})] == ["任意", "記入済み"]


def test_どの欄も_ちょうど一つの別の節にあり_表の列であり_見出しがある():
    for variant in Variant:
        names = [name for section in sections_for(variant) for name in section.fields]
        assert len(names) == len(set(names))
        columns = {field.name for field in Application._meta.get_fields()}
        assert set(names) <= columns & set(LABELS)


def test_本人の相談内容の初めの値は_聞いていたもの():
    assert carried_over([], ["13"]) == ["13"]
    assert carried_over(["01"], ["13"]) == ["01"]


def test_選択肢は_どれも未確認の印がつき_相談内容は十六():
    found = rows()
    assert {row["group"] for row in found} == {"国の様式で未確認"}
    topics = [row["code"] for row in found if row["list_name"] == "application_topic"]
    assert topics == [f"{n:02d}" for n in range(1, 16)] + ["99"]
    assert all(row["list_name"] in {*LISTS, "application_topic", "application_report_item", "form_edition"} for row in found)
