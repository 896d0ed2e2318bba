"""識別子から画面に出す名前を引く（記録の一覧・だれが見られるのか）。"""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.agencies.models import StaffProfile
from kasane.kernel import memo
from kasane.kernel.actor import job_actor

JOBS: Final = {job.account_id: job.name for job in map(job_actor, ("import", "demo", "worker", "setup"))}

_AGENCIES: Final = "SELECT id, name FROM agencies_agency WHERE id = ANY (%s)"
_POSTINGS: Final = (
    "SELECT p.id, coalesce(s.name, '') FROM agencies_posting p LEFT JOIN agencies_staffprofile s ON s.account_id = p.account_id"
    " WHERE p.id = ANY (%s)"
)


def account_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """アカウントの識別子 → 氏名。自動処理は処理の名前。サインインした職員だけが引ける。"""
    wanted = set(ids)
    names = dict(StaffProfile.objects.filter(account_id__in=wanted).values_list("account_id", "name"))
    return names | {key: JOBS[key] for key in wanted & JOBS.keys()}


def agency_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """機関の識別子 → 機関名。"""
    return memo.names("agency", ids, lambda missing: dict(rows_of(_AGENCIES, [missing])))


def posting_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """配属の識別子 → 氏名（終わった配属も、当時の担当として名前を出す）。自動処理が行ったことは、処理の名前。"""
    return memo.names("posting", ids, _posted)


def _posted(wanted: list[UUID]) -> dict[UUID, str]:
    return {key: JOBS[key] for key in wanted if key in JOBS} | dict(rows_of(_POSTINGS, [wanted]))
