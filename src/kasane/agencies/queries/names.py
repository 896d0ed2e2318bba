"""識別子から画面に出す名前を引く（記録の一覧・だれが見られるのか）。"""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from kasane.agencies.models import Agency, Posting, StaffProfile
from kasane.kernel import memo
from kasane.kernel.actor import job_actor

JOBS: Final = {job.account_id: job.name for job in map(job_actor, ("import", "demo", "worker", "setup"))}


def account_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """アカウントの識別子 → 氏名。自動処理は処理の名前。サインインした職員だけが引ける。"""
    wanted = set(ids)
    names = dict(StaffProfile.objects.filter(account_id__in=wanted).values_list("account_id", "name"))
    return names | {key: JOBS[key] for key in wanted & JOBS.keys()}


def agency_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """機関の識別子 → 機関名。"""
    return memo.names("agency", ids, lambda missing: dict(Agency.objects.filter(id__in=missing).values_list("id", "name")))


def posting_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """配属の識別子 → 氏名（終わった配属も、当時の担当として名前を出す）。"""
    found = Posting.objects.values_list("id", "account__profile__name")
    return memo.names("posting", ids, lambda missing: dict(found.filter(id__in=missing)))
