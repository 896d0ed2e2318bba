"""同時に起きること: 共有と取り消しがすれ違っても、取り消した同意に拠る共有は残らない(security.md N12・N14)。

確定してから別々の接続(別々のスレッド)で行うので、鍵の待ち合わせも本物と同じになる。
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from coordination.coordination_town import ask
from django.db import connections, transaction

from cases.cases_town import EVERYTHING, agrees, by_consent, opened, sql
from kasane.cases import commands
from kasane.cases.domain import Basis
from kasane.consent import commands as consents
from kasane.consent.domain.codes import Topic
from kasane.kernel.decision import Refused
from kasane.programmes.coordination.domain.inquiry import AskingBasis

pytestmark = pytest.mark.django_db(transaction=True)
STILL = 0.5


def _letter(cast: Any, case_id: Any, mother: Any) -> None:
    commands.send_referral(by=cast.csw, case_id=case_id, facts=by_consent(cast.hokatsu.agency_id, mother))


def _member(cast: Any, case_id: Any, mother: Any) -> None:
    commands.add_member(
        by=cast.csw, case_id=case_id, agency_id=cast.hokatsu.agency_id, duty="一緒に支える", basis=Basis.CONSENT, person_ids=[mother],
        sensitive=False, reason="",
    )  # fmt: skip


def _inquiry(cast: Any, case_id: Any, mother: Any) -> None:
    ask(cast.csw, case_id, cast.hokatsu.agency_id, mother, basis=AskingBasis.CONSENT, statute_code="", keys=("F-01",))


def _in_another(work: Callable[[], object]) -> Callable[[], object]:
    def run() -> object:
        try:
            return work()
        finally:
            connections.close_all()

    return run


@pytest.mark.parametrize("share", [_letter, _member, _inquiry])
def test_共有を書いている間の取り消しは_待ってから_書かれた共有も止める(cast: Any, share: Callable[..., None]) -> None:
    case_id, (mother,) = opened(cast.csw)
    consent = agrees(cast.csw, case_id, mother, cast.hokatsu.agency_id, topics=EVERYTHING | {Topic.WORK})
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            share(cast, case_id, mother)
            stopping: Future[object] = pool.submit(_in_another(lambda: consents.withdraw_consent(by=cast.csw, consent_id=consent)))
            with pytest.raises(TimeoutError):
                stopping.result(STILL)
        stopping.result(20)
    live = "SELECT count(*) FROM access_grant WHERE holder_id = %s AND (valid_to IS NULL OR valid_to > statement_timestamp()) AND ground <> 'job'"
    assert sql(cast.hokatsu, live + " AND compartment_id IS NOT NULL", cast.hokatsu.agency_id) == [0]


@pytest.mark.parametrize("share", [_letter, _member, _inquiry])
def test_取り消しを書いている間の共有は_待ってから断られる(cast: Any, share: Callable[..., None]) -> None:
    case_id, (mother,) = opened(cast.csw)
    consent = agrees(cast.csw, case_id, mother, cast.hokatsu.agency_id, topics=EVERYTHING | {Topic.WORK})
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            consents.withdraw_consent(by=cast.csw, consent_id=consent)
            sharing: Future[object] = pool.submit(_in_another(lambda: share(cast, case_id, mother)))
            with pytest.raises(TimeoutError):
                sharing.result(STILL)
        with pytest.raises(Refused):
            sharing.result(20)
