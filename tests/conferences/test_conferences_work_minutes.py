"""議事(データベース): 行ごとの版、書き直す前の文、確定の順の見張り、書ける席。"""

from __future__ import annotations

import threading
from uuid import UUID

import pytest
from cases.cases_town import as_, sql
from django.db import ProgrammingError, connection, connections, transaction
from people_of_the_town import Cast

from conferences.conference_work_room import Meeting, close, decide, meeting
from kasane.conferences.commands import minutes as commands
from kasane.conferences.domain.minutes import MinuteKind
from kasane.conferences.models import Minute
from kasane.conferences.queries.minutes import may_minute, minute_versions, minutes_of, minutes_since
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Invalid, NotVisible, Refused
from kasane.kernel.ids import new_id

KIND = MinuteKind.SHARED


def write(by: Actor, at: Meeting, text: str, **rest: UUID) -> UUID:
    """一行書く。"""
    return commands.write_minute(by=by, item_id=at.item, kind=KIND, text=text, **rest)


@pytest.mark.django_db
def test_二人が書いた行は両方残り_見張りは後の行だけを返す(cast: Cast) -> None:
    at = meeting(cast)
    write(cast.city, at, "事務局の一行")
    with as_(cast.hokatsu):
        last = minutes_since(at.item, 0)[-1].tick
    second = write(cast.hokatsu, at, "記録の一行")
    with as_(cast.city):
        assert [one.text for one in minutes_since(at.item, last)] == ["記録の一行"]
        assert [one.text for one in minutes_of(at.item)] == ["事務局の一行", "記録の一行"]
        newest = minutes_since(at.item, last)[-1]
        assert newest.author == cast.hokatsu.name
    commands.revise_minute(by=cast.city, line_id=second, kind=MinuteKind.OPINION, text="記録の一行(直した)", version=1)
    with as_(cast.hokatsu):
        (changed,) = minutes_since(at.item, newest.tick)
        assert (changed.id, changed.text, changed.version, changed.changed_by) == (second, "記録の一行(直した)", 2, cast.city.name)
        assert minutes_since(at.item, changed.tick) == ()


@pytest.mark.django_db
def test_同じ行を二人が直すと_後の人に両方を見せ_どの文も失わない(cast: Cast) -> None:
    at = meeting(cast)
    line = write(cast.city, at, "はじめの文")
    commands.revise_minute(by=cast.hokatsu, line_id=line, kind=KIND, text="記録の直し", version=1)
    with pytest.raises(Conflict) as caught:
        commands.revise_minute(by=cast.city, line_id=line, kind=KIND, text="事務局の直し", version=1)
    assert caught.value.current.text == "記録の直し"
    assert caught.value.submitted == "事務局の直し"
    commands.revise_minute(by=cast.city, line_id=line, kind=KIND, text="二人で合わせた文", version=2)
    with as_(cast.city):
        assert [(one.version, one.text, one.author) for one in minute_versions(line)] == [
            (2, "記録の直し", cast.hokatsu.name), (1, "はじめの文", cast.city.name),
        ]  # fmt: skip


@pytest.mark.django_db
def test_送り直しても_同じ行は一度だけ入る(cast: Cast) -> None:
    at, key = meeting(cast), new_id()
    assert write(cast.city, at, "一度だけ", line_id=key) == write(cast.city, at, "一度だけ", line_id=key) == key
    with as_(cast.city):
        assert [one.text for one in minutes_of(at.item)] == ["一度だけ"]
    with pytest.raises(NotVisible):
        write(cast.hokatsu, at, "他人の行の番号", line_id=key)


@pytest.mark.django_db
def test_消した行は_理由とともに残る(cast: Cast) -> None:
    at = meeting(cast)
    line = write(cast.city, at, "別の議題のこと")
    with pytest.raises(Invalid):
        commands.strike_minute(by=cast.city, line_id=line, reason=" ", version=1)
    commands.strike_minute(by=cast.city, line_id=line, reason="別の議題に書いた", version=1)
    with as_(cast.city):
        (kept,) = minutes_of(at.item)
        assert (kept.text, kept.struck_reason, kept.struck_at is not None) == ("別の議題のこと", "別の議題に書いた", True)


@pytest.mark.django_db
def test_議事を書けるのは役員の席だけで_読むだけの構成員と隣人には書けない(cast: Cast) -> None:
    at = meeting(cast)
    line = write(cast.city, at, "事務局の一行")
    with pytest.raises(Refused, match="事務局・司会・記録"):
        write(cast.csw, at, "構成員の一行")
    with pytest.raises(NotVisible):
        write(cast.neighbour, at, "隣人の一行")
    with pytest.raises(NotVisible):
        commands.revise_minute(by=cast.neighbour, line_id=line, kind=KIND, text="隣人の直し", version=1)
    with as_(cast.neighbour):
        assert minutes_of(at.item) == ()
        assert minute_versions(line) == ()
    with as_(cast.csw):
        assert [one.text for one in minutes_of(at.item)] == ["事務局の一行"]
        assert not may_minute(Minute.objects.select_related("item").get(id=line).item).allowed
    assert sql(cast.csw, "UPDATE conferences_minute SET text = '書き換え' RETURNING 1") == []


@pytest.mark.django_db
def test_会議が始まる前と_議題が閉じた後は書けない_画面を通らなくても(cast: Cast) -> None:
    early = meeting(cast, opens=False)
    with pytest.raises(Refused, match="始めてから"):
        write(cast.city, early, "早すぎる")
    at = meeting(cast)
    line = write(cast.city, at, "途中まで")
    close(cast, at)
    with pytest.raises(Refused, match="終わった議題"):
        write(cast.city, at, "遅すぎる")
    for item in (early, at):
        with pytest.raises(ProgrammingError), as_(cast.city), transaction.atomic():
            Minute.objects.create(
                compartment_id=item.room, recorded_at="2026-11-21T00:00Z", recorded_by=cast.city.posting_id, item_id=item.item, kind="shared",
                text="こっそり", changed_by=cast.city.posting_id, changed_at="2026-11-21T00:00Z", tick=0,
            )  # fmt: skip
    with pytest.raises(ProgrammingError), as_(cast.city), transaction.atomic():
        Minute.objects.filter(id=line).update(text="後から書き換え")


@pytest.mark.django_db
def test_決まった議題の議事は_閉会の後も清書できる(cast: Cast) -> None:
    at = meeting(cast)
    line = write(cast.city, at, "走り書き")
    decide(cast, at)
    close(cast, at)
    commands.revise_minute(by=cast.city, line_id=line, kind=KIND, text="清書した文", version=1)
    with as_(cast.city):
        assert [one.text for one in minutes_of(at.item)] == ["清書した文"]


@pytest.mark.django_db
def test_書いた人も議題も_アプリからは偽れない(cast: Cast) -> None:
    at, other = meeting(cast), meeting(cast)
    line = write(cast.city, at, "一行")
    for change in ("item_id = %s", "compartment_id = %s", "recorded_by = %s", "version = 9", "tick = 0"):
        given = [other.item] if "%s" in change else []
        with pytest.raises(ProgrammingError), as_(cast.city), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE conferences_minute SET {change}", given)
    with as_(cast.city), transaction.atomic():
        Minute.objects.create(
            id=(forged := new_id()), compartment_id=at.room, recorded_at="2026-11-21T00:00Z", recorded_by=cast.neighbour.posting_id,
            item_id=at.item, kind="shared", text="なりすまし", changed_by=cast.neighbour.posting_id, changed_at="2026-11-21T00:00Z", tick=0,
        )  # fmt: skip
        assert Minute.objects.get(id=forged).recorded_by == cast.city.posting_id
    assert line != forged


@pytest.mark.django_db
def test_見張りは_行の数によらず一つの問いで済む(cast: Cast, django_assert_num_queries: object) -> None:
    at = meeting(cast)
    for one in range(6):
        write(cast.city, at, f"{one}行目")
    with as_(cast.city), django_assert_num_queries(1):  # type: ignore[operator]
        assert len(minutes_since(at.item, 0)) == 6


@pytest.mark.django_db(transaction=True)
def test_二人が同時に書いても_一行も失わず_見張りは取りこぼさない(cast: Cast) -> None:
    """書き手二人が別々の接続で書き続け、三つ目の接続が「番号の後」だけを見張り続ける。"""
    with transaction.atomic():
        at = meeting(cast)
    seen: list[str] = []
    done = threading.Event()
    troubles: list[Exception] = []

    def writer(by: Actor, name: str) -> None:
        try:
            for number in range(15):
                write(by, at, f"{name}{number}")
        except Exception as error:
            troubles.append(error)
        finally:
            connections.close_all()

    def watcher() -> None:
        last = 0
        try:
            while True:
                finished = done.is_set()
                with as_(cast.csw):
                    found = minutes_since(at.item, last)
                seen.extend(one.text for one in found)
                last = found[-1].tick if found else last
                if finished and not found:
                    return
        except Exception as error:
            troubles.append(error)
        finally:
            connections.close_all()

    watching = threading.Thread(target=watcher)
    writing = [threading.Thread(target=writer, args=pair) for pair in ((cast.city, "市"), (cast.hokatsu, "包"))]
    for one in (watching, *writing):
        one.start()
    for one in writing:
        one.join(60)
    done.set()
    watching.join(60)
    assert troubles == []
    assert sorted(seen) == sorted([f"市{n}" for n in range(15)] + [f"包{n}" for n in range(15)])
