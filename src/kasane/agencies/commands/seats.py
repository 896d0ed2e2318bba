"""席を終わらせる共通の手順: 町にいつも要る役割の最後の一人を守る。"""

from collections import Counter
from datetime import date
from uuid import UUID

from django.db import connection

from kasane.access import guarded
from kasane.access.dated import serving
from kasane.agencies.domain import NEVER_EMPTY, may_leave
from kasane.agencies.models import Posting
from kasane.kernel import clock
from kasane.kernel.actor import Role
from kasane.kernel.decision import Invalid, NotVisible, require

_NOT_MINE = "この配属を終えられるのは、業務管理者か、その機関の管理者です（自分の配属は除く）。"


def end_seat(*, posting_id: UUID, on: date, reason: str) -> Posting:
    """配属を終わらせる。過ぎた日、すでに終わった配属、最後の一人は断る。権限はデータベースの関数がもう一度確かめる。"""
    if not reason.strip():
        raise Invalid({"reason": "理由を書いてください（人事異動・退職など）。"})
    if on < clock.today():
        raise Invalid({"on": "過ぎた日を終わりにはできません。今日以後の日を入力してください。"})
    posting = Posting.objects.filter(id=posting_id).first()
    if posting is None:
        raise NotVisible
    if posting.valid_to is not None and posting.valid_to <= on:
        raise Invalid({"on": "この配属は、その日までに終わることになっています。"})
    require_someone_left(posting, on)
    guarded.ask("SELECT agencies_end_posting(%s, %s, %s)", [posting_id, on, reason], refusal=_NOT_MINE, ground="職務の分離")
    return posting


def require_someone_left(posting: Posting, on: date) -> None:
    """この配属が on から無くなっても、町にいつも要る役割が残るか。

    二人が同時に「もう一人がいる」と見て両方が外れないよう、ここで順番を作る。
    """
    guarded = [role for role in NEVER_EMPTY if role.value in posting.roles]
    if not guarded:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('kasane.agencies.never_empty', 0))")
    lasting = Posting.objects.filter(serving(on), account__is_active=True)
    others = lasting.filter(roles__overlap=[role.value for role in guarded]).exclude(account_id=posting.account_id)
    remaining = Counter(Role(value) for row in others for value in row.roles)
    require(may_leave(roles=[Role(value) for value in posting.roles], remaining=remaining))
