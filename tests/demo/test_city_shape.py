"""市の規模の事案: COPY で入れた一件は、コマンドで開き、同意を聞き、つなぎ、終結した一件と、どの列も同じ形になる。"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connections, transaction

from kasane.access.models import Compartment, Grant
from kasane.access.session import acting_as
from kasane.cases import commands as cases
from kasane.cases.domain import Agreement, Basis, Explained, NoteFacts, ReferralFacts, ReferralKind, ReferralState, Stage, Standing
from kasane.cases.domain.codes import Audience
from kasane.cases.models import CasePerson
from kasane.consent import commands as consents
from kasane.consent.domain.codes import Topic
from kasane.consent.domain.coverage import Scope
from kasane.consent.domain.recording import ConsentFacts
from kasane.demo import city, city_cases
from kasane.demo.city_calendar import DAYS, Calendar
from kasane.demo.city_cases import CASE_TABLES, CaseRows
from kasane.demo.city_consultations import CONSULTATION_TABLES, ConsultationRows
from kasane.demo.city_copy import aside, write
from kasane.demo.city_notes import NoteRows
from kasane.demo.city_plans import CONSENT_DAYS, House, Letter, Member, Plan
from kasane.kernel import clock
from kasane.programmes.consultation.commands import receive_consultation
from kasane.programmes.consultation.domain.codes import Channel, NextStep, Speaker, Whom
from kasane.programmes.consultation.domain.consultation import ConsultationFacts, NextStepFacts, SubjectsGiven
from kasane.search.models import SearchText

TALKS = (Compartment, Grant, SearchText, *CONSULTATION_TABLES)
Rows = dict[str, list[dict[str, Any]]]
CHOSEN_FREELY = {"number", "contact_rhythm_days", "silent_from", "recorded_agency_id"}
"""事案ごとに決まる列(番号、連絡の間隔と、そこから決まる途絶え始める日)。ほかの列は、値か「ある・ない」まで同じになる。"""


@pytest.fixture
def house(cast: Any) -> House:
    """二人以上の世帯を一つ、台帳に入れる。"""
    with transaction.atomic("owner"):
        connections["owner"].ensure_connection()
        connection = connections["owner"].connection
        city.load_people(connection, [cast.csw.agency_id], people=12, seed=3)
        found = list(city._houses(connection.execute(city._HOUSES)))
    return next(one for one in found if len(one.people) > 1)


def plan(house: House, cast: Any, *, closed: bool) -> Plan:
    """今日のうちに、受け、二人に同意を聞き、二か所へつなぎ(一か所は差戻し)、一回記録した事案。"""
    hokatsu, neighbour = ((str(one.agency_id), str(one.posting_id)) for one in (cast.hokatsu, cast.neighbour))
    state = ReferralState.RETURNED if closed else ReferralState.ACCEPTED
    letters = (
        Letter(ReferralKind.REFERRAL, state, *hokatsu, DAYS, DAYS + 14, DAYS, DAYS if closed else None),
        Letter(ReferralKind.REFERRAL, ReferralState.DECLINED, *neighbour, DAYS, DAYS + 14, DAYS),
    )
    member = Member(*hokatsu, 0, DAYS, DAYS if closed else None, sensitive=False, by_consent=True)
    events = 3 + 2 + 2 + 2 + 2 + 1 + 1 + (4 if closed else 0)
    return Plan(
        1, house, house.people[:2], str(cast.csw.agency_id), str(cast.csw.posting_id), DAYS, DAYS if closed else None,
        Stage.CLOSED if closed else Stage.INTAKE, DAYS, 2, letters, (member,), events + 1,
    )  # fmt: skip


class Steady(Calendar):
    """どの記録も同じ時刻の暦(一日のうちに起きたことの前後を、時刻の籤に任せないため)。"""

    def at(self, number: int, dice: Any) -> str:
        return f"{self.day(number)}T09:00:00+09:00"


def bulk(one: Plan) -> Rows:
    """COPY で入れて読み、巻き戻す。"""
    calendar = Steady(clock.today())
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT id::text, name FROM agencies_agency")
        names = dict(cursor.fetchall())
    rows = CaseRows(1, calendar, names)
    notes = NoteRows(1, calendar, rows)
    lines: Any = {model: [] for model in CASE_TABLES}
    made = rows.write(one, lines)
    notes.write(made, lines)
    rows.finish(made, lines)
    with transaction.atomic("owner"):
        connection = connections["owner"].connection
        with aside(connection, CASE_TABLES):
            write(connection, lines)
        found = owner_rows()
        transaction.set_rollback(True, "owner")
    return found


def owner_rows(tables: Any = CASE_TABLES) -> Rows:
    found: Rows = {}
    with connections["owner"].cursor() as cursor:
        for model in tables:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            names = [column.name for column in cursor.description]
            found[model._meta.db_table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


def by_command(one: Plan, cast: Any, contact: dict[str, Any], title: str) -> None:
    """同じ筋書きを、コマンドで。"""
    people = [(UUID(person.id), Standing.SELF if place == 0 else Standing.FAMILY) for place, person in enumerate(one.people)]
    today, closing = clock.today(), city_cases._CLOSING
    with transaction.atomic(), acting_as(cast.csw) as by:
        case_id = cases.open_case(
            by=by, title=title, person_ids=people, household_id=UUID(one.house.id), opened_on=today, reason=city_cases._OPENING
        )
        topics = frozenset({Topic.IDENTITY, Topic.CIRCUMSTANCES, Topic.HEALTH})
        scopes = tuple(Scope(agency_id, topics) for agency_id in (cast.hokatsu.agency_id, cast.neighbour.agency_id))
        facts = ConsentFacts(
            given_on=today, explained=True, paper_kept=True, scopes=scopes, valid_from=today,
            valid_until=today + timedelta(days=CONSENT_DAYS),
        )  # fmt: skip
        for person_id, _ in people:
            room = CasePerson.objects.get(case_id=case_id, person_id=person_id)
            consents.record_consent(by=by, case_id=case_id, person_id=person_id, room_id=room.compartment_id, facts=facts)
            named = {room.person_id: (room.compartment_id, room.sensitive_room)}
        assert named
        facts_of_letter = letter(cast.hokatsu.agency_id, tuple(person_id for person_id, _ in people), today)
        accepted = cases.send_referral(by=by, case_id=case_id, facts=facts_of_letter)
        declined = cases.send_referral(by=by, case_id=case_id, facts=replace(facts_of_letter, to_agency_id=cast.neighbour.agency_id))
    with transaction.atomic(), acting_as(cast.hokatsu) as by:
        cases.accept_referral(by=by, referral_id=accepted, answer=city_cases._DUTY)
    with transaction.atomic(), acting_as(cast.neighbour) as by:
        cases.decline_referral(by=by, referral_id=declined, reason=city_cases._DECLINED)
    with transaction.atomic(), acting_as(cast.csw) as by:
        cases.acknowledge_referral(by=by, referral_id=declined)
    with transaction.atomic(), acting_as(cast.hokatsu if contact["agency_id"] == cast.hokatsu.agency_id else cast.csw) as by:
        cases.record_note(by=by, case_id=case_id, facts=note(contact))
    if one.closed is not None:
        with transaction.atomic(), acting_as(cast.hokatsu) as by:
            cases.return_referral(by=by, referral_id=accepted, outcome=closing)
        with transaction.atomic(), acting_as(cast.csw) as by:
            cases.acknowledge_referral(by=by, referral_id=accepted)
            cases.close_case(by=by, case_id=case_id, on=today, reason=closing)


def letter(to: UUID, people: tuple[UUID, ...], today: date) -> ReferralFacts:
    return ReferralFacts(
        kind=ReferralKind.REFERRAL, to_agency_id=to, purpose=city_cases._PURPOSE, summary=city_cases._SUMMARY,
        explained=Explained.EXPLAINED, agreement=Agreement.AGREED, basis=Basis.CONSENT, answer_by=today + timedelta(days=14),
        person_ids=people,
    )  # fmt: skip


def note(row: dict[str, Any]) -> NoteFacts:
    names = ("happened_on", "method", "counterpart", "title", "fact", "met", "activity", "words", "view", "next_action", "next_due")
    given = {name: row[name] for name in (*names, "person_id", "starts_at", "ends_at")}
    return NoteFacts(audience=Audience(row["audience"]), **given)


def shape(rows: Rows) -> dict[str, list[tuple[tuple[str, str], ...]]]:
    """識別子と時刻を「ある・ない」に置き換えた行。並びに意味はない。"""
    return {
        table: sorted(tuple(sorted((name, plain(name, value)) for name, value in row.items())) for row in lines)
        for table, lines in rows.items()
    }


def differing(bulk_rows: dict[str, Any], commanded: dict[str, Any]) -> dict[str, list[str]]:
    """表ごとの、片方にしかない行(符号と、違いの手がかりになる列だけを短く)。"""
    found = {}
    for table, lines in bulk_rows.items():
        mine, theirs = Counter(lines), Counter(commanded[table])
        lines_of = [f"COPY だけ {dict(line)}" for line in (mine - theirs).elements()]
        lines_of += [f"コマンドだけ {dict(line)}" for line in (theirs - mine).elements()]
        if lines_of:
            found[table] = lines_of
    return found


def plain(name: str, value: Any) -> str:
    if name in CHOSEN_FREELY:
        return "自由"
    if isinstance(value, UUID):
        return "識別子"
    return "時刻" if getattr(value, "tzinfo", None) else repr(value)


def bulk_consultation(house: House, cast: Any) -> Rows:
    """今日の相談を一件、COPY で入れて読み、巻き戻す。"""
    desks = {str(cast.csw.agency_id): [str(cast.csw.posting_id)]}
    lines: Any = {model: [] for model in city.WORK_TABLES}
    ConsultationRows(4, Steady(clock.today()), desks)._one(house, None, DAYS, lines)
    with transaction.atomic("owner"):
        with aside(connections["owner"].connection, city.WORK_TABLES):
            write(connections["owner"].connection, lines)
        found = owner_rows(TALKS)
        transaction.set_rollback(True, "owner")
    return found


@pytest.mark.django_db(transaction=True)
def test_a_bulk_consultation_is_column_by_column_that_of_the_command(cast: Any, house: House) -> None:
    rows = bulk_consultation(house, cast)
    (talk,), (subject,) = rows["consultation_consultation"], rows["consultation_subject"]
    facts = ConsultationFacts(
        received_on=talk["received_on"], channel=Channel(talk["channel"]), speaker=Speaker(talk["speaker"]), story=talk["story"],
        topics=tuple(talk["topics"]), main_topic=talk["main_topic"], hopes=talk["hopes"], whom=Whom(talk["whom"]),
    )  # fmt: skip
    step = NextStepFacts(step=NextStep.read(talk["next_step"]), due=talk["next_due"])
    with transaction.atomic(), acting_as(cast.csw) as by:
        receive_consultation(by=by, facts=facts, subjects=SubjectsGiven(persons=(subject["person_id"],)), step=step)
    found = differing(shape(rows), shape(owner_rows(TALKS)))
    assert not found, "\n".join(f"{table}: {line}" for table, lines in found.items() for line in lines)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("closed", [False, True])
def test_a_bulk_case_is_column_by_column_that_of_the_commands(cast: Any, house: House, closed: bool) -> None:
    one = plan(house, cast, closed=closed)
    rows = bulk(one)
    contact = next(row for row in rows["cases_note"] if row["kind"] == "contact")
    by_command(one, cast, contact, rows["cases_case"][0]["title"])
    found = differing(shape(rows), shape(owner_rows()))
    assert not found, "\n".join(f"{table}: {line}" for table, lines in found.items() for line in lines)
