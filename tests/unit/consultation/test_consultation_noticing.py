"""気づきの規則: 理由の文で示し、点数は出さない。当たるもの・当たらないものの表。"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kasane.programmes.consultation import seed
from kasane.programmes.consultation.domain.codes import Channel, NextStep, Speaker, State
from kasane.programmes.consultation.domain.consultation import ConsultationFacts, NextStepFacts, route_of, split_name
from kasane.programmes.consultation.domain.near_miss import first_words, may_collect
from kasane.programmes.consultation.domain.noticing import Around, Member, Notice, Pair, Pattern, Piece, Shape, notice

NAMES = {"care": "介護", "child": "子ども", "disability": "障害", "poverty": "困窮"}
FIELDS = {code: [NAMES[one] for one in fields.split()] for code, _, fields in seed.C01}
TOPICS = {code: label for code, label, _ in seed.C01}


def patterns() -> list[Pattern]:
    """初期の行を、規則の値にする。"""
    names = ("code", "label", "because", "parent_from", "child_from", "child_to")
    return [
        Pattern(
            **{name: row[name] for name in names if name in row}, words=tuple(row["words"]), partners=tuple(row["partners"]),
            shape=Shape(row.get("shape", "words")),
        )
        for row in seed.patterns()
    ]  # fmt: skip


def around(*texts: str, topics: tuple[str, ...] = (), **rest: Any) -> Around:
    """気づきの材料。"""
    pieces = [Piece("相談の内容", text) for text in texts]
    return Around(topics={code: TOPICS[code] for code in topics}, fields=FIELDS, pieces=pieces, **rest)


def found(*texts: str, **rest: Any) -> dict[str, Notice]:
    """符号ごとの気づき。"""
    return {one.code: one for one in notice(around(*texts, **rest), patterns())}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("82歳の母と、54歳の長男が暮らしている", "8050"),
        ("母８２歳、長男５４歳", "8050"),
        ("80代の母と50代の息子", "8050"),
        ("82歳の母と54歳の兄の二人暮らし", "8050"),
        ("８０５０の世帯と思われる", "8050"),
        ("父（78歳）と次男（49歳）", "8050"),
        ("70代の母と40代の娘", "7040"),
        ("育児と介護が重なっている", "double_care"),
        ("学校から帰るとずっと弟の世話をしている", "young_carer"),
        ("ゴミ屋敷のようだ", "hoarding"),
        ("玄関まで足の踏み場がない", "hoarding"),
        ("十年ほど引きこもりです", "withdrawal"),
        ("引き籠もりの弟", "withdrawal"),
        ("ずっと部屋から出ない", "withdrawal"),
        ("猫が増えて困る", "animals"),
        ("身寄りがない", "no_kin"),
        ("パチンコで借金", "addiction"),
        ("夫に殴られた", "dv"),
        ("ＤＶの相談", "dv"),
        ("来週電気が止まる", "debt_arrears"),
        ("刑務所を出たばかり", "release"),
    ],
)
def test_典型の重なりに気づき_書かれた節を理由に示す(text: str, code: str) -> None:
    one = found(text).get(f"pattern:{code}")
    assert one is not None, sorted(found(text))
    assert any("「相談の内容」に「" in reason for reason in one.reasons)
    assert one.because
    assert one.partners


@pytest.mark.parametrize(
    "text",
    [
        "DVDを借りたまま",
        "会費8050円",
        "家賃のことで相談したい",
        "母は82歳で元気です",
        "54歳の長男が来所",
        "40代の母と15歳の長男",
        "母の介護のことを聞きたい",
        "子どもの保育園を探している",
        "",
    ],
)
def test_何もない相談には_何も言わない(text: str) -> None:
    assert found(text) == {}


def test_どの気づきも_点数や順位を言わない() -> None:
    for one in found("82歳の母と54歳の長男。ゴミ屋敷で、夫に殴られ、身寄りがない。", topics=("12", "11", "06")).values():
        assert not any(word in " ".join((one.title, *one.reasons, one.because)) for word in ("点", "スコア", "リスク度", "レベル", "％"))


@pytest.mark.parametrize(
    ("topics", "expected"),
    [
        ((), False),
        (("12",), False),
        (("02", "06"), False),
        (("12", "11"), True),
        (("12", "06"), True),
        (("01",), True),
        (("09", "10"), False),
    ],
)
def test_二つ以上の分野にまたがるときだけ_そう言う(topics: tuple[str, ...], expected: bool) -> None:
    one = found(topics=topics).get("fields")
    assert (one is not None) is expected
    if one:
        assert all("分野に関わります" in reason for reason in one.reasons)


@pytest.mark.parametrize(
    ("parent", "child", "expected"),
    [
        ((75, 75), (45, 45), {"pattern:8050"}), ((74, 74), (45, 45), set()), ((75, 75), (44, 44), {"pattern:7040"}), ((80, 80), (64, 64), {"pattern:8050"}),
        ((80, 80), (65, 65), set()), ((65, 65), (35, 35), {"pattern:7040"}), ((64, 64), (35, 35), set()), ((70, 79), (50, 59), {"pattern:8050"}),
    ],
)  # fmt: skip
def test_世帯の親子の年齢から気づく(parent: tuple[int, int], child: tuple[int, int], expected: set[str]) -> None:
    pair = Pair(Member("高橋　花子", *parent), Member("高橋　太郎", *child))
    made = found(pairs=[pair], members=[pair.parent, pair.child])
    assert set(made) == expected
    for one in made.values():
        assert "高橋　花子さん" in one.reasons[0]
        assert "同じ世帯" in one.reasons[0]


@pytest.mark.parametrize(("small", "aged", "expected"), [(12, 75, True), (13, 75, False), (12, 74, False), (0, 90, True)])
def test_小さい子と高齢の人が同じ世帯なら_ダブルケアに気づく(small: int, aged: int, expected: bool) -> None:
    made = found(members=[Member("子", small, small), Member("祖母", aged, aged), Member("母", 40, 40)])
    assert ("pattern:double_care" in made) is expected


def test_すでにいる機関を_名前だけで言う() -> None:
    one = found(agencies=("北地域包括支援センター", "北地域包括支援センター"))["agencies"]
    assert one.reasons == ("北地域包括支援センターが、この人か世帯を把握しています。",)


def test_要配慮の文章だけからの気づきは_そうと分かる() -> None:
    pieces = [Piece("虐待・DV・いじめ", "夫に殴られた", sensitive=True)]
    only = notice(Around({}, {}, pieces), patterns())
    assert [one.sensitive for one in only if one.code == "pattern:dv"] == [True]
    both = notice(Around({}, {}, [*pieces, Piece("相談の内容", "夫の暴力")]), patterns())
    assert [one.sensitive for one in both if one.code == "pattern:dv"] == [False]


def test_同義語の行も読む() -> None:
    one = notice(around("独居で頼る先がない"), [Pattern("x", "見本", ("ひとり暮らし",), "…")], lambda word: (word, "独居"))
    assert [row.code for row in one] == ["pattern:x"]
    assert notice(around("独居で頼る先がない"), [Pattern("x", "見本", ("ひとり暮らし",), "…")]) == []


@pytest.mark.parametrize(
    ("sentence", "allowed"),
    [
        ("家族だけが来所し、本人に会う手立てがなかった", True), ("", False), ("  ", False), ("高橋さんの家", False), ("たかはしさんの家", False),
        ("花子のことを忘れていた", False), ("髙橋さんのことで", False), ("0867-72-0000に電話した", False), ("０８６７７２００００", False),
        ("連絡先は090 1234 5678", False), ("11月2日に3回電話した", True), ("森さんの家", False), ("森の近くの家", True), ("あ" * 201, False),
        ("hanako@example.jp に送った", False), ("ｈａｎａ＠ｅｘ．ｊｐ", False),
    ],
)  # fmt: skip
def test_惜しいケースの一文は_名前と電話番号を断る(sentence: str, allowed: bool) -> None:
    names = ("高橋", "花子", "タカハシ", "森", "")
    assert may_collect(sentence, names=names, phones=("0867-72-0000", "")).allowed is allowed


def test_はじめの一文は_符号の言い方だけから作る() -> None:
    assert (
        first_words(topics=["介護のこと"], patterns=["8050"], step="") == "8050・「介護のこと」の相談。次の一手がすぐには決まらなかった。"
    )
    assert may_collect(first_words(topics=[], patterns=[], step="継続聴取"), names=(), phones=()).allowed


@pytest.mark.parametrize("speaker", list(Speaker))
@pytest.mark.parametrize("channel", list(Channel))
def test_相談経路は_話した人と方法から必ず一つに決まる(speaker: Speaker, channel: Channel) -> None:
    assert route_of(speaker, channel) in {code for code, _ in seed.C02}


@pytest.mark.parametrize(
    ("speaker", "channel", "route"),
    [
        (Speaker.SELF, Channel.VISIT, "1"), (Speaker.SELF, Channel.SNS, "2"), (Speaker.FAMILY, Channel.OUTPOST, "3"), (Speaker.NEIGHBOUR, Channel.PHONE, "4"),
        (Speaker.FAMILY, Channel.HOME_VISIT, "5"), (Speaker.WELFARE_VOLUNTEER, Channel.HOME_VISIT, "6"), (Speaker.AGENCY, Channel.LETTER, "6"),
        (Speaker.OTHER, Channel.VISIT, "7"),
    ],
)  # fmt: skip
def test_相談経路の表(speaker: Speaker, channel: Channel, route: str) -> None:
    assert route_of(speaker, channel) == route


@pytest.mark.parametrize("step", [None, *NextStep])
def test_次の一手と相談の今の表(step: NextStep | None) -> None:
    expected = {None: State.UNDECIDED, NextStep.INFORMED: State.DONE}
    assert NextStepFacts(step).state is expected.get(step, State.ACTIVE)


@pytest.mark.parametrize(
    ("step", "field"),
    [
        (NextStepFacts(None, date(2026, 12, 1)), "next_step"), (NextStepFacts(None, None, "電話する"), "next_step"),
        (NextStepFacts(NextStep.INFORMED, date(2026, 12, 1)), "next_due"), (NextStepFacts(NextStep.LISTEN, date(2026, 11, 1)), "next_due"),
        (NextStepFacts(NextStep.LISTEN, date(2026, 11, 2)), ""), (NextStepFacts(), ""), (NextStepFacts(NextStep.INFORMED), ""),
    ],
)  # fmt: skip
def test_次の一手に合わない期日を断る(step: NextStepFacts, field: str) -> None:
    assert list(step.problems(received_on=date(2026, 11, 2))) == ([field] if field else [])


def test_匿名希望の本人の氏名は書かない() -> None:
    facts = ConsultationFacts(date(2026, 11, 2), Channel.PHONE, Speaker.SELF, "話", speaker_name="高橋", wants_anonymity=True)
    assert list(facts.problems(today=date(2026, 11, 20), topics=frozenset())) == ["wants_anonymity"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("高橋 花子", ("高橋", "花子")),
        ("高橋　花子", ("高橋", "花子")),
        ("高橋花子", ("", "高橋花子")),
        ("Nguyen Van Anh", ("Nguyen", "Van Anh")),
    ],
)
def test_氏名を分ける(text: str, expected: tuple[str, str]) -> None:
    assert split_name(text) == expected


def test_初期の行は_法令の一覧と同じ数で_符号が重ならない() -> None:
    assert [code for code, _, _ in seed.C01] == [f"{n:02d}" for n in range(1, 16)] + ["99"]
    assert len({row["code"] for row in seed.patterns()}) == len(seed.patterns()) >= 10
