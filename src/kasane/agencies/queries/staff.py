"""職員と配属の問い: 名簿、一人の履歴、人事異動の予定、引き継がれていない仕事。"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch, Q

from kasane.access.dated import serving
from kasane.agencies import registry
from kasane.agencies.domain import DutyLoad, in_post
from kasane.agencies.models import Account, HandOver, Posting, StaffProfile
from kasane.kernel import clock
from kasane.kernel.actor import Role
from kasane.kernel.decision import NotVisible

LOOK_BACK: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class PostingLine:
    """配属の一行。state は 予定・配属中・終了・取消。"""

    id: UUID
    account_id: UUID
    name: str
    agency_id: UUID
    agency_name: str
    roles: tuple[str, ...]
    valid_from: date
    valid_to: date | None
    state: str


@dataclass(frozen=True, slots=True)
class StaffRow:
    """職員名簿の一行。"""

    account_id: UUID
    name: str
    kana: str
    staff_number: str
    active: bool
    postings: tuple[PostingLine, ...]


@dataclass(frozen=True, slots=True)
class StaffDetail:
    """職員一人。postings は新しい順の全履歴。"""

    account_id: UUID
    login_id: str
    active: bool
    profile: StaffProfile
    postings: tuple[PostingLine, ...]
    hand_overs: tuple[HandOver, ...]


@dataclass(frozen=True, slots=True)
class Leaver:
    """引継ぎの画面の中身: 去る人の配属、残っている仕事、後任になれる人。"""

    posting: PostingLine
    loads: tuple[DutyLoad, ...]
    candidates: tuple[PostingLine, ...]


def staff_list(*, text: str = "", agency_id: UUID | None = None, on: date | None = None) -> tuple[StaffRow, ...]:
    """職員名簿（かな順）。text は氏名・かな・職員番号の一部、agency_id はその機関に配属中の人。"""
    day = on or clock.today()
    current = Posting.objects.filter(serving(day)).select_related("agency")
    found = Account.objects.select_related("profile").prefetch_related(Prefetch("postings", current, to_attr="current"))
    found = found.filter(profile__isnull=False)
    if text.strip():
        found = found.filter(Q(profile__name__icontains=text) | Q(profile__kana__icontains=text) | Q(profile__staff_number=text))
    if agency_id:
        found = found.filter(id__in=Posting.objects.filter(serving(day), agency_id=agency_id).values("account_id"))
    return tuple(
        StaffRow(
            a.id, a.profile.name, a.profile.kana, a.profile.staff_number, a.is_active,
            tuple(_line(p, a.profile.name, day) for p in a.current),
        )
        for a in found.order_by("profile__kana", "profile__name")
    )  # fmt: skip


def staff_detail(account_id: UUID) -> StaffDetail:
    """職員一人の詳細と配属の履歴。いない人は NotVisible。"""
    account = Account.objects.select_related("profile").filter(id=account_id, profile__isnull=False).first()
    if account is None:
        raise NotVisible
    today, name = clock.today(), account.profile.name
    postings = account.postings.select_related("agency").order_by("-valid_from", "-id")
    hand_overs = HandOver.objects.filter(posting__account_id=account_id).prefetch_related("lines__successor__account__profile")
    return StaffDetail(
        account.id, account.login_id, account.is_active, account.profile,
        tuple(_line(p, name, today) for p in postings), tuple(hand_overs.order_by("-decided_at")),
    )  # fmt: skip


def postings_timeline(*, since: date, until: date) -> tuple[tuple[date, str, PostingLine], ...]:
    """人事異動の予定: 期間内に始まる・終わる配属（日付順）。until は含まない。"""
    found = Posting.objects.select_related("agency", "account__profile").filter(
        Q(valid_from__gte=since, valid_from__lt=until) | Q(valid_to__gte=since, valid_to__lt=until)
    )
    events = []
    for posting in found:
        line = _line(posting, _name(posting), clock.today())
        if since <= posting.valid_from < until:
            events.append((posting.valid_from, "始まり", line))
        if posting.valid_to is not None and since <= posting.valid_to < until:
            events.append((posting.valid_to, "終わり", line))
    return tuple(sorted(events, key=lambda event: (event[0], event[1], event[2].name)))


def leaver(posting_id: UUID, on: date) -> Leaver:
    """引継ぎの画面に出す一式。後任になれるのは、同じ機関にその日いる、別の人。"""
    posting = Posting.objects.select_related("agency", "account__profile").filter(id=posting_id).first()
    if posting is None:
        raise NotVisible
    mates = (
        Posting.objects.filter(serving(on), agency_id=posting.agency_id, account__is_active=True)
        .exclude(account_id=posting.account_id)
        .select_related("agency", "account__profile")
        .order_by("account__profile__kana")
    )
    return Leaver(_line(posting, _name(posting), on), registry.loads_of(posting_id, on), tuple(_line(p, _name(p), on) for p in mates))


def left_behind(on: date | None = None) -> tuple[tuple[PostingLine, tuple[DutyLoad, ...]], ...]:
    """終わった（終わることが決まった）のに仕事が残っている配属。決めた後に増えた仕事を見落とさないため。

    この一年に終わったものまでを見る（終わった配属に新しい仕事は付かず、それより前のものは一年のあいだ出続けている）。
    """
    day = on or clock.today()
    found = Posting.objects.filter(valid_to__gte=day - LOOK_BACK).select_related("agency", "account__profile").order_by("valid_to")
    pairs = ((p, registry.loads_of(p.id, max(day, p.valid_to or day))) for p in found)
    return tuple((_line(p, _name(p), day), loads) for p, loads in pairs if loads)


def can_hand_over(posting_id: UUID) -> bool:
    """今の行為者が、この配属の引継ぎを決められるか（業務管理者、その機関の管理者。自分の配属は除く）。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agencies_may_hand_over(%s)", [posting_id])
        return bool(cursor.fetchone()[0])


def _name(posting: Posting) -> str:
    profile = getattr(posting.account, "profile", None)
    return profile.name if profile else posting.account.login_id


def _line(posting: Posting, name: str, on: date) -> PostingLine:
    return PostingLine(
        posting.id, posting.account_id, name, posting.agency_id, posting.agency.name,
        tuple(Role(role).label_ja for role in posting.roles), posting.valid_from, posting.valid_to, _state(posting, on),
    )  # fmt: skip


def _state(posting: Posting, on: date) -> str:
    if posting.valid_to is not None and posting.valid_to <= posting.valid_from:
        return "取消"
    if in_post(posting.valid_from, posting.valid_to, on):
        return "配属中"
    return "予定" if on < posting.valid_from else "終了"
