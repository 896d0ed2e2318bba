"""同意と断りを台帳に書き加える。書いた行は変えられない。"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from uuid import UUID

from django.db import connection

from kasane.access.commands import act
from kasane.access.policy import Action
from kasane.access.queries import require_access
from kasane.agencies.queries.register import find_agencies
from kasane.audit import journal
from kasane.consent import registry
from kasane.consent.domain.codes import ConsentKind, Outcome
from kasane.consent.domain.recording import ConsentFacts, Setting, contradicts, may_record, problems
from kasane.consent.models import Consent, ConsentScope
from kasane.consent.queries.ledger import acts_of, visible_consent
from kasane.consent.queries.rhythm import LONGEST, TERM, consent_days
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.age import age_on
from kasane.kernel.decision import Invalid, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned_facts
from kasane.people.queries.records import facts_of, visible_person


@act(Action.RECORD_CONSENT)
def record_consent(*, by: Actor, case_id: UUID, person_id: UUID, room_id: UUID, facts: ConsentFacts) -> UUID:
    """同意を記録する(forms §2.3)。

    room_id はその人の通常の部屋(事案ごと)。valid_until を空けると、決められた長さ(既定1年)で終わる。
    入力の誤りは Invalid、先の日付・事案を開く前・説明なし・証拠なし・今の同意と食い違うものは Refused。返り値は同意の識別子。
    """
    return _record(by=by, case_id=case_id, person_id=person_id, room_id=room_id, facts=facts, outcome=Outcome.GRANTED)


@act(Action.RECORD_CONSENT)
def record_refusal(*, by: Actor, case_id: UUID, person_id: UUID, room_id: UUID, facts: ConsentFacts) -> UUID:
    """断られたことを記録する。excluded が空なら、すべての機関への断り。理由も説明の有無も問わない。

    今ある同意を狭める断りは Refused: 取り消しとして記録すれば、その場で共有が止まる。返り値は識別子。
    """
    return _record(by=by, case_id=case_id, person_id=person_id, room_id=room_id, facts=replace(facts, scopes=()), outcome=Outcome.REFUSED)


def _record(*, by: Actor, case_id: UUID, person_id: UUID, room_id: UUID, facts: ConsentFacts, outcome: Outcome) -> UUID:
    decision = require(require_access(Action.RECORD_CONSENT, room_id, by=by))
    facts = cleaned_facts(facts)
    setting = _setting(case_id, person_id, by=by)
    if found := problems(facts, outcome, setting):
        raise Invalid(found)
    _agencies_exist(facts)
    require(may_record(facts, outcome, setting))
    _one_at_a_time(person_id, facts.kind)
    require(contradicts(facts, outcome, person_id, acts_of(case_id, [person_id]), setting.today))
    consent = _insert(by=by, case_id=case_id, person_id=person_id, room_id=room_id, facts=facts, outcome=outcome)
    name = "record_consent" if outcome is Outcome.GRANTED else "record_refusal"
    journal.record(act=name, by=by, subjects=[person_id], compartment_id=room_id, ground=decision.ground, changed=[facts.kind.value])
    registry.recorded(by=by, consent=visible_consent(consent.id))
    return consent.id


def _insert(*, by: Actor, case_id: UUID, person_id: UUID, room_id: UUID, facts: ConsentFacts, outcome: Outcome) -> Consent:
    granted, said = outcome is Outcome.GRANTED, facts.given_on or clock.today()
    since = facts.valid_from or said
    until = facts.valid_until or since + timedelta(days=consent_days(TERM, since) - 1)
    columns = {
        field.name: getattr(facts, field.name)
        for field in fields(facts)
        if field.name not in {"scopes", "excluded", "valid_from", "valid_until"}
    }
    consent = Consent.objects.create(
        id=new_id(), compartment_id=room_id, case_id=case_id, person_id=person_id, outcome=outcome.value,
        valid_from=since if granted else None, valid_until=until if granted else None,
        recorded_at=clock.now(), recorded_by=by.posting_id, recorded_agency_id=by.agency_id, **columns,
    )  # fmt: skip
    scopes = [(scope.agency_id, sorted(topic.value for topic in scope.topics), False) for scope in facts.scopes]
    scopes += [(agency, [], True) for agency in dict.fromkeys(facts.excluded)]
    ConsentScope.objects.bulk_create(
        ConsentScope(compartment_id=room_id, consent=consent, agency_id=agency, topics=topics, excluded=excluded)
        for agency, topics, excluded in scopes
    )
    return consent


def _setting(case_id: UUID, person_id: UUID, *, by: Actor) -> Setting:
    today, born = clock.today(), facts_of(visible_person(person_id)).born
    return Setting(
        today=today,
        case_opened_on=registry.case_opened_on(case_id),
        recorder_agency=by.agency_id,
        # 生年月日の一部が分からないときは、成年だと決めつけないよう、若い方で数える。
        age=age_on(min(born.latest, today), today) if born else None,
        longest_days=consent_days(LONGEST, today),
    )


def _agencies_exist(facts: ConsentFacts) -> None:
    wanted = facts.agencies | set(facts.excluded)
    if find_agencies().filter(id__in=wanted).count() != len(wanted):
        raise Invalid({"agencies": "台帳にない機関か、閉じた機関が入っています。選び直してください。"})


def _one_at_a_time(person_id: UUID, kind: ConsentKind) -> None:
    """同じ人の同じ種類の同意と断りを、同時には書かせない(食い違いの確かめが、互いを見落とさないように)。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"consent:{person_id}:{kind.value}"])
