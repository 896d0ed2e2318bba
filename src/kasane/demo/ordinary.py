"""ふつうの世帯: 典型に当てはまらない、窓口に来る暮らし。種から役と状況を引く。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Final

from kasane.demo.pattern_kit import (
    FEMALE,
    MALE,
    Part,
    Pattern,
    State,
    care,
    consent,
    couple,
    desk,
    disability,
    ill,
    living,
    looks_after,
    nearby,
    parents,
    public,
    school,
    team,
    work,
)
from kasane.demo.staff import taker_in
from kasane.demo.town import AREAS
from kasane.demo.values import RelationSpec, ShareSpec, TieSpec
from kasane.people.domain.codes import Kinship, Nature, Sex

K = Kinship
Family = tuple[str, tuple[Part, ...], tuple[RelationSpec, ...], str]

_ELDER_STATES: Final = (
    care("要支援1"), care("要支援2"), care("要介護1"), care("要介護2"), care("要介護4"), ill("高血圧"), ill("膝の痛み"),
    ill("物忘れ"), living("買い物に困っている"), living("配食を使っている"),
)  # fmt: skip
_ADULT_STATES: Final = (
    work("会社員"), work("パート"), work("自営"), work("求職中"), work("病気で休職中"), disability("身体障害者手帳4級"),
    living("家賃の滞納"), living("家計の相談"), ill("腰の痛み"), ill("うつ病で通院"),
)  # fmt: skip


def ordinary(seed: int, count: int) -> Iterator[Pattern]:
    """ふつうの世帯を count 世帯。圏域は順に回す。"""
    for number in range(count):
        dice = Random(f"{seed}:ordinary:{number}")
        area = AREAS[number % len(AREAS)]
        title, parts, relations, field = dice.choices(_KINDS, weights=_WEIGHTS)[0](dice)
        taken_by = taker_in(area, dice, field)
        yield Pattern(0, f"o{number:03}", title, area, taken_by, parts, relations, _ties(dice, field), _shares(dice, area, field))


def _ties(dice: Random, field: str) -> tuple[TieSpec, ...]:
    known = (nearby("近所の友人"), public("かかりつけの医院"), nearby("サロンの仲間"), public("勤め先"), desk("rights", "権利擁護センター"))
    return tuple(dice.sample(known, 1)) if field == "care" or dice.random() < 0.4 else ()


def _shares(dice: Random, area: str, field: str) -> tuple[ShareSpec, ...]:
    roll = dice.random()
    if roll < 0.15:
        return (consent("centre", "多機関協働の利用申込"),)
    other = {"care": "station", "poverty": "care"}[field]
    key = taker_in(area, dice, {"station": "poverty", "care": "care"}[other]).split(".")[0]
    return (team(key, "一緒に支援する"),) if roll < 0.3 else ()


def _single_elder(dice: Random) -> Family:
    sex = dice.choice((MALE, FEMALE, FEMALE))
    age = dice.randint(72, 95)
    born = str(2026 - age) if dice.random() < 0.08 else ""
    part = Part("self", K.SELF, sex, age, _some(dice, _ELDER_STATES), born=born)
    if dice.random() < 0.5:
        return "一人暮らし", (part,), (), "care"
    gone = Part(
        "spouse", _spouse(sex), _opposite(sex), age + dice.randint(-4, 6), died=f"{dice.randint(2012, 2025)}-{dice.randint(1, 12):02}"
    )
    return "一人暮らし(死別)", (part, gone), couple("self", "spouse"), "care"


def _elder_couple(dice: Random) -> Family:
    age = dice.randint(70, 90)
    parts = (
        Part("self", K.SELF, FEMALE, age, _some(dice, _ELDER_STATES)),
        Part("husband", K.HUSBAND, MALE, age + dice.randint(0, 5), _some(dice, _ELDER_STATES), key_person=True),
    )
    return "夫婦のみ", parts, (*couple("self", "husband"), *looks_after("husband", "self")), "care"


def _parent_and_adult(dice: Random) -> Family:
    age = dice.randint(48, 60)
    parts = (
        Part("self", K.SELF, dice.choice((MALE, FEMALE)), age, _some(dice, _ADULT_STATES)),
        Part("mother", K.MOTHER, FEMALE, age + dice.randint(23, 32), _some(dice, _ELDER_STATES), key_person=True),
    )
    return "親と成人した子", parts, (*parents("self", "mother"), *looks_after("self", "mother")), "care"


def _single_adult(dice: Random) -> Family:
    part = Part("self", K.SELF, dice.choice((MALE, MALE, FEMALE)), dice.randint(22, 64), _some(dice, _ADULT_STATES))
    return "単身", (part,), (), "poverty"


def _couple_with_children(dice: Random) -> Family:
    age = dice.randint(29, 46)
    parts = (
        Part("self", K.SELF, FEMALE, age, _some(dice, _ADULT_STATES), key_person=True),
        Part("husband", K.HUSBAND, MALE, age + dice.randint(-3, 6), (work("会社員"),)),
        *_children(dice, age),
    )
    relations = [*couple("self", "husband")]
    for order, part in enumerate(parts[2:], start=1):
        relations += parents(part.key, "husband", "self", order=order)
    return "夫婦と子", parts, tuple(relations), "poverty"


def _single_parent(dice: Random) -> Family:
    age = dice.randint(26, 45)
    sex = dice.choice((FEMALE, FEMALE, FEMALE, MALE))
    parts = (Part("self", K.SELF, sex, age, _some(dice, _ADULT_STATES), key_person=True), *_children(dice, age))
    relations = [relation for order, part in enumerate(parts[1:], start=1) for relation in parents(part.key, "self", order=order)]
    return "ひとり親と子", parts, tuple(relations), "poverty"


def _three_generations(dice: Random) -> Family:
    age = dice.randint(36, 50)
    parts = (
        Part("self", K.SELF, FEMALE, age + dice.randint(24, 30), _some(dice, _ELDER_STATES)),
        Part("son", K.CHILD, MALE, age, (work("会社員"),), key_person=True),
        Part("wife", K.CHILD_IN_LAW, FEMALE, age - dice.randint(0, 4), (work("パート"),)),
        Part("grandchild", K.GRANDCHILD, dice.choice((MALE, FEMALE)), dice.randint(1, 12)),
    )
    relations = (*parents("son", "self"), *couple("son", "wife"), *parents("grandchild", "son", "wife"), *looks_after("wife", "self"))
    return "三世代", parts, relations, "care"


def _divorced(dice: Random) -> Family:
    age = dice.randint(35, 55)
    parts = (
        Part("self", K.SELF, MALE, age, _some(dice, _ADULT_STATES)),
        Part("former", K.OTHER_RELATIVE, FEMALE, age - 2, surname="b", apart="県内"),
        Part("child", K.CHILD, FEMALE, dice.randint(6, 15), (school("学校に通っている"),), surname="b", apart="県内"),
    )
    return "離れて暮らす子がいる", parts, (*couple("self", "former", Nature.DIVORCED), *parents("child", "self", "former")), "poverty"


def _children(dice: Random, parent_age: int) -> tuple[Part, ...]:
    oldest = min(parent_age - 21, dice.randint(2, 14))
    ages = [age for age in (oldest, oldest - dice.randint(2, 4)) if age >= 0][: dice.choice((1, 1, 2))]
    return tuple(Part(f"child_{n}", K.CHILD, dice.choice((MALE, FEMALE)), age) for n, age in enumerate(ages, start=1))


def _some(dice: Random, states: tuple[State, ...]) -> tuple[State, ...]:
    return (dice.choice(states),) if dice.random() < 0.8 else ()


def _spouse(sex: Sex) -> Kinship:
    return K.WIFE if sex is MALE else K.HUSBAND


def _opposite(sex: Sex) -> Sex:
    return FEMALE if sex is MALE else MALE


_KINDS: Final[tuple[Callable[[Random], Family], ...]] = (
    _single_elder, _elder_couple, _parent_and_adult, _single_adult, _couple_with_children, _single_parent, _three_generations, _divorced,
)  # fmt: skip
_WEIGHTS: Final = (34, 20, 14, 22, 6, 8, 3, 3)
