"""会議次第・会議資料・議事録・協力依頼書・委嘱状: 席のある人だけ、守秘の前は無い、窓が閉じたら古い URL でも無い、三十件の綴り。"""

from __future__ import annotations

import time
from typing import Any
from uuid import UUID, uuid4

import pytest
from conferences.conferences_town import acknowledge, as_, come, conference, fact, invite, item, joins, noted, opened
from django.test import Client
from django.urls import reverse

from documents.papers_town import cells_of, words_of
from kasane.conferences import commands
from kasane.conferences.domain.codes import Part
from kasane.conferences.queries import item_room
from kasane.documents import commands as papers
from kasane.documents import making
from kasane.documents.domain.jobs import JobKind
from kasane.documents.models import PaperJob
from kasane.documents.queries.conference import minutes_paper
from kasane.documents.queries.jobs import job_content, job_line
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible

pytestmark = pytest.mark.django_db
SECRET = "新聞がたまっている"


def tabled(cast: Any) -> tuple[UUID, UUID, UUID]:
    """市が事務局の支援会議に、CSW の事案を一つ上げ、資料を一行載せる。(会議, 議題, 事案)。"""
    case_id, people = opened(cast.csw, "髙﨑 花子")
    meeting = conference(cast.city, (cast.csw, Part.CHAIR))
    acknowledge(cast.csw)
    one = item(cast.csw, meeting, case_id, *people)
    commands.put_fact(by=cast.csw, item_id=one, facts=fact(SECRET, person_id=people[0]))
    return meeting, one, case_id


def get(client: Client, kind: str, subject: UUID, suffix: str = "pdf") -> Any:
    return client.get(reverse(f"documents:desk_{suffix}", args=[kind, subject]))


@pytest.mark.parametrize("kind", ["agenda", "packet", "minutes"])
def test_役員には出て_隣人には無い議題と同じ(cast: Any, sign_in: Any, client: Client, kind: str) -> None:
    meeting, one, _ = tabled(cast)
    subject = meeting if kind == "agenda" else one
    sign_in(client, cast.csw)
    words = words_of(get(client, kind, subject).content)
    assert "見守りの体制について" in words
    assert (SECRET in words) is (kind == "packet")
    assert get(client, kind, subject, "excel").status_code == 200
    assert "髙﨑" not in words, "資料と次第には、決めた呼び名だけが出る"
    sign_in(client, cast.neighbour)
    for suffix in ("pdf", "excel"):
        assert get(client, kind, subject, suffix).status_code == get(client, kind, uuid4(), suffix).status_code == 404


def test_構成員は_守秘を確かめてから_窓が閉じるまで(cast: Any, sign_in: Any, client: Client) -> None:
    _, one, _ = tabled(cast)
    seat = invite(cast.csw, one, cast.hokatsu)
    sign_in(client, cast.hokatsu)
    assert get(client, "packet", one).status_code == 404, "守秘を確かめる前は、何も見えない(N21)"
    acknowledge(cast.hokatsu, seat)
    assert SECRET in words_of(get(client, "packet", one).content)
    with as_(cast.hokatsu):
        until = _until(cast.hokatsu, one)
    commands.close_item(by=cast.csw, item_id=one, reason="話し合いが済んだ")
    assert until > clock.now()
    assert get(client, "packet", one).status_code == 404, "閉じた後は、古い URL でも無い"
    assert get(client, "minutes", one).status_code == 404


def _until(by: Any, item_id: UUID) -> Any:
    return item_room(item_id, by).shown_until


def test_構成員は_役員の次第も_名簿も見られない(cast: Any, sign_in: Any, client: Client) -> None:
    meeting, one, _ = tabled(cast)
    joins(cast.csw, one, cast.hokatsu)
    commands.open_conference(by=cast.csw, conference_id=meeting)
    come(cast.csw, one, cast.hokatsu)
    sign_in(client, cast.hokatsu)
    assert get(client, "agenda", meeting).status_code == 404
    assert _attended(cast.hokatsu, one) == ()
    assert [row[0] for row in _attended(cast.csw, one)] == [cast.hokatsu.name]


def test_構成員の議事録には_空の出席者の表ではなく_載らない訳が出る(cast: Any, sign_in: Any, client: Client) -> None:
    meeting, one, _ = tabled(cast)
    joins(cast.csw, one, cast.hokatsu)
    commands.open_conference(by=cast.csw, conference_id=meeting)
    come(cast.csw, one, cast.hokatsu)
    why = "出席者の名簿は、役員の書類にだけ載ります"
    for who, told in ((cast.hokatsu, True), (cast.csw, False)):
        sign_in(client, who)
        for words in (
            words_of(get(client, "minutes", one).content),
            client.get(reverse("conferences:minutes_print", args=[one])).content.decode(),
        ):
            assert (why in words) is told
        assert (why in "".join(map(str, cells_of(get(client, "minutes", one, "excel").content).values()))) is told


def _attended(by: Any, item_id: UUID) -> tuple[tuple[str, ...], ...]:
    """この人の議事録に並ぶ、出席者の名簿。"""
    with as_(by):
        return minutes_paper(item_id, by=by).sheet.values["attended"].rows


def test_決まったことが議事録に出る(cast: Any, sign_in: Any, client: Client) -> None:
    meeting, one, _ = tabled(cast)
    commands.open_conference(by=cast.csw, conference_id=meeting)
    come(cast.csw, one, cast.csw, cast.city)
    commands.decide_item(by=cast.csw, item_id=one, facts=noted("見守りを分担する"))
    sign_in(client, cast.csw)
    response = get(client, "minutes", one)
    assert "見守りを分担する" in words_of(response.content)
    assert "見守りを分担する" in cells_of(get(client, "minutes", one, "excel").content).values()


@pytest.mark.parametrize("kind", ["cooperation", "appointment", "decision", "nothing"])
def test_無い依頼_無い名簿_知らない種類は_無い(cast: Any, sign_in: Any, client: Client, kind: str) -> None:
    sign_in(client, cast.city)
    assert get(client, kind, uuid4()).status_code == 404


def test_委嘱簿を扱えない人は_委嘱状を作れない(cast: Any, sign_in: Any, client: Client) -> None:
    sign_in(client, cast.neighbour)
    assert get(client, "appointment", uuid4()).status_code == 403


def test_資料の綴りは_自分の議題だけ_窓が閉じたら渡さない(cast: Any, sign_in: Any, client: Client) -> None:
    meeting, one, _ = tabled(cast)
    sign_in(client, cast.csw)
    assert client.post(reverse("documents:ask_conference", args=[meeting])).status_code == 302
    assert making.make_next()
    with as_(cast.csw):
        job_id = PaperJob.objects.latest("asked_at").id
        line, content = job_content(job_id, by=cast.csw)
    assert line.taking.allowed
    assert SECRET in words_of(content)
    commands.close_item(by=cast.csw, item_id=one, reason="済んだ")
    sign_in(client, cast.neighbour)
    assert client.post(reverse("documents:ask_conference", args=[meeting])).status_code == 404


def test_三十件の綴りは_一件一秒より短い計算で出来る(cast: Any) -> None:
    meeting = conference(cast.city, (cast.csw, Part.CHAIR))
    acknowledge(cast.csw)
    case_id, people = opened(cast.csw, "髙﨑 花子")
    items = [item(cast.csw, meeting, case_id, *people, heading=f"議題{n}") for n in range(30)]
    for one in items:
        commands.put_fact(by=cast.csw, item_id=one, facts=fact(f"{SECRET}。" * 40, person_id=people[0]))
    job_id = papers.ask_packet(by=cast.csw, kind=JobKind.CONFERENCE, targets=items)
    began = time.process_time()
    assert making.make_next()
    spent = time.process_time() - began
    with as_(cast.csw):
        row = PaperJob.objects.get(id=job_id)
    assert (row.state, row.done, row.left_out) == ("done", 30, 0)
    assert spent / 30 < 1.0, f"一件 {spent / 30:.2f} 秒"
    print(f"30件 {spent:.2f} 秒（一件 {spent / 30:.3f} 秒）")


def test_期限の過ぎた窓の綴りは_渡さない(cast: Any) -> None:
    _, one, _ = tabled(cast)
    joins(cast.csw, one, cast.hokatsu)
    job_id = papers.ask_packet(by=cast.hokatsu, kind=JobKind.CONFERENCE, targets=[one])
    making.make_next()
    with as_(cast.hokatsu):
        assert SECRET in words_of(job_content(job_id, by=cast.hokatsu)[1])
    commands.close_item(by=cast.csw, item_id=one, reason="済んだ")
    with as_(cast.hokatsu):
        assert not job_line(job_id, by=cast.hokatsu).taking.allowed
        assert job_content(job_id, by=cast.hokatsu)[1] == b""


def held_by(cast: Any, job_id: UUID, by: Any) -> tuple[Any, bytes]:
    with as_(by):
        return job_content(job_id, by=by)


def test_作る前に窓が閉じた議題は_入らない(cast: Any) -> None:
    _, one, _ = tabled(cast)
    _, other, _ = tabled(cast)
    joins(cast.csw, one, cast.hokatsu)
    joins(cast.csw, other, cast.hokatsu)
    job_id = papers.ask_packet(by=cast.hokatsu, kind=JobKind.CONFERENCE, targets=[one, other])
    commands.close_item(by=cast.csw, item_id=one, reason="済んだ")
    assert making.make_next()
    line, content = held_by(cast, job_id, cast.hokatsu)
    assert (line.left_out, line.taking.allowed, words_of(content).count(SECRET)) == (1, True, 1)
    commands.close_item(by=cast.csw, item_id=other, reason="済んだ")
    line, content = held_by(cast, job_id, cast.hokatsu)
    assert (line.taking.allowed, content) == (False, b"")


def test_作る前にすべての窓が閉じれば_何も出来ない(cast: Any) -> None:
    _, one, _ = tabled(cast)
    joins(cast.csw, one, cast.hokatsu)
    job_id = papers.ask_packet(by=cast.hokatsu, kind=JobKind.CONFERENCE, targets=[one])
    commands.close_item(by=cast.csw, item_id=one, reason="済んだ")
    assert making.make_next()
    with as_(cast.hokatsu):
        row = PaperJob.objects.get(id=job_id)
    assert (row.state, row.content) == ("failed", None)


def test_作った後に下げられた行のある綴りは_席があっても渡さない(cast: Any, sign_in: Any, client: Client) -> None:
    """部屋の根拠は続いていても、載っていた行が下げられた(同意が取り消された)なら、前の写しは渡さない。"""
    _, one, _ = tabled(cast)
    joins(cast.csw, one, cast.hokatsu)
    job_id = papers.ask_packet(by=cast.hokatsu, kind=JobKind.CONFERENCE, targets=[one])
    making.make_next()
    assert SECRET in words_of(held_by(cast, job_id, cast.hokatsu)[1])
    with as_(cast.csw):
        (line,) = item_room(one, cast.csw).lines
    commands.drop_fact(by=cast.csw, fact_id=line.id, reason="本人が取り消した")
    sign_in(client, cast.hokatsu)
    assert client.get(reverse("documents:desk_pdf", args=["packet", one])).status_code == 200, "席は続いている"
    response = client.get(reverse("documents:job_pdf", args=[job_id]))
    assert response.status_code == 403
    assert SECRET not in response.content.decode()
    assert "PDF を受け取る" not in client.get(reverse("documents:job", args=[job_id])).content.decode()


def test_守秘を確かめる前の人は_綴りも頼めない(cast: Any) -> None:
    _, one, _ = tabled(cast)
    invite(cast.csw, one, cast.hokatsu)
    for who in (cast.hokatsu, cast.neighbour):
        with pytest.raises(NotVisible):
            papers.ask_packet(by=who, kind=JobKind.CONFERENCE, targets=[one])


def test_書類の一覧には_席のある会議だけ(cast: Any, sign_in: Any, client: Client) -> None:
    meeting, one, _ = tabled(cast)
    seat = invite(cast.csw, one, cast.hokatsu)
    url = reverse("documents:desk")
    packet = reverse("documents:desk_pdf", args=["packet", one])
    sign_in(client, cast.csw)
    shown = client.get(url).content.decode()
    assert reverse("documents:desk_pdf", args=["agenda", meeting]) in shown
    assert reverse("documents:ask_conference", args=[meeting]) in shown
    assert reverse("documents:case_list_pdf") in shown
    sign_in(client, cast.hokatsu)
    assert packet not in client.get(url).content.decode(), "守秘を確かめる前"
    acknowledge(cast.hokatsu, seat)
    assert packet in client.get(url).content.decode()
    sign_in(client, cast.neighbour)
    assert str(one) not in client.get(url).content.decode()
    assert str(meeting) not in client.get(url).content.decode()
