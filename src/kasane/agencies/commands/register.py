"""機関の台帳の行為: 登録・修正・廃止、圏域・受託法人・拠点・既存会議体・外部の構成員。"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q

from kasane.access.commands import act
from kasane.access.dated import serving
from kasane.access.policy import Action
from kasane.access.queries import statutes
from kasane.agencies.domain import Field
from kasane.agencies.models import Agency, Area, Base, Code, ExistingBody, Operator, OutsideMember
from kasane.audit import journal
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Decision, Invalid, NotVisible, Refused

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class AgencyDraft:
    """機関の台帳に書く内容。kind は C03 の番号、statute_code は法令の引用の符号。日付は契約・開設の初日と、終わりの翌日。"""

    name: str
    field: Field
    kind: str
    kana: str = ""
    programme: str = ""
    statute_code: str = ""
    responsible_section_id: UUID | None = None
    operator_id: UUID | None = None
    contract_from: date | None = None
    contract_to: date | None = None
    area_id: UUID | None = None
    address: str = ""
    phone: str = ""
    opened_on: date | None = None
    is_window: bool = False
    note: str = ""


@act(Action.MANAGE_AGENCIES)
def register_agency(*, by: Actor, agency: AgencyDraft) -> UUID:
    """機関を台帳に載せる（実施計画の機関一覧）。種別・根拠法が一覧にない、契約の期間が逆なら Invalid。返り値は機関の識別子。"""
    check_draft(agency)
    made = Agency.objects.create(**asdict(agency))
    journal.record(act="register_agency", by=by, changed=_filled(agency))
    return made.id


@act(Action.MANAGE_AGENCIES)
def correct_agency(*, by: Actor, agency_id: UUID, version: int, agency: AgencyDraft) -> None:
    """機関の内容を直す。version が今の版と違えば Conflict（先に直した人の内容と、送られた内容の両方を持つ）。"""
    check_draft(agency)
    row = latest(Agency, agency_id, version, agency)
    changed = [name for name, value in asdict(agency).items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, getattr(agency, name))
    keep(row, changed)
    journal.record(act="correct_agency", by=by, changed=changed)


@act(Action.MANAGE_AGENCIES)
def close_agency(*, by: Actor, agency_id: UUID, version: int, closed_on: date, reason: str) -> None:
    """機関を閉じる（その日の0時から）。その日以後も配属が続く人がいれば、先に引継ぎを求めて断る。行は消さない。"""
    if not reason.strip():
        raise Invalid({"reason": "閉じる理由を書いてください。"})
    row = latest(Agency, agency_id, version, None)
    staying = row.postings.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=closed_on)).count()
    if staying:
        raise Refused(Decision.no(f"{staying}人の配属がその日以後も続きます。先に異動と引継ぎを済ませてください。", "機関の廃止"))
    if row.opened_on is not None and closed_on <= row.opened_on:
        raise Invalid({"closed_on": "開設の日より後の日を入力してください。"})
    row.closed_on = closed_on
    keep(row, ["closed_on"])
    journal.record(act="close_agency", by=by, reason=reason, changed=["closed_on"])


@act(Action.MANAGE_AGENCIES)
def define_area(*, by: Actor, name: str, kind: str, parent_id: UUID | None = None) -> UUID:
    """圏域を決める。同じ種類に同じ名前があれば、二重に作らず Invalid。"""
    _need(name=name)
    _known("area_kind", kind)
    if Area.objects.filter(kind=kind, name=name).exists():
        raise Invalid({"name": "同じ種類に同じ名前の圏域があります。"})
    made = Area.objects.create(name=name, kind=kind, parent_id=parent_id)
    journal.record(act="define_area", by=by, changed=["name", "kind", "parent"])
    return made.id


@act(Action.MANAGE_AGENCIES)
def register_operator(*, by: Actor, name: str, kana: str = "", corporate_number: str = "") -> UUID:
    """受託する法人を載せる。法人番号は13桁の数字か空。同じ法人があれば Invalid。"""
    _need(name=name)
    if corporate_number and not (corporate_number.isdecimal() and len(corporate_number) == 13):
        raise Invalid({"corporate_number": "法人番号は13桁の数字で入力してください。"})
    if Operator.objects.filter(name=name, corporate_number=corporate_number).exists():
        raise Invalid({"name": "同じ法人がすでに載っています。"})
    made = Operator.objects.create(name=name, kana=kana, corporate_number=corporate_number)
    journal.record(act="register_operator", by=by, changed=["name", "kana", "corporate_number"])
    return made.id


@act(Action.MANAGE_AGENCIES)
def open_base(
    *,
    by: Actor,
    agency_id: UUID,
    name: str,
    address: str = "",
    phone: str = "",
    area_id: UUID | None = None,
    valid_from: date,
    valid_to: date | None = None,
) -> UUID:
    """拠点を開く（拠点設置数に数える）。閉じた機関には開けない。"""
    _need(name=name)
    _ordered(valid_from, valid_to)
    agency = Agency.objects.filter(id=agency_id).first()
    if agency is None:
        raise NotVisible
    if agency.closed_on is not None and agency.closed_on <= valid_from:
        raise Invalid({"valid_from": "この機関はその日までに閉じています。"})
    made = Base.objects.create(
        agency=agency, name=name, address=address, phone=phone, area_id=area_id, valid_from=valid_from, valid_to=valid_to
    )
    journal.record(act="open_base", by=by, changed=["name", "address", "phone", "area", "valid_from", "valid_to"])
    return made.id


@act(Action.MANAGE_AGENCIES)
def close_base(*, by: Actor, base_id: UUID, version: int, on: date) -> None:
    """拠点を閉じる（その日から数えない）。行は残る。"""
    row = latest(Base, base_id, version, None)
    _ordered(row.valid_from, on)
    row.valid_to = on
    keep(row, ["valid_to"])
    journal.record(act="close_base", by=by, changed=["valid_to"])


@act(Action.MANAGE_AGENCIES)
def designate_existing_body(
    *,
    by: Actor,
    name: str,
    statute_code: str = "",
    section_id: UUID | None = None,
    serves_as_support_conference: bool = False,
    valid_from: date,
    valid_to: date | None = None,
    note: str = "",
) -> UUID:
    """既存会議体を載せる。serves_as_support_conference は、支援会議（社会福祉法106条の6）を兼ねると市が決めたもの。"""
    _need(name=name)
    _ordered(valid_from, valid_to)
    _known_statute(statute_code)
    made = ExistingBody.objects.create(
        name=name,
        statute_code=statute_code,
        section_id=section_id,
        serves_as_support_conference=serves_as_support_conference,
        valid_from=valid_from,
        valid_to=valid_to,
        note=note,
    )
    journal.record(act="designate_existing_body", by=by, changed=["name", "statute_code", "section", "serves_as_support_conference"])
    return made.id


@act(Action.MANAGE_AGENCIES)
def register_outside_member(
    *,
    by: Actor,
    name: str,
    kana: str = "",
    kind: str,
    organisation: str = "",
    secrecy_statute_code: str = "",
    phone: str = "",
    area_id: UUID | None = None,
    valid_from: date,
    valid_to: date | None = None,
) -> UUID:
    """会議の外部構成員を載せる。アカウントは作らず、会議に呼ばれた議題のほかは何も見られない。

    kind: C03 の番号。secrecy_statute_code: ほかの法律による守秘義務（民生委員法15条など。なければ空）。
    """
    _need(name=name)
    _ordered(valid_from, valid_to)
    _known("agency_kind", kind)
    _known_statute(secrecy_statute_code)
    place = {"kind": kind, "organisation": organisation, "secrecy_statute_code": secrecy_statute_code, "area_id": area_id}
    made = OutsideMember.objects.create(name=name, kana=kana, phone=phone, valid_from=valid_from, valid_to=valid_to, **place)
    journal.record(act="register_outside_member", by=by, changed=["name", "kind", "organisation", "valid_from", "valid_to"])
    return made.id


@act(Action.MANAGE_AGENCIES)
def end_outside_membership(*, by: Actor, member_id: UUID, version: int, on: date, reason: str) -> None:
    """外部構成員を外す（その日から会議に呼べない）。守秘の義務は、外れた後も続く。"""
    row = latest(OutsideMember, member_id, version, None)
    _ordered(row.valid_from, on)
    row.valid_to = on
    keep(row, ["valid_to"])
    journal.record(act="end_outside_membership", by=by, reason=reason, changed=["valid_to"])


def check_draft(agency: AgencyDraft, lists: "Lists | None" = None) -> None:
    """機関の内容の検査。名前がない、種別・根拠法が今の一覧にない、契約の期間が逆なら Invalid。

    lists: 大量に検査するときに、先に一度だけ引いた一覧（current_lists）。
    """
    known = lists or current_lists()
    _need(name=agency.name)
    if agency.kind not in known.kinds:
        raise Invalid({"kind": "種類を一覧の中から選んでください。"})
    if agency.statute_code and agency.statute_code not in known.statutes:
        raise Invalid({"statute_code": "根拠法を一覧の中から選んでください。"})
    if agency.contract_from and agency.contract_to and agency.contract_to <= agency.contract_from:
        raise Invalid({"contract_to": "契約の終わりは、始まりより後の日にしてください。"})


@dataclass(frozen=True, slots=True)
class Lists:
    """今日有効な選択肢。"""

    kinds: frozenset[str]
    statutes: frozenset[str]


def current_lists() -> Lists:
    """今日有効な機関種別と、法令の引用の符号。"""
    today = clock.today()
    codes = Code.objects.filter(serving(today), list_name="agency_kind").values_list("code", flat=True)
    return Lists(frozenset(codes), frozenset(row.code for row in statutes() if row.covers(today)))


def latest(model: type[Row], row_id: UUID, version: int, submitted: object) -> Row:
    """版を確かめて行を取る（ほかの人の変更と混ざらないよう鍵を掛ける）。ない行は NotVisible、版が古ければ Conflict。"""
    row: Any = model._default_manager.select_for_update().filter(pk=row_id).first()
    if row is None:
        raise NotVisible
    if row.version != version:
        raise Conflict(row, submitted)
    return row  # type: ignore[no-any-return]


def keep(row: Any, changed: list[str]) -> None:
    """変わった列だけを書き、版を一つ進める。"""
    row.version += 1
    row.save(update_fields=[*changed, "version"])


def _filled(draft: AgencyDraft) -> list[str]:
    return [name for name, value in asdict(draft).items() if value not in ("", None, False)]


def _need(**fields: str) -> None:
    empty = {name: "入力してください。" for name, value in fields.items() if not value.strip()}
    if empty:
        raise Invalid(empty)


def _ordered(start: date, end: date | None) -> None:
    if end is not None and end <= start:
        raise Invalid({"valid_to": "終わりの日は、始まりの日より後にしてください。"})


def _known(list_name: str, code: str) -> None:
    if not Code.objects.filter(serving(clock.today()), list_name=list_name, code=code).exists():
        raise Invalid({"kind": "種類を一覧の中から選んでください。"})


def _known_statute(code: str) -> None:
    if code and not any(row.code == code and row.covers(clock.today()) for row in statutes()):
        raise Invalid({"statute_code": "根拠法を一覧の中から選んでください。"})
