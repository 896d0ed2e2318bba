"""閲覧権限の問い: 今の行為者が持つ根拠、なぜ見えるのか、だれが見られるのか。"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection

from kasane.access.domain import Ground, HolderKind, Kind
from kasane.access.models import Compartment, EmergencyAccess, StatuteReference
from kasane.access.policy import Action, decide
from kasane.access.reading import rows_of
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible
from kasane.kernel.statutes import Statute

_NOTICED: Final = "SELECT id FROM access_emergency WHERE opened_at > %s AND account_id <> %s ORDER BY opened_at DESC LIMIT %s"


@dataclass(frozen=True, slots=True)
class Held:
    """今の行為者が持つ根拠の一件。"""

    ground: Ground
    holder_kind: HolderKind
    may_write: bool
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Viewer:
    """見られる者の一件（だれが見られるのか）。名前は agencies が引く。"""

    ground: Ground
    holder_kind: HolderKind
    holder_id: UUID
    since: datetime
    until: datetime | None
    reason: str


def held(compartment_id: UUID) -> tuple[Held, ...]:
    """今の行為者がこの区画に持つ根拠（なぜ見えるのか）。拒否と封印を引いた後のもの。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ground, holder_kind, may_write, valid_to FROM access_held(%s)", [compartment_id])
        return tuple(Held(Ground(g), HolderKind(k), w, u) for g, k, w, u in cursor.fetchall())


def held_in(compartments: Sequence[UUID]) -> dict[UUID, tuple[Held, ...]]:
    """いくつもの区画について、今の行為者が持つ根拠(問いは一つ)。根拠のない区画は空。"""
    found: dict[UUID, tuple[Held, ...]] = dict.fromkeys(compartments, ())
    with connection.cursor() as cursor:
        sql = "SELECT room, h.ground, h.holder_kind, h.may_write, h.valid_to FROM unnest(%s::uuid[]) room, access_held(room) h"
        cursor.execute(sql, [list(found)])
        for room, ground, holder, may_write, until in cursor.fetchall():
            found[room] += (Held(Ground(ground), HolderKind(holder), may_write, until),)
    return found


def require_access(action: Action, compartment_id: UUID, *, by: Actor) -> Decision:
    """この記録にこの行為をしてよいか。何の根拠もなければ NotVisible（無い記録と同じ答え）、足りなければ理由つきの不可。"""
    mine = held(compartment_id)
    if not mine:
        raise NotVisible
    return decide(action, by=by, held=[item.ground for item in mine])


def who_can_see(compartment_id: UUID) -> tuple[Viewer, ...]:
    """だれが見られるのか。自分が見られない区画については空。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ground, holder_kind, holder_id, valid_from, valid_to, reason FROM access_who(%s)", [compartment_id])
        return tuple(Viewer(Ground(g), HolderKind(k), i, f, t, r) for g, k, i, f, t, r in cursor.fetchall())


@dataclass(frozen=True, slots=True)
class Managed:
    """管理する人から見た、根拠の一件。"""

    id: UUID
    ground: Ground
    holder_kind: HolderKind
    holder_id: UUID
    since: datetime
    until: datetime | None
    reason: str


def managed_grants(compartment_id: UUID) -> tuple[Managed, ...]:
    """この区画に今ある根拠（番号つき）。管理する根拠（受付・主担当・市・名指し）を持つ人にだけ返る。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, ground, holder_kind, holder_id, valid_from, valid_to, reason FROM access_managed(%s)", [compartment_id])
        return tuple(Managed(i, Ground(g), HolderKind(k), h, f, t, r) for i, g, k, h, f, t, r in cursor.fetchall())


def rooms_about(subject_id: UUID) -> dict[Kind, UUID]:
    """この人についての区画のうち、今の行為者に見えるもの。種類ごとに一つ。"""
    found = Compartment.objects.filter(subject_id=subject_id).order_by("opened_at").values_list("kind", "id")
    return {Kind(kind): room for kind, room in found}


def emergency_kind(compartment_id: UUID) -> Kind | None:
    """緊急閲覧を求められた区画の種類。存在しない区画は None。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_room_kind(%s)", [compartment_id])
        found = cursor.fetchone()[0]
        return None if found is None else Kind(found)


def emergency_use(by: Actor) -> dict[str, int]:
    """この人の緊急閲覧の使い方: 直近24時間の件数と、期限が切れて点検が済んでいない件数。"""
    mine = EmergencyAccess.objects.filter(account_id=by.account_id)
    return {
        "in_last_day": mine.filter(opened_at__gt=clock.now() - timedelta(hours=24)).count(),
        "unreviewed": mine.filter(reviewed_at__isnull=True, expires_at__lt=clock.now()).count(),
    }


def emergency_subject(room: UUID, *, by: Actor) -> UUID:
    """自分が緊急閲覧で開いた区画の持ち主。自分が開いていなければ NotVisible。"""
    opened = EmergencyAccess.objects.filter(compartment_id=room, account_id=by.account_id).order_by("-opened_at").first()
    if opened is None:
        raise NotVisible
    return opened.subject_id


def emergencies_noticed(by: Actor, *, days: int = 14, limit: int | None = None) -> list[EmergencyAccess]:
    """自分が管理する記録に、ほかの人が開いた緊急閲覧（最近のもの）。行の守りにより、管理していない記録の分は返らない。"""
    noticed = [key for (key,) in rows_of(_NOTICED, [clock.now() - timedelta(days=days), by.account_id, limit])]
    return list(EmergencyAccess.objects.filter(id__in=noticed).order_by("-opened_at")) if noticed else []


def emergencies_to_review(*, not_by: UUID | None = None, limit: int | None = None) -> list[EmergencyAccess]:
    """点検を待つ緊急閲覧。期限の近い順に limit 件まで。not_by を渡すと、その人が開いたものを除く。"""
    found = EmergencyAccess.objects.filter(reviewed_at__isnull=True).order_by("review_due", "opened_at")
    return list((found if not_by is None else found.exclude(account_id=not_by))[:limit])


def statutes() -> tuple[Statute, ...]:
    """法令の引用の全行（有効期間つき）。"""
    rows = StatuteReference.objects.order_by("code", "valid_from")
    return tuple(Statute(r.code, r.law, r.article, r.valid_from, r.valid_to, r.wording, r.verified, r.source) for r in rows)
