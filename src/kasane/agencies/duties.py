"""この部屋が知っている引継ぎの仕事: 記録を見る根拠、下書き、点検待ちの緊急閲覧。"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from functools import partial
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from kasane.access import guarded
from kasane.access.domain import Ground, Kind
from kasane.agencies.models import HandOverLine
from kasane.agencies.registry import DutyItem, register_duty
from kasane.kernel.actor import Actor
from kasane.kernel.clock import JST

EMERGENCY = "emergency"


def midnight(on: date) -> datetime:
    """その日の0時（日本時間）。"""
    return datetime.combine(on, time(), JST)


def register_own_duties() -> None:
    """起動時に、この部屋の仕事を登録する。"""
    for kind in Kind:
        register_duty(
            kind=f"grant-{kind.value}",
            label=f"「{kind.label_ja}」の記録を見る根拠",
            count_query=_grants_query(kind),
            transfer_command=pass_grants,
        )
    register_duty(kind="draft", label="書きかけの下書き", count_query=drafts, transfer_command=pass_drafts)
    register_duty(kind=EMERGENCY, label="点検待ちの緊急閲覧（問い合わせに答える人）", count_query=reviews, transfer_command=note_answerer)


def _grants_query(kind: Kind) -> Callable[[UUID, date], Sequence[DutyItem]]:
    return partial(grants, kind)


def grants(kind: Kind, posting_id: UUID, on: date) -> tuple[DutyItem, ...]:
    """人または配属に与えられた根拠のうち、その日以後も続くもの。だれの記録かは分からない（業務管理者は記録を見られない）。"""
    with connection.cursor() as cursor:
        sql = "SELECT grant_id, ground, valid_to FROM agencies_grants_of(%s, %s) WHERE kind = %s"
        cursor.execute(sql, [posting_id, midnight(on), int(kind)])
        return tuple(DutyItem(key, Ground(ground).label_ja + _until(until)) for key, ground, until in cursor.fetchall())


def _until(until: datetime | None) -> str:
    return "" if until is None else f"（{until.astimezone(JST):%Y-%m-%d}まで）"


def pass_grants(*, by: Actor, posting_id: UUID, successor_id: UUID, keys: Sequence[UUID], on: date, reason: str) -> list[UUID]:
    """根拠を後任へ移す（その日の0時に切り替わる）。利害関係で断られている後任には渡せない。"""
    rows = guarded.rows(
        "SELECT subject_id FROM agencies_pass_grants(%s, %s, %s::uuid[], %s, %s)",
        [posting_id, successor_id, list(keys), midnight(on), reason],
        refusal="この後任には渡せない記録があります（別の機関の人、決める本人、または利害関係のある人）。別の人を選んでください。",
        ground="引継ぎ",
    )
    return [row[0] for row in rows]


def drafts(posting_id: UUID, on: date) -> tuple[DutyItem, ...]:
    """書きかけの下書き。題も中身も見えない。"""
    return tuple(DutyItem(posting_id, "下書き") for _ in range(_count("SELECT agencies_drafts_of(%s)", posting_id)))


def pass_drafts(*, by: Actor, posting_id: UUID, successor_id: UUID, keys: Sequence[UUID], on: date, reason: str) -> list[UUID]:
    """下書きを後任の机へ移す。"""
    guarded.rows(
        "SELECT agencies_pass_drafts(%s, %s)", [posting_id, successor_id], refusal="下書きをこの人へ渡すことはできません。", ground="引継ぎ"
    )
    return []


def reviews(posting_id: UUID, on: date) -> tuple[DutyItem, ...]:
    """点検の済んでいない緊急閲覧のうち、答える人の決まっていないもの。"""
    answered = HandOverLine.objects.filter(hand_over__posting_id=posting_id, kind=EMERGENCY).aggregate(n=Sum("count"))["n"] or 0
    return tuple(DutyItem(posting_id, "緊急閲覧") for _ in range(_count("SELECT agencies_reviews_of(%s)", posting_id) - answered))


def note_answerer(*, by: Actor, posting_id: UUID, successor_id: UUID, keys: Sequence[UUID], on: date, reason: str) -> list[UUID]:
    """点検のときに答える人を決める。開いた事実は動かさず、引継ぎの内訳に残る名前だけが変わる。"""
    return []


def _count(sql: str, posting_id: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, [posting_id])
        return int(cursor.fetchone()[0])
