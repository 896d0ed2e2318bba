"""図に描いたことのすべてを日本語の文で述べる。画面では図と並べて出し、図にできない家族でもこれだけは出せる。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .model import Bond, Ecomap, EcomapNode, Family, FamilyMember, Life, Tie, TieKind, TwinSet, Union, UnionKind
from .svg import clean
from .words import BOND_LABELS, DIRECTION_SENTENCES, SEX_LABELS, STRENGTH_LABELS

Names = Mapping[str, str]

_UNION_SENTENCES = {
    UnionKind.MARRIED: "婚姻しています",
    UnionKind.COHABITING: "事実婚の関係です",
    UnionKind.SEPARATED: "婚姻していますが、別居しています",
    UnionKind.DIVORCED: "離婚しています",
    UnionKind.COHABITING_ENDED: "事実婚を解消しています",
    UnionKind.UNSPECIFIED: "つながりがありますが、関係の詳細は示されていません",
}
_TIE_SENTENCES = {
    TieKind.CLOSE: "{0}と{1}は親密な関係です。",
    TieKind.CONFLICT: "{0}と{1}のあいだには対立・葛藤があります。",
    TieKind.ESTRANGED: "{0}と{1}は絶縁しています。",
    TieKind.CARES_FOR: "{0}は{1}の世話・介護をしています。",
    TieKind.ADOPTED: "{0}は{1}の養親です。",
    TieKind.FOSTER: "{0}は{1}の里親です。",
}
_MULTIPLES = {2: "双子", 3: "三つ子", 4: "四つ子", 5: "五つ子"}


def describe(family: Family) -> tuple[str, ...]:
    """家族構成図の説明文（本人から、人・結びつきと子・関わり・同居の順）。配置を使わないので、図にできない家族でも返す。"""
    family = family.without_concealed_details()
    people = sorted(family.people, key=lambda person: not person.is_index)
    names = _names(people)
    sentences = [_opening(family, names), *(_person(person, names) for person in people)]
    index = next((person.id for person in people if person.is_index), "")
    for union in sorted(family.unions, key=lambda union: _nearness(union, index)):
        sentences += _union(union, names)
    sentences += [_tie(tie, names) for tie in family.ties]
    return (*sentences, *_household(family, people, names))


def _names(people: Iterable[FamilyMember]) -> Names:
    """同じ呼び名の人が何人もいるときは番号を添えて聞き分けられるようにする。"""
    listed = [(person.id, clean(person.display_name)) for person in people]
    total, seen = Counter(name for _, name in listed), Counter[str]()
    names = {}
    for person, name in listed:
        seen[name] += 1
        names[person] = f"「{name}」" + (f"（{total[name]}人中{seen[name]}人目）" if total[name] > 1 else "")
    return names


def _called(person: str, names: Names) -> str:
    return names.get(person, "「登録のない人」")


def _opening(family: Family, names: Names) -> str:
    index = family.index_person
    who = f"本人は{names[index.id]}です。" if index else "本人は示されていません。"
    return f"{clean(family.title)}。{len(family.people)}人を描いています。{who}"


def _person(person: FamilyMember, names: Names) -> str:
    name = names[person.id]
    if person.is_concealed:
        return f"{name}と記した人がいます。存在のほかは、ここでは表示できません。"
    if person.life is Life.PREGNANCY:
        return f"{name}は妊娠中の子です。{_note(person)}"
    if person.life is Life.MISCARRIAGE:
        return f"{name}は流産または死産となった子です。{_note(person)}"
    facts = [SEX_LABELS[person.sex], *_age(person), *_roles(person)]
    death = _death(person) if person.life is Life.DECEASED else ""
    return f"{name}は{'、'.join(facts)}です。{death}{_note(person)}"


def _age(person: FamilyMember) -> Iterator[str]:
    if person.life is Life.DECEASED:
        return
    if person.age_text:
        yield f"年齢は{clean(person.age_text)}（推定）"
    else:
        yield "年齢不明" if person.age is None else f"{person.age}歳"


def _roles(person: FamilyMember) -> Iterator[str]:
    if person.is_index:
        yield "本人"
    if person.is_key_person:
        yield "キーパーソン"
    if person.is_main_carer:
        yield "主介護者"


def _death(person: FamilyMember) -> str:
    when = f"{clean(person.died)}に" if person.died else ""
    age = person.age_text or (f"{person.age}歳" if person.age is not None else "")
    return f"{when}死亡しています{f'（享年{clean(age)}）' if age else ''}。"


def _note(person: FamilyMember) -> str:
    note = clean(person.note)
    return f"補足：{note}。" if note else ""


def _nearness(union: Union, index: str) -> int:
    if index in union.partners:
        return 0
    return 1 if index in union.children else 2


def _union(union: Union, names: Names) -> Iterator[str]:
    partners = "と".join(_called(partner, names) for partner in union.partners)
    if len(union.partners) > 1:
        period = f"（{clean(union.period)}）" if union.period else ""
        kin = "二人は血族どうしです。" if union.consanguineous else ""
        yield f"{partners}は{_UNION_SENTENCES[union.kind]}{period}。{kin}"
    if not union.partners and union.children:
        yield f"{_listed(union.children, union, names)}はきょうだいです。親は示されていません。"
    elif union.children:
        count = f"の{len(union.children)}人" if len(union.children) > 1 else ""
        other = "もう一人の親は不明です。" if len(union.partners) == 1 else ""
        order = "、年長から順に" if len(union.children) > 1 else ""
        yield f"{partners}の子は{order}{_listed(union.children, union, names)}{count}です。{other}"
    elif len(union.partners) == 1:
        yield f"{partners}には、誰か分からない相手がいます。"
    for twins in union.twins:
        yield _twins(twins, names)


def _listed(children: Sequence[str], union: Union, names: Names) -> str:
    marks = {child: "" if union.bond(child) is Bond.BIRTH else f"（{BOND_LABELS[union.bond(child)]}）" for child in children}
    return "、".join(f"{_called(child, names)}{marks[child]}" for child in children)


def _twins(twins: TwinSet, names: Names) -> str:
    members = "と".join(_called(member, names) for member in twins.members)
    kind = "一卵性の" if twins.identical else ""
    return f"{members}は{kind}{_MULTIPLES.get(len(twins.members), '多胎のきょうだい')}です。"


def _tie(tie: Tie, names: Names) -> str:
    return _TIE_SENTENCES[tie.kind].format(_called(tie.source, names), _called(tie.target, names))


def _household(family: Family, people: Sequence[FamilyMember], names: Names) -> Iterator[str]:
    together = [names[person.id] for person in people if person.id in family.household and not person.is_unborn]
    if len(together) == 1:
        yield f"{together[0]}は、この図の中では一人で暮らしています。"
    elif together:
        yield f"同居しているのは{'、'.join(together)}の{len(together)}人です。"


def describe_ecomap(ecomap: Ecomap) -> tuple[str, ...]:
    """エコマップの説明文（中心、続いて置いた順に相手ごとに一文）。"""
    center = f"「{clean(ecomap.center)}」{'の世帯' if ecomap.center_is_household else ''}"
    opening = f"{clean(ecomap.title)}。中心は{center}です。まわりに{len(ecomap.nodes)}の機関や人、場所があります。"
    return (opening, *(_node(node) for node in ecomap.nodes))


def _node(node: EcomapNode) -> str:
    kind = "公的な機関・制度" if node.formal else "身近な人・場所"
    note = clean(node.note)
    remark = f"補足：{note}。" if note else ""
    return f"「{clean(node.label)}」（{kind}）とは{STRENGTH_LABELS[node.strength]}です。{DIRECTION_SENTENCES[node.direction]}{remark}"
