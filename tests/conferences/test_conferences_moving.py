"""会議を移す・次第を直す: 窓も根拠も札も一緒に動き、閉じた席は開かず、いつも終わりがある。招いた人には変更の案内が届く。"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import mail as sent
from django.db import ProgrammingError, connection, transaction
from icalendar import Calendar
from people_of_the_town import Cast

from conferences.conferences_town import LAYERED, SUPPORT, acknowledge, agrees, as_, conference, invite, item, joins, opened, sql
from kasane.conferences import commands, mail, queries
from kasane.conferences.commands import mailing
from kasane.conferences.domain.codes import Method, Part
from kasane.conferences.domain.facts import AgendaPlace, ConferenceFacts, KindFacts, Moving, Seating
from kasane.conferences.models import Conference, ConferenceRhythm, Item, Member
from kasane.conferences.queries.kinds import kind_on
from kasane.consent.commands import withdraw_consent
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Conflict, Invalid, NotVisible, Refused
from kasane.people.commands.sharing import block_from_person

pytestmark = pytest.mark.django_db


class Fair:
    """五日後の支援会議。市野が事務局、重田が司会、北見が構成員(守秘は確かめた)。"""

    def __init__(self, cast: Cast, **rest: Any) -> None:
        self.by = cast.city
        self.case, (self.person,) = opened(cast.csw, "高橋 花子")
        self.conference = conference(cast.city, (cast.csw, Part.CHAIR), days=5, **rest)
        acknowledge(cast.csw)
        self.item = item(cast.csw, self.conference, self.case, self.person)
        self.seat = joins(cast.csw, self.item, cast.hokatsu)

    def row(self) -> Conference:
        with as_(self.by):
            return Conference.objects.get(id=self.conference)

    def to(self, days: int, **rest: Any) -> Moving:
        given: dict[str, Any] = {"held_on": clock.today() + timedelta(days=days), "starts_at": time(10), "ends_at": time(12),
                                 "place": "市役所", "method": Method.IN_PERSON}  # fmt: skip
        return Moving(**(given | rest))

    def move(self, days: int, by: Actor | None = None, **rest: Any) -> None:
        commands.reschedule_conference(
            by=by or self.by, conference_id=self.conference, facts=self.to(days, **rest), version=self.row().version
        )


def grants(cast: Cast, room: UUID) -> dict[UUID, datetime | None]:
    """この部屋の、今とこれからの根拠(配属 → 終わり)。"""
    rows = sql(cast.csw, "SELECT holder_id || '=' || coalesce(valid_to::text, '') FROM access_who(%s) WHERE valid_to > now()", room)
    return {UUID(one.partition("=")[0]): datetime.fromisoformat(one.partition("=")[2]) if one.partition("=")[2] else None for one in rows}


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.JST)


def test_移すと_議題と席の窓と根拠が_同じ日数だけ動き_いつも終わりがある(cast: Cast) -> None:
    fair = Fair(cast)
    with as_(cast.csw):
        before, seat, kept = Item.objects.get(id=fair.item), Member.objects.get(id=fair.seat), fair.row().kept_until
    fair.move(9)
    row = fair.row()
    assert (row.held_on, row.starts_at, row.place) == (clock.today() + timedelta(days=9), time(10), "市役所")
    assert row.kept_until == kept + timedelta(days=4)
    with as_(cast.csw):
        after, moved = Item.objects.get(id=fair.item), Member.objects.get(id=fair.seat)
        officer = Member.objects.get(item_id=fair.item, posting_id=cast.city.posting_id)
    assert (after.shown_from - before.shown_from, after.shown_until - before.shown_until) == (timedelta(days=4),) * 2
    assert (moved.shown_from - seat.shown_from, moved.shown_until - seat.shown_until) == (timedelta(days=4),) * 2
    assert officer.shown_until == row.kept_until
    room = grants(cast, after.compartment_id)
    assert room[cast.hokatsu.posting_id] == after.shown_until
    assert room[cast.city.posting_id] == room[cast.csw.posting_id] == row.kept_until
    assert grants(cast, row.compartment_id) == {cast.city.posting_id: row.kept_until, cast.csw.posting_id: row.kept_until}
    assert None not in room.values()
    with as_(cast.hokatsu):
        assert queries.packet(fair.item, cast.hokatsu).head.starts_at == time(10)


def test_先の日へ移すと_窓の始まりまで構成員には見えなくなる(cast: Cast) -> None:
    fair = Fair(cast)
    with as_(cast.csw):
        room = Item.objects.get(id=fair.item).compartment_id
    fair.move(40)
    with as_(cast.hokatsu), pytest.raises(NotVisible):
        queries.item_room(fair.item, cast.hokatsu)
    assert sql(cast.hokatsu, "SELECT id FROM conferences_item") == []
    assert sql(cast.csw, "SELECT id FROM conferences_item") == [fair.item]
    assert grants(cast, room)[cast.hokatsu.posting_id] == midnight(clock.today() + timedelta(days=55))
    fair.move(6)
    with as_(cast.hokatsu):
        assert queries.item_room(fair.item, cast.hokatsu).head.held_on == clock.today() + timedelta(days=6)


def test_外された席_閉じた議題_守秘を確認していない席は_移しても開かない(cast: Cast) -> None:
    fair = Fair(cast)
    commands.release_member(by=cast.city, member_id=fair.seat, reason="担当の交代")
    waiting = invite(cast.csw, fair.item, cast.privacy)
    shut = item(cast.csw, fair.conference, fair.case, fair.person)
    joins(cast.csw, shut, cast.auditor)
    commands.close_item(by=cast.city, item_id=shut, reason="取り下げ")
    with as_(cast.csw):
        ended = Item.objects.get(id=shut).shown_until
    fair.move(7)
    for who in (cast.hokatsu, cast.privacy, cast.auditor):
        assert sql(who, "SELECT id FROM conferences_item") == []
    with as_(cast.csw):
        assert Item.objects.get(id=shut).shown_until == ended
        assert Member.objects.get(id=waiting).grant_id is None
    acknowledge(cast.privacy, waiting)
    assert sql(cast.privacy, "SELECT id FROM conferences_item") == [fair.item]


def test_招集した会議なら_変更の案内が_同じ予定の次の版として_名前なしで届く(cast: Cast, settings: Any) -> None:
    settings.KASANE_MAIL_READY, settings.KASANE_MAIL_FROM = True, "kasane@city.example"
    fair = Fair(cast)
    mailing.set_mailbox(by=cast.city, posting_id=cast.hokatsu.posting_id, address="hokatsu@example.jp")
    fair.move(6)
    assert mail.send_due() == 0  # まだだれにも知らせていない会議
    commands.call_conference(by=cast.city, conference_id=fair.conference)
    mail.send_due()
    fair.move(8, starts_at=time(9, 30), ends_at=time(11), place="高橋さん宅")
    mail.send_due()
    events = [Calendar.from_ical(one.attachments[0].content).walk("VEVENT")[0] for one in sent.outbox]
    assert [event["SEQUENCE"] for event in events] == [0, 1]
    assert len({event["UID"] for event in events}) == 1
    held = clock.today() + timedelta(days=8)
    assert events[1]["DTSTART"].dt == datetime.combine(held, time(9, 30), clock.JST)
    text = (
        str(sent.outbox[1].message()) + sent.outbox[1].body + Calendar.from_ical(sent.outbox[1].attachments[0].content).to_ical().decode()
    )
    assert "変わりました" in sent.outbox[1].body
    for secret in ("高橋", "花子", "重田", "北見", "支援会議", str(fair.case), str(fair.item), str(fair.conference)):
        assert secret not in text, secret


def test_移せるのは事務局と司会だけで_隣人には無い会議と同じ(cast: Cast) -> None:
    fair = Fair(cast)
    commands.seat_officer(by=cast.city, conference_id=fair.conference, posting_id=cast.csw_manager.posting_id, part=Part.MINUTES)
    acknowledge(cast.csw_manager)
    version = fair.row().version
    for who, answer in ((cast.neighbour, NotVisible), (cast.hokatsu, Refused)):  # 構成員は、役割で断られる
        with pytest.raises(answer):
            commands.reschedule_conference(by=who, conference_id=fair.conference, facts=fair.to(9), version=version)
    with as_(cast.csw_manager), pytest.raises(Refused):  # 記録の役
        commands.reschedule_conference(by=cast.csw_manager, conference_id=fair.conference, facts=fair.to(9), version=version)
    facts = (
        f'{{"held_on": "{clock.today() + timedelta(days=9)}", "starts_at": "10:00", "ends_at": "12:00", "place": "x", "method": "online"}}'
    )
    attempts = (
        ("SELECT conferences_reschedule(%s, %s, %s, 'x', now())", [fair.conference, version, facts]),
        ("SELECT conferences_reorder(%s, %s, %s)", [fair.conference, version, f'[{{"id": "{fair.item}", "minutes": 5}}]']),
        ("SELECT conferences_shift(%s, interval '9 days', now() + interval '9 years')", [fair.conference]),
        ("UPDATE conferences_conference SET held_on = held_on + 1 WHERE id = %s", [fair.conference]),
        ("UPDATE conferences_item SET shown_until = shown_until + interval '9 years' WHERE id = %s", [fair.item]),
        ("UPDATE conferences_member SET shown_until = shown_until + interval '9 years' WHERE id = %s", [fair.seat]),
    )
    for who in (cast.neighbour, cast.hokatsu, cast.csw_manager):
        for statement, given in attempts:
            with pytest.raises(ProgrammingError), as_(who), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, given)
    for statement, given in attempts[2:]:  # 役員でも、関数を通らずには動かせない
        with pytest.raises(ProgrammingError), as_(cast.city), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, given)
    assert fair.row().version == version


def test_役員でも_過ぎた日_開会の後_古い版_順でない時刻へは_SQLからも動かせない(cast: Cast) -> None:
    fair = Fair(cast)
    version = fair.row().version
    with pytest.raises(Invalid) as wrong:
        fair.move(-1)
    assert set(wrong.value.errors) == {"held_on"}
    with pytest.raises(Invalid) as wrong:
        fair.move(6, ends_at=time(9))
    assert set(wrong.value.errors) == {"ends_at"}
    with pytest.raises(Conflict):
        commands.reschedule_conference(by=cast.city, conference_id=fair.conference, facts=fair.to(6), version=version + 1)

    def forced(days: int, expected: int, ends: str = "12:00", act: str = "reschedule") -> None:
        facts = f'{{"held_on": "{clock.today() + timedelta(days=days)}", "starts_at": "10:00", "ends_at": "{ends}", "place": "x", "method": "online"}}'
        with as_(cast.city), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT conferences_reschedule(%s, %s, %s, 'x', now())", [fair.conference, expected, facts])

    for days, expected, ends in ((-1, version, "12:00"), (6, version + 1, "12:00"), (6, version, "09:00")):
        with pytest.raises(ProgrammingError):
            forced(days, expected, ends)
    fair.move(0)
    commands.open_conference(by=cast.city, conference_id=fair.conference)
    with pytest.raises(Refused):
        fair.move(3)
    with pytest.raises(ProgrammingError):
        forced(3, fair.row().version)


def test_移す日の諮り方か守秘の文が変わっていれば_断って招集し直してもらう(cast: Cast) -> None:
    fair = Fair(cast)
    with as_(cast.city):
        now = kind_on(SUPPORT, clock.today())
    assert now is not None
    same = KindFacts(
        code=SUPPORT, name="支援会議(新)", statute_code=now.statute_code, consent_required=False, penal_secrecy=True, needs_city=True,
        allowed_occasions=now.occasions, approves_plans=True,
    )  # fmt: skip
    commands.revise_kind(by=cast.city, facts=same, valid_from=clock.today() + timedelta(days=20))
    fair.move(20)  # 名前だけが変わった日へは移せて、その日の行になる
    with as_(cast.city):
        assert queries.conference_page(fair.conference, cast.city).head.kind == "支援会議(新)"
    fair.move(5)
    commands.revise_kind(
        by=cast.city, valid_from=clock.today() + timedelta(days=30),
        facts=KindFacts(**{name: getattr(same, name) for name in same.__slots__} | {"consent_required": True, "penal_secrecy": False}),
    )  # fmt: skip
    with pytest.raises(Refused, match="招集し直して"):
        fair.move(31)
    assert fair.row().held_on == clock.today() + timedelta(days=5)


def test_根拠の終わりの日数の決まりがなければ_移せない(cast: Cast) -> None:
    fair = Fair(cast)
    with as_(cast.account_admin):
        ConferenceRhythm.objects.filter(name="kept_for").update(valid_to=clock.today() + timedelta(days=30))
    with pytest.raises(Refused):
        fair.move(31)


def test_年度をまたいで移すと_その年度の次の回になり_同じ回は二つできない(cast: Cast) -> None:
    first, second = Fair(cast), conference(cast.city, days=3)
    next_year = (date(clock.today().year + (clock.today().month >= 4), 4, 10) - clock.today()).days
    first.move(next_year)
    assert first.row().number == 1
    third = conference(cast.city, days=4)
    with as_(cast.city):
        assert [Conference.objects.get(id=one).number for one in (second, third)] == [2, 3]


def test_次第の順と時間を直す_見える議題どうしで入れ替わる(cast: Cast) -> None:
    fair = Fair(cast)
    more = [item(cast.csw, fair.conference, fair.case, fair.person) for _ in range(2)]
    version = fair.row().version
    order = [AgendaPlace(more[1], 30), AgendaPlace(fair.item, 15), AgendaPlace(more[0], 20)]
    commands.reorder_items(by=cast.csw, conference_id=fair.conference, order=order, version=version)
    with as_(cast.city):
        lines = queries.agenda_of(fair.conference)
    assert [(one.id, one.position, one.minutes) for one in lines] == [(more[1], 1, 30), (fair.item, 2, 15), (more[0], 3, 20)]
    for wrong in (order[:2], [*order[:2], AgendaPlace(fair.case, 20)], [*order, order[0]]):
        with pytest.raises(Conflict):
            commands.reorder_items(by=cast.city, conference_id=fair.conference, order=wrong, version=fair.row().version)
    with pytest.raises(Conflict):
        commands.reorder_items(by=cast.city, conference_id=fair.conference, order=order, version=version)
    far = [AgendaPlace(one.item_id, 481) for one in order]
    with pytest.raises(Invalid):
        commands.reorder_items(by=cast.city, conference_id=fair.conference, order=far, version=fair.row().version)
    with pytest.raises(NotVisible):
        commands.reorder_items(by=cast.neighbour, conference_id=fair.conference, order=order, version=version)


def test_別の会議の議題を_次第に混ぜることは_SQLからもできない(cast: Cast) -> None:
    fair, other = Fair(cast), Fair(cast)
    version = fair.row().version
    for key, minutes in ((other.item, 5), (fair.item, 0), (fair.item, 481)):
        given = [fair.conference, version, f'[{{"id": "{key}", "minutes": {minutes}}}]']
        with pytest.raises(ProgrammingError), as_(cast.city), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT conferences_reorder(%s, %s, %s)", given)


@pytest.mark.parametrize("part", [Part.SECRETARIAT, Part.CHAIR])
def test_招集した人を同じ役に二度つけると_欄の横の断りになる(cast: Cast, part: Part) -> None:
    seats = [Seating(cast.city.posting_id, Part.CHAIR), Seating(cast.city.posting_id, part)]
    facts = ConferenceFacts(kind_code=SUPPORT, held_on=clock.today(), starts_at=time(14), ends_at=time(16), place="市役所")
    with pytest.raises(Invalid) as twice:
        commands.convene(by=cast.city, facts=facts, officers=seats)
    assert part.value in twice.value.errors
    held = conference(cast.city, (cast.city, Part.CHAIR))
    with pytest.raises(Invalid) as twice:
        commands.seat_officer(by=cast.city, conference_id=held, posting_id=cast.city.posting_id, part=part)
    assert set(twice.value.errors) == {"posting_id"}
    seating = "SELECT conferences_seat(gen_random_uuid(), %s, %s, %s, now())"  # 同時の二人: 一意の制約の頁になる前に、関数が断る
    with pytest.raises(ProgrammingError, match="役員にできません"), as_(cast.city), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(seating, [held, cast.city.posting_id, part.value])


def test_利害関係で見えない議題の場所は_次第を直しても動かない(cast: Cast) -> None:
    fair = Fair(cast)
    kin, (relative,) = opened(cast.csw, "市野 親")
    block_from_person(by=cast.csw_manager, person_id=relative, account_id=cast.city.account_id, reason="親族のため")
    hidden, last = item(cast.csw, fair.conference, kin, relative), item(cast.csw, fair.conference, fair.case, fair.person)
    with as_(cast.city):
        assert [one.id for one in queries.agenda_of(fair.conference)] == [fair.item, last]
    order = [AgendaPlace(last, 10), AgendaPlace(fair.item, 10)]
    commands.reorder_items(by=cast.city, conference_id=fair.conference, order=order, version=fair.row().version)
    with as_(cast.csw):
        assert [(one.id, one.position) for one in queries.agenda_of(fair.conference)] == [(last, 1), (hidden, 2), (fair.item, 3)]
    fair.move(9)  # 見えない議題の窓も、一緒に動く
    with as_(cast.csw):
        shown = {one.id: one.shown_until for one in Item.objects.filter(conference_id=fair.conference)}
    assert len(set(shown.values())) == 1
    assert sql(cast.city, "SELECT id FROM conferences_item WHERE id = %s", hidden) == []


def test_同意の取り消しで閉じた席は_同意を取り直しても_移すだけでは開かない(cast: Cast) -> None:
    case, (person,) = opened(cast.csw, "高橋 花子")
    agrees(cast.csw, case, person, cast.csw.agency_id, cast.city.agency_id)
    narrow = agrees(cast.csw, case, person, cast.hokatsu.agency_id)
    held = conference(cast.csw, (cast.city, Part.CHAIR), kind=LAYERED, days=5)
    acknowledge(cast.city)
    one = item(cast.csw, held, case, person)
    joins(cast.csw, one, cast.hokatsu)
    assert sql(cast.hokatsu, "SELECT id FROM conferences_item") == [one]
    withdraw_consent(by=cast.csw, consent_id=narrow)
    assert sql(cast.hokatsu, "SELECT id FROM conferences_item") == []
    agrees(cast.csw, case, person, cast.hokatsu.agency_id)
    with as_(cast.csw):
        version = Conference.objects.get(id=held).version
        assert Item.objects.get(id=one).state == "tabled"
    facts = Moving(clock.today() + timedelta(days=7), time(14), time(16), "市役所", Method.IN_PERSON)
    commands.reschedule_conference(by=cast.csw, conference_id=held, facts=facts, version=version)
    assert sql(cast.hokatsu, "SELECT id FROM conferences_item") == []
    assert sql(cast.city, "SELECT id FROM conferences_item") == [one]
