"""再開: 終結・中断した事案を、元の支援チームとともに一度の操作で始め直す(seed 001 §6-5(3)⑤)。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cases.cases_town import STATUTE, agrees, as_, joins, opened, sql

from kasane.cases import commands as cases
from kasane.cases.domain import Basis
from kasane.cases.models import Case, Involvement, Note
from kasane.consent import commands as consents
from kasane.consent.domain.codes import Topic
from kasane.consent.queries import consents_of
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused
from kasane.plans.commands import evaluation as evaluations
from kasane.plans.commands.resuming import LawAgain, resume_case
from kasane.plans.domain.codes import Outcome
from kasane.plans.queries.resuming import resuming
from plans.plans_evaluation_town import confirmed, days, finished, head, meets, random_id, table, team

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting")]


def close(cast: Any, case_id: Any) -> None:
    cases.close_case(by=cast.hokatsu, case_id=case_id, on=days(0), reason="落ち着いた")


def preview(by: Any, case_id: Any, **rest: Any) -> Any:
    with as_(by):
        return resuming(case_id, by=by, **rest)


def members(by: Any, case_id: Any) -> dict[Any, str]:
    with as_(by):
        rows = Involvement.objects.filter(case_id=case_id, role="member", valid_to__isnull=True)
        return {row.agency_id: row.basis for row in rows}


def people_seen(by: Any, case_id: Any) -> set[Any]:
    return set(sql(by, "SELECT person_id FROM cases_person WHERE case_id = %s", case_id))


def withdraw(cast: Any, case_id: Any, person_id: Any) -> None:
    with as_(cast.hokatsu):
        [found] = [one for one in consents_of(case_id) if one.person_id == person_id]
    consents.withdraw_consent(by=cast.hokatsu, consent_id=found.id, reason="やめたい")


def test_終結した事案を_元のチームとともに一度で再開する(cast: Any) -> None:
    case_id, son, mother = team(cast, sensitive=True)
    close(cast, case_id)
    assert people_seen(cast.csw, case_id) == set()
    shown = preview(cast.hokatsu, case_id)
    assert shown.decision.allowed
    [line] = shown.returning
    assert (line.agency_id, set(line.persons), line.sensitive, line.duty) == (cast.csw.agency_id, {son, mother}, True, "多機関協働")
    done = resume_case(by=cast.hokatsu, case_id=case_id, reason="母がまた倒れた")
    assert [one.agency_id for one in done.returned] == [cast.csw.agency_id]
    assert members(cast.hokatsu, case_id) == {cast.csw.agency_id: "consent"}
    assert people_seen(cast.csw, case_id) == {son, mother}
    with as_(cast.csw):
        assert Case.objects.get(id=case_id).stage == "intake"


def test_同意を取り消した人の部屋は開かず_その人と理由が名指しされる(cast: Any) -> None:
    case_id, son, mother = team(cast)
    withdraw(cast, case_id, mother)
    close(cast, case_id)
    [line] = preview(cast.hokatsu, case_id).lines
    assert (line.persons, dict(line.lapsed)) == ((son,), {mother: "本人が同意を取り消しました。"})
    resume_case(by=cast.hokatsu, case_id=case_id, reason="また連絡があった")
    assert people_seen(cast.csw, case_id) == {son}


def test_同意の期限が過ぎた機関は戻らず_理由が経過に残る(cast: Any) -> None:
    case_id, _, _ = team(cast)
    close(cast, case_id)
    with clock.frozen(clock.now() + timedelta(days=800)):
        [line] = preview(cast.hokatsu, case_id).left
        assert "期限が過ぎています" in line.decision.reason
        done = resume_case(by=cast.hokatsu, case_id=case_id, reason="二年ぶり")
    assert done.returned == ()
    assert members(cast.hokatsu, case_id) == {}
    with as_(cast.hokatsu):
        note = Note.objects.get(case_id=case_id, act="resume_case")
    assert cast.csw.agency_name in note.fact
    assert "期限が過ぎています" in note.fact


def test_法令による関わりは_条文と理由を書いた機関だけが戻る(cast: Any) -> None:
    case_id, [son, mother] = opened(cast.hokatsu, "高橋 太郎", "高橋 花子")
    joins(cast.hokatsu, case_id, cast.csw.agency_id, son, mother)
    joins(cast.hokatsu, case_id, cast.empty_agency, son)
    close(cast, case_id)
    shown = preview(cast.hokatsu, case_id)
    assert shown.returning == ()
    assert all(one.by_law for one in shown.left)
    for wrong in (LawAgain(cast.csw.agency_id, "", "x"), LawAgain(cast.csw.agency_id, STATUTE, " ")):
        with pytest.raises(Invalid):
            resume_case(by=cast.hokatsu, case_id=case_id, reason="急いで", by_law=[wrong])
    with pytest.raises(Invalid):
        resume_case(by=cast.hokatsu, case_id=case_id, reason="急いで", by_law=[LawAgain(cast.csw.agency_id, "no.such.law", "必要")])
    with as_(cast.hokatsu):
        assert Case.objects.get(id=case_id).stage == "closed"
    done = resume_case(by=cast.hokatsu, case_id=case_id, reason="急いで", by_law=[LawAgain(cast.csw.agency_id, STATUTE, "虐待の疑い")])
    assert [one.agency_id for one in done.returned] == [cast.csw.agency_id]
    assert [one.agency_id for one in done.left] == [cast.empty_agency]
    assert members(cast.hokatsu, case_id) == {cast.csw.agency_id: "law"}
    assert people_seen(cast.csw, case_id) == {son, mother}


def test_戻さない機関を選べる(cast: Any) -> None:
    case_id, _, _ = team(cast)
    close(cast, case_id)
    done = resume_case(by=cast.hokatsu, case_id=case_id, reason="まず自分たちで", without=[cast.csw.agency_id])
    assert (done.returned, len(done.left)) == ((), 1)
    assert members(cast.hokatsu, case_id) == {}


def test_終結の前に離れた機関は_呼び戻されない(cast: Any) -> None:
    case_id, [son, mother] = opened(cast.hokatsu, "高橋 太郎", "高橋 花子")
    part = joins(cast.hokatsu, case_id, cast.csw.agency_id, son, mother)
    cases.end_involvement(by=cast.hokatsu, case_id=case_id, involvement_id=part, reason="役目を終えた")
    close(cast, case_id)
    assert preview(cast.hokatsu, case_id).lines == ()


def test_中断した事案も再開でき_残っていたチームはそのまま(cast: Any) -> None:
    """中断は会議でだけ決まり、再開は一度の操作(forms §1.2)。"""
    town = confirmed(cast)
    key = finished(cast.hokatsu, town, head(Outcome.SUSPEND))
    table(cast.hokatsu, town.plan_id, "suspend")
    meets(cast.city, town.plan_id, "suspend")
    evaluations.carry_out_end(by=cast.hokatsu, evaluation_id=key)
    withdraw(cast, town.case_id, town.mother)
    [line] = preview(cast.hokatsu, town.case_id).lines
    assert (line.here, line.decision.allowed, set(line.lapsed)) == (True, False, {town.mother})
    done = resume_case(by=cast.hokatsu, case_id=town.case_id, reason="本人から電話があった")
    assert done.returned == ()
    assert members(cast.hokatsu, town.case_id) == {cast.csw.agency_id: "consent"}
    with as_(cast.hokatsu):
        assert Case.objects.get(id=town.case_id).stage == "intake"


def test_終結も中断もしていない事案は再開できない_理由は要る(cast: Any) -> None:
    case_id, _, _ = team(cast)
    with pytest.raises(Refused, match="終結も中断もしていない"):
        resume_case(by=cast.hokatsu, case_id=case_id, reason="x")
    close(cast, case_id)
    with pytest.raises(Invalid):
        resume_case(by=cast.hokatsu, case_id=case_id, reason=" ")
    resume_case(by=cast.hokatsu, case_id=case_id, reason="再び")
    with pytest.raises(Refused):
        resume_case(by=cast.hokatsu, case_id=case_id, reason="二つ目のタブ")
    assert list(members(cast.hokatsu, case_id)) == [cast.csw.agency_id]


def test_隣の町の人と_離れた支援チームには_再開できる事案は無いのと同じ(cast: Any) -> None:
    case_id, _, _ = team(cast)
    close(cast, case_id)
    for who in (cast.neighbour, cast.csw):
        with pytest.raises(NotVisible):
            preview(who, case_id)
        with pytest.raises(NotVisible):
            resume_case(by=who, case_id=case_id, reason="x")
    with pytest.raises(NotVisible):
        preview(cast.hokatsu, random_id())


def test_二度の終結では_最後のチームだけが戻る(cast: Any) -> None:
    case_id, son, mother = team(cast)
    joins(cast.hokatsu, case_id, cast.empty_agency, son)
    close(cast, case_id)
    resume_case(by=cast.hokatsu, case_id=case_id, reason="一度目")
    close(cast, case_id)
    assert [one.agency_id for one in preview(cast.hokatsu, case_id).lines] == [cast.csw.agency_id]
    assert mother in preview(cast.hokatsu, case_id).lines[0].persons


def test_要配慮の同意が切れた機関は_通常の記録だけで戻る(cast: Any) -> None:
    case_id, [son] = opened(cast.hokatsu, "高橋 太郎")
    agrees(cast.hokatsu, case_id, son, cast.csw.agency_id)
    cases.add_member(
        by=cast.hokatsu, case_id=case_id, agency_id=cast.csw.agency_id, duty="見守り", basis=Basis.CONSENT, person_ids=[son], sensitive=True,
        reason="x",
    )  # fmt: skip
    with as_(cast.hokatsu):
        [first] = consents_of(case_id)
    agrees(cast.hokatsu, case_id, son, cast.csw.agency_id, topics=frozenset({Topic.IDENTITY, Topic.CIRCUMSTANCES}))
    close(cast, case_id)
    consents.withdraw_consent(by=cast.hokatsu, consent_id=first.id, reason="病気のことは伝えないで")
    [line] = preview(cast.hokatsu, case_id).lines
    assert (line.persons, line.sensitive, line.narrowed) == ((son,), False, True)
    resume_case(by=cast.hokatsu, case_id=case_id, reason="再び")
    sensitive = "SELECT count(*) FROM cases_person p JOIN access_compartment c ON c.id = p.sensitive_room WHERE p.case_id = %s"
    assert sql(cast.csw, sensitive, case_id) == [0]
    assert people_seen(cast.csw, case_id) == {son}
