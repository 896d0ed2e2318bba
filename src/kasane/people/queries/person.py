"""人の詳細: 一人について、今の行為者に見えるものだけを、画面の名前で返す。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from kasane.access.domain import Ground
from kasane.access.policy import RULES, decide
from kasane.access.queries import Held, emergency_subject, held, who_can_see
from kasane.agencies.queries.desk import holder_names
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible
from kasane.kernel.wareki import format_wareki
from kasane.people.diagrams.ecomap import draw_ecomap_or_explain
from kasane.people.diagrams.genogram import Drawing, draw_or_explain
from kasane.people.domain.codes import ConditionKind, LeaveMessage, NameKind, Nature, PlaceKind, RelationKind, Source
from kasane.people.domain.person import FIELD_LABELS, PersonFacts, age_words
from kasane.people.models import Condition, Household, Membership, Person, PersonHistory, PersonName, Place, ProtectedPlace, Relation, Tie
from kasane.people.queries.kin import ecomap_of, family_around, tie_words
from kasane.people.queries.records import facts_of, visible_person


@dataclass(frozen=True, slots=True)
class Header:
    """人の見出し。"""

    id: UUID
    compartment_id: UUID
    version: int
    name: str
    kana: str
    born: str
    age: str
    facts: PersonFacts
    merged_into_id: UUID | None


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """居どころ・連絡先の一行。is_secret は秘匿の表の行(名指しの人にだけ届く)。"""

    id: UUID
    kind: str
    text: str
    detail: str
    period: str
    is_current: bool
    is_secret: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """別名・状況・関係の一行。"""

    id: UUID
    label: str
    text: str
    period: str
    is_current: bool
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """見られる者の一行。"""

    name: str
    ground: str
    until: str


@dataclass(frozen=True, slots=True)
class Access:
    """なぜ見えるのか・だれが見られるのか。emergency_until は、緊急閲覧で見ているときの終わりの時刻。"""

    why: tuple[dict[str, str], ...]
    holders: tuple[Holder, ...]
    emergency_until: str
    decisions: dict[str, Decision]


@dataclass(frozen=True, slots=True)
class PersonOverview:
    """人の詳細の画面に要るものすべて。"""

    header: Header
    names: tuple[Fact, ...]
    places: tuple[PlaceLine, ...]
    conditions: tuple[Fact, ...]
    relations: tuple[Fact, ...]
    history: tuple[Fact, ...]
    ties: tuple[Fact, ...]
    households: tuple[tuple[UUID, str, str], ...]
    genogram: Drawing
    ecomap: Drawing
    access: Access
    related: tuple[UUID, ...]


def header_of(person_id: UUID) -> Header:
    """人の見出し。見えない・無いなら NotVisible。"""
    return _header(visible_person(person_id))


def person_overview(person_id: UUID, *, by: Actor) -> PersonOverview:
    """人の詳細。見えない・無いなら NotVisible。related は図と一覧に名前の出た、ほかの人の番号(閲覧記録に残す)。"""
    person = visible_person(person_id)
    mine = held(person.compartment_id)
    if not mine:
        raise NotVisible
    today = clock.today()
    memberships = list(Membership.objects.filter(person_id=person_id))
    rooms = {row.household_id: row for row in memberships if row.valid_to is None or row.valid_to > today}
    households = list(Household.objects.filter(id__in=[row.household_id for row in memberships]).order_by("label"))
    together = set(
        Membership.objects.filter(household_id__in=rooms, lives_together=True)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today))
        .values_list("person_id", flat=True)
    )
    family = family_around(person_id, together, today)
    relations = _relations(person_id, today)
    ties = list(Tie.objects.filter(Q(person_id=person_id) | Q(household_id__in=rooms)).order_by("-is_formal", "label"))
    header = _header(person)
    return PersonOverview(
        header=header,
        names=_names(person_id, today),
        places=places_of(person_id, today),
        conditions=_conditions(person_id, today),
        relations=relations,
        history=_history(person_id),
        ties=tuple(Fact(t.id, t.label, tie_words(t), _period(t.valid_from, t.valid_to), _open(t.valid_to, today)) for t in ties),
        households=tuple((one.id, one.label, "今の世帯" if one.id in rooms else "前の世帯") for one in households),
        genogram=draw_or_explain(family, f"g{person_id.hex[:8]}"),
        ecomap=draw_ecomap_or_explain(
            ecomap_of([t for t in ties if _open(t.valid_to, today)], center=header.name, is_household=False), f"e{person_id.hex[:8]}"
        ),
        access=access_to(person.compartment_id, mine, by=by),
        related=tuple(UUID(one.id) for one in family.people if one.id != str(person_id)),
    )


def access_to(room: UUID, mine: Sequence[Held], *, by: Actor) -> Access:
    """この区画について、なぜ見えるのか・だれが見られるのか・何ができるか(できないなら理由)。"""
    viewers = who_can_see(room)
    names = holder_names(viewers)
    grounds = [item.ground for item in mine]
    return Access(
        why=tuple({"reason": item.ground.label_ja, "until": _moment(item.until)} for item in mine),
        holders=tuple(Holder(names.get(v.holder_id, "(終わった配属)"), v.ground.label_ja, _moment(v.until)) for v in viewers),
        emergency_until=next((_moment(item.until) for item in mine if item.ground is Ground.EMERGENCY), ""),
        decisions={action.value: decide(action, by=by, held=grounds) for action in RULES if RULES[action].grounds is not None},
    )


def places_of(person_id: UUID, today: date) -> tuple[PlaceLine, ...]:
    """居どころ・連絡先。今のものを先に。秘匿の行は、名指しの人にしか返らない。"""
    secret = [_place(row, True, today) for row in ProtectedPlace.objects.filter(person_id=person_id)]
    lines = [*secret, *(_place(row, False, today) for row in Place.objects.filter(person_id=person_id))]
    return tuple(sorted(lines, key=lambda line: (not line.is_current, line.kind)))


def _place(row: Place | ProtectedPlace, is_secret: bool, today: date) -> PlaceLine:
    kind = PlaceKind.read(row.kind)
    message = LeaveMessage.read(row.may_leave_message) if kind is not None and kind.is_phone else None
    detail = [
        row.postal_code and f"〒{row.postal_code}",
        row.area,
        row.contact_hours,
        f"伝言：{message.label_ja}" if message else "",
        row.note,
    ]
    return PlaceLine(
        id=row.id, kind=kind.label_ja if kind else row.kind, text=row.text, detail=" ".join(filter(None, detail)),
        period=_period(row.valid_from, row.valid_to), is_current=_open(row.valid_to, today), is_secret=is_secret,
    )  # fmt: skip


def _header(person: Person) -> Header:
    facts = facts_of(person)
    return Header(
        id=person.id,
        compartment_id=person.compartment_id,
        version=person.version,
        name=facts.display_name,
        kana=facts.kana,
        born=facts.born.display() if facts.born else "",
        age=age_words(facts.born, facts.died, facts.age_band, clock.today()),
        facts=facts,
        merged_into_id=person.merged_into_id,
    )


def _names(person_id: UUID, today: date) -> tuple[Fact, ...]:
    found = []
    for row in PersonName.objects.filter(person_id=person_id).order_by("recorded_at"):
        kind = NameKind.read(row.kind)
        certified = "(公証あり)" if row.is_certified else ""
        text = f"{row.text}{certified}" + (f" {row.kana}" if row.kana else "")
        found.append(
            Fact(row.id, kind.label_ja if kind else row.kind, text, _period(row.valid_from, row.valid_to), _open(row.valid_to, today))
        )
    return tuple(found)


def _conditions(person_id: UUID, today: date) -> tuple[Fact, ...]:
    found = []
    for row in Condition.objects.filter(person_id=person_id).order_by("valid_to", "recorded_at"):
        kind, source = ConditionKind.read(row.kind), Source.read(row.source)
        label = kind.label_ja if kind else row.kind
        heard = f"({source.label_ja}から)" if source and source is not Source.UNKNOWN else ""
        found.append(Fact(row.id, label, row.text + heard, _period(row.valid_from, row.valid_to), _open(row.valid_to, today)))
    return tuple(found)


def _history(person_id: UUID) -> tuple[Fact, ...]:
    """訂正の履歴: いつ、どの項目が、何から変わったか。新しい順。"""
    found = []
    for row in PersonHistory.objects.filter(person_id=person_id).order_by("-version"):
        before = "、".join(f"{FIELD_LABELS.get(name, name)}「{value or '空欄'}」" for name, value in sorted(row.before.items()))
        text = f"{before} から変更" + (f"（{row.reason}）" if row.reason else "")
        found.append(Fact(row.id, f"第{row.version + 1}版", text, _moment(row.recorded_at), is_current=True))
    return tuple(found)


def _relations(person_id: UUID, today: date) -> tuple[Fact, ...]:
    rows = list(Relation.objects.filter(Q(person_id=person_id) | Q(other_id=person_id)).select_related("person", "other"))
    rows.sort(key=lambda row: (row.valid_to is not None, row.kind, row.position or 0))
    return tuple(_relation(row, person_id, today) for row in rows)


def _relation(row: Relation, person_id: UUID, today: date) -> Fact:
    forward = row.person_id == person_id
    other = row.other if forward else row.person
    return Fact(
        row.id, facts_of(other).display_name, relation_words(row.kind, row.nature, forward=forward),
        _period(row.valid_from, row.valid_to), _open(row.valid_to, today), other.id,
    )  # fmt: skip


def relation_words(kind: str, nature: str, *, forward: bool) -> str:
    """相手が本人の何にあたるか(例: 子(養親子)、親、配偶者・パートナー(離婚)、世話を受けている)。"""
    known = RelationKind.read(kind)
    ways: dict[Any, tuple[str, str]] = {
        RelationKind.PARENT: ("子", "親"),
        RelationKind.COUPLE: ("配偶者・パートナー", "配偶者・パートナー"),
        RelationKind.SIBLING: ("きょうだい", "きょうだい"),
        RelationKind.CARES_FOR: ("世話をしている相手", "世話をしてくれる人"),
        RelationKind.CLOSE: ("親しい相手", "親しい相手"),
        RelationKind.CONFLICT: ("対立している相手", "対立している相手"),
        RelationKind.ESTRANGED: ("縁が切れている相手", "縁が切れている相手"),
    }
    word = ways.get(known, (kind, kind))[0 if forward else 1]
    detail = Nature.read(nature)
    return word + (f"({detail.label_ja})" if detail and detail not in (Nature.BIRTH, Nature.SIBLING) else "")


def _period(since: date | None, until: date | None) -> str:
    if since is None and until is None:
        return ""
    return f"{format_wareki(since) if since else ''}〜{format_wareki(until) if until else ''}"


def _open(until: date | None, today: date) -> bool:
    return until is None or until > today


def _moment(moment: Any) -> str:
    if moment is None:
        return ""
    local = clock.jst(moment)
    return f"{format_wareki(local.date())} {local:%H:%M}"


def subject_of_emergency(room: UUID, *, by: Actor) -> UUID:
    """緊急閲覧で開いた区画の持ち主。自分が開いていなければ NotVisible。"""
    return visible_person(emergency_subject(room, by=by)).id
