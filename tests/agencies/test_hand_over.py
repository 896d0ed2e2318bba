"""引継ぎ（issue 2-5）: 去る人の仕事は一画面で渡され、何も宙に浮かない。"""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest
from agency_town import LONG_AGO, TODAY, TOMORROW, YESTERDAY, newcomer, place, rows
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kasane.access.commands import open_compartment
from kasane.access.domain import Kind
from kasane.access.session import acting_as
from kasane.agencies import registry
from kasane.agencies.commands import staff
from kasane.agencies.commands.handover import hand_over
from kasane.agencies.models import HandOverLine
from kasane.agencies.queries import staff as queries
from kasane.agencies.registry import DutyItem
from kasane.audit.models import JournalEntry
from kasane.kernel.actor import Role
from kasane.kernel.decision import Invalid, NotVisible, Refused
from kasane.kernel.ids import new_id
from kasane.screens import drafts

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaver(cast):
    return newcomer(cast.account_admin, "leaver", cast.csw.agency_id, Role.CONSULTANT, Role.MANAGER)


@pytest.fixture
def heir(cast):
    return newcomer(cast.account_admin, "heir", cast.csw.agency_id)


def named_room(actor, kind=Kind.PROTECTED):
    """この人が名指しの根拠を持つ区画を一つ開く。"""
    subject = new_id()
    with transaction.atomic(), acting_as(actor):
        return open_compartment(by=actor, kind=kind, subject_id=subject, reason="受付"), subject


def give(keeper, room, to_kind, to_id, ground="named"):
    rows(
        keeper,
        "SELECT access_give(%s, %s, %s, %s, %s, now(), NULL, '担当')",
        new_id(), room, to_kind, to_id, ground,
    )  # fmt: skip


def sees(actor, room):
    return rows(actor, "SELECT count(*) FROM access_held(%s)", room)[0][0] > 0


def loads(actor, posting_id, on=TODAY):
    with transaction.atomic(), acting_as(actor):
        return {load.kind: len(load.items) for load in registry.loads_of(posting_id, on)}


def pass_all(admin, leaver, heir, on=TODAY, kinds=None):
    every = kinds if kinds is not None else loads(admin, leaver.posting_id, on)
    return hand_over(by=admin, posting_id=leaver.posting_id, on=on, successors=dict.fromkeys(every, heir.posting_id), reason="人事異動")


def test_名指しの根拠が残る人は_引継ぎなしに終わらせられない(cast, leaver):
    named_room(leaver)
    with pytest.raises(Refused) as refused:
        staff.end_posting(by=cast.account_admin, posting_id=leaver.posting_id, on=TODAY, reason="退職")
    assert "「支援措置による秘匿」の記録を見る根拠（1件）" in str(refused.value)
    assert sees(leaver, named_room(leaver)[0])


def test_引き継ぐと_その日から後任に見え_去る人に見えない(cast, leaver, heir):
    room, _ = named_room(leaver)
    assert not sees(heir, room)
    pass_all(cast.account_admin, leaver, heir)
    assert sees(heir, room)
    assert not sees(leaver, room)


def test_先の日付の引継ぎは_その日までは去る人に見え_後任には見えない(cast, leaver, heir):
    room, _ = named_room(leaver)
    pass_all(cast.account_admin, leaver, heir, on=TOMORROW)
    assert sees(leaver, room)
    assert not sees(heir, room)
    ends = rows(cast.account_admin, "SELECT valid_to FROM agencies_posting WHERE id = %s", leaver.posting_id)
    assert ends == [(TOMORROW,)]


def test_配属に与えられた根拠も_人に与えられた根拠も移る(cast, leaver, heir):
    room, _ = named_room(cast.csw_manager, kind=Kind.GENERAL)
    give(cast.csw_manager, room, "posting", leaver.posting_id, "team")
    give(cast.csw_manager, room, "account", leaver.account_id, "named")
    assert loads(cast.account_admin, leaver.posting_id) == {"grant-2": 2}
    pass_all(cast.account_admin, leaver, heir)
    held = rows(heir, "SELECT ground, holder_kind FROM access_held(%s) ORDER BY 1", room)
    assert ("named", "account") in held
    assert ("team", "posting") in held


def test_兼務の人の前の機関の名指しは_別の機関の席に持ち込めない(cast, leaver, heir):
    room, _ = named_room(leaver)
    moved = place(cast.account_admin, leaver.account_id, cast.hokatsu.agency_id, since=LONG_AGO)
    pass_all(cast.account_admin, leaver, heir)
    from kasane.agencies.queries.desk import actor_for

    assert not sees(actor_for(leaver.account_id, moved), room)


def test_下書きは後任の机へ移り_同じ名前でも失われない(cast, leaver, heir):
    for who, text in ((leaver, "去る人の文"), (heir, "後任の文")):
        with transaction.atomic(), acting_as(who):
            drafts.keep(by=who, key="note:new", fields={"text": [text]}, path="/notes/new/")
    assert loads(cast.account_admin, leaver.posting_id) == {"draft": 1}
    pass_all(cast.account_admin, leaver, heir)
    kept = rows(heir, "SELECT fields->'text'->>0 FROM screens_draft WHERE account_id = %s ORDER BY 1", heir.account_id)
    assert {text for (text,) in kept} == {"去る人の文", "後任の文"}


def test_兼務の人が別の機関の席で打った下書きは_後任に渡らず_本人に残る(cast, leaver, heir):
    from kasane.agencies.queries.desk import actor_for

    elsewhere = actor_for(leaver.account_id, place(cast.account_admin, leaver.account_id, cast.hokatsu.agency_id, since=LONG_AGO))
    for who, key in ((leaver, "note:here"), (elsewhere, "note:there")):
        with transaction.atomic(), acting_as(who):
            drafts.keep(by=who, key=key, fields={"text": [key]}, path="/notes/new/")
    assert loads(cast.account_admin, leaver.posting_id)["draft"] == 1
    pass_all(cast.account_admin, leaver, heir)
    of = "SELECT key FROM screens_draft WHERE account_id = %s"
    assert rows(heir, of, heir.account_id) == [("note:here",)]
    assert rows(elsewhere, of, elsewhere.account_id) == [("note:there",)]


def test_一つの種類でも後任がなければ_何も変わらない(cast, leaver, heir):
    room, _ = named_room(leaver)
    with transaction.atomic(), acting_as(leaver):
        drafts.keep(by=leaver, key="note:new", fields={"text": ["x"]}, path="/notes/new/")
    with pytest.raises(Refused) as refused:
        pass_all(cast.account_admin, leaver, heir, kinds=["grant-6"])
    assert "書きかけの下書き（1件）" in str(refused.value)
    assert sees(leaver, room)
    assert not sees(heir, room)


@pytest.mark.parametrize("wrong", ["neighbour", "hokatsu", "leaver", "admin"])
def test_別の機関の人_本人_決める本人は後任になれない(cast, leaver, heir, wrong):
    named_room(leaver)
    place(cast.account_admin, leaver.account_id, cast.hokatsu.agency_id)
    person = {"neighbour": cast.neighbour, "hokatsu": cast.hokatsu, "leaver": leaver, "admin": cast.account_admin}[wrong]
    with pytest.raises(Refused):
        pass_all(cast.account_admin, leaver, person)


def test_利害関係で断られている人には_渡せない(cast, leaver, heir):
    room, _ = named_room(leaver)
    rows(leaver, "SELECT access_deny_room(%s, %s, 'conflict', %s, '親族')", new_id(), room, heir.account_id)
    with pytest.raises(Refused) as refused:
        pass_all(cast.account_admin, leaver, heir)
    assert "利害関係" in str(refused.value)
    assert sees(leaver, room)


def test_機関の管理者は自分の機関の人を引き継がせられ_よその機関の人は見つからない(cast, leaver, heir):
    room, _ = named_room(leaver)
    pass_all(cast.csw_manager, leaver, heir)
    assert sees(heir, room)
    with pytest.raises(NotVisible):
        hand_over(by=cast.neighbour, posting_id=heir.posting_id, on=TODAY, successors={}, reason="異動")


def test_自分の引継ぎは自分で決められない(cast, leaver):
    with pytest.raises(Refused) as refused:
        hand_over(by=leaver, posting_id=leaver.posting_id, on=TODAY, successors={}, reason="異動")
    assert "自分" in str(refused.value)


def test_相談員は引継ぎを決められず_SQLの関数でも何も起きない(cast, leaver, heir):
    room, _ = named_room(leaver)
    with pytest.raises(Refused):
        pass_all(heir, leaver, heir, kinds=["grant-6"])
    assert rows(heir, "SELECT count(*) FROM agencies_grants_of(%s, now())", leaver.posting_id) == [(0,)]
    assert not sees(heir, room)


def test_業務管理者は引継ぎを通しても_だれの記録かを知ることも見ることもない(cast, leaver, heir):
    room, _ = named_room(leaver)
    pass_all(cast.account_admin, leaver, heir)
    assert not sees(cast.account_admin, room)
    assert rows(cast.account_admin, "SELECT count(*) FROM access_compartment") == [(0,)]


def test_引継ぎは_関わる人の識別子とともに日誌に残り_内訳に後任が残る(cast, leaver, heir):
    _, subject = named_room(leaver)
    record = pass_all(cast.account_admin, leaver, heir)
    with transaction.atomic(), acting_as(cast.account_admin):
        entry = JournalEntry.objects.filter(act="hand_over", account_id=cast.account_admin.account_id).latest("id")
        line = HandOverLine.objects.get(hand_over_id=record)
    assert subject in entry.subjects
    assert (line.kind, line.count, line.successor_id) == ("grant-6", 1, heir.posting_id)


def test_決めた後に増えた仕事は_引き継がれていない仕事として残り_もう一度渡せる(cast, leaver, heir):
    pass_all(cast.account_admin, leaver, heir, on=TOMORROW)
    named_room(leaver)
    with transaction.atomic(), acting_as(cast.account_admin):
        behind = {line.id: [load.kind for load in found] for line, found in queries.left_behind()}
    assert behind[leaver.posting_id] == ["grant-6"]
    pass_all(cast.account_admin, leaver, heir, on=TOMORROW)
    with transaction.atomic(), acting_as(cast.account_admin):
        assert leaver.posting_id not in {line.id for line, _ in queries.left_behind()}


def test_過ぎた日と理由のない引継ぎは断る(cast, leaver):
    for on, reason in ((YESTERDAY, "異動"), (TODAY, "  ")):
        with pytest.raises(Invalid):
            hand_over(by=cast.account_admin, posting_id=leaver.posting_id, on=on, successors={}, reason=reason)


class FakeRoom:
    """ほかの部屋の代わり: 配属に仕事を持ち、引継ぎで持ち主を移す。"""

    def __init__(self, kind: str, holder: UUID, count: int) -> None:
        self.kind = kind
        self.owned: dict[UUID, UUID] = {new_id(): holder for _ in range(count)}

    def items(self, posting_id: UUID, on: date) -> tuple[DutyItem, ...]:
        return tuple(DutyItem(key, "仕事") for key, owner in self.owned.items() if owner == posting_id)

    def transfer(self, *, by, posting_id, successor_id: UUID, keys: Sequence[UUID], on, reason) -> list[UUID]:
        for key in keys:
            self.owned[key] = successor_id
        return []


KINDS = ("visit", "task", "plan", "meeting")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(counts=st.lists(st.integers(0, 4), min_size=4, max_size=4), chosen=st.sets(st.sampled_from(KINDS)), days=st.integers(0, 400))
def test_どんな仕事の組でも_終わった配属に仕事は一つも残らない(cast, leaver, heir, counts, chosen, days):
    rooms = [FakeRoom(kind, leaver.posting_id, count) for kind, count in zip(KINDS, counts, strict=True)]
    on = TODAY + timedelta(days=days)
    for room in rooms:
        registry.register_duty(kind=room.kind, label=room.kind, count_query=room.items, transfer_command=room.transfer)
    try:
        with transaction.atomic():
            complete = all(room.kind in chosen for room in rooms if room.owned)
            try:
                pass_all(cast.account_admin, leaver, heir, on=on, kinds=chosen)
                assert complete
                assert all(owner == heir.posting_id for room in rooms for owner in room.owned.values())
                assert loads(cast.account_admin, leaver.posting_id, on) == {}
            except Refused:
                assert not complete
                assert all(owner == leaver.posting_id for room in rooms for owner in room.owned.values())
                assert rows(cast.account_admin, "SELECT valid_to FROM agencies_posting WHERE id = %s", leaver.posting_id) == [(None,)]
            transaction.set_rollback(True)
    finally:
        for kind in KINDS:
            registry.forget_duty(kind)


def test_渡したと言って渡さない部屋があれば_引継ぎ全体が取り消される(cast, leaver, heir):
    room = FakeRoom("liar", leaver.posting_id, 1)
    registry.register_duty(kind="liar", label="渡さない部屋", count_query=room.items, transfer_command=lambda **_: [])
    try:
        with pytest.raises(Refused) as refused:
            pass_all(cast.account_admin, leaver, heir, kinds=["liar"])
        assert "渡さない部屋（1件）" in str(refused.value)
    finally:
        registry.forget_duty("liar")


@pytest.mark.parametrize("wrong", ["neighbour", "leaver"])
def test_ほかの部屋の仕事も_別の機関の人や本人には渡せない(cast, leaver, wrong):
    room = FakeRoom("visit", leaver.posting_id, 1)
    registry.register_duty(kind="visit", label="訪問", count_query=room.items, transfer_command=room.transfer)
    try:
        with pytest.raises(Refused):
            pass_all(cast.account_admin, leaver, {"neighbour": cast.neighbour, "leaver": leaver}[wrong], kinds=["visit"])
        assert set(room.owned.values()) == {leaver.posting_id}
    finally:
        registry.forget_duty("visit")


def test_同じ種類に別のものを登録すると断る():
    with pytest.raises(ValueError, match="二度登録"):
        registry.register_duty(kind="draft", label="別物", count_query=lambda posting, on: (), transfer_command=lambda **_: [])
