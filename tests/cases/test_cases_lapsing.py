"""同意の期間が過ぎると、その同意だけに支えられた関わりと、答えを待つつなぎが終わり、経過がそれを説明する。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from cases.cases_town import agrees, as_, by_consent, by_law, letter, opened
from kasane.access.session import acting_as
from kasane.audit.models import JournalEntry
from kasane.cases import commands, lapsing
from kasane.cases.domain import Basis, Stage
from kasane.cases.domain.codes import ReferralKind
from kasane.cases.models import Case, Involvement, Note, Referral
from kasane.cases.queries import came_back, team_ever, team_now, timeline
from kasane.kernel import clock
from kasane.kernel.actor import job_actor

pytestmark = pytest.mark.django_db


def later(days: int = 800) -> Any:
    """同意の一番長い期間よりは短く、既定の期間よりは先の時。"""
    return clock.frozen(clock.now() + timedelta(days=days))


def accepted(cast: Any, case_id: Any, *people: Any, **rest: Any) -> Any:
    sent = commands.send_referral(by=cast.csw, case_id=case_id, facts=by_consent(cast.hokatsu.agency_id, *people, **rest))
    commands.accept_referral(by=cast.hokatsu, referral_id=sent)
    return sent


def partners(actor: Any, case_id: Any) -> list[str]:
    with as_(actor):
        return [one.agency for one in team_now(case_id) if one.role == "member"]


def test_期間のうちは何も終わらない(cast: Any) -> None:
    case_id, (mother,) = opened(cast.csw)
    agrees(cast.csw, case_id, mother, cast.hokatsu.agency_id)
    accepted(cast, case_id, mother)
    assert lapsing.once() == 0
    assert partners(cast.csw, case_id) == [cast.hokatsu.agency_name]


def test_過ぎると関わりが終わり_つなぎは送った側へ戻り_経過が理由を言う(cast: Any) -> None:
    case_id, (mother,) = opened(cast.csw)
    agrees(cast.csw, case_id, mother, cast.hokatsu.agency_id)
    sent = accepted(cast, case_id, mother)
    with later():
        assert lapsing.once() == 1
        assert lapsing.once() == 0
    assert partners(cast.csw, case_id) == []
    with as_(cast.csw):
        (part,) = [one for one in team_ever(case_id) if one.role == "member"]
        assert part.until is not None
        assert part.ended_reason == lapsing.WHY
        row = Referral.objects.get(id=sent)
        assert (row.state, row.outcome, row.returned_by) == ("returned", lapsing.WHY, job_actor("worker").account_id)
        assert [one.id for one in came_back()] == [sent]
        ended = {one.act: one for one in Note.objects.filter(case_id=case_id, kind="event", fact=lapsing.WHY)}
        assert set(ended) == {"end_involvement", "return_referral"}
        assert ended["end_involvement"].about_id == part.id
        assert "自動処理" in "".join(one.staff for one in timeline(case_id, by=cast.csw).lines)
    with as_(cast.hokatsu):
        assert not Case.objects.filter(id=case_id).exists()
        assert not Referral.objects.filter(id=sent).exists()
        assert not Involvement.objects.filter(case_id=case_id).exists()
    with acting_as(job_actor("worker")):
        entry = JournalEntry.objects.get(act="lapse_consent")
        assert (entry.subjects, entry.reason) == ([mother], lapsing.WHY)


def test_一人の同意だけが過ぎれば_もう一人の支援は続く(cast: Any) -> None:
    case_id, (mother, son) = opened(cast.csw, "高橋 花子", "高橋 太郎")
    short = clock.today() + timedelta(days=30)
    agrees(cast.csw, case_id, mother, cast.hokatsu.agency_id, valid_until=short)
    agrees(cast.csw, case_id, son, cast.hokatsu.agency_id)
    accepted(cast, case_id, mother, son)
    with later(60):
        assert lapsing.once() == 0
    assert partners(cast.csw, case_id) == [cast.hokatsu.agency_name]


def test_法令や職務による関わりは_同意の期間では終わらない(cast: Any) -> None:
    case_id, (mother,) = opened(cast.csw)
    sent = commands.send_referral(by=cast.csw, case_id=case_id, facts=by_law(cast.hokatsu.agency_id, mother))
    commands.accept_referral(by=cast.hokatsu, referral_id=sent)
    own = commands.send_referral(by=cast.csw, case_id=case_id, facts=letter(cast.neighbour.agency_id, basis=Basis.OWN))
    commands.accept_referral(by=cast.neighbour, referral_id=own)
    with later():
        assert lapsing.once() == 0
    assert set(partners(cast.csw, case_id)) == {cast.hokatsu.agency_name, cast.neighbour.agency_name}


def test_答えを待つ一通は取り下げになり_多機関協働への依頼なら段階も戻る(cast: Any) -> None:
    case_id, (mother,) = opened(cast.csw)
    agrees(cast.csw, case_id, mother, cast.hokatsu.agency_id)
    facts = by_consent(cast.hokatsu.agency_id, mother, kind=ReferralKind.COORDINATION)
    sent = commands.send_referral(by=cast.csw, case_id=case_id, facts=facts)
    with later():
        assert lapsing.once() == 1
    with as_(cast.csw):
        row = Referral.objects.get(id=sent)
        assert (row.state, row.answer) == ("recalled", lapsing.WHY)
        assert Case.objects.get(id=case_id).stage == Stage.FIELD
        acts = list(Note.objects.filter(case_id=case_id, fact=lapsing.WHY).order_by("recorded_at", "id").values_list("act", flat=True))
        assert acts == ["recall_referral", "move_stage"]
    with as_(cast.hokatsu):
        assert not Referral.objects.filter(id=sent).exists()


def test_一通を読む根拠は_同意の終わりより長くない(cast: Any) -> None:
    from kasane.access.queries import who_can_see

    case_id, (mother, son) = opened(cast.csw, "高橋 花子", "高橋 太郎")
    short = clock.today() + timedelta(days=30)
    agrees(cast.csw, case_id, mother, cast.hokatsu.agency_id, valid_until=short)
    agrees(cast.csw, case_id, son, cast.hokatsu.agency_id)
    sent = commands.send_referral(by=cast.csw, case_id=case_id, facts=by_consent(cast.hokatsu.agency_id, mother, son))
    with as_(cast.csw):
        (asked,) = [one for one in who_can_see(Referral.objects.get(id=sent).compartment_id) if one.ground.value == "asked"]
        assert asked.until is not None
        assert clock.jst(asked.until).date() == short + timedelta(days=1)


@pytest.mark.parametrize("who", ["csw", "city", "neighbour", "account_admin"])
def test_人は片づけを動かせない(cast: Any, who: str) -> None:
    from django.db import ProgrammingError, transaction

    from kasane.access.reading import rows_of

    with acting_as(getattr(cast, who)), pytest.raises(ProgrammingError), transaction.atomic():
        rows_of("SELECT of_case FROM cases_lapse(%s, %s, 10)", ["急ぎ", clock.now() + timedelta(days=4000)])
