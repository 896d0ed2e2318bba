"""選んだ事案の綴り: 目的を聞いて残し、だれの記録も見られる事案だけ、上限(データ)まで。断るときは理由を言う。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from cases.cases_town import joins
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from documents.papers_town import PaperTown, as_, settled, words_of
from kasane.audit.models import JournalEntry
from kasane.cases.queries import case_header
from kasane.documents import commands, making, packets
from kasane.documents.domain.jobs import Asked, JobKind, Purpose, may_file
from kasane.documents.models import PaperJob, PaperLimit
from kasane.documents.queries.jobs import my_jobs
from kasane.documents.queries.whole import cases_to_file, packet_limit
from kasane.kernel import clock
from kasane.kernel.decision import Decision, Invalid, NotVisible, Refused

pytestmark = pytest.mark.django_db
CHOOSE, SEND = "documents:asking_cases", "documents:ask_cases"
USE = Asked(Purpose.HANDOVER, "異動する職員の引継ぎ")


@pytest.fixture
def town(cast: Any) -> PaperTown:
    return settled(cast.csw, cast.hokatsu)


def sent(*cases: UUID, **rest: Any) -> dict[str, Any]:
    return {"cases": [str(one) for one in cases], "purpose": "meeting", "words": "12月の事例検討で使う", **rest}


def choosing(client: Client) -> str:
    return client.get(reverse(CHOOSE) + "?whose=agency").content.decode()


def send(client: Client, given: dict[str, Any]) -> Any:
    return client.post(reverse(SEND) + "?whose=agency", given)


def most(by: Any) -> int:
    with as_(by):
        return packet_limit(JobKind.CASES)


def test_一覧から選び_目的を書いて頼み_進み具合の画面から受け取る(cast: Any, sign_in: Any, client: Client, town: PaperTown) -> None:
    other = settled(cast.csw, cast.hokatsu)
    settled(cast.csw, cast.hokatsu)
    sign_in(client, cast.csw)
    assert reverse(CHOOSE) in client.get(reverse("cases:list") + "?whose=agency").content.decode()
    page = choosing(client)
    assert page.count('name="cases"') == 3
    assert f"一度に{most(cast.csw)}件まで" in page
    response = send(client, sent(town.case_id, other.case_id))
    with as_(cast.csw):
        job = my_jobs()[0]
        numbers = [case_header(one, by=cast.csw).number for one in (town.case_id, other.case_id)]
    assert (response.status_code, response["Location"]) == (302, reverse("documents:job", args=[job.id]))
    shown = client.get(response["Location"]).content.decode()
    assert "順番を待っています" in shown
    assert "12月の事例検討で使う" in shown
    assert making.make_next()
    words = words_of(client.get(reverse("documents:job_pdf", args=[job.id])).content)
    assert [one for one in numbers if one not in words] == []
    with as_(cast.auditor):
        entry = JournalEntry.objects.filter(act="ask_packet", account_id=cast.csw.account_id).latest("id")
    assert entry.reason == "いくつかの事案の綴り　会議・事例検討に使う：12月の事例検討で使う"
    assert set(entry.subjects) >= {town.mother, town.son, other.mother}


@pytest.mark.parametrize(
    ("wrong", "said"), [({"cases": []}, "綴りに入れる事案"), ({"words": ""}, "だれに渡すか"), ({"purpose": ""}, "何に使いますか")]
)
def test_事案と目的がなければ_断る(cast: Any, sign_in: Any, client: Client, town: PaperTown, wrong: Any, said: str) -> None:
    sign_in(client, cast.csw)
    response = send(client, sent(town.case_id) | wrong)
    assert response.status_code == 422
    assert said in response.content.decode().partition("error-summary")[2].partition("</ul>")[0]
    with as_(cast.csw):
        assert my_jobs() == ()


def test_一つの事案の綴りも_目的を聞く(cast: Any, sign_in: Any, client: Client, town: PaperTown) -> None:
    sign_in(client, cast.csw)
    asking = reverse("documents:asking_case_file", args=[town.case_id])
    assert asking in client.get(reverse("documents:papers", args=[town.case_id])).content.decode()
    assert "何に使いますか" in client.get(asking).content.decode()
    assert client.post(reverse("documents:ask_case_file", args=[town.case_id]), {}).status_code == 422
    with pytest.raises(Invalid):
        commands.ask_packet(by=cast.csw, kind=JobKind.CASE_FILE, targets=[town.case_id])
    with as_(cast.csw):
        assert my_jobs() == ()


def test_見られない人のいる事案は_理由を言って選ばせず_命令でも断る(cast: Any, sign_in: Any, client: Client, town: PaperTown) -> None:
    """地域包括は、母の部屋だけを開いてもらった。"""
    joins(cast.csw, town.case_id, cast.hokatsu.agency_id, town.mother)
    sign_in(client, cast.hokatsu)
    page = choosing(client)
    assert 'name="cases"' not in page
    assert "綴りには入れられません" in page
    papers = client.get(reverse("documents:papers", args=[town.case_id])).content.decode()
    assert "見られない人の記録がある" in papers
    assert client.get(reverse("documents:asking_case_file", args=[town.case_id])).status_code == 403
    for kind in (JobKind.CASE_FILE, JobKind.CASES):
        with pytest.raises(Refused, match="見られない人の記録"):
            commands.ask_packet(by=cast.hokatsu, kind=kind, targets=[town.case_id], asked=USE)
    assert send(client, sent(town.case_id)).status_code == 422


def test_上限はデータで_超えれば断り_前の日には前の上限(cast: Any, town: PaperTown) -> None:
    many = [town.case_id, settled(cast.csw, cast.hokatsu).case_id]
    today = clock.today()
    with as_(cast.account_admin):
        PaperLimit.objects.filter(kind="cases").update(valid_to=today)
        PaperLimit.objects.create(kind="cases", most=1, valid_from=today)
    with pytest.raises(Refused, match="一度に作れるのは1件まで"):
        commands.ask_packet(by=cast.csw, kind=JobKind.CASES, targets=many, asked=USE)
    assert commands.ask_packet(by=cast.csw, kind=JobKind.CASES, targets=many[:1], asked=USE)
    with clock.frozen(clock.now() - timedelta(days=1)):
        assert most(cast.csw) == 10


def test_隣人の一覧には無く_番号で頼んでも無い事案と同じ(cast: Any, sign_in: Any, client: Client, town: PaperTown) -> None:
    sign_in(client, cast.neighbour)
    assert str(town.case_id) not in choosing(client)
    assert send(client, sent(town.case_id)).status_code == 422
    assert client.get(reverse("documents:asking_case_file", args=[town.case_id])).status_code == 404
    with pytest.raises(NotVisible):
        commands.ask_packet(by=cast.neighbour, kind=JobKind.CASES, targets=[town.case_id], asked=USE)
    with as_(cast.neighbour), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM documents_reads_whole(%s)", [[town.case_id]])
        assert cursor.fetchone() == (0,)
    with as_(cast.csw), connection.cursor() as cursor:
        cursor.execute("SELECT whole FROM documents_reads_whole(%s)", [[town.case_id]])
        assert cursor.fetchall() == [(True,)], "見える人に見えなければ、この試験は何も確かめていない"


def test_頼んだ後に見られない人が増えれば_その事案は入らない(cast: Any, town: PaperTown, monkeypatch: pytest.MonkeyPatch) -> None:
    other = settled(cast.csw, cast.hokatsu)
    job_id = commands.ask_packet(by=cast.csw, kind=JobKind.CASES, targets=[town.case_id, other.case_id], asked=USE)
    real, no = packets.filing_of, Decision.no("見られない人の記録がある", "試験")
    monkeypatch.setattr(packets, "filing_of", lambda header: no if header.id == other.case_id else real(header))
    assert making.make_next()
    with as_(cast.csw):
        row = PaperJob.objects.get(id=job_id)
    assert (row.state, row.left_out) == ("done", 1)


def test_選ぶ画面の問いの数は_事案の数によらない(cast: Any, town: PaperTown) -> None:
    def asked() -> int:
        with as_(cast.csw), CaptureQueriesContext(connection) as captured:
            cases_to_file(cast.csw, after="", mine_only=False)
        return len(captured)

    asked()
    before = asked()
    for _ in range(3):
        settled(cast.csw, cast.hokatsu)
    assert asked() == before


@pytest.mark.parametrize("makes", [True, False])
@pytest.mark.parametrize("whole", [True, False])
def test_綴りに入れてよいのは_書類を作れて_だれの記録も見られる事案(makes: bool, whole: bool) -> None:
    can = Decision.yes("作れます", "g") if makes else Decision.no("根拠がありません", "g")
    assert may_file(making=can, whole=whole, number="R8-1").allowed is (makes and whole)
