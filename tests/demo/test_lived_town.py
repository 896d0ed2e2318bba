"""見本の町が暮らしている: どの典型の世帯にも事案と経過があり、つなぎ・同意・照会のどの状態も一つはある。"""

from __future__ import annotations

import pytest

from kasane.cases.domain import ReferralState, Stage
from kasane.cases.models import Case, Note, Referral
from kasane.cases.queries import due_actions, overdue_for_city, overdue_for_manager, silent_cases, waiting_for_me
from kasane.consent.models import Consent
from kasane.consent.queries import lapsing
from kasane.demo.patterns import TYPICAL
from kasane.demo.storybook import stories
from kasane.programmes.consultation.models import Consultation, NearMiss
from kasane.programmes.coordination.models import Application, AssessmentFact, CoordinationEntry, InformationRequest
from kasane.programmes.coordination.queries.inquiries import waiting_inquiries

pytestmark = pytest.mark.django_db
NEIGHBOUR = "station-south.2"


@pytest.fixture
def everywhere(standing, seen_by):
    """すべての机から見える行を、重ねずに集める(所有者の接続を使わず、見てよい人の目だけで)。"""

    def gather(rows):
        found = {}
        for person in standing.town.staff:
            with seen_by(person.login_id):
                found.update((row.pk, row) for row in rows())
        return list(found.values())

    return gather


def test_every_typical_household_is_lived(standing, everywhere):
    cases = everywhere(Case.objects.all)
    titles = {case.title for case in cases}
    told = list(stories())
    assert len(told) == TYPICAL
    assert {story.title for story in told} <= titles
    notes = everywhere(Note.objects.all)
    for case in cases:
        lines = [note for note in notes if note.case_id == case.id]
        assert len(lines) >= 1, case.title
        if case.title in {story.title for story in told}:
            assert 6 <= len(lines) <= 60, case.title


def test_each_state_of_a_referral_is_somewhere(everywhere):
    found = everywhere(Referral.objects.all)
    assert {row.state for row in found} == {state.value for state in ReferralState}
    late = [row for row in found if row.state == "sent" and (row.answer_by - row.sent_on).days < 30]
    assert len(late) >= 3


def test_consents_are_given_refused_and_withdrawn(everywhere):
    found = everywhere(Consent.objects.all)
    assert {row.outcome for row in found} == {"granted", "refused"}
    assert any(row.withdrawn_at for row in found)


def test_stages_reach_from_gathering_to_assessing(everywhere):
    found = {case.stage for case in everywhere(Case.objects.all)}
    assert {Stage.GATHERING.value, Stage.INTAKE.value, Stage.FIELD.value, Stage.ASSESSING.value} <= found


def test_coordination_is_answered_both_ways_and_one_inquiry_still_waits(everywhere):
    assert {row.answer for row in everywhere(CoordinationEntry.objects.all)} == {"taken_on", "sent_back"}
    assert {row.state for row in everywhere(InformationRequest.objects.all)} == {"sent", "answered"}
    assert {row.variant for row in everywhere(Application.objects.all)} == {"A", "B"}
    assert {row.origin for row in everywhere(AssessmentFact.objects.all)} >= {"self", "family", "agency"}


def test_consultations_come_to_every_window_and_near_misses_have_no_names(standing, everywhere, seen_by):
    assert len({row.agency_id for row in everywhere(Consultation.objects.all)}) >= 6
    with seen_by("centre.1"):
        said = " ".join(NearMiss.objects.values_list("sentence", flat=True))
    names = {person.facts.family_name for home in standing.town.households for person in home.people if person.facts.family_name}
    assert said
    assert not [name for name in names if len(name) > 1 and name in said]


@pytest.mark.parametrize(
    ("login_id", "work"),
    [
        ("care-north.2", lambda by: silent_cases(by)),
        ("centre.4", due_actions),
        ("centre.6", waiting_for_me),
        ("centre.6", overdue_for_manager),
        ("welfare.1", lambda by: overdue_for_city()),
        ("care-north.1", lapsing),
        ("care-north.1", waiting_inquiries),
    ],
)
def test_desks_have_work_today(seen_by, login_id, work):
    with seen_by(login_id) as actor:
        assert list(work(actor)), "この机の今日の仕事"


def test_neighbour_sees_only_what_its_own_agency_received(seen_by):
    with seen_by(NEIGHBOUR) as actor:
        own = {actor.agency_id}
        assert set(Consultation.objects.values_list("agency_id", flat=True)) <= own
        titles = set(Case.objects.values_list("title", flat=True))
    assert "母の介護と、20年家にいる長男" not in titles
    assert "生活の立て直し(別室で話す)" not in titles
