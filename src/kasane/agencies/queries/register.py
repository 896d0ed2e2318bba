"""機関の台帳の問い: 実施計画の形の一覧、機関の詳細、会議体、外部の構成員、選択肢。"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from unicodedata import normalize
from uuid import UUID

from django.db.models import Q, QuerySet

from kasane.access.dated import serving
from kasane.access.queries import statutes
from kasane.access.reading import rows_of
from kasane.agencies.domain import SECTION_KIND, Field
from kasane.agencies.models import Agency, Area, Base, ExistingBody, Operator, OutsideMember, Posting
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible

_CODES: Final = (
    'SELECT list_name, code, "group", label FROM agencies_code WHERE list_name = ANY (%s) AND valid_from <= %s'
    " AND (valid_to IS NULL OR valid_to > %s) ORDER BY list_name, position"
)
_TO_KATAKANA: Final = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}


@dataclass(frozen=True, slots=True)
class TableRow:
    """機関一覧の一行（実施計画の表の形）: 分野 × 事業・根拠法 × 担当課 × 委託先 × 拠点数。"""

    field: Field
    programme: str
    statute: str
    section: str
    operator: str
    agencies: tuple[tuple[UUID, str], ...]
    bases: int


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """名簿の一行。"""

    id: UUID
    name: str
    field: Field
    kind: str
    area: str
    phone: str
    closed: bool


@dataclass(frozen=True, slots=True)
class BaseLine:
    """拠点の一行。"""

    id: UUID
    name: str
    address: str
    phone: str
    area: str
    valid_from: date
    valid_to: date | None
    version: int


@dataclass(frozen=True, slots=True)
class StaffLine:
    """機関に配属された人の一行。"""

    account_id: UUID
    posting_id: UUID
    name: str
    roles: tuple[str, ...]
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class AgencyDetail:
    """機関の詳細。agency は台帳の行、names は参照先の名前。"""

    agency: Agency
    kind: str
    statute: str
    bases: tuple[BaseLine, ...]
    staff: tuple[StaffLine, ...]


def agency_table(*, field: Field | None = None, area_id: UUID | None = None, on: date | None = None) -> tuple[TableRow, ...]:
    """相談窓口の一覧（実施計画の表）。分野・事業・担当課・委託先が同じ機関を一行にまとめ、拠点を数える。

    拠点の登録がない機関は、機関そのものを一つの拠点と数える。on は数える日（既定は今日）。閉じた機関は含まない。
    """
    day = on or clock.today()
    found = _open(day).filter(is_window=True).exclude(kind=SECTION_KIND).select_related("responsible_section", "operator")
    if field:
        found = found.filter(field=field)
    if area_id:
        found = found.filter(Q(area_id=area_id) | Q(bases__area_id=area_id)).distinct()
    kinds, laws, bases = labels("agency_kind"), statute_labels(day), _base_counts(day, area_id)
    groups: dict[tuple[str, ...], list[Agency]] = defaultdict(list)
    for agency in found.order_by("kana", "name"):
        section = agency.responsible_section.name if agency.responsible_section else ""
        operator = agency.operator.name if agency.operator else ""
        groups[(agency.field, agency.programme or kinds.get(agency.kind, ""), agency.statute_code, section, operator)].append(agency)
    order = [item.value for item in Field]
    return tuple(
        TableRow(Field(f), programme, laws.get(law, ""), section, operator, tuple((a.id, a.name) for a in rows), _bases(rows, bases))
        for (f, programme, law, section, operator), rows in sorted(groups.items(), key=lambda item: (order.index(item[0][0]), item[0]))
    )


def find_agencies(*, text: str = "", field: Field | None = None, area_id: UUID | None = None, closed: bool = False) -> QuerySet[Agency]:
    """名簿（頁に分けて見せる）。text は名前・かな・電話・住所の一部。"""
    found = Agency.objects.select_related("area").order_by("field", "kana", "name")
    if not closed:
        found = found.filter(_open_condition(clock.today()))
    if field:
        found = found.filter(field=field)
    if area_id:
        found = found.filter(area_id=area_id)
    for word in normalize("NFKC", text).split():
        kana = word.translate(_TO_KATAKANA)
        found = found.filter(Q(name__icontains=word) | Q(kana__icontains=kana) | Q(phone__icontains=word) | Q(address__icontains=word))
    return found


def hosting_agencies() -> tuple[Agency, ...]:
    """職員を置く機関: 相談窓口、庁内の課、すでに配属のある機関。取り込んだだけの外の事業所は含まない。"""
    hosts = Q(is_window=True) | Q(kind=SECTION_KIND) | Q(id__in=Posting.objects.values("agency_id"))
    return tuple(_open(clock.today()).filter(hosts).order_by("field", "kana", "name"))


def nameable_agencies(*, on: date | None = None) -> tuple[tuple[UUID, str], ...]:
    """名前を挙げられる機関(識別子と表示): その日に開いている、台帳のすべての機関。名前を挙げるだけで、記録は開かない。

    席のある機関が先で、席(今この仕組みを使う人)のない病院・学校・ハローワークなどには「（席なし）」がつく。
    つなぎ先・照会・支援チームのように、相手がこの仕組みで答えるものは hosting_agencies から選ぶ。
    """
    day = on or clock.today()
    seated = set(Posting.objects.filter(serving(day)).values_list("agency_id", flat=True))
    begun = Q(opened_on__isnull=True) | Q(opened_on__lte=day)
    found = list(_open(day).filter(begun).order_by("field", "kana", "name").values_list("id", "name"))
    return tuple((key, name if key in seated else f"{name}（席なし）") for key, name in sorted(found, key=lambda one: one[0] not in seated))


def lines(rows: Sequence[Agency]) -> tuple[AgencyLine, ...]:
    """名簿の一頁分を画面の形にする。"""
    kinds, today = labels("agency_kind"), clock.today()
    return tuple(
        AgencyLine(
            a.id, a.name, Field(a.field), kinds.get(a.kind, a.kind), a.area.name if a.area else "", a.phone,
            a.closed_on is not None and a.closed_on <= today,
        )
        for a in rows
    )  # fmt: skip


def agency_detail(agency_id: UUID, *, on: date | None = None) -> AgencyDetail:
    """機関の詳細（拠点と配属中の職員つき）。ない機関は NotVisible。"""
    day = on or clock.today()
    agency = Agency.objects.select_related("responsible_section", "operator", "area").filter(id=agency_id).first()
    if agency is None:
        raise NotVisible
    bases = tuple(
        BaseLine(b.id, b.name, b.address, b.phone, b.area.name if b.area else "", b.valid_from, b.valid_to, b.version)
        for b in agency.bases.select_related("area").order_by("valid_from", "name")
    )
    postings = agency.postings.filter(serving(day)).select_related("account__profile").order_by("account__profile__kana")
    staff = tuple(StaffLine(p.account_id, p.id, p.account.profile.name, tuple(p.roles), p.valid_from, p.valid_to) for p in postings)
    kind, statute = labels("agency_kind").get(agency.kind, agency.kind), statute_labels(day).get(agency.statute_code, "")
    return AgencyDetail(agency, kind, statute, bases, staff)


def areas() -> tuple[Area, ...]:
    """圏域（種類・名前の順）。"""
    return tuple(Area.objects.select_related("parent").order_by("kind", "name"))


def operators() -> tuple[Operator, ...]:
    """受託する法人。"""
    return tuple(Operator.objects.order_by("kana", "name"))


def sections() -> tuple[Agency, ...]:
    """庁内の担当課。"""
    return tuple(_open(clock.today()).filter(kind=SECTION_KIND).order_by("kana", "name"))


def existing_bodies(*, on: date | None = None) -> tuple[tuple[ExistingBody, str], ...]:
    """今ある既存会議体と、その根拠法の呼び名。"""
    day = on or clock.today()
    laws = statute_labels(day)
    found = ExistingBody.objects.filter(serving(day)).select_related("section").order_by("name")
    return tuple((body, laws.get(body.statute_code, "")) for body in found)


def outside_members(*, on: date | None = None) -> tuple[tuple[OutsideMember, str, str], ...]:
    """今の外部構成員と、その種別・ほかの法律による守秘義務の呼び名。"""
    day = on or clock.today()
    kinds, laws = labels("agency_kind"), statute_labels(day)
    found = OutsideMember.objects.filter(serving(day)).select_related("area").order_by("kind", "kana", "name")
    return tuple((member, kinds.get(member.kind, member.kind), laws.get(member.secrecy_statute_code, "")) for member in found)


def labels(list_name: str, *, on: date | None = None) -> dict[str, str]:
    """選択肢の番号 → 表示。その日に有効な行だけ。"""
    return label_sets([list_name], on=on)[list_name]


def label_sets(list_names: Iterable[str], *, on: date | None = None) -> dict[str, dict[str, str]]:
    """いくつもの選択肢を一度に引く: 一覧の名前 → (番号 → 表示)。その日に有効な行だけ。"""
    found: dict[str, dict[str, str]] = {name: {} for name in list_names}
    day = on or clock.today()
    for list_name, code, group, label in rows_of(_CODES, [list(found), day, day]):
        found[list_name][code] = f"{group}：{label}" if group else label
    return found


def statute_labels(on: date) -> dict[str, str]:
    """法令の引用の符号 → その日に効力のある条文の呼び名。"""
    return {row.code: row.label_ja for row in statutes() if row.covers(on)}


def _open_condition(on: date) -> Q:
    return Q(closed_on__isnull=True) | Q(closed_on__gt=on)


def _open(on: date) -> QuerySet[Agency]:
    return Agency.objects.filter(_open_condition(on))


def _base_counts(on: date, area_id: UUID | None) -> dict[UUID, int]:
    found = Base.objects.filter(serving(on))
    if area_id:
        found = found.filter(area_id=area_id)
    counts: dict[UUID, int] = defaultdict(int)
    for agency_id in found.values_list("agency_id", flat=True):
        counts[agency_id] += 1
    return counts


def _bases(agencies: Sequence[Agency], counts: dict[UUID, int]) -> int:
    return sum(counts.get(agency.id, 1) for agency in agencies)
