"""隣人(同じ役割・別の事案の職員)には、事案があることも分からない。どの操作も、無い事案と同じ答えになる。"""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from cases.cases_town import agrees, as_, by_consent, by_law, letter, note, opened, sql
from kasane.cases import commands, queries
from kasane.cases.domain import Audience, Basis, CautionKind, HeardFacts, HeardHow, ReferralState, Stage, Standing
from kasane.cases.models import Case, Involvement, Note
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible, Refused
from kasane.kernel.ids import new_id

pytestmark = pytest.mark.django_db
TABLES = ("case", "person", "agency_room", "involvement", "involvement_grant", "note", "caution", "referral", "referral_room")


@pytest.fixture
def town(cast):
    """CSWの事案。経過・避けるべき関わり方・送ったつなぎ(北地域包括あて)がある。"""
    case_id, (mother, son) = opened(cast.csw, "高橋 花子", "高橋 太郎")
    note_id = commands.record_note(by=cast.csw, case_id=case_id, facts=note(person_id=mother, next_action="電話", next_due=clock.today()))
    commands.record_note(by=cast.csw, case_id=case_id, facts=note(audience=Audience.OWN))
    caution = commands.set_caution(by=cast.csw, case_id=case_id, kind=CautionKind.AVOID, text="大声を出さない")
    sent = commands.send_referral(by=cast.csw, case_id=case_id, facts=by_law(cast.hokatsu.agency_id, mother))
    commands.add_member(
        by=cast.csw, case_id=case_id, agency_id=cast.empty_agency, duty="見守り", basis=Basis.LAW, statute_code="privacy.69_2_4",
        person_ids=[son], sensitive=False, reason="緊急",
    )  # fmt: skip
    with as_(cast.csw):
        part = Involvement.objects.get(case_id=case_id, role="lead").id
    return {"case": case_id, "mother": mother, "son": son, "note": note_id, "caution": caution, "letter": sent, "part": part}


def attempts(town, agency: UUID):
    """事案についてのすべての操作。"""
    case_id = town["case"]
    return {
        "add_person_to_case": {"case_id": case_id, "person_id": town["mother"], "standing": Standing.SELF},
        "move_stage": {"case_id": case_id, "to": Stage.FIELD, "reason": "次へ"},
        "retitle_case": {"case_id": case_id, "title": "別の名前", "reason": "変わった"},
        "close_case": {"case_id": case_id, "on": clock.today(), "reason": "落ち着いた"},
        "reopen_case": {"case_id": case_id, "reason": "また困った"},
        "record_note": {"case_id": case_id, "facts": note()},
        "correct_note": {"case_id": case_id, "note_id": town["note"], "facts": note(), "reason": "書き違い"},
        "finish_next_action": {"case_id": case_id, "note_id": town["note"]},
        "set_caution": {"case_id": case_id, "kind": CautionKind.WISH, "text": "家で暮らしたい"},
        "end_caution": {"case_id": case_id, "caution_id": town["caution"], "reason": "変わった"},
        "hand_on_companion": {"case_id": case_id, "agency_id": agency, "reason": "家に近い"},
        "appoint_lead": {"case_id": case_id, "agency_id": agency, "reason": "家に近い"},
        "add_member": {
            "case_id": case_id, "agency_id": agency, "duty": "見守り", "basis": Basis.LAW, "statute_code": "privacy.69_2_4",
            "person_ids": [town["mother"]], "sensitive": True, "reason": "緊急",
        },
        "end_involvement": {"case_id": case_id, "involvement_id": town["part"], "reason": "終わった"},
        "set_contact_rhythm": {"case_id": case_id, "days": 7},
        "send_referral": {"case_id": case_id, "facts": letter(agency)},
        "accept_referral": {"referral_id": town["letter"]},
        "decline_referral": {"referral_id": town["letter"], "reason": "担当が違う"},
        "recall_referral": {"referral_id": town["letter"], "reason": "やめた"},
        "acknowledge_referral": {"referral_id": town["letter"]},
        "hear_referral": {
            "referral_id": town["letter"],
            "facts": HeardFacts(ReferralState.ACCEPTED, "受付の人", HeardHow.PHONE, clock.today()),
        },
        "return_referral": {"referral_id": town["letter"], "outcome": "終えた"},
    }  # fmt: skip


def test_隣人にはどの操作もない事案と同じ答えになる(cast, town):
    given = attempts(town, cast.neighbour.agency_id)
    assert set(given) | {"open_case"} == set(commands.__all__), "試していない操作がある"
    absent = attempts({key: new_id() for key in town}, cast.neighbour.agency_id)
    for name, values in given.items():
        answers = []
        for one in (values, absent[name]):
            with pytest.raises(NotVisible) as refused, transaction.atomic():
                getattr(commands, name)(by=cast.neighbour, **one)
            answers.append(str(refused.value))
        assert answers[0] == answers[1], name


def test_隣人にはどの問いも空か_ない事案と同じ(cast, town):
    with as_(cast.neighbour):
        for ask in (
            lambda: queries.case_header(town["case"], by=cast.neighbour),
            lambda: queries.referral_sheet(town["letter"], by=cast.neighbour),
            lambda: queries.raw_note(town["case"], town["note"]),
            lambda: queries.hops(town["case"]),
            lambda: queries.preview_letter(town["case"], letter(cast.hokatsu.agency_id), by=cast.neighbour),
        ):
            with pytest.raises(NotVisible):
                ask()
        assert queries.my_cases(cast.neighbour).lines == ()
        assert queries.cases_of_person(town["mother"]) == ()
        assert queries.waiting_for_me(cast.neighbour) == ()
        assert queries.sharing_on(town["case"]) == ()
        assert queries.due_actions(cast.neighbour) == ()
        assert queries.timeline(town["case"], by=cast.neighbour).lines == ()


@pytest.mark.parametrize("table", TABLES)
def test_隣人と市には_生のSQLでも一行も見えない(cast, town, table):
    assert sql(cast.csw, f"SELECT 1 FROM cases_{table} LIMIT 1") == [1]
    for one in (cast.neighbour, cast.city, cast.account_admin, cast.auditor, cast.privacy):
        assert sql(one, f"SELECT 1 FROM cases_{table}") == []


CALLS = {
    "cases_add_person": ("%(case)s", "'{}'", "''", "now()"),
    "cases_hand_on": ("%(case)s", "gen_random_uuid()", "'companion'", "%(me)s", "NULL", "'x'", "now()"),
    "cases_add_member": ("%(case)s", "gen_random_uuid()", "%(me)s", "NULL", "''", "'own'", "NULL", "'[]'", "''", "now()"),
    "cases_end_involvement": ("%(case)s", "%(part)s", "''", "now()"),
    "cases_move": ("%(case)s", "'move_stage'", "'field'", "NULL", "NULL", "''", "now()"),
    "cases_own_room": ("%(case)s", "gen_random_uuid()", "now()"),
    "cases_send": ('\'{"case_id": "%(case)s"}\'', "'[]'", "now()"),
    "cases_answer": ("%(letter)s", "true", "gen_random_uuid()", "''", "now()"),
    "cases_recall": ("%(letter)s", "''", "now()"),
    "cases_acknowledge": ("%(letter)s", "now()"),
    "cases_hear": (
        "%(letter)s",
        "gen_random_uuid()",
        "gen_random_uuid()",
        "'accepted'",
        "'x'",
        "'phone'",
        "current_date",
        "'x'",
        "'x'",
        "'x'",
        "now()",
    ),
    "cases_retitle": ("%(case)s", "'別の名前'", "'理由'", "now()"),
    "cases_lapse": ("'理由'", "now()", "10"),
    "cases_return": ("%(letter)s", "''", "now()"),
    "cases_set_rhythm": ("%(case)s", "1", "''", "now()"),
}


@pytest.mark.parametrize("name", sorted(CALLS))
def test_データベースの関数も_隣人を自分で断る(cast, town, name):
    values = {key: f"'{value}'::uuid" for key, value in town.items()} | {"me": f"'{cast.neighbour.agency_id}'::uuid"}
    arguments = ", ".join(one % (town if one.startswith("'{\"") else values) for one in CALLS[name])
    with pytest.raises(ProgrammingError) as refused, as_(cast.neighbour), connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}({arguments})".replace("%", "%%"), [])
    assert "InsufficientPrivilege" in type(refused.value.__cause__).__name__


def test_内側の関数は_アプリから呼べない(cast, town):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public'"
            " AND p.proname LIKE 'cases\\_%%' AND has_function_privilege('kasane_app', p.oid, 'EXECUTE')", []
        )  # fmt: skip
        callable_now = {row[0] for row in cursor.fetchall()}
    asked = {"cases_open", "cases_withdraw", "cases_mine", "cases_silent", "cases_overdue_for_city", "cases_duties_of", "cases_pass_duties", "cases_measure",
             "cases_sharing", "cases_sees_everyone", "cases_came_back", "cases_returns_to_us", "cases_waits", "cases_seated", "cases_keeps"}  # fmt: skip
    assert callable_now == set(CALLS) | asked


def test_同意の撤回の関数は_書けない人を断る(cast, town):
    consent = agrees(cast.csw, town["case"], town["mother"], cast.hokatsu.agency_id)
    commands.send_referral(by=cast.csw, case_id=town["case"], facts=by_consent(cast.hokatsu.agency_id, town["mother"]))
    for one in (cast.neighbour, cast.hokatsu):
        with pytest.raises(ProgrammingError), as_(one), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM cases_withdraw(%s, '', now())", [consent])


@pytest.mark.parametrize(
    "table", ["case", "person", "agency_room", "involvement", "involvement_grant", "referral", "referral_room", "heard"]
)
def test_構造の表は_伴走の機関でも直に書けない(cast, town, table):
    for text in (f"UPDATE cases_{table} SET id = id", f"INSERT INTO cases_{table} DEFAULT VALUES", f"DELETE FROM cases_{table}"):
        with pytest.raises(ProgrammingError), as_(cast.csw), connection.cursor() as cursor:
            cursor.execute(text)


def test_ほかの事案の経過を_自分の部屋に作ることはできない(cast, town):
    own, _ = opened(cast.neighbour, "隣 花子")
    with as_(cast.neighbour):
        room = Case.objects.get(id=own).compartment_id
        with pytest.raises(ProgrammingError), transaction.atomic():
            Note.objects.create(
                case_id=town["case"], compartment_id=room, agency_id=cast.neighbour.agency_id, recorded_at=clock.now(),
                recorded_by=cast.neighbour.posting_id, happened_on=clock.today(),
            )  # fmt: skip
        with pytest.raises(ProgrammingError), transaction.atomic():
            Note.objects.create(
                case_id=own, compartment_id=room, agency_id=cast.csw.agency_id, recorded_at=clock.now(),
                recorded_by=cast.csw.posting_id, happened_on=clock.today(),
            )  # fmt: skip


def test_受ける機関に見えるのは一通だけで_事案の番号も件名も人の名前も出ない(cast, town):
    with as_(cast.hokatsu):
        sheet = queries.referral_sheet(town["letter"], by=cast.hokatsu)
        assert (sheet.case_id, sheet.case_number, sheet.is_receiver) == (None, "", True)
        assert sheet.decisions["accept_referral"].allowed
        assert not sheet.decisions["recall_referral"].allowed
    for table in ("case", "person", "involvement", "caution"):
        assert sql(cast.hokatsu, f"SELECT 1 FROM cases_{table}") == []
    assert sql(cast.hokatsu, "SELECT DISTINCT kind FROM cases_note") == ["event"]
    assert sql(cast.hokatsu, "SELECT 1 FROM people_person WHERE id = ANY (%s)", [town["mother"], town["son"]]) == []
    with pytest.raises(NotVisible):
        commands.record_note(by=cast.hokatsu, case_id=town["case"], facts=note())


def test_支援チームは_つなぎを送ることも人を加えることもできない(cast, town):
    commands.accept_referral(by=cast.hokatsu, referral_id=town["letter"])
    given = attempts(town, cast.neighbour.agency_id)
    for name in ("send_referral", "add_member", "hand_on_companion", "appoint_lead", "close_case", "set_contact_rhythm", "recall_referral"):
        with pytest.raises(Refused), transaction.atomic():
            getattr(commands, name)(by=cast.hokatsu, **given[name])


def test_見えない人では事案を開けない(cast, town):
    for person in (town["mother"], new_id()):
        with pytest.raises(NotVisible), transaction.atomic():
            commands.open_case(
                by=cast.neighbour, title="横取り", person_ids=[(person, Standing.SELF)], opened_on=clock.today(), reason="試し"
            )
