"""行為者と役割。"""

from __future__ import annotations

import dataclasses
from uuid import uuid4

import pytest

from kasane.kernel.actor import Actor, Role, job_actor


def an_actor(*roles: Role) -> Actor:
    return Actor(uuid4(), uuid4(), uuid4(), frozenset(roles), "佐藤 花", "かさね市社会福祉協議会")


@pytest.mark.parametrize(
    ("role", "label"),
    [
        (Role.CONSULTANT, "窓口相談員"),
        (Role.COORDINATOR, "多機関協働"),
        (Role.OUTREACH, "アウトリーチ支援員"),
        (Role.PARTICIPATION, "参加支援員"),
        (Role.COMMUNITY, "地域づくりコーディネーター"),
        (Role.CITY_OFFICER, "市職員(支援決定)"),
        (Role.SECRETARIAT, "支援会議事務局"),
        (Role.MANAGER, "機関の管理者"),
        (Role.ACCOUNT_ADMIN, "業務管理者"),
        (Role.SYSTEM_ADMIN, "システム管理者"),
        (Role.AUDITOR, "監査"),
        (Role.STATISTICIAN, "統計担当"),
        (Role.PRIVACY_OFFICER, "保護責任者"),
        (Role.JOB, "自動処理"),
    ],
)
def test_every_role_has_its_japanese_label(role: Role, label: str) -> None:
    assert role.label_ja == label


def test_no_role_is_without_a_label_and_no_label_is_shared() -> None:
    assert len({role.label_ja for role in Role}) == len(Role)


def test_one_posting_may_carry_several_roles() -> None:
    actor = an_actor(Role.CONSULTANT, Role.OUTREACH)
    assert actor.has(Role.CONSULTANT)
    assert actor.has(Role.OUTREACH)
    assert not actor.has(Role.CITY_OFFICER)


def test_an_actor_cannot_be_given_more_roles_afterwards() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        an_actor(Role.CONSULTANT).roles = frozenset(Role)  # type: ignore[misc]


def test_a_job_is_the_same_actor_every_time_and_only_a_job() -> None:
    assert job_actor("send_reminders") == job_actor("send_reminders")
    assert job_actor("send_reminders").roles == {Role.JOB}


def test_two_jobs_are_two_actors_of_one_agency() -> None:
    reminders, sealer = job_actor("send_reminders"), job_actor("seal_journal")
    assert reminders.account_id != sealer.account_id
    assert reminders.posting_id != sealer.posting_id
    assert reminders.agency_id == sealer.agency_id


def test_a_nameless_job_is_refused() -> None:
    with pytest.raises(ValueError, match="名前が必要"):
        job_actor(" ")
