"""家系の整合を確かめ、一人ひとりの世代（上から 0, 1, 2 …）を決める。"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from .model import MAX_PEOPLE, Bond, DiagramRefused, Family, FamilyMember, Tie, TieKind, Union
from .words import BOND_LABELS, UNION_LABELS


@dataclass(frozen=True, slots=True)
class _Link:
    """`source` から見て `target` が何世代下か、それを言い表す言葉とともに。"""

    source: str
    target: str
    step: int
    words: str


def checked(family: Family) -> Family:
    """図にする前の整合確認。存在しか示せない人の情報を落とし、世代をまたぐ養子・里子（祖父母が養親など）は `Tie` に移す。

    人数超過、番号の重複、登録のない人や自分自身との関係、二組の実親は `DiagramRefused`。
    """
    family = family.without_concealed_details()
    names = {person.id: quoted(person) for person in family.people}
    if not family.people:
        raise DiagramRefused("図に描く人がまだ登録されていません。")
    if len(family.people) > MAX_PEOPLE:
        raise DiagramRefused(f"{len(family.people)}人は一枚の図に描けません（{MAX_PEOPLE}人まで）。描く人をしぼってください。")
    if len(names) < len(family.people):
        raise DiagramRefused("同じ人が二度登録されています。重複を直すと図に描けます。")
    for union in family.unions:
        _check_union(union, names)
    _check_birth_parents(family, names)
    for tie in family.ties:
        _check_known((tie.source, tie.target), names)
        if tie.source == tie.target:
            raise DiagramRefused(f"{names[tie.source]}と本人自身との関わりが登録されています。相手を直してください。")
    household = frozenset(member for member in family.household if member in names)
    return _with_distant_adoptions_as_ties(replace(family, unions=_merged(family.unions), household=household))


def _merged(unions: Iterable[Union]) -> tuple[Union, ...]:
    """同じ二人の同じ結びつきが子ごとに分けて登録されていれば、一つにまとめる。"""
    merged: dict[object, Union] = {}
    for number, union in enumerate(unions):
        key = (frozenset(union.partners), union.kind, union.year, union.period) if len(union.partners) == 2 else number
        earlier = merged.get(key)
        merged[key] = (
            union
            if earlier is None
            else replace(
                earlier,
                children=(*earlier.children, *(child for child in union.children if child not in earlier.children)),
                adopted=earlier.adopted | union.adopted,
                fostered=earlier.fostered | union.fostered,
                twins=(*earlier.twins, *union.twins),
                consanguineous=earlier.consanguineous or union.consanguineous,
            )
        )
    return tuple(merged.values())


def _check_union(union: Union, names: Mapping[str, str]) -> None:
    _check_known((*union.partners, *union.children), names)
    if len(union.partners) > 2:
        raise DiagramRefused(f"{'と'.join(names[p] for p in union.partners)}が一組の関係になっています。二人ずつに分けてください。")
    for person in union.partners:
        if union.partners.count(person) > 1:
            raise DiagramRefused(f"{names[person]}と本人自身の{UNION_LABELS[union.kind]}が登録されています。相手を直してください。")
        if person in union.children:
            raise DiagramRefused(f"{names[person]}は、同じ関係の中で親としても子としても登録されています。どちらかを直してください。")
    for child in union.children:
        if union.children.count(child) > 1:
            raise DiagramRefused(f"{names[child]}が同じ親の子として二度登録されています。")
    for twins in union.twins:
        if len(twins.members) < 2 or not set(twins.members) <= set(union.children):
            raise DiagramRefused("双子（多胎）として登録された人が、同じ親の子にそろっていません。")


def _check_known(ids: Iterable[str], names: Mapping[str, str]) -> None:
    if any(person not in names for person in ids):
        raise DiagramRefused("関係の相手に、この図に登録されていない人がいます。")


def _check_birth_parents(family: Family, names: Mapping[str, str]) -> None:
    parents: dict[str, Union] = {}
    for union in family.unions:
        for child in union.children:
            if union.bond(child) is not Bond.BIRTH:
                continue
            if child in parents:
                first, second = (_child_words(each, child, names) for each in (parents[child], union))
                hint = "養子・里子なら、続柄をそう改めると描けます。"
                raise DiagramRefused(f"実の親が二組あります。「{first}」と「{second}」のどちらかを直してください。{hint}")
            parents[child] = union


def quoted(person: FamilyMember) -> str:
    """文の中での呼び名。存在しか示せない人は機関名になる。"""
    return f"「{person.display_name}」"


def _child_words(union: Union, child: str, names: Mapping[str, str]) -> str:
    parents = "と".join(names[p] for p in union.partners) or "不明の親"
    return f"{names[child]}は{parents}の{BOND_LABELS[union.bond(child)]}"


def _links(family: Family, *, births_only: bool) -> Iterator[_Link]:
    names = {person.id: quoted(person) for person in family.people}
    for union in family.unions:
        if len(union.partners) == 2:
            first, second = union.partners
            yield _Link(first, second, 0, f"{names[first]}と{names[second]}は{UNION_LABELS[union.kind]}")
        kept = [child for child in union.children if not births_only or union.bond(child) is Bond.BIRTH]
        for parent in union.partners:
            for child in kept:
                yield _Link(parent, child, 1, _child_words(union, child, names))
        if not union.partners:
            for child in kept[1:]:
                yield _Link(kept[0], child, 0, f"{names[kept[0]]}と{names[child]}はきょうだい")


def _walk(family: Family, links: Iterable[_Link]) -> list[dict[str, int]]:
    """つながりごとに、相対的な世代を幅優先で決める。食い違えば二つの関係を挙げて断る。"""
    around: dict[str, list[_Link]] = {person.id: [] for person in family.people}
    for link in links:
        around[link.source].append(link)
        around[link.target].append(_Link(link.target, link.source, -link.step, link.words))
    groups: list[dict[str, int]] = []
    seen: set[str] = set()
    for person in family.people:
        if person.id not in seen:
            groups.append(_walk_from(person.id, around))
            seen |= groups[-1].keys()
    return groups


def _walk_from(start: str, around: Mapping[str, list[_Link]]) -> dict[str, int]:
    generation, words, queue = {start: 0}, {start: ""}, deque([start])
    while queue:
        current = queue.popleft()
        for link in around[current]:
            expected = generation[current] + link.step
            if link.target not in generation:
                generation[link.target], words[link.target] = expected, link.words
                queue.append(link.target)
            elif generation[link.target] != expected:
                earlier = words[link.target] or words[current]
                raise DiagramRefused(
                    f"世代が食い違うため図にできません。「{earlier}」と「{link.words}」は両立しません。どちらかの関係を確かめて直してください。"
                )
    return generation


def generations(family: Family) -> dict[str, int]:
    """`checked` を通った family の世代を返す。互いにつながらない人（同居人など）は本人、または世帯の世代に並べる。"""
    groups = _walk(family, _links(family, births_only=False))
    index = family.index_person
    anchor = index.id if index else family.people[0].id
    level: dict[str, int] = {}
    for group in groups:
        base = group[anchor] if anchor in group else group[_representative(group, family)]
        level |= {person: step - base for person, step in group.items()}
    top = min(level.values())
    return {person.id: level[person.id] - top for person in family.people}


def _representative(group: Mapping[str, int], family: Family) -> str:
    housemates = [person for person in group if person in family.household]
    return (housemates or list(group))[0]


def _with_distant_adoptions_as_ties(family: Family) -> Family:
    """祖父母との養子縁組のように世代を飛ばす縁組は、親子の段ではなく二人を結ぶ線で描く。"""
    try:
        _walk(family, _links(family, births_only=False))
    except DiagramRefused:
        levels = {p: (n, step) for n, group in enumerate(_walk(family, _links(family, births_only=True))) for p, step in group.items()}
    else:
        return family
    unions, ties = [], list(family.ties)
    for union in family.unions:
        distant = [child for child in union.children if _is_distant(union, child, levels)]
        for child in distant:
            kind = TieKind.FOSTER if union.bond(child) is Bond.FOSTER else TieKind.ADOPTED
            ties += [Tie(parent, child, kind) for parent in union.partners]
        unions.append(_without_children(union, frozenset(distant)))
    return replace(family, unions=tuple(unions), ties=tuple(ties))


def _is_distant(union: Union, child: str, levels: Mapping[str, tuple[int, int]]) -> bool:
    if union.bond(child) is Bond.BIRTH:
        return False
    group, level = levels[child]
    return any(levels[parent][0] == group and levels[parent][1] != level - 1 for parent in union.partners)


def _without_children(union: Union, gone: frozenset[str]) -> Union:
    if not gone:
        return union
    return replace(
        union,
        children=tuple(child for child in union.children if child not in gone),
        adopted=union.adopted - gone,
        fostered=union.fostered - gone,
        twins=tuple(twins for twins in union.twins if gone.isdisjoint(twins.members)),
    )
