"""相談で聞いた暮らし方と続柄を、支援世帯として残す。どれも、確かめるまで未確認の印が付く。"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid
from kasane.people.commands import form_household, join_household
from kasane.people.queries.records import facts_of, visible_person
from kasane.people.queries.together import housed
from kasane.programmes.consultation.domain.consultation import SubjectsGiven
from kasane.programmes.consultation.domain.living import Living, may_form, members_of


def form_heard_household(given: SubjectsGiven, person_ids: Sequence[UUID], actor: Actor) -> UUID:
    """聞いたとおりに世帯を組む。person_ids は given.keys と同じ順の人。組めなければ Invalid(相談も残らない)。返り値は世帯の識別子。"""
    people = dict(zip(given.keys, person_ids, strict=True))
    known = bool(housed(person_ids, clock.today()))
    decision = may_form(given.living, given.keys, housed=known, homes=bool(given.households))
    if not decision.allowed:
        raise Invalid({"q": decision.reason})
    base = people[given.living.base]
    facts = facts_of(visible_person(base))
    label = f"{facts.family_name or facts.display_name}さんの世帯"
    household = form_household(by=actor, label=label, focus_person_id=base, note="相談で聞いたこと")
    for one in members_of(given.living, given.keys):
        join_household(
            by=actor, household_id=household, person_id=people[one.key], relationship=one.relationship,
            lives_together=given.living.living is Living.TOGETHER, is_confirmed=False,
        )  # fmt: skip
    return household
