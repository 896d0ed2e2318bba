"""支援決定通知の規則: 一人の通知には、その人と世帯のことだけ。全員に共通の文には、だれの名前も、だれの行の写しも入らない。"""

from __future__ import annotations

from uuid import UUID

import pytest

from kasane.kernel.ids import new_id
from kasane.plans.domain.letters import Said, belongs, may_be_common, named_in, part_for, recipients

SON, MOTHER = new_id(), new_id()
NAMES = {SON: "髙﨑　𠮷男", MOTHER: "髙﨑　ハナ"}
HERS = Said(MOTHER, "アウトリーチ等事業", "母の避難先に通う ／ 総合相談支援センター ／ 月1回")
HIS = Said(SON, "アウトリーチ等事業", "週に一度、散歩する")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("髙﨑　𠮷男", {SON}), ("高崎吉男", {SON}), ("吉男さんと会う", {SON}), ("髙﨑ハナ様", {MOTHER}), ("ﾊﾅさん", {MOTHER}),
        ("ハナと吉男", {SON, MOTHER}), ("髙﨑家", set()), ("ハナミズキ通りを歩く", set()), ("オハナの会", set()), ("はなしを聴く", set()), ("", set()),
    ],
)  # fmt: skip
def test_名指しは_異体字や幅が違っても見つけ_姓だけや長い言葉の一部では見つけない(text: str, named: set[UUID]) -> None:
    assert named_in(text, NAMES) == named


@pytest.mark.parametrize("given", ["花", "朋"])
def test_一字の名は_姓と続いたときだけ(given: str) -> None:
    names = {SON: f"南　{given}"}
    assert named_in(f"{given}火を見る", names) == frozenset()
    assert named_in(f"南{given}さん", names) == {SON}


@pytest.mark.parametrize(
    ("row", "to"),
    [
        (HIS, {SON}), (HERS, {MOTHER}),
        (Said(SON, "", "髙﨑ハナの送迎"), {SON}),
        (Said(None, "", "玄関を片づける"), {SON, MOTHER}),
        (Said(None, "", "ハナさんの通院に付き添う"), {MOTHER}),
        (Said(None, "", "ハナさんと吉男さんで食事を作る"), {SON, MOTHER}),
    ],
)  # fmt: skip
def test_行の載る通知は_その人の行ならその人だけ_世帯の行なら名指された人か全員(row: Said, to: set[UUID]) -> None:
    assert {key for key in NAMES if belongs(row, key, NAMES)} == to
    assert set(recipients([row], NAMES)) == to


@pytest.mark.parametrize(
    ("text", "to", "allowed"),
    [
        ("アウトリーチを六か月行う", {SON, MOTHER}, True),
        ("高崎ハナへのアウトリーチ", {SON, MOTHER}, False),
        ("吉男さんと会う", {SON, MOTHER}, False),
        ("吉男さんと会う", {SON}, True),
        ("ハナさんと会う", {SON}, False),
        (f"{HERS.section}：{HERS.text}", {SON, MOTHER}, False),
        (HERS.text, {SON}, False),
        (HERS.text, {MOTHER}, True),
        ("吉男さんと会う", set(), True),
    ],
)
def test_共通の文に_受け取る人のだれかにとってほかの人のことがあれば断る(text: str, to: set[UUID], allowed: bool) -> None:
    answer = may_be_common(text, to, [HIS, HERS], NAMES)
    assert answer.allowed is allowed
    assert allowed or "全員の通知に印字する文です" in answer.reason


def test_前に決めた一件の文から_ほかの人の行と名前を除く() -> None:
    old = f"{HIS.section}：{HIS.text}\n{HERS.section}：{HERS.text}\n期間は半年\nハナさんは秋から"
    assert part_for(old, SON, [HIS, HERS], NAMES) == f"{HIS.section}：{HIS.text}\n\n期間は半年"
    mothers = part_for(old, MOTHER, [HIS, HERS], NAMES)
    assert HERS.text in mothers
    assert "散歩" not in mothers
    assert "秋から" in mothers
