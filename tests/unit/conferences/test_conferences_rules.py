"""会議の規則の真理値表。升の出典: forms §6.2(同意と種類)、§6.3(四つの開催時期)、seed 001 §6-6(成立)、security.md §2.4(資料・税)。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import product
from uuid import UUID

import pytest

from kasane.cases.domain.recorded import Chapter, RecordLine
from kasane.conferences.domain.codes import (
    OTHER_OUTCOMES,
    PLAN_OCCASIONS,
    PLAN_OUTCOMES,
    ConferenceState,
    ItemState,
    Occasion,
    Part,
    Provenance,
)
from kasane.conferences.domain.recorded import section_of
from kasane.conferences.domain.rules import (
    Attendance,
    KindRule,
    Standing,
    in_wanted_order,
    may_acknowledge,
    may_bring,
    may_decide,
    may_move,
    may_name_bringer,
    may_relabel,
    may_reorder,
    may_reschedule,
    may_table,
    outcomes,
    provenances,
    quorum,
    tabled_on_consent,
    tax_words_in,
    window,
)
from kasane.consent.domain.codes import Topic
from kasane.kernel.clock import JST
from kasane.kernel.decision import Decision

SUPPORT = KindRule("支援会議", False, False, True, True, False, 2, frozenset(Occasion), True)
LAYERED = KindRule("重層的支援会議", True, False, False, True, True, 2, frozenset(Occasion), True)
BOTH = replace(SUPPORT, name="支援連携会議", both_laws=True)
STEERING = KindRule("推進会議", True, False, False, False, False, 2, frozenset({Occasion.RESOURCE}), False)
LOOSE = KindRule("懇談会", False, False, False, False, False, 2, frozenset({Occasion.SHARE}), False)
YES, NO, NARROW = Standing("母", True), Standing("長男", False), Standing("母", True, ("北地域包括",))
DAY = date(2026, 9, 10)


@pytest.mark.parametrize(
    ("kind", "people", "plan", "allowed"),
    [
        # 同意のある人は重層的支援会議に。支援会議にも情報共有としては上げられる(本人同意を要しない)
        (LAYERED, [YES], None, True), (SUPPORT, [YES], None, True), (BOTH, [YES], None, True),
        # 一人でも同意がなければ、重層的支援会議には上げられない
        (LAYERED, [YES, NO], None, False), (LAYERED, [NO], None, False), (SUPPORT, [NO], None, True), (SUPPORT, [YES, NO], None, True),
        (BOTH, [NO], None, True), (BOTH, [YES, NO], None, True),
        # 同意が構成員の機関に及ばない
        (LAYERED, [NARROW], None, False), (SUPPORT, [NARROW], None, True), (BOTH, [NARROW], None, False),
        # 同意のあるプランは同意のもとの会議、同意前のプランは守秘義務の会議
        (LAYERED, [YES], True, True), (SUPPORT, [YES], True, False), (BOTH, [YES], True, True), (BOTH, [NO], True, False),
        (LAYERED, [YES], False, False), (SUPPORT, [NO], False, True), (SUPPORT, [YES], False, True), (BOTH, [NO], False, True),
        (BOTH, [YES], False, False),
        # 守秘義務の定めのない会議に、同意のない人は上げられない
        (LOOSE, [NO], None, False), (LOOSE, [YES], None, False),
    ],
)  # fmt: skip
def test_同意が会議の種類を決める(kind, people, plan, allowed):
    """出典: forms §6.2「本人同意」の行、mission 3.1。"""
    occasion = Occasion.SHARE if plan is None else Occasion.ESTABLISH
    answer = may_table(kind, occasion, people, plan_consented=plan, others=["別の会議"])
    assert answer.allowed is allowed
    assert answer.ground
    if not allowed:
        assert "別の会議に上げることができます" in answer.reason


@pytest.mark.parametrize(("kind", "occasion"), list(product((SUPPORT, LAYERED, STEERING, LOOSE), Occasion)))
def test_扱える議題は種類が決める(kind, occasion):
    """出典: forms §6.2 allowed_decisions、§6.3 の四つの開催時期。プランを決められない種類では、四つの時期を扱えない。"""
    answer = may_table(kind, occasion, ())
    assert answer.allowed is (occasion in kind.occasions and (kind.approves_plans or occasion not in PLAN_OCCASIONS))


def test_プランを決められない種類は_時期が並んでいても断る():
    kind = replace(SUPPORT, approves_plans=False)
    assert not any(may_table(kind, one, [NO]).allowed for one in PLAN_OCCASIONS)


def test_一人もいない議題は_同意のもとの議題ではない():
    assert not tabled_on_consent(LAYERED, ())
    assert may_table(LAYERED, Occasion.RESOURCE, ()).allowed


def _came(*people: tuple[Part, str]) -> list[Attendance]:
    return [Attendance(UUID(int=place), part, frozenset(roles.split())) for place, (part, roles) in enumerate(people)]


CITY, DESK, BOTH_HATS, OTHER = "city_officer", "coordinator", "city_officer coordinator", "consultant"


@pytest.mark.parametrize(
    ("kind", "came", "holds"),
    [
        (LAYERED, [(Part.CHAIR, CITY), (Part.SECRETARIAT, DESK)], True),
        (LAYERED, [(Part.CHAIR, CITY)], False),
        (LAYERED, [(Part.CHAIR, CITY), (Part.STANDING, OTHER)], False),
        (LAYERED, [(Part.SECRETARIAT, DESK), (Part.STANDING, OTHER)], False),
        (LAYERED, [(Part.CHAIR, BOTH_HATS)], False),
        (LAYERED, [(Part.CHAIR, BOTH_HATS), (Part.STANDING, OTHER)], False),
        (LAYERED, [(Part.CHAIR, BOTH_HATS), (Part.STANDING, DESK)], True),
        (LAYERED, [(Part.CHAIR, CITY), (Part.OBSERVER, DESK)], False),
        (LAYERED, [(Part.CHAIR, CITY), (Part.SECRETARIAT, DESK), (Part.PERSON_OR_FAMILY, "")], True),
        (SUPPORT, [(Part.CHAIR, CITY), (Part.FOR_ITEM, OTHER)], True),
        (SUPPORT, [(Part.CHAIR, CITY)], False),
        (SUPPORT, [(Part.SECRETARIAT, DESK), (Part.FOR_ITEM, OTHER)], False),
        (LOOSE, [(Part.CHAIR, OTHER), (Part.FOR_ITEM, "")], True),
        (LOOSE, [], False),
    ],
)
def test_会議の成立(kind, came, holds):
    """出典: seed 001 §6-6「市と多機関協働事業者は必ず参加」、forms §6.3 末尾。"""
    answer = quorum(kind, _came(*came))
    assert answer.allowed is holds
    if kind is LAYERED and not holds:
        assert "要ります" in answer.reason


HELD, BROKEN = Decision.yes("成り立つ", "成立"), Decision.no("成り立っていない", "成立")


@pytest.mark.parametrize(
    ("part", "present", "conference", "item", "held", "covered"),
    list(product((None, *Part), (True, False), ConferenceState, ItemState, (HELD, BROKEN), (True, False))),
)
def test_決められるのは_出席した事務局か司会が_開会中に_成り立った会議で_一度だけ(part, present, conference, item, held, covered):
    wanted = (
        part in (Part.SECRETARIAT, Part.CHAIR) and present and conference is ConferenceState.OPEN and item is ItemState.TABLED
        and held is HELD and covered
    )  # fmt: skip
    assert may_decide(part=part, present=present, conference=conference, item=item, held=held, covered=covered).allowed is wanted


@pytest.mark.parametrize("occasion", list(Occasion))
def test_選べる決定は_プランの議題かどうかで決まる(occasion):
    assert set(outcomes(occasion)) == (PLAN_OUTCOMES if occasion in PLAN_OCCASIONS else OTHER_OUTCOMES)


MOVES = {
    ("planned", "called"), ("planned", "open"), ("planned", "cancelled"), ("called", "open"), ("called", "cancelled"), ("open", "closed"),
}  # fmt: skip


@pytest.mark.parametrize(("now", "to", "part"), list(product(ConferenceState, ConferenceState, Part)))
def test_会議のありさまの進み方(now, to, part):
    answer = may_move(now, to, parts=[part], held_on=DAY, today=DAY)
    assert answer.allowed is ((now.value, to.value) in MOVES and part in (Part.SECRETARIAT, Part.CHAIR))


def test_すべてのありさまに_準備中から届く():
    reached, frontier = {"planned"}, ["planned"]
    while frontier:
        here = frontier.pop()
        for before, after in MOVES:
            if before == here and after not in reached:
                reached.add(after)
                frontier.append(after)
    assert reached == {one.value for one in ConferenceState}


def test_開会は_開催の日から():
    assert not may_move(ConferenceState.CALLED, ConferenceState.OPEN, parts=[Part.CHAIR], held_on=DAY, today=date(2026, 9, 9)).allowed


@pytest.mark.parametrize(
    ("part", "conference", "item", "writer", "allowed"),
    [
        (Part.SECRETARIAT, ConferenceState.PLANNED, ItemState.TABLED, True, True),
        (Part.FOR_ITEM, ConferenceState.OPEN, ItemState.DECIDED, True, True),
        (Part.FOR_ITEM, ConferenceState.OPEN, ItemState.TABLED, False, False),
        (Part.OBSERVER, ConferenceState.OPEN, ItemState.TABLED, True, False),
        (None, ConferenceState.OPEN, ItemState.TABLED, True, False),
        (Part.SECRETARIAT, ConferenceState.CLOSED, ItemState.DECIDED, True, False),
        (Part.SECRETARIAT, ConferenceState.CANCELLED, ItemState.TABLED, True, False),
        (Part.SECRETARIAT, ConferenceState.OPEN, ItemState.CLOSED, True, False),
        (Part.SECRETARIAT, ConferenceState.OPEN, ItemState.HALTED, True, False),
    ],
)
def test_資料に書けるのは(part, conference, item, writer, allowed):
    assert may_bring(part=part, conference=conference, item=item, writer=writer).allowed is allowed


@pytest.mark.parametrize(("now", "to", "agreed", "manages"), list(product(Provenance, Provenance, (True, False), (True, False))))
def test_出所の付け替え(now, to, agreed, manages):
    """出典: security.md P7「会議の情報は事案の情報ではない」。税はどちらの向きにも付け替えられない。"""
    wanted = (
        now in (Provenance.CONFERENCE, Provenance.DUTY) and to in (Provenance.CONSENT, Provenance.DUTY) and now is not to and manages
        and (to is Provenance.DUTY or agreed)
    )  # fmt: skip
    assert may_relabel(now, to, agreed=agreed, manages=manages).allowed is wanted
    assert not may_relabel(now, to, agreed=agreed, manages=manages, reason="必要　　　だから").allowed
    assert may_relabel(now, to, agreed=agreed, manages=manages, reason="見守りの訪問に使うため").allowed is wanted


def test_同意のもとの議題には_106条の6を出所とする行を置けない():
    assert Provenance.CONFERENCE not in provenances(on_consent=True)
    assert set(provenances(on_consent=False)) == set(Provenance)


def test_窓は_日本時間の0時から24時まで():
    opens, closes = window(DAY, before=7, after=14)
    assert opens == datetime(2026, 9, 3, tzinfo=JST)
    assert closes == datetime(2026, 9, 25, tzinfo=JST)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("住民税が 滞 納", ("滞納", "住民税")),
        ("ﾀｲﾉｳ", ()),
        ("非課税世帯", ("課税", "非課税")),
        ("家賃の遅れ", ()),
        ("Ａ４の納税通知", ("納税",)),
    ],
)
def test_税を思わせる言葉(text, found):
    """出典: security.md N42。"""
    words = ("課税", "滞納", "納税", "住民税", "非課税")
    assert set(tax_words_in(text, words)) == set(found)


@pytest.mark.parametrize(
    ("wanted", "order"),
    [
        ([1, 2, 3, 4], (0, 1, 2, 3)),
        ([1, 2, 3, 2], (0, 3, 1, 2)),  # 4番目に2と書けば、今の2番目の前に入る
        ([3, 2, 3, 4], (1, 2, 0, 3)),  # 1番目に3と書けば、今の3番目の後に入る
        ([9, 2, 3, 1], (3, 1, 2, 0)),
        ([1, 1, 1, 1], (1, 2, 3, 0)),  # 上へ動かしたものが、動かさないものより先
    ],
)
def test_次第の新しい順(wanted, order):
    assert in_wanted_order([(now, one) for now, one in enumerate(wanted, 1)]) == order


@pytest.mark.parametrize("state", list(ConferenceState))
@pytest.mark.parametrize("part", list(Part))
def test_移してよいのは開会の前_直してよいのは閉会の前の_事務局と司会だけ(state, part):
    decider = part in (Part.SECRETARIAT, Part.CHAIR)
    before = state in (ConferenceState.PLANNED, ConferenceState.CALLED)
    assert may_reschedule(state, parts=[part]).allowed is (decider and before)
    assert may_reorder(state, parts=[part]).allowed is (decider and (before or state is ConferenceState.OPEN))


@pytest.mark.parametrize("chapter", Chapter)
def test_記録の章は_どれも資料の区分に並ぶ(chapter: Chapter) -> None:
    line = RecordLine("note", UUID(int=1), "経過", "文", chapter, Topic.CIRCUMSTANCES, None, None, date(2026, 5, 20))
    assert section_of(line).value == chapter.value


OWN, MATE, STRANGER = (UUID(int=one) for one in range(1, 4))


@pytest.mark.parametrize(
    ("agency", "of_case", "known", "allowed", "word"),
    [
        (OWN, True, True, True, "自機関"),
        (OWN, False, False, True, "自機関"),
        (MATE, True, True, True, "この機関が持ち込んだ"),
        (STRANGER, True, True, False, "いまこの事案に関わっていません"),
        (STRANGER, False, True, True, "この機関が持ち込んだ"),
        (STRANGER, False, False, False, "もう閉じています"),
    ],
)
def test_持ち込んだ機関は_自機関か事案に関わる機関_事案がなければ町の機関(
    agency: UUID, of_case: bool, known: bool, allowed: bool, word: str
) -> None:
    found = may_name_bringer(agency, own=OWN, team=(MATE,), of_case=of_case, known=known)
    assert (found.allowed, word in found.reason) == (allowed, True)


@pytest.mark.parametrize(
    ("acknowledged", "again", "allowed", "word"),
    [
        (False, False, True, "読んで確認"),
        (False, True, True, "新しくなりました"),
        (True, False, False, "もう確認"),
        (True, True, False, "もう確認"),
    ],
)
def test_守秘を確かめるのは_まだの席と_文が新しくなって求め直された席(*, acknowledged: bool, again: bool, allowed: bool, word: str) -> None:
    found = may_acknowledge(acknowledged=acknowledged, again=again, ground="社会福祉法106条の6")
    assert (found.allowed, word in found.reason) == (allowed, True)
