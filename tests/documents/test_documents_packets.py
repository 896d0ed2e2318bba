"""裏で作る綴り: 頼んだ人の立場で作る、画面を閉じても続く、根拠が終われば渡さない、隣人には無い、係だけが受け取れる。"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from cases.cases_town import joins
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from people.town import protect

from documents.papers_town import PaperTown, as_, settled, words_of
from kasane.access.commands import block_holder
from kasane.access.session import acting_as
from kasane.cases import commands as cases
from kasane.documents import commands, making
from kasane.documents.domain.jobs import Asked, JobKind, JobState, Purpose, may_ask, may_take
from kasane.documents.models import PaperJob
from kasane.documents.queries.jobs import job_content, job_line, my_jobs
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible, Refused

pytestmark = pytest.mark.django_db
USE = Asked(Purpose.MEETING, "事例検討で使い、終わったら回収する")


@pytest.fixture
def town(cast: Any) -> PaperTown:
    return settled(cast.csw, cast.hokatsu)


def asked(by: Any, *cases_: UUID) -> UUID:
    kind = JobKind.CASE_FILE if len(cases_) == 1 else JobKind.CASES
    return commands.ask_packet(by=by, kind=kind, targets=cases_, asked=USE)


def line(by: Any, job_id: UUID) -> Any:
    with as_(by):
        return job_line(job_id, by=by)


def taken(by: Any, job_id: UUID) -> bytes:
    with as_(by):
        return job_content(job_id, by=by)[1]


def test_頼んで_作られて_受け取れる(cast: Any, sign_in: Any, client: Client, town: PaperTown) -> None:
    sign_in(client, cast.csw)
    sent = {"purpose": "meeting", "words": "事例検討で使う"}
    assert client.post(reverse("documents:ask_case_file", args=[town.case_id]), sent).status_code == 302
    with as_(cast.csw):
        job_id = my_jobs()[0].id
    waiting = client.get(reverse("documents:job", args=[job_id])).content.decode()
    assert "順番を待っています" in waiting
    assert "この画面を閉じても処理は続きます" in waiting
    assert client.get(reverse("documents:job_pdf", args=[job_id])).status_code == 403
    assert making.make_next()
    assert not making.make_next(), "一度だけ作る"
    response = client.get(reverse("documents:job_pdf", args=[job_id]))
    words = words_of(response.content)
    assert response["Content-Disposition"] == 'attachment; filename="case_file.pdf"'
    for title in ("様式1-1相談受付・申込票", "様式1-2インテーク・アセスメントシート", "支援経過記録（経過一覧）"):
        assert title in words
    assert "髙﨑𠮷子" in words


def test_受け取ると_名前の出た人が閲覧記録に残る(cast: Any, sign_in: Any, client: Client, town: PaperTown, owner_sql: Any) -> None:
    job_id = asked(cast.csw, town.case_id)
    making.make_next()
    sign_in(client, cast.csw)
    client.get(reverse("documents:job_pdf", args=[job_id]))
    sql = "SELECT count(*) FROM audit_access WHERE subjects @> ARRAY[%s, %s]::uuid[] AND route = 'documents:job_pdf'"
    assert owner_sql(sql, [town.mother, town.son])[0][0] == 1


@pytest.mark.parametrize("name", ["job", "job_pdf"])
def test_隣人と同僚には_無い頼みと同じ(cast: Any, sign_in: Any, client: Client, town: PaperTown, name: str) -> None:
    job_id = asked(cast.csw, town.case_id)
    making.make_next()
    for other in (cast.neighbour, cast.csw_manager):
        sign_in(client, other)
        assert client.get(reverse(f"documents:{name}", args=[job_id])).status_code == 404
        assert client.get(reverse(f"documents:{name}", args=[uuid4()])).status_code == 404
        assert job_id.hex not in client.get(reverse("documents:jobs")).content.decode().replace("-", "")


def test_見えない事案の綴りは_頼めない(cast: Any, town: PaperTown) -> None:
    with pytest.raises(NotVisible):
        asked(cast.neighbour, town.case_id)
    mine = settled(cast.neighbour, cast.hokatsu)
    with pytest.raises(NotVisible):
        asked(cast.neighbour, mine.case_id, town.case_id)
    with as_(cast.neighbour):
        assert my_jobs() == ()


def test_作る前に根拠が終われば_入らない(cast: Any, town: PaperTown) -> None:
    joins(cast.csw, town.case_id, cast.hokatsu.agency_id, town.mother, town.son)
    mine = settled(cast.hokatsu, cast.csw)
    job_id = asked(cast.hokatsu, mine.case_id, town.case_id)
    end_team(cast, town)
    making.make_next()
    found = line(cast.hokatsu, job_id)
    assert (found.state, found.left_out) == (JobState.DONE, 1)
    number = case_number(cast.csw, town.case_id)
    assert number not in words_of(taken(cast.hokatsu, job_id))
    assert case_number(cast.hokatsu, mine.case_id) in words_of(taken(cast.hokatsu, job_id))


def test_作った後に根拠が終われば_古いURLでも渡さない(cast: Any, sign_in: Any, client: Client, town: PaperTown) -> None:
    joins(cast.csw, town.case_id, cast.hokatsu.agency_id, town.mother, town.son)
    job_id = asked(cast.hokatsu, town.case_id)
    making.make_next()
    sign_in(client, cast.hokatsu)
    assert client.get(reverse("documents:job_pdf", args=[job_id])).status_code == 200
    end_team(cast, town)
    response = client.get(reverse("documents:job_pdf", args=[job_id]))
    assert response.status_code == 403
    assert "髙﨑" not in response.content.decode()
    assert taken(cast.hokatsu, job_id) == b""


def test_利害関係で断られた人には_もう渡さない(cast: Any, town: PaperTown) -> None:
    joins(cast.csw, town.case_id, cast.hokatsu.agency_id, town.mother, town.son)
    job_id = asked(cast.hokatsu, town.case_id)
    making.make_next()
    assert b"%PDF" in taken(cast.hokatsu, job_id)[:8], "断られる前は、受け取れる"
    assert line(cast.hokatsu, job_id).taking.allowed
    with as_(cast.csw):
        from kasane.cases.queries import case_header

        room = case_header(town.case_id, by=cast.csw).compartment_id
    block_holder(by=cast.csw_manager, compartment_id=room, holder_id=cast.hokatsu.account_id, subject_id=town.mother, reason="親族のため")
    assert not line(cast.hokatsu, job_id).taking.allowed


def test_作った後に支援措置が始まれば_渡さない(cast: Any, town: PaperTown) -> None:
    job_id = asked(cast.csw, town.case_id)
    making.make_next()
    assert b"%PDF" in taken(cast.csw, job_id)[:8]
    assert "北町荘" in words_of(taken(cast.csw, job_id)), "措置の前は、住所が入っている"
    protect(cast.csw, town.mother)
    assert not line(cast.csw, job_id).taking.allowed
    assert taken(cast.csw, job_id) == b""
    again = asked(cast.csw, town.case_id)
    making.make_next()
    words = words_of(taken(cast.csw, again))
    assert "北町荘" not in words
    assert "支援措置のため印字しません" in words


def test_期限が来たら_中身が消える(cast: Any, town: PaperTown) -> None:
    job_id = asked(cast.csw, town.case_id)
    making.make_next()
    assert b"%PDF" in taken(cast.csw, job_id)[:8], "期限の前は、受け取れる"
    with clock.frozen(clock.now() + timedelta(hours=23)):
        making.sweep()
    assert b"%PDF" in taken(cast.csw, job_id)[:8], "23時間では消えない"
    with clock.frozen(clock.now() + timedelta(hours=25)):
        assert making.sweep() >= 1
    with as_(cast.csw):
        row = PaperJob.objects.get(id=job_id)
    assert (row.state, row.content) == ("gone", None)


def test_係でない人は_頼みを受け取れず_中身も見えない(cast: Any, town: PaperTown) -> None:
    job_id = asked(cast.csw, town.case_id)
    for call in ("documents_take(now())", "documents_sweep(now())", f"documents_drop('{job_id}', 'x', now())"):
        with pytest.raises(ProgrammingError), transaction.atomic(), acting_as(cast.neighbour), connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {call}")
    with as_(making.WORKER):
        assert not PaperJob.objects.filter(id=job_id).exists(), "係も、中身は頼んだ人としてだけ読む"


def test_途中で止まった頼みは_五分後に受け取り直し_三度で諦める(cast: Any, town: PaperTown, owner_sql: Any) -> None:
    job_id = asked(cast.csw, town.case_id)

    def take() -> list[Any]:
        with transaction.atomic(), acting_as(making.WORKER), connection.cursor() as cursor:
            cursor.execute("SELECT job_id FROM documents_take(%s)", [clock.now()])
            return cursor.fetchall()

    start = clock.now()
    for minutes in (0, 6, 12):
        with clock.frozen(start + timedelta(minutes=minutes)):
            assert take() == [(job_id,)]
            assert take() == []
    with clock.frozen(start + timedelta(minutes=18)):
        assert take() == []
    assert line(cast.csw, job_id).state is JobState.FAILED


def test_配属の終わった人の頼みは_作らない(cast: Any, town: PaperTown, monkeypatch: pytest.MonkeyPatch) -> None:
    job_id = asked(cast.csw, town.case_id)
    monkeypatch.setattr(making.desk, "actor", lambda account, posting: None)
    assert making.make_next()
    found = line(cast.csw, job_id)
    assert (found.state, found.why) == (JobState.FAILED, "配属が終わったため、作りませんでした。")


def test_一件にかかる計算の時間は_一秒より短い(cast: Any, town: PaperTown) -> None:
    others = [settled(cast.csw, cast.hokatsu).case_id for _ in range(4)]
    job_id = asked(cast.csw, town.case_id, *others)
    began = time.process_time()
    making.make_next()
    spent = time.process_time() - began
    with as_(cast.csw):
        row = PaperJob.objects.get(id=job_id)
    assert (row.state, row.done, row.total) == ("done", 5, 5)
    assert spent / 5 < 1.0, f"一件 {spent / 5:.2f} 秒"


def test_頼みすぎは_断る() -> None:
    assert may_ask(targets=1, waiting=0, most=1).allowed
    assert may_ask(targets=60, waiting=2, most=60).allowed
    assert not may_ask(targets=0, waiting=0, most=60).allowed
    assert not may_ask(targets=61, waiting=0, most=60).allowed
    assert not may_ask(targets=1, waiting=3, most=60).allowed


def test_四つめの頼みは_断られる(cast: Any, town: PaperTown) -> None:
    for _ in range(3):
        asked(cast.csw, town.case_id)
    with pytest.raises(Refused):
        asked(cast.csw, town.case_id)


@pytest.mark.parametrize("state", list(JobState))
def test_受け取れるのは_出来ていて_期限の前で_根拠が続く間だけ(state: JobState) -> None:
    assert may_take(state, standing=True, lapsed=False, why="").allowed is (state is JobState.DONE)
    assert not may_take(state, standing=False, lapsed=False, why="").allowed
    assert not may_take(state, standing=True, lapsed=True, why="").allowed


def end_team(cast: Any, town: PaperTown) -> None:
    """地域包括の関わりを終える。"""
    with as_(cast.csw):
        from kasane.cases.queries import team_now

        one = next(part for part in team_now(town.case_id) if part.agency_id == cast.hokatsu.agency_id)
    cases.end_involvement(by=cast.csw, case_id=town.case_id, involvement_id=one.id, reason="役割が終わった")


def case_number(by: Any, case_id: UUID) -> str:
    """事案の番号。"""
    from kasane.cases.queries import case_header

    with as_(by):
        return case_header(case_id, by=by).number
