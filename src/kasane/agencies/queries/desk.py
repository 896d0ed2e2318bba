"""机: アカウントと配属から行為者を引く。サインインのたび・要求のたびに通る道なので、往復は一度か二度。"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from kasane.access.dated import serving
from kasane.access.domain import HolderKind
from kasane.access.queries import Viewer
from kasane.access.session import signed
from kasane.agencies.models import Posting, StaffProfile
from kasane.agencies.queries.names import agency_names
from kasane.kernel import clock
from kasane.kernel.actor import Actor, Role


@dataclass(frozen=True, slots=True)
class Seat:
    """今着ける机の一つ。"""

    posting_id: UUID
    agency_name: str
    roles: tuple[Role, ...]

    @property
    def label(self) -> str:
        """画面の見出し（機関の名前と役割）。"""
        return f"{self.agency_name}（{'・'.join(role.label_ja for role in self.roles)}）"


def postings_now(account_id: UUID) -> tuple[UUID, ...]:
    """今日の配属の番号（始まりの早い順）。まだだれでもない、サインインの途中でも引ける。止められた人は空。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agencies_postings_now(%s)", [account_id])
        return tuple(row[0] for row in cursor.fetchall())


def actor_for(account_id: UUID, posting_id: UUID | None) -> Actor | None:
    """この人のこの配属の行為者。posting_id がなければ一番早い配属。配属が終わっていれば None（往復は一度か二度）。"""
    if posting_id is None:
        mine = postings_now(account_id)
        if not mine:
            return None
        posting_id = mine[0]
    claimed = Actor(account_id, posting_id, account_id, frozenset(), "", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT account_id, posting_id, agency_id, roles, name, agency_name FROM agencies_desk(%s)", [signed(claimed)])
        found = cursor.fetchone()
    if found is None:
        return None
    account, posting, agency, roles, name, agency_name = found
    return Actor(account, posting, agency, frozenset(Role(role) for role in roles), name, agency_name)


def postings_of(account_id: UUID) -> tuple[Seat, ...]:
    """今着ける机（兼務の切替に出す）。"""
    seats = (actor_for(account_id, posting_id) for posting_id in postings_now(account_id))
    return tuple(Seat(a.posting_id, a.agency_name, tuple(sorted(a.roles))) for a in seats if a is not None)


def holder_names(viewers: Iterable[Viewer]) -> dict[UUID, str]:
    """見られる者の名前: 機関は機関名、配属と人は「氏名（所属）」。access.queries.who_can_see の相手を人が読める形にする。"""
    wanted: dict[HolderKind, set[UUID]] = {kind: set() for kind in HolderKind}
    for viewer in viewers:
        wanted[viewer.holder_kind].add(viewer.holder_id)
    names = agency_names(wanted[HolderKind.AGENCY])
    if seats := wanted[HolderKind.POSTING]:
        postings = Posting.objects.filter(id__in=seats).values_list("id", "account__profile__name", "agency__name")
        names |= {row_id: f"{name}（{agency}）" for row_id, name, agency in postings}
    if people := wanted[HolderKind.ACCOUNT]:
        named = dict(StaffProfile.objects.filter(account_id__in=people).values_list("account_id", "name"))
        names |= named | {row_id: f"{named[row_id]}（{where}）" for row_id, where in _places(people) if row_id in named}
    return names


def _places(accounts: set[UUID]) -> list[tuple[UUID, str]]:
    rows = Posting.objects.filter(serving(clock.today()), account_id__in=accounts).order_by("-valid_from")
    return list(rows.values_list("account_id", "agency__name"))
