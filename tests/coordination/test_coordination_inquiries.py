"""照会: 聞かれた機関にはその一通だけが見え、答えれば見えなくなり、答えは取り入れて初めて事実になる。"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.urls import reverse

from coordination.coordination_town import World, ask, cell, days, fact, save, taken_on
from kasane.access.domain import Kind
from kasane.access.session import acting_as
from kasane.cases import queries as case_queries
from kasane.consent import commands as consents
from kasane.consent.domain.codes import Method, Topic
from kasane.consent.domain.coverage import Scope
from kasane.consent.domain.recording import ConsentFacts
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused
from kasane.kernel.ids import new_id
from kasane.programmes.coordination import commands
from kasane.programmes.coordination.commands import QuestionAnswer
from kasane.programmes.coordination.domain.assessment import Certainty, Section
from kasane.programmes.coordination.domain.inquiry import AskingBasis, InquiryState
from kasane.programmes.coordination.models import AssessmentFact, InformationRequest, InquiryQuestion
from kasane.programmes.coordination.queries.inquiries import answers_to_take, overdue_inquiries, waiting_inquiries

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Any) -> World:
    return taken_on(cast.hokatsu, cast.csw)


def everything(actor: Any) -> dict[str, int]:
    """この人に見える、事案・同意・相談・多機関協働・人・検索の行の数(生の SELECT)。"""
    sql = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename ~ '^(cases|coordination|consent|consultation|people|search)_'"
    counts = {}
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute(sql)
        tables = [row[0] for row in cursor.fetchall()]
        for table in tables:
            cursor.execute("SELECT relrowsecurity, obj_description(oid) FROM pg_class WHERE relname = %s", [table])
            if "compartment" in (cursor.fetchone()[1] or ""):
                cursor.execute(f"SELECT count(*) FROM {table}")
                counts[table] = cursor.fetchone()[0]
    return counts


def answered(by: Any, inquiry_id: Any, value: Any = ("04",), known: bool = True, **rest: Any) -> None:
    with acting_as(by):
        questions = list(InquiryQuestion.objects.filter(inquiry_id=inquiry_id).order_by("position"))
    given = [QuestionAnswer(one.id, fact(list(value)), known, days(-3), Certainty.REPORTED, "担当の記憶") for one in questions]
    commands.answer_inquiry(by=by, inquiry_id=inquiry_id, answers=given, **rest)


def test_聞かれた機関に見えるのは_その一通だけ(cast: Any, world: World) -> None:
    save(cast.csw, world.case_id, Section.F, cell("F-01", ["04"]), person=world.son)
    ask(cast.csw, world.case_id, cast.neighbour.agency_id, world.son)
    seen = everything(cast.neighbour)
    assert len(seen) > 25
    assert {table: count for table, count in seen.items() if count} == {"coordination_inquiry": 1, "coordination_question": 1}
    assert everything(cast.city) == dict.fromkeys(seen, 0)
    with acting_as(cast.neighbour):
        letter = InformationRequest.objects.get()
        assert "高橋" in letter.about
        assert "住所" not in letter.about


def test_聞かれた機関の画面には_事案の番号も件名もほかの人も出ない(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    inquiry = ask(cast.csw, world.case_id, cast.neighbour.agency_id, world.son)
    with acting_as(cast.csw):
        header = case_queries.case_header(world.case_id, by=cast.csw)
    sign_in(client, cast.neighbour)
    body = client.get(reverse("coordination:answering", args=[inquiry])).content.decode()
    assert "高橋　太郎" in body
    for hidden in ("高橋　花子", header.number, header.title, str(world.case_id), str(world.mother)):
        assert hidden not in body, hidden
    for name in ("inquiries", "asking", "assessment", "assessment_print"):
        assert client.get(reverse(f"coordination:{name}", args=[world.case_id])).status_code == 404
    assert client.get(reverse("coordination:inquiry", args=[world.case_id, inquiry])).status_code == 404


def test_答えると見えなくなり_取り入れて初めて_出どころつきの事実になる(cast: Any, world: World) -> None:
    inquiry = ask(cast.csw, world.case_id, cast.neighbour.agency_id, world.son)
    answered(cast.neighbour, inquiry)
    assert set(everything(cast.neighbour).values()) == {0}
    with acting_as(cast.csw):
        assert not AssessmentFact.objects.exists()
        question = InquiryQuestion.objects.get()
        assert [one.id for one in answers_to_take(cast.csw)] == [inquiry]
    commands.take_over_answer(by=cast.csw, inquiry_id=inquiry, question_id=question.id, base=0)
    with acting_as(cast.csw):
        row = AssessmentFact.objects.get(item_key="F-01")
        assert (row.codes, row.source_agency_id, row.source_name, row.as_of, row.certainty, row.note, row.inquiry_id) == (
            ["04"], cast.neighbour.agency_id, "南ステーション", days(-3), "reported", "担当の記憶", inquiry,
        )  # fmt: skip
        assert not answers_to_take(cast.csw)
    with pytest.raises(Refused, match="すでに"):
        commands.take_over_answer(by=cast.csw, inquiry_id=inquiry, question_id=question.id, base=1)


def test_取り入れる前にほかの人が同じ欄を変えていれば_断る(cast: Any, world: World) -> None:
    inquiry = ask(cast.csw, world.case_id, cast.neighbour.agency_id, world.son)
    answered(cast.neighbour, inquiry)
    save(cast.hokatsu, world.case_id, Section.F, cell("F-01", ["01"]), person=world.son)
    with acting_as(cast.csw):
        question = InquiryQuestion.objects.get()
    with pytest.raises(Refused, match="ほかの人が変えました"):
        commands.take_over_answer(by=cast.csw, inquiry_id=inquiry, question_id=question.id, base=0)
    commands.take_over_answer(by=cast.csw, inquiry_id=inquiry, question_id=question.id, base=1)


def test_取り下げると_その時から見えない(cast: Any, world: World) -> None:
    inquiry = ask(cast.csw, world.case_id, cast.neighbour.agency_id, world.son)
    with pytest.raises(Invalid):
        commands.withdraw_inquiry(by=cast.csw, inquiry_id=inquiry, reason=" ")
    commands.withdraw_inquiry(by=cast.csw, inquiry_id=inquiry, reason="別の機関から聞けた")
    assert set(everything(cast.neighbour).values()) == {0}
    with pytest.raises(NotVisible):
        answered(cast.neighbour, inquiry)


def test_期限と猶予を過ぎれば_見えない(cast: Any, world: World, owner_sql: Any) -> None:
    inquiry = ask(cast.csw, world.case_id, cast.neighbour.agency_id, world.son)
    with acting_as(cast.neighbour), connection.cursor() as cursor:
        cursor.execute("SELECT valid_to FROM access_grant WHERE ground = 'asked' AND holder_id = %s", [cast.neighbour.agency_id])
        ends = cursor.fetchone()[0]
    assert clock.jst(ends).date() == days(14 + 30 + 1)
    assert inquiry


def test_要配慮の項目を聞く一通は_要配慮の部屋に置かれる(cast: Any, world: World) -> None:
    ask(cast.csw, world.case_id, cast.neighbour.agency_id, world.son, keys=("F-01", "D-01"))
    ask(cast.csw, world.case_id, cast.city.agency_id, world.son)
    with acting_as(cast.csw):
        assert list(InformationRequest.objects.order_by("sent_on", "id").values_list("room_kind", flat=True)) == [
            Kind.SENSITIVE,
            Kind.GENERAL,
        ]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"keys": ("E-05",)}, "税の情報"), ({"keys": ()}, "聞きたい項目"), ({"statute_code": ""}, "根拠とする法令"),
        ({"statute_code": "no.such.law"}, "根拠とする法令"), ({"basis": AskingBasis.CONSENT}, "同意"),
    ],
)  # fmt: skip
def test_聞いてよい根拠のない照会は断る(cast: Any, world: World, given: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        ask(cast.csw, world.case_id, cast.neighbour.agency_id, world.son, **given)
    assert set(everything(cast.neighbour).values()) == {0}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"answer_by": 0}, "answer_by"),
        ({"purpose": " "}, "purpose"),
        ({"keys": ("A-07",)}, "item_keys"),
        ({"keys": ("B-05",)}, "item_keys"),
    ],
)
def test_照会の書き誤りは_欄を名指しして断る(cast: Any, world: World, given: dict[str, Any], field: str) -> None:
    given = {name: days(value) if name == "answer_by" else value for name, value in given.items()}
    with pytest.raises(Invalid) as found:
        ask(cast.csw, world.case_id, cast.neighbour.agency_id, world.son, **given)
    assert list(found.value.errors) == [field]


def test_自分の機関と_だれについてか分からない照会は断る(cast: Any, world: World) -> None:
    with pytest.raises(Refused, match="自分の機関"):
        ask(cast.csw, world.case_id, cast.csw.agency_id, world.son)
    with pytest.raises(Invalid):
        ask(cast.csw, world.case_id, cast.neighbour.agency_id)


def test_隣人は_照会も_取下げも_取り入れもできない(cast: Any, world: World) -> None:
    inquiry = ask(cast.csw, world.case_id, cast.city.agency_id, world.son)
    with acting_as(cast.csw):
        question = InquiryQuestion.objects.get().id
    with pytest.raises(NotVisible):
        ask(cast.neighbour, world.case_id, cast.city.agency_id, world.son)
    with pytest.raises(NotVisible):
        commands.withdraw_inquiry(by=cast.neighbour, inquiry_id=inquiry, reason="横から")
    with pytest.raises(NotVisible):
        commands.take_over_answer(by=cast.neighbour, inquiry_id=inquiry, question_id=question, base=0)
    with pytest.raises(NotVisible):
        commands.answer_inquiry(by=cast.neighbour, inquiry_id=inquiry, answers=[])


def test_聞かれた機関は_取り下げも取り入れもできない(cast: Any, world: World) -> None:
    inquiry = ask(cast.csw, world.case_id, cast.neighbour.agency_id, world.son)
    with acting_as(cast.neighbour):
        question = InquiryQuestion.objects.get().id
    with pytest.raises(Refused):
        commands.withdraw_inquiry(by=cast.neighbour, inquiry_id=inquiry, reason="答えたくない")
    with pytest.raises(Refused):
        commands.take_over_answer(by=cast.neighbour, inquiry_id=inquiry, question_id=question, base=0)


def test_把握していないという答えは残り_取り入れる対象にならない(cast: Any, world: World) -> None:
    inquiry = ask(cast.csw, world.case_id, cast.neighbour.agency_id, world.son)
    answered(cast.neighbour, inquiry, value=(), known=False)
    with acting_as(cast.csw):
        question = InquiryQuestion.objects.get()
        assert question.answered
    with pytest.raises(Refused, match="答えが届いていません"):
        commands.take_over_answer(by=cast.csw, inquiry_id=inquiry, question_id=question.id, base=0)


def test_空の答えと_型に合わない答えは断り_一通はまだ見える(cast: Any, world: World) -> None:
    inquiry = ask(cast.csw, world.case_id, cast.neighbour.agency_id, world.son)
    with pytest.raises(Invalid):
        commands.answer_inquiry(by=cast.neighbour, inquiry_id=inquiry, answers=[])
    with pytest.raises(Invalid):
        answered(cast.neighbour, inquiry, value=("zz",))
    with acting_as(cast.neighbour):
        assert [one.state for one in waiting_inquiries(cast.neighbour)] == [InquiryState.SENT]


def test_期限を過ぎた照会は_聞いた側の今日の仕事に出る(cast: Any, world: World, owner_sql: Any) -> None:
    inquiry = ask(cast.csw, world.case_id, cast.neighbour.agency_id, world.son)
    with acting_as(cast.csw):
        assert not overdue_inquiries(cast.csw)
        InformationRequest.objects.filter(id=inquiry).update(answer_by=days(-2))
        assert [one.late for one in overdue_inquiries(cast.csw)] == [2]
    with acting_as(cast.neighbour):
        assert not overdue_inquiries(cast.neighbour)


def consented(cast: Any, world: World, topics: set[Topic]) -> Any:
    with acting_as(cast.hokatsu):
        header = case_queries.case_header(world.case_id, by=cast.hokatsu)
        room = next(one.general_room for one in header.persons if one.person_id == world.son)
    said = ConsentFacts(
        given_on=clock.today(), method=Method.SIGNED, paper_kept=True, explained=True,
        scopes=(Scope(cast.neighbour.agency_id, frozenset(topics)),),
    )  # fmt: skip
    return consents.record_consent(by=cast.hokatsu, case_id=world.case_id, person_id=world.son, room_id=room, facts=said)


def test_同意に拠る照会は_聞く項目の種類まで同意があるときだけで_撤回されれば同じ時に終わる(cast: Any, world: World) -> None:
    consent = consented(cast, world, {Topic.IDENTITY, Topic.WORK})
    basis = {"basis": AskingBasis.CONSENT, "statute_code": ""}
    with pytest.raises(Refused):
        ask(cast.csw, world.case_id, cast.neighbour.agency_id, world.son, keys=("F-01", "D-01"), **basis)
    with pytest.raises(Refused):  # 長男の同意で、母のことは聞けない
        ask(cast.csw, world.case_id, cast.neighbour.agency_id, world.son, world.mother, **basis)
    inquiry = ask(cast.csw, world.case_id, cast.neighbour.agency_id, world.son, **basis)
    with acting_as(cast.neighbour):
        assert len(waiting_inquiries(cast.neighbour)) == 1
    shared = consents.withdraw_consent(by=cast.hokatsu, consent_id=consent, reason="気が変わった")
    assert (cast.neighbour.agency_id, "照会の一通(答える前)") in {(one.agency_id, one.what) for one in shared}
    assert set(everything(cast.neighbour).values()) == {0}
    with acting_as(cast.csw):
        row = InformationRequest.objects.get(id=inquiry)
        assert (row.state, row.withdrawn_reason) == ("withdrawn", "本人の同意が取り消された")


def test_照会の一通を偽っても_ほかの人の根拠は終わらせられない(cast: Any, world: World) -> None:
    """照会は、その事案の部屋で、聞かれた機関に開けた根拠とだけ結び付き、送った後は付け替えられない。"""
    inquiry = ask(cast.csw, world.case_id, cast.neighbour.agency_id, world.mother)
    with acting_as(cast.csw), connection.cursor() as cursor:
        cursor.execute("SELECT grant_id FROM cases_involvement_grant LIMIT 1")
        (stolen,) = cursor.fetchone()
    with pytest.raises(Error, match="変えられません"), acting_as(cast.csw), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE coordination_inquiry SET grant_id = %s WHERE id = %s", [stolen, inquiry])
    with acting_as(cast.csw):
        row = InformationRequest.objects.get(id=inquiry)
        for change in ({"grant_id": stolen}, {"from_agency_id": cast.neighbour.agency_id}, {"compartment_id": new_id()}):
            row.pk, row._state.adding = new_id(), True
            for name, value in change.items():
                setattr(row, name, value)
            with pytest.raises(Error), transaction.atomic():
                row.save(force_insert=True)
            row = InformationRequest.objects.get(id=inquiry)
    with acting_as(cast.csw):
        assert InformationRequest.objects.filter(case_id=world.case_id).count() == 1
