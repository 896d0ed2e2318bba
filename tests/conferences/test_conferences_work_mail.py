"""会議の案内のメール: 名前が入らない、招集と同じ取引で箱に入る、送れなければ送り直す。"""

from __future__ import annotations

import signal
from argparse import Namespace
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from cases.cases_town import as_, sql
from django.core import mail as sent
from django.core.mail.backends.locmem import EmailBackend
from django.db import ProgrammingError, connection, transaction
from icalendar import Calendar
from people_of_the_town import Cast

from conferences.conference_work_room import Meeting, meeting
from conferences.conferences_town import conference, invite, item
from kasane.audit import sealer
from kasane.cases import lapsing
from kasane.cli import worker
from kasane.conferences import lapsing as lines
from kasane.conferences import mail
from kasane.conferences.commands import call_conference, cancel_conference
from kasane.conferences.commands import mailing as commands
from kasane.conferences.models import OutboxMail
from kasane.conferences.queries.mailing import Recipient, mail_of, recipients
from kasane.documents import making
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused
from kasane.portal import upkeep

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ready(settings: Any) -> None:
    settings.KASANE_MAIL_READY = True
    settings.KASANE_MAIL_FROM = "kasane@city.example"


def addressed(cast: Cast) -> None:
    """三人の宛先を、三人のいる前の会議(招集の知らせの前)の事務局が登録する。"""
    earlier = conference(cast.city, days=30)
    one = item(cast.city, earlier)
    for who in (cast.csw, cast.minsei):
        invite(cast.city, one, who)
    commands.set_mailbox(by=cast.city, posting_id=cast.csw.posting_id, address="shakyo@example.jp")
    commands.set_mailbox(by=cast.city, posting_id=cast.city.posting_id, address="fukushi@example.jp")
    commands.set_mailbox(by=cast.city, outside_member_id=cast.minsei, address="minsei@example.jp")


def all_text(message: Any) -> str:
    """届いたものの全部(見出し・本文・予定)を、読める字にして一つにする。"""
    parts = [str(message.message().items()), message.subject, message.body]
    for name, content, _ in message.attachments:
        parts += [name, content, Calendar.from_ical(content).to_ical().decode()]
    return "\n".join(parts).replace("\r\n ", "")


def upcoming(cast: Cast, **rest: Any) -> Meeting:
    """明日の、招集した会議。"""
    return meeting(cast, opens=False, days=1, **rest)


def queued(cast: Cast, at: Meeting) -> commands.Queued:
    """案内を箱に入れる。"""
    return commands.send_invitations(by=cast.city, conference_id=at.conference)


def test_案内には人の名前も会議の名前も議題も入らない_N27(cast: Cast) -> None:
    addressed(cast)
    at = upcoming(cast)
    invite(cast.city, at.item, cast.minsei)
    assert queued(cast, at).addressed == 3
    assert mail.send_due() == 3
    assert sorted(one.to[0] for one in sent.outbox) == ["fukushi@example.jp", "minsei@example.jp", "shakyo@example.jp"]
    for message in sent.outbox:
        text = all_text(message)
        for secret in ("高橋", "花子", "一郎", "民野", "重田", "市野", "支援会議", "二人暮らし", str(at.case), str(at.item)):
            assert secret not in text, secret
        assert "個別ケース" in text
        assert "市役所3階" in text
        others = {"fukushi@example.jp", "minsei@example.jp", "shakyo@example.jp"} - set(message.to)
        assert not any(other in text for other in others)  # ほかの構成員がだれかを知らせない(N23)。


def test_場所に人の名前があれば_場所を書かない(cast: Cast) -> None:
    addressed(cast)
    at = upcoming(cast, place="高橋さん宅")
    queued(cast, at)
    mail.send_due()
    assert sent.outbox
    for message in sent.outbox:
        assert "高橋" not in all_text(message)
        assert "事務局にお尋ねください" in message.body


def test_二度押しても一通で_後から加わった人にだけ届く(cast: Cast) -> None:
    addressed(cast)
    at = upcoming(cast)
    queued(cast, at)
    queued(cast, at)
    assert mail.send_due() == 2
    invite(cast.city, at.item, cast.minsei)
    queued(cast, at)
    assert mail.send_due() == 1
    assert sent.outbox[-1].to == ["minsei@example.jp"]


def test_宛先のない人は名前で分かり_紙で知らせられる(cast: Cast) -> None:
    at = upcoming(cast)
    invite(cast.city, at.item, cast.minsei)
    assert set(queued(cast, at).missing) == {cast.city.posting_id, cast.hokatsu.posting_id, cast.csw.posting_id, cast.minsei}
    with as_(cast.city):
        assert Recipient(cast.minsei, "民野 生委", True, "") in recipients(at.conference)
    commands.set_mailbox(by=cast.city, outside_member_id=cast.minsei, address="minsei@example.jp")
    with as_(cast.city):
        assert Recipient(cast.minsei, "民野 生委", True, "minsei@example.jp") in recipients(at.conference)
    with as_(cast.neighbour):
        assert recipients(at.conference) == ()


def test_変更は同じ予定に当たり_取りやめは忘れられない(cast: Cast) -> None:
    addressed(cast)
    at = upcoming(cast)
    queued(cast, at)
    commands.tell_change(by=cast.city, conference_id=at.conference)
    cancel_conference(by=cast.city, conference_id=at.conference, reason="警報のため")
    mail.send_due()
    mine = [Calendar.from_ical(one.attachments[0].content) for one in sent.outbox if one.to == ["shakyo@example.jp"]]
    events = [one.walk("VEVENT")[0] for one in mine]
    assert [(one["METHOD"], event["SEQUENCE"]) for one, event in zip(mine, events, strict=True)] == [
        ("REQUEST", 0),
        ("REQUEST", 1),
        ("CANCEL", 2),
    ]
    assert len({event["UID"] for event in events}) == 1
    assert all("警報" not in all_text(one) for one in sent.outbox)


class Down(EmailBackend):
    """止まっているメールのサーバー。"""

    def send_messages(self, messages: Any) -> int:
        raise SMTPServerDisconnected("高橋")


def test_サーバーが止まっていれば箱に残り_間を置いて送り直す(cast: Cast, settings: Any) -> None:
    addressed(cast)
    at = upcoming(cast)
    queued(cast, at)
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Down"
    before = clock.now()
    assert mail.send_due() == 0
    assert mail.send_due() == 0
    with as_(cast.city):
        rows = list(OutboxMail.objects.filter(conference_id=at.conference))
        assert [(one.tries, one.trouble, one.sent_at) for one in rows] == [(1, "SMTPServerDisconnected", None)] * 2
        assert mail_of(at.conference)[0].tries == 1
    settings.EMAIL_BACKEND = working
    with clock.frozen(before + timedelta(seconds=30)):
        assert mail.send_due() == 0
    with clock.frozen(before + timedelta(minutes=2)):
        assert mail.send_due() == 2
        assert mail.send_due() == 0
    with as_(cast.city):
        assert (mail_of(at.conference)[0].queued, mail_of(at.conference)[0].sent) == (2, 2)


def test_送る先が決まっていなければ_何も送らず箱に残す(cast: Cast, settings: Any) -> None:
    addressed(cast)
    at = upcoming(cast)
    queued(cast, at)
    settings.KASANE_MAIL_READY = False
    assert mail.send_due() == 0
    assert sent.outbox == []


def test_始まった会議の案内は送らない(cast: Cast) -> None:
    addressed(cast)
    at = upcoming(cast)
    queued(cast, at)
    with clock.frozen(clock.now() + timedelta(days=2)):
        assert mail.send_due() == 0


def test_招集の取引が取り消されれば_案内も残らない(cast: Cast) -> None:
    addressed(cast)
    at = upcoming(cast, calls=False)
    with as_(cast.city):
        assert OutboxMail.objects.count() == 0
        with transaction.atomic():
            call_conference(by=cast.city, conference_id=at.conference)
            assert OutboxMail.objects.count() == 2
            transaction.set_rollback(True)
        assert OutboxMail.objects.count() == 0


def test_隣人は案内を出せず_箱も宛先も見えない(cast: Cast) -> None:
    addressed(cast)
    at = upcoming(cast)
    queued(cast, at)
    with pytest.raises(NotVisible):
        commands.send_invitations(by=cast.neighbour, conference_id=at.conference)
    with pytest.raises(ProgrammingError), as_(cast.neighbour), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT conferences_queue_mail(%s, 'invite', 'x', '{}', now())", [at.conference])
    with pytest.raises(Refused):
        commands.set_mailbox(by=cast.hokatsu, posting_id=cast.hokatsu.posting_id, address="a@example.jp")
    assert sql(cast.hokatsu, "SELECT address FROM conferences_outbox UNION SELECT address FROM conferences_mailbox") == []
    with as_(cast.neighbour):
        assert mail_of(at.conference) == ()
    for statement in ("UPDATE conferences_outbox SET address = 'x'", "INSERT INTO conferences_outbox SELECT * FROM conferences_outbox"):
        with pytest.raises(ProgrammingError), as_(cast.city), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_宛先の形を確かめる(cast: Cast) -> None:
    with pytest.raises(Invalid):
        commands.set_mailbox(by=cast.city, posting_id=cast.csw.posting_id, address="名前だけ")
    with pytest.raises(Invalid):
        commands.set_mailbox(by=cast.city, address="a@example.jp")


def test_裏で働く係が案内を送る(monkeypatch: pytest.MonkeyPatch) -> None:
    began: list[str] = []
    for duty in (mail, making, upkeep, lapsing, lines):
        monkeypatch.setattr(duty, "run_forever", lambda stop, name=duty.__name__: began.append(name))
    monkeypatch.setattr(sealer, "run_forever", lambda stop: began.append("seal"))
    monkeypatch.setattr(worker.lifeline, "follow", lambda: None)
    kept = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        assert worker.run(Namespace()) == 0
    finally:
        for one, handler in kept.items():
            signal.signal(one, handler)
    assert sorted(began) == sorted(["seal", *(duty.__name__ for duty in (mail, making, upkeep, lapsing, lines))])
