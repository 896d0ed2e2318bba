"""家族構成図の試験に使う架空の家族と、でたらめに作る家族。"""

from __future__ import annotations

from itertools import pairwise
from random import Random

from kasane.people.diagrams.model import Family, FamilyMember, Life, Sex, Tie, TieKind, TwinSet, Union, UnionKind

Point = tuple[float, float]


def person(id_: str, name: str = "", sex: Sex = Sex.OTHER, age: int | None = None, **more: object) -> FamilyMember:
    return FamilyMember(id_, name or id_, sex, age, **more)  # type: ignore[arg-type]


def man(id_: str, name: str = "", age: int | None = None, **more: object) -> FamilyMember:
    return person(id_, name, Sex.MALE, age, **more)


def woman(id_: str, name: str = "", age: int | None = None, **more: object) -> FamilyMember:
    return person(id_, name, Sex.FEMALE, age, **more)


def household_8050() -> Family:
    """forms.md §13.1 の架空の世帯。母82歳と、約20年ひきこもる長男54歳。"""
    return Family(
        people=(
            man("father", "見本 太郎", 78, life=Life.DECEASED, died="令和元年"),
            woman("mother", "見本 花子", 82, is_index=True, note="要介護2"),
            man("son", "見本 一郎", 54, note="約20年ひきこもり"),
            woman("daughter", "架空 良子", 51, is_key_person=True, is_main_carer=True, note="隣市在住"),
        ),
        unions=(Union(("father", "mother"), children=("son", "daughter")),),
        ties=(
            Tie("daughter", "mother", TieKind.CARES_FOR),
            Tie("mother", "son", TieKind.CLOSE),
            Tie("son", "daughter", TieKind.CONFLICT),
        ),
        household=frozenset({"mother", "son"}),
    )


def remarriage_with_half_siblings() -> Family:
    return Family(
        people=(
            man("ex", "元夫", 50), woman("mother", "母", 45, is_index=True), man("husband", "現夫", 47), man("partner", "内縁の夫", 60),
            woman("his_ex", "現夫の前妻", 44), man("k1", "長男", 22), woman("k2", "長女", 20), man("k3", "次男", 9), man("k4", "三男", 2),
            woman("step", "継子", 12),
        ),
        unions=(
            Union(("mother", "partner"), UnionKind.COHABITING, ("k4",), year=2023),
            Union(("ex", "mother"), UnionKind.DIVORCED, ("k1", "k2"), year=1998, period="H10–17"),
            Union(("mother", "husband"), UnionKind.COHABITING_ENDED, ("k3",), year=2012),
            Union(("husband", "his_ex"), UnionKind.DIVORCED, ("step",), year=2008),
        ),
        household=frozenset({"mother", "partner", "k2", "k4"}),
    )  # fmt: skip


def both_grandparents() -> Family:
    return Family(
        people=(
            man("pgf", "祖父", 78), woman("pgm", "祖母", 70, life=Life.DECEASED), man("mgf", "祖父", life=Life.DECEASED),
            woman("mgm", "祖母", 74), man("father", "父", 47), man("uncle", "叔父", 44), woman("mother", "母", 43, is_key_person=True),
            woman("aunt", "叔母", 39), woman("k1", "長女", 16, is_index=True), man("k2", "長男", 12), man("k3", "次男", 4),
            person("baby", "胎児", life=Life.PREGNANCY),
        ),
        unions=(
            Union(("pgf", "pgm"), children=("father", "uncle")),
            Union(("mgf", "mgm"), children=("mother", "aunt")),
            Union(("father", "mother"), UnionKind.SEPARATED, ("k1", "k2", "k3", "baby"), adopted=frozenset({"k3"})),
        ),
        ties=(Tie("mgm", "k1", TieKind.CLOSE), Tie("father", "k1", TieKind.ESTRANGED), Tie("father", "mother", TieKind.CONFLICT)),
        household=frozenset({"mother", "mgm", "k1", "k2", "k3"}),
    )  # fmt: skip


def twins_and_triplets() -> Family:
    children = ("k1", "t1", "t2", "lost", "d1", "d2", "d3", "foster")
    return Family(
        people=(
            man("father", "父", 40), woman("mother", "母", 38, is_index=True), woman("k1", "長女", 10), man("t1", "双子の兄", 7),
            man("t2", "双子の弟", 7), person("lost", "流産", life=Life.MISCARRIAGE), woman("d1", "三つ子1", 3), man("d2", "三つ子2", 3),
            person("d3", "三つ子3", age=3), man("foster", "里子", 5),
        ),
        unions=(
            Union(
                ("father", "mother"), children=children, fostered=frozenset({"foster"}),
                twins=(TwinSet(("t1", "t2"), identical=True), TwinSet(("d1", "d2", "d3"))),
            ),
        ),
        household=frozenset({"father", "mother", *children}) - {"lost"},
    )  # fmt: skip


def separated_by_violence() -> Family:
    """父は別居し接近禁止。一人は存在しか示せず、血縁のない同居人がいる。"""
    return Family(
        people=(
            man("father", "父", age_text="40代?", note="接近禁止命令"), woman("mother", "母", 36, is_index=True), man("k1", "長男", 10),
            woman("k2", "長女", 6), woman("gm", "母方祖母", 66, is_key_person=True),
            FamilyMember("hidden", "秘匿 秘子", Sex.FEMALE, 15, note="一時保護中", known_to="こども家庭センター"),
            person("lodger", "同居人", note="知人"),
        ),
        unions=(Union(("father", "mother"), UnionKind.SEPARATED, ("k1", "k2", "hidden")), Union(("gm",), children=("mother",))),
        ties=(
            Tie("mother", "father", TieKind.ESTRANGED), Tie("father", "k1", TieKind.CONFLICT), Tie("gm", "k2", TieKind.CARES_FOR),
            Tie("father", "hidden", TieKind.CONFLICT),
        ),
        household=frozenset({"mother", "k1", "k2", "lodger", "hidden"}),
    )  # fmt: skip


def four_generations() -> Family:
    return Family(
        people=(
            man("ggf", "曽祖父", 95, life=Life.DECEASED), woman("ggm", "曽祖母", 93, note="施設入所"), man("gf", "祖父", 70),
            woman("gm", "祖母", 69), man("great_uncle", "大叔父", 66), man("father", "父", 45), woman("mother", "母", 44, is_index=True),
            woman("aunt", "叔母", 41), man("aunts_husband", "叔母の夫", 42), woman("cousin", "いとこ", 12), man("k1", "長男", 20),
            woman("k2", "長女", 17), woman("wife", "長男の妻", 21), person("baby", "胎児", life=Life.PREGNANCY), man("mgf", "母の父", 71),
            woman("mgm", "母の母", 70),
        ),
        unions=(
            Union(("ggf", "ggm"), children=("gf", "great_uncle")), Union(("gf", "gm"), children=("father", "aunt")),
            Union(("father", "mother"), children=("k1", "k2")), Union(("aunt", "aunts_husband"), children=("cousin",)),
            Union(("k1", "wife"), children=("baby",)), Union(("mgf", "mgm"), children=("mother",)),
        ),
        ties=(
            Tie("ggm", "k2", TieKind.CLOSE), Tie("mother", "ggm", TieKind.CARES_FOR), Tie("gf", "great_uncle", TieKind.ESTRANGED),
        ),
        household=frozenset({"gf", "gm", "father", "mother", "k2"}),
    )  # fmt: skip


EXAMPLES = {
    "8050世帯": household_8050,
    "再婚と異父きょうだい": remarriage_with_half_siblings,
    "両家の祖父母": both_grandparents,
    "双子と三つ子": twins_and_triplets,
    "DVによる別居": separated_by_violence,
    "四世代": four_generations,
}

_NAMES = (
    "長男",
    "見本 花子",
    '𠮷田 <太郎> & "次郎"',
    "葛\U000e0100城'市",
    "アレクサンドラ・マリア・デ・ラ・クルス・サントス・フェルナンデス",
    "",
)


class _Builder:
    """三〜四世代の、再婚・連れ子・双子・養子・同居人のいる家族を作る。"""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.people: list[FamilyMember] = []
        self.unions: list[Union] = []

    def newcomer(self, age: int) -> str:
        random, id_ = self.random, f"p{len(self.people)}"
        self.people.append(
            FamilyMember(
                id_, random.choice(_NAMES), random.choice(list(Sex)), random.choice([None, age]), random.choice(["", "", f"{age // 10}0代?"]),
                random.choice([Life.LIVING] * 6 + [Life.DECEASED, Life.DECEASED, Life.PREGNANCY, Life.MISCARRIAGE]),
                note=random.choice(["", "", "要介護2", "精神障害者保健福祉手帳2級を所持し通院中"]), is_index=not self.people,
                is_key_person=random.random() < 0.1, is_main_carer=random.random() < 0.1, known_to=random.choice([""] * 9 + ["保健所"]),
            )
        )  # fmt: skip
        return id_

    def couple(self, one: str, age: int, others: list[str]) -> list[str]:
        random = self.random
        free = [other for other in others if other != one]
        partner = random.choice(free) if free and random.random() < 0.2 else self.newcomer(age)
        if any({one, partner} == set(union.partners) for union in self.unions):
            return []
        children = tuple(self.newcomer(age - 25) for _ in range(random.choice([0, 1, 1, 2, 2, 3, 5])))
        partners = (one, partner) if random.random() < 0.85 or partner in free else (one,)
        twins = (TwinSet(children[:2], random.random() < 0.5),) if len(children) > 1 and random.random() < 0.3 else ()
        kind = random.choice(list(UnionKind))
        adopted = frozenset(child for child in children if random.random() < 0.15)
        self.unions.append(Union(partners, kind, children, adopted, twins=twins, year=random.choice([None, 1990, 2000, 2010])))
        return list(children)

    def family(self) -> Family:
        random = self.random
        generation = [self.newcomer(90) for _ in range(random.choice([1, 2, 2]))]
        for step in range(random.choice([2, 3, 3])):
            following: list[str] = []
            for one in generation:
                for _ in range(random.choice([0, 1, 1, 1, 2, 3]) if step else random.choice([1, 1, 2])):
                    if len(self.people) < 32:
                        following += self.couple(one, 90 - 25 * step, generation)
            generation = following
        for _ in range(random.choice([0, 0, 1, 2])):
            self.newcomer(40)
        return Family(tuple(self.people), tuple(self.unions), self.ties(), self.household())

    def ties(self) -> tuple[Tie, ...]:
        ids = [member.id for member in self.people]
        if len(ids) < 2:
            return ()
        kinds = [TieKind.CLOSE, TieKind.CONFLICT, TieKind.ESTRANGED, TieKind.CARES_FOR]
        return tuple(Tie(*self.random.sample(ids, 2), self.random.choice(kinds)) for _ in range(self.random.choice([0, 1, 2, 4])))

    def household(self) -> frozenset[str]:
        share = self.random.choice([0.0, 0.3, 0.6, 1.0])
        return frozenset(member.id for member in self.people if self.random.random() < share)


def random_family(random: Random) -> Family:
    return _Builder(random).family()


def is_inside(point: Point, loops: list[list[Point]]) -> bool:
    """偶奇規則で、点が囲みの内側か。"""
    x, y = point
    crossings = 0
    for loop in loops:
        for (x1, y1), (x2, y2) in pairwise([*loop, loop[0]]):
            if (y1 > y) != (y2 > y) and x < x1 + (x2 - x1) * (y - y1) / (y2 - y1):
                crossings += 1
    return crossings % 2 == 1
