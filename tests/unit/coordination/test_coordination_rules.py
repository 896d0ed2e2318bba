"""多機関協働の規則の真理値表: 依頼に答えてよいか、値の型、出どころ、項目どうし、課題、照会。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from kasane.kernel.decision import Decision
from kasane.programmes.coordination.domain.assessment import Certainty, Origin, Source, may_write, source_problems, together_problems
from kasane.programmes.coordination.domain.entry import EntryFacts, may_answer, reason_problems, talk_problems
from kasane.programmes.coordination.domain.inquiry import (
    AskingBasis,
    AskingFacts,
    InquiryState,
    may_answer_inquiry,
    may_ask,
    may_take_over,
)
from kasane.programmes.coordination.domain.issue import IssueCertainty, IssueFacts, Weight, may_attach
from kasane.programmes.coordination.domain.values import BLANK, FactValue, Shape, ValueKind, spoken, value_problem
from kasane.programmes.coordination.item_seed import code_rows, item_rows

TODAY = date(2026, 11, 20)


def list_of(*axes: Iterable[Any]) -> list[tuple[Any, ...]]:
    """すべての組み合わせ。"""
    return list(product(*axes))


WHO = uuid4()


@pytest.mark.parametrize(("waiting", "answer", "talked"), list_of((True, False), ("", "taken_on", "sent_back"), (None, TODAY)))
def test_依頼に答えてよいのは_待たれていて_まだ答えておらず_紹介元と話したときだけ(waiting: bool, answer: str, talked: date | None) -> None:
    decision = may_answer(EntryFacts(TODAY, waiting, answer, talked))
    assert decision.allowed is (waiting and not answer and talked is not None)
    assert decision.ground == "社会福祉法106条の4第2項5号"


def test_理由と話の記録の誤り() -> None:
    assert reason_problems(" \n")
    assert not reason_problems("役割整理")
    good = {"talked_on": TODAY, "with_whom": "北見", "content": "話した", "sent_on": TODAY, "today": TODAY}
    assert talk_problems(**good) == {}
    for field, value in (("talked_on", TODAY + timedelta(1)), ("talked_on", TODAY - timedelta(1)), ("with_whom", " "), ("content", "")):
        assert list(talk_problems(**(good | {field: value}))) == [field]


VALUES = {
    ValueKind.TEXT: FactValue(text="文"), ValueKind.LONG_TEXT: FactValue(text="文"), ValueKind.CHOICE: FactValue(codes=("1",)),
    ValueKind.CHOICES: FactValue(codes=("1", "2")), ValueKind.NUMBER: FactValue(amount=Decimal(0)), ValueKind.DATE: FactValue(day=TODAY),
    ValueKind.ROWS: FactValue(rows=(("a", "b"),)), ValueKind.PERSON: FactValue(named_id=WHO),
}  # fmt: skip
SHAPE = {"codes": frozenset({"1", "2"}), "columns": 2, "people": frozenset({WHO})}


@pytest.mark.parametrize(("kind", "given"), list_of(ValueKind, VALUES))
def test_値は_項目の型の列にだけ入る(kind: ValueKind, given: ValueKind) -> None:
    same = {ValueKind.TEXT: {ValueKind.TEXT, ValueKind.LONG_TEXT}, ValueKind.LONG_TEXT: {ValueKind.TEXT, ValueKind.LONG_TEXT}}
    fits = given in same.get(kind, {kind}) or (kind is ValueKind.CHOICES and given is ValueKind.CHOICE)
    assert (value_problem(Shape(kind, **SHAPE), VALUES[given], today=TODAY) == "") is fits  # type: ignore[arg-type]


def test_空の値は_写す項目のほかなら_どの型でもよい() -> None:
    for kind in ValueKind:
        assert (value_problem(Shape(kind), BLANK, today=TODAY) == "") is (kind is not ValueKind.COPIED)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (ValueKind.CHOICE, FactValue(codes=("1", "2"))), (ValueKind.CHOICE, FactValue(codes=("3",))),
        (ValueKind.CHOICES, FactValue(codes=("1", "3"))), (ValueKind.NUMBER, FactValue(amount=Decimal("-0.01"))),
        (ValueKind.NUMBER, FactValue(amount=Decimal(10) ** 10)), (ValueKind.DATE, FactValue(day=TODAY + timedelta(1))),
        (ValueKind.ROWS, FactValue(rows=(("a",),))), (ValueKind.ROWS, FactValue(rows=(("a", "b"),) * 21)),
        (ValueKind.PERSON, FactValue(named_id=uuid4())), (ValueKind.TEXT, FactValue(text="\x00")), (ValueKind.ROWS, FactValue(rows=(("\x07", ""),))),
    ],
)  # fmt: skip
def test_型に合っても_決まりに合わない値は断る(kind: ValueKind, value: FactValue) -> None:
    assert value_problem(Shape(kind, **SHAPE), value, today=TODAY)  # type: ignore[arg-type]


def test_整えた値は_同じ内容なら等しい() -> None:
    assert FactValue(codes=("2", "1", "2")).tidy() == FactValue(codes=("1", "2")).tidy()
    assert FactValue(text=" 文\r\n次 ").tidy() == FactValue(text="文\n次").tidy()
    assert FactValue(rows=(("", " "), ("a", ""))).tidy() == FactValue(rows=(("a", ""),)).tidy()
    assert FactValue(amount=Decimal("5.00")) == FactValue(amount=Decimal(5))


def test_値を人が読む文にする() -> None:
    labels = {"1": "有", "2": "無"}
    assert spoken(ValueKind.CHOICES, FactValue(codes=("1", "9")), labels=labels, people={}) == "有、9"
    assert spoken(ValueKind.NUMBER, FactValue(amount=Decimal("50000.00")), labels={}, unit="円", people={}) == "50,000円"
    assert spoken(ValueKind.DATE, FactValue(day=TODAY), labels={}, people={}) == "令和8年11月20日"
    assert (
        spoken(ValueKind.ROWS, FactValue(rows=(("包括", ""), ("", "聞いた"))), labels={}, people={}, columns=("機関", "内容"))
        == "機関：包括\n内容：聞いた"
    )
    assert spoken(ValueKind.PERSON, FactValue(named_id=WHO), labels={}, people={}) == "(名前を見られない人)"
    assert spoken(ValueKind.PERSON, FactValue(named_id=WHO), labels={}, people={WHO: "母"}) == "母"


@pytest.mark.parametrize(("origin", "named", "declared"), list_of(Origin, (True, False), (True, False)))
def test_出どころ_機関なら機関が要り_本人の申告だけの項目は本人から(origin: Origin, named: bool, declared: bool) -> None:
    source = Source(origin, uuid4() if named else None, TODAY, Certainty.CONFIRMED)
    fits = (origin is Origin.AGENCY) is named and (not declared or origin is Origin.SELF)
    assert (source_problems(source, today=TODAY, declared_only=declared) == {}) is fits


def test_まだ来ていない時点の話は断る() -> None:
    assert list(source_problems(Source(Origin.SELF, None, TODAY + timedelta(1), Certainty.CONFIRMED), today=TODAY)) == ["as_of"]


def test_終結した事案には書けない() -> None:
    assert may_write(closed=False).allowed
    assert not may_write(closed=True).allowed


def values(**given: object) -> dict[str, FactValue]:
    made = {}
    for name, value in given.items():
        key = name.replace("_", "-")
        made[key] = (
            FactValue(codes=(value,)) if isinstance(value, str) and len(value) < 4
            else FactValue(text=value) if isinstance(value, str)
            else FactValue(day=value) if isinstance(value, date)
            else FactValue(amount=Decimal(str(value)))
        )  # fmt: skip
    return made


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"B_01": "yes", "B_01_2": 2}, []), ({"B_01": "yes", "B_01_2": 1}, ["B-01-2"]), ({"B_01": "no", "B_01_2": 1}, []),
        ({"B_01": "no", "B_01_2": 2}, ["B-01-2"]), ({"B_01": "yes"}, []), ({"B_04_2": 2, "B_04_3": 3}, ["B-04-3"]),
        ({"B_04_3": 1}, ["B-04-3"]), ({"B_04_2": 2, "B_04_3": 2}, []), ({"I_01": TODAY, "I_02": "01"}, []), ({"I_02": "01"}, ["I-01"]),
        ({"I_03": "01"}, ["I-01"]), ({"I_01": TODAY}, ["I-02"]), ({"I_01": TODAY + timedelta(1), "I_02": "01"}, ["I-01"]),
        ({"I_01": TODAY - timedelta(30), "I_02": "01"}, ["I-01"]), ({"I_06": "yes"}, ["I-06-2"]), ({"I_06": "no"}, []),
        ({"I_06": "yes", "I_06_2": "早い訪問が要る"}, []),
    ],
)  # fmt: skip
def test_項目どうしの決まり(given: dict[str, object], wrong: list[str]) -> None:
    assert list(together_problems(values(**given), opened_on=TODAY - timedelta(10), today=TODAY)) == wrong


@pytest.mark.parametrize(("person", "sensitive"), list_of((WHO, None), (True, False)))
def test_要配慮の課題は_人にだけ付けられる(person: object, sensitive: bool) -> None:
    facts = IssueFacts("21", person, Weight.MAIN, IssueCertainty.CONFIRMED, TODAY)  # type: ignore[arg-type]
    assert may_attach(facts, sensitive=sensitive).allowed is (person is not None or not sensitive)


@pytest.mark.parametrize(
    ("own", "kind", "items", "declared", "free", "basis", "statute", "consented"),
    list_of((True, False), ("0301", "1301"), (0, 2), (True, False), (True, False), AskingBasis, (True, False), (None, True, False)),
)
def test_聞いてよいのは_ほかの機関に_税のほかのことを_同意か法令のもとで(
    own: bool, kind: str, items: int, declared: bool, free: bool, basis: AskingBasis, statute: bool, consented: bool | None
) -> None:
    consent = None if consented is None else Decision(consented, "同意の判断")
    decision = may_ask(AskingFacts(own, kind, items, declared, free, basis, statute, consent))
    ground = statute if basis is AskingBasis.LAW else bool(consented)
    assert decision.allowed is (not own and kind != "1301" and not declared and (items > 0 or free) and ground)


@pytest.mark.parametrize(("state", "answered", "taken"), list_of(InquiryState, (True, False), (True, False)))
def test_答えるのは待たれている間だけ_取り入れるのは答えを一度だけ(state: InquiryState, answered: bool, taken: bool) -> None:
    assert may_answer_inquiry(state=state).allowed is (state is InquiryState.SENT)
    assert may_take_over(state=state, answered=answered, taken=taken).allowed is (state is InquiryState.ANSWERED and answered and not taken)


def test_項目の初期の行は_番号が一度ずつで_選択肢がすべてあり_どれも未照合() -> None:
    items, codes = item_rows(), code_rows()
    lists = {row["list_name"] for row in codes} | {"agency_kind"}
    assert len({row["key"] for row in items}) == len(items)
    assert [row["key"] for row in items if row["code_list"] and row["code_list"] not in lists] == []
    assert not any(row["verified"] for row in items)
    assert {row["key"] for row in items if row["declared_only"]} == {"E-05"}
    assert [row["key"] for row in items if row["section"] == "D" and not (row["sensitive"] and row["per_person"])] == []
    assert {row["section"] for row in items} == set("ABCDEFGHI")
    assert len([row for row in codes if row["list_name"] == "assessment_issue"]) == 27 + 18
    assert len({(row["list_name"], row["code"]) for row in codes}) == len(codes)
