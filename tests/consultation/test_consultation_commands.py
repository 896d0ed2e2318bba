"""相談の書く側: 受け付け、訂正し、人を加え、次の一手を決める。隣人には何もできず、断られた行為は何も残さない。"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from people.town import register

from consultation.desk_of_consultation import DAY, receive, told
from kasane.access.session import acting_as
from kasane.cases.queries import visible_case
from kasane.kernel.decision import Conflict, Invalid, NotVisible, Refused
from kasane.people.models import Person
from kasane.programmes.consultation import commands
from kasane.programmes.consultation.domain.codes import NextStep, Speaker, State, Urgency, UrgentAct, Whom
from kasane.programmes.consultation.domain.consultation import CaseChoice, CaseMode, Newcomer, NextStepFacts, SubjectsGiven
from kasane.programmes.consultation.models import Consultation, History, SensitiveText, Subject

pytestmark = pytest.mark.django_db


def seen(by: Any, key: UUID) -> Consultation | None:
    with acting_as(by):
        return Consultation.objects.filter(id=key).first()


def test_四つだけで受け付けられ_受付機関と担当が決まる(cast: Any) -> None:
    key = receive(cast.csw)
    row = seen(cast.csw, key)
    assert row is not None
    assert (row.agency_id, row.posting_id, row.state, row.route) == (cast.csw.agency_id, cast.csw.posting_id, "undecided", "4")
    assert seen(cast.csw_manager, key) is not None
    assert seen(cast.neighbour, key) is None
    assert seen(cast.city, key) is None


def test_だれのことかの書き方がすべて残る(cast: Any) -> None:
    mother = register(cast.csw, "高橋 花子")
    key = receive(cast.csw, mother, unnamed=("50代くらいの男性",), newcomers=(Newcomer("𠮷田 太郎", "ヨシダ タロウ", "昭和50年"),))
    with acting_as(cast.csw):
        kinds = list(Subject.objects.filter(consultation_id=key).order_by("position").values_list("kind", "label"))
        assert kinds == [("person", ""), ("person", ""), ("unnamed", "50代くらいの男性")]
        assert Person.objects.get(family_name="𠮷田").birth_year == 1975


def test_見えない人を指した受付は_無い人と同じ答えで_何も残さない(cast: Any) -> None:
    hidden = register(cast.neighbour, "秘密 花子", "ヒミツ ハナコ")
    for key in (hidden, uuid4()):
        with pytest.raises(NotVisible):
            receive(cast.csw, key, newcomers=(Newcomer("残る 人"),))
    with acting_as(cast.csw):
        assert Consultation.objects.count() == 0
        assert not Person.objects.filter(family_name="残る").exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"story": "  "}, "story"),
        ({"received_on": date(2999, 1, 1)}, "received_on"),
        ({"topics": ("12", "03")}, "main_topic"),
        ({"topics": ("12",), "main_topic": "03"}, "main_topic"),
        ({"topics": ("77",), "main_topic": "77"}, "topics"),
        ({"main_topic": "12"}, "topics"),
        ({"story": "\x00"}, "story"),
        ({"newcomers": (Newcomer("名前 だけ", "", "昭和64年3月"),)}, "q"),
        ({"newcomers": (Newcomer("名前 だけ", "", "1945年2月31日"),)}, "q"),
        ({"step": NextStep.INFORMED, "due": date(2026, 12, 1)}, "next_due"),
        ({"step": NextStep.LISTEN, "due": date(2026, 10, 1)}, "next_due"),
        ({"step": NextStep.OWN}, "q"),
    ],
)
def test_合わない事柄は_欄を名指しして断り_何も残さない(cast: Any, change: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        receive(cast.csw, **change)
    assert field in refused.value.errors
    with acting_as(cast.csw):
        assert (Consultation.objects.count(), Person.objects.count()) == (0, 0)


def test_要配慮の文章は_別の部屋に置かれる(cast: Any, owner_sql: Any) -> None:
    key = receive(cast.csw, health_text="統合失調症で通院中")
    row = seen(cast.csw, key)
    assert row is not None
    assert row.sensitive_room not in (None, row.compartment_id)
    with acting_as(cast.csw):
        assert SensitiveText.objects.get(consultation_id=key).compartment_id == row.sensitive_room
    with acting_as(cast.neighbour):
        assert SensitiveText.objects.count() == 0
    assert seen(cast.csw, receive(cast.csw)).sensitive_room is None  # type: ignore[union-attr]


def test_訂正は_前の値を履歴に残し_版が合わなければ両方を返す(cast: Any) -> None:
    key = receive(cast.csw, health_text="前の病状")
    facts = told(story="訂正した内容", health_text="今の病状", whom=Whom.UNKNOWN)
    assert commands.correct_consultation(by=cast.csw, consultation_id=key, version=1, facts=facts, reason="聞き直した") == 2
    with acting_as(cast.csw):
        kept = {one.room_kind: one for one in History.objects.filter(consultation_id=key)}
        assert kept[2].before["story"].startswith("母の介護")
        assert kept[2].before["whom"] == ""
        assert kept[3].before == {"health_text": "前の病状"}
        assert "病状" not in str(kept[2].before)
        assert SensitiveText.objects.get(consultation_id=key).health_text == "今の病状"
    with pytest.raises(Conflict) as conflict:
        commands.correct_consultation(by=cast.csw_manager, consultation_id=key, version=1, facts=told(story="遅れた訂正"))
    assert conflict.value.current.story == "訂正した内容"


def test_要配慮の文章だけの訂正も_版が上がる(cast: Any) -> None:
    key = receive(cast.csw)
    assert commands.correct_consultation(by=cast.csw, consultation_id=key, version=1, facts=told(violence_text="夫に殴られた")) == 2
    with pytest.raises(Conflict):
        commands.correct_consultation(by=cast.csw, consultation_id=key, version=1, facts=told(story="知らずに訂正"))


def test_何も変わらない訂正は_版を上げず履歴も作らない(cast: Any) -> None:
    key = receive(cast.csw)
    assert commands.correct_consultation(by=cast.csw, consultation_id=key, version=1, facts=told()) == 1
    with acting_as(cast.csw):
        assert History.objects.count() == 0


def test_履歴を残さない書き換えと_履歴の書き換えは_データベースが断る(cast: Any, owner_sql: Any) -> None:
    key = receive(cast.csw, health_text="病状")
    commands.correct_consultation(by=cast.csw, consultation_id=key, version=1, facts=told(story="訂正", health_text="病状"))
    with acting_as(cast.csw):
        row = Consultation.objects.get(id=key)
        for act in (
            lambda: Consultation.objects.filter(id=key).update(story="黙って直す"),
            lambda: Consultation.objects.filter(id=key).update(story="黙って直す", version=row.version + 1),
            lambda: Consultation.objects.filter(id=key).update(agency_id=cast.neighbour.agency_id, version=row.version + 1),
            lambda: SensitiveText.objects.filter(consultation_id=key).update(health_text="黙って直す"),
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                act()
        for sql in ("UPDATE consultation_history SET reason = 'x'", "DELETE FROM consultation_history"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
        assert Consultation.objects.get(id=key).story == "訂正"


def test_隣人は_どの行為もできない(cast: Any) -> None:
    key = receive(cast.csw, unnamed=("近所の人",))
    with acting_as(cast.csw):
        subject = Subject.objects.get(consultation_id=key).id
    by: dict[str, Any] = {"by": cast.neighbour, "consultation_id": key}
    for act in (
        lambda: commands.correct_consultation(**by, version=1, facts=told(story="奪取")),
        lambda: commands.add_subjects(**by, subjects=SubjectsGiven(unnamed=("x",))),
        lambda: commands.remove_subject(**by, subject_id=subject, reason="x"),
        lambda: commands.decide_next_step(**by, version=1, step=NextStepFacts(NextStep.LISTEN)),
        lambda: commands.finish_next_step(**by, version=1),
        lambda: commands.decide_notice(**by, code="fields", accepted=True),
        lambda: commands.mark_near_miss(**by, sentence="惜しい"),
    ):
        with pytest.raises(NotVisible):
            act()
    with pytest.raises(Refused):
        receive(cast.account_admin)


def test_人違いを外しても_行は残り_だれがいつ外したか分かる(cast: Any) -> None:
    one, other = register(cast.csw, "高橋 花子"), register(cast.csw, "高橋 春子", "タカハシ ハルコ")
    key = receive(cast.csw, one)
    commands.add_subjects(by=cast.csw, consultation_id=key, subjects=SubjectsGiven(persons=(one, other)))
    with acting_as(cast.csw):
        first = Subject.objects.get(consultation_id=key, person_id=one)
    with pytest.raises(Invalid):
        commands.remove_subject(by=cast.csw, consultation_id=key, subject_id=first.id, reason=" ")
    commands.remove_subject(by=cast.csw, consultation_id=key, subject_id=first.id, reason="同姓の別の人")
    with acting_as(cast.csw):
        row = Subject.objects.get(id=first.id)
        assert (row.removed_by, row.removed_at is None) == (cast.csw.posting_id, False)
        assert Subject.objects.filter(consultation_id=key, removed_at__isnull=True).count() == 1
    with pytest.raises(NotVisible):
        commands.remove_subject(by=cast.csw, consultation_id=key, subject_id=first.id, reason="二度目")


def test_事案として続ける一手は_事案を開き_名前の分からない人も人として登録する(cast: Any) -> None:
    key = receive(cast.csw, unnamed=("○○アパート2階の男性",), step=NextStep.OUTREACH, due=date(2026, 11, 30))
    row = seen(cast.csw, key)
    assert row is not None
    assert row.case_id is not None
    assert row.state == State.ACTIVE
    with acting_as(cast.csw):
        case = visible_case(row.case_id)
        assert case.stage == "gathering"
        assert case.title == "令和8年11月2日の相談から", "件名には、人の名前も呼び方も入れない"
        assert Person.objects.get(working_label="○○アパート2階の男性").is_unidentified
    assert seen(cast.neighbour, key) is None


def test_開いている事案が一つなら_それに加え_二つなら選ばせる(cast: Any) -> None:
    mother = register(cast.csw, "高橋 花子")
    first = seen(cast.csw, receive(cast.csw, mother, step=NextStep.OWN))
    again = seen(cast.csw, receive(cast.csw, mother, step=NextStep.REFER))
    assert first is not None
    assert again is not None
    assert first.case_id == again.case_id
    other = seen(cast.csw, receive(cast.csw, mother, step=NextStep.OWN, case=CaseChoice(CaseMode.NEW)))
    assert other is not None
    assert other.case_id != first.case_id
    with pytest.raises(Invalid) as refused:
        receive(cast.csw, mother, step=NextStep.OWN)
    assert "case_choice" in refused.value.errors
    chosen = seen(cast.csw, receive(cast.csw, mother, step=NextStep.OWN, case=CaseChoice(CaseMode.THIS, other.case_id)))
    assert chosen is not None
    assert chosen.case_id == other.case_id
    stranger = register(cast.csw, "別人 一郎", "ベツジン イチロウ")
    with pytest.raises(NotVisible):
        receive(cast.csw, stranger, step=NextStep.OWN, case=CaseChoice(CaseMode.THIS, other.case_id))


def test_隣人の事案には_加えられない(cast: Any) -> None:
    theirs = register(cast.neighbour, "隣の 人", "トナリノ ヒト")
    hidden = seen(cast.neighbour, receive(cast.neighbour, theirs, step=NextStep.OWN))
    mine = register(cast.csw, "高橋 花子")
    assert hidden is not None
    with pytest.raises(NotVisible):
        receive(cast.csw, mine, step=NextStep.OWN, case=CaseChoice(CaseMode.THIS, hidden.case_id))
    with acting_as(cast.csw):
        assert Consultation.objects.count() == 0


def test_次の一手は_決め直せて_前の一手が残り_済ませられる(cast: Any) -> None:
    key = receive(cast.csw, step=NextStep.LISTEN, due=date(2026, 11, 10))
    step = NextStepFacts(NextStep.INFORMED, None, "窓口を案内した")
    version = commands.decide_next_step(by=cast.csw, consultation_id=key, version=1, step=step)
    row = seen(cast.csw, key)
    assert row is not None
    assert (row.state, version) == (State.DONE, 2)
    with acting_as(cast.csw):
        assert History.objects.get(consultation_id=key).before == {"next_step": "listen", "next_due": "2026-11-10", "next_note": ""}
    with pytest.raises(Refused):
        commands.finish_next_step(by=cast.csw, consultation_id=key, version=2)
    commands.decide_next_step(by=cast.csw, consultation_id=key, version=2, step=NextStepFacts(NextStep.LISTEN))
    assert commands.finish_next_step(by=cast.csw, consultation_id=key, version=3) == 4
    row = seen(cast.csw, key)
    assert row is not None
    assert row.state == State.DONE


def test_緊急の相談は_したことまで残る(cast: Any) -> None:
    key = receive(cast.csw, speaker=Speaker.NEIGHBOUR, urgency=Urgency.LIFE, urgent_acts=(UrgentAct.POLICE, UrgentAct.AMBULANCE))
    row = seen(cast.csw, key)
    assert row is not None
    assert (row.urgency, row.urgent_acts, row.received_on) == ("life", ["police", "ambulance"], DAY)
