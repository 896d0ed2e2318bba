"""気づき・惜しいケース・一覧・引継ぎ・検索を、データベースの上で確かめる。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from people.town import protect, register

from consultation.desk_of_consultation import DAY, receive, told
from kasane.access.commands import block_holder, grant_access, seal_compartment
from kasane.access.domain import Ground, HolderKind
from kasane.access.session import acting_as
from kasane.agencies.registry import duties
from kasane.audit.models import JournalEntry
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused
from kasane.people.commands import form_household, join_household, share_person
from kasane.people.domain.codes import Kinship
from kasane.programmes.consultation import commands
from kasane.programmes.consultation.domain.codes import NextStep, State
from kasane.programmes.consultation.models import Consultation, NearMiss, NoticeDecision, PatternRow
from kasane.programmes.consultation.queries.listing import Filters, my_consultations
from kasane.programmes.consultation.queries.near_misses import near_miss_month
from kasane.programmes.consultation.queries.noticing import notices_of
from kasane.programmes.consultation.queries.records import subjects_of, visible_consultation

pytestmark = pytest.mark.django_db


def noticed(by: Any, key: Any) -> dict[str, Any]:
    """符号ごとの気づき。"""
    with acting_as(by):
        return {line.notice.code: line for line in notices_of(visible_consultation(key), by=by)}


@pytest.fixture
def family(cast: Any) -> dict[str, Any]:
    """82歳の母と54歳の長男の世帯。長男は地域包括も把握し、見えない同居の妹は隣の機関だけが把握している。"""
    by = cast.csw
    mother, son = register(by, "高橋 花子", born="昭和19年3月1日"), register(by, "高橋 太郎", "タカハシ タロウ", "昭和47年5月5日")
    home = form_household(by=by, label="高橋世帯", focus_person_id=mother)
    join_household(by=by, household_id=home, person_id=son, relationship=Kinship.CHILD)
    return {"mother": mother, "son": son, "home": home}


def test_世帯の形と_すでにいる機関から気づく(cast: Any, family: dict[str, Any], owner_sql: Any) -> None:
    from kasane.access.domain import Ground

    share_person(
        by=cast.csw,
        person_id=family["son"],
        agency_id=cast.hokatsu.agency_id,
        ground=Ground.LEAD,
        until=None,
        with_conditions=False,
        reason="主担当",
    )
    made = noticed(cast.csw, receive(cast.csw, family["son"]))
    assert "pattern:8050" in made
    assert "高橋　花子さん(82歳)と、子の高橋　太郎さん(54歳)" in made["pattern:8050"].notice.reasons[0]
    assert "北地域包括支援センター" in made["agencies"].notice.reasons[0]
    by_home = noticed(cast.csw, receive(cast.csw, households=(family["home"],)))
    assert "pattern:8050" in by_home


def test_伏せられた世帯員も_その機関も_気づきに出ない(cast: Any, family: dict[str, Any]) -> None:
    """支援措置の母は、同じ機関の名指しでない職員には、いないのと同じ。"""
    key = receive(cast.csw, family["son"])
    assert "pattern:8050" in noticed(cast.csw_manager, key)
    protect(cast.csw, family["mother"])
    made = noticed(cast.csw_manager, key)
    assert "pattern:8050" not in made
    assert "花子" not in str(made)


def test_見えない人の行は_いるともいないとも言わずに落ちる(cast: Any, family: dict[str, Any]) -> None:
    """相談は見てよいが、母の記録を見る根拠のない機関には、長男の行だけが出る。"""
    key = receive(cast.csw, family["mother"], family["son"])
    with acting_as(cast.csw):
        room = visible_consultation(key).compartment_id
    until = clock.now() + timedelta(days=30)
    grant_access(
        by=cast.csw, compartment_id=room, holder_kind=HolderKind.AGENCY, holder_id=cast.hokatsu.agency_id, ground=Ground.TEAM,
        valid_to=until, reason="一緒に支える", subject_id=key,
    )  # fmt: skip
    share_person(
        by=cast.csw, person_id=family["son"], agency_id=cast.hokatsu.agency_id, ground=Ground.TEAM, until=until, with_conditions=False,
        reason="一緒に支える",
    )  # fmt: skip
    with acting_as(cast.hokatsu):
        assert [line.name for line in subjects_of([key])[key]] == ["高橋　太郎"]


def test_支援措置の人についての相談は_同じ機関でも_名指しでない職員には無いのと同じ(cast: Any, family: dict[str, Any]) -> None:
    key = receive(cast.csw, family["mother"], family["son"])
    with acting_as(cast.csw_manager):
        assert visible_consultation(key)
    protect(cast.csw, family["mother"])
    with acting_as(cast.csw_manager), pytest.raises(NotVisible):
        visible_consultation(key)
    with acting_as(cast.csw):
        assert {line.name for line in subjects_of([key])[key]} == {"高橋　花子", "高橋　太郎"}


def test_判断は足すだけで残り_決め直せる(cast: Any) -> None:
    key = receive(cast.csw, story="ゴミ屋敷になっている")
    for accepted in (True, False):
        commands.decide_notice(by=cast.csw, consultation_id=key, code="pattern:hoarding", accepted=accepted)
    assert noticed(cast.csw, key)["pattern:hoarding"].accepted is False
    with pytest.raises(NotVisible):
        commands.decide_notice(by=cast.csw, consultation_id=key, code="pattern:animals", accepted=True)
    with acting_as(cast.csw):
        assert NoticeDecision.objects.filter(consultation_id=key).count() == 2
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            NoticeDecision.objects.update(accepted=True)


def test_印刷には_当たっていると判断された気づきだけを載せる(cast: Any, sign_in: Any, client: Client) -> None:
    key = receive(cast.csw, story="ゴミ屋敷で、身寄りがない")
    commands.decide_notice(by=cast.csw, consultation_id=key, code="pattern:no_kin", accepted=True)
    sign_in(client, cast.csw)
    screen, printed = (client.get(reverse(f"consultation:{name}", args=[key])).content.decode() for name in ("consultation", "print"))
    assert "片付けられない家" in screen
    assert "片付けられない家" not in printed
    assert "亡くなった後の手続き" in printed


def test_要配慮の文章だけからの気づきの判断は_要配慮の部屋に置く(cast: Any) -> None:
    key = receive(cast.csw, violence_text="夫に殴られた")
    commands.decide_notice(by=cast.csw, consultation_id=key, code="pattern:dv", accepted=True)
    with acting_as(cast.csw):
        row, made = Consultation.objects.get(id=key), NoticeDecision.objects.get()
        assert (made.compartment_id, made.room_kind) == (row.sensitive_room, 3)
    block_holder(by=cast.csw_manager, compartment_id=row.sensitive_room, holder_id=cast.csw.account_id, subject_id=key, reason="試し")  # type: ignore[arg-type]
    assert "pattern:dv" not in noticed(cast.csw, key)
    with acting_as(cast.csw):
        assert NoticeDecision.objects.count() == 0


def test_検索と同じ言い換えでも気づく(cast: Any) -> None:
    assert "pattern:dv" in noticed(cast.csw, receive(cast.csw, story="孫が育児放棄されているようだ"))


def test_典型の行は_その日に有効なものだけを使う(cast: Any, owner_sql: Any) -> None:
    key = receive(cast.csw, story="ゴミ屋敷になっている")
    assert "pattern:hoarding" in noticed(cast.csw, key)
    PatternRow.objects.using("owner").filter(code="hoarding").update(valid_to=DAY)
    try:
        assert "pattern:hoarding" not in noticed(cast.csw, key)
    finally:
        PatternRow.objects.using("owner").filter(code="hoarding").update(valid_to=None)


def test_惜しいケースは_名前も元の相談も残さず_どの機関からも読める(cast: Any, family: dict[str, Any], owner_sql: Any) -> None:
    key = receive(cast.csw, family["mother"], story="ゴミ屋敷になっている", speaker_name="高橋 太郎", speaker_contact="0867-72-1234")
    for words in ("高橋さんの家", "たろうさんが来た", "花子", "0867-72-1234に電話", "高橋世帯"):
        with pytest.raises(Invalid):
            commands.mark_near_miss(by=cast.csw, sentence=words, consultation_id=key)
    commands.mark_near_miss(by=cast.csw, sentence="会えるまで誰も家に行けなかった", patterns=("hoarding",), consultation_id=key)
    columns = {
        row[0] for row in owner_sql("SELECT column_name FROM information_schema.columns WHERE table_name = 'consultation_near_miss'")
    }
    assert columns == {"id", "month", "field", "patterns", "sentence"}
    with acting_as(cast.neighbour):
        shown = near_miss_month(date(2026, 11, 1))
        assert [(line.field, line.sentence) for line in shown.lines] == [("重層", "会えるまで誰も家に行けなかった")]
        assert NearMiss.objects.get().id.version == 4  # 時刻を含まない番号
    with acting_as(cast.account_admin):
        assert NearMiss.objects.count() == 0


def test_惜しいケースの日誌に_人も相談も残らない(cast: Any) -> None:
    key = receive(cast.csw, register(cast.csw, "高橋 花子"))
    commands.mark_near_miss(by=cast.csw, sentence="惜しかった", consultation_id=key)
    with acting_as(cast.csw):
        entry = JournalEntry.objects.filter(act="mark_near_miss").get()
        assert (list(entry.subjects), entry.compartment_id, entry.reason) == ([], None, "")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            NearMiss.objects.update(sentence="書き換え")
        with pytest.raises(IntegrityError), transaction.atomic():
            NearMiss.objects.create(month=date(2026, 11, 2), field="multi", sentence="日が残る")


def test_一押しで加えられ_名前があれば直す画面が返る(cast: Any, sign_in: Any, client: Client) -> None:
    key = receive(cast.csw, register(cast.csw, "高橋 花子"), topics=("12",), main_topic="12")
    sign_in(client, cast.csw)
    url = reverse("consultation:mark_near_miss", args=[key])
    assert client.post(url).status_code == 302
    answer = client.post(url, {"sentence": "高橋さんのこと"})
    assert answer.status_code == 422
    assert "名前が入っています" in answer.content.decode()
    with acting_as(cast.csw):
        assert [one.sentence for one in NearMiss.objects.all()] == ["「介護のこと」の相談。次の一手がすぐには決まらなかった。"]
    assert "「介護のこと」の相談" in client.get(reverse("consultation:near_misses")).content.decode()


@pytest.fixture
def many(cast: Any) -> list[Any]:
    """一覧のための相談。月・区分・今がちらばる。"""
    keys = []
    for n in range(9):
        step = [None, NextStep.LISTEN, NextStep.INFORMED][n % 3]
        topics = ("12", "03") if n % 2 else ("03",)
        keys.append(receive(cast.csw, received_on=date(2026, 9 + n % 3, 1 + n), topics=topics, main_topic="03", step=step))
    receive(cast.neighbour)
    return keys


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (Filters(), 9), (Filters(state=State.UNDECIDED), 3), (Filters(topic="12"), 4), (Filters(month=date(2026, 11, 1)), 3),
        (Filters(State.DONE, "03", date(2026, 11, 1)), 3), (Filters(topic="15"), 0),
    ],
)  # fmt: skip
def test_一覧は_絞れて_頁をたどると全部が一度ずつ新しい順に出る(cast: Any, many: list[Any], filters: Filters, count: int) -> None:
    with acting_as(cast.csw_manager):
        seen, after = [], None
        for _ in range(20):
            shown = my_consultations(filters, after=after, take=2)
            seen += [line.id for line in shown.lines]
            if (after := shown.last) is None:
                break
        assert len(seen) == len(set(seen)) == count
        days = [Consultation.objects.get(id=key).received_on for key in seen]
        assert days == sorted(days, reverse=True)
        assert set(seen) <= set(many)


def test_一覧の関数は_行の守りと同じものだけを返す(cast: Any, many: list[Any]) -> None:
    with acting_as(cast.csw):
        rooms = dict(Consultation.objects.values_list("id", "compartment_id"))
    block_holder(by=cast.csw_manager, compartment_id=rooms[many[0]], holder_id=cast.csw.account_id, subject_id=many[0], reason="利害関係")
    seal_compartment(by=cast.csw_manager, compartment_id=rooms[many[1]], subject_id=many[1], reason="職員の家族")
    for who in (cast.csw, cast.csw_manager, cast.hokatsu, cast.neighbour, cast.city):
        with acting_as(who):
            listed = {line.id for line in my_consultations(Filters(), take=100).lines}
            assert listed == set(Consultation.objects.filter(agency_id=who.agency_id).values_list("id", flat=True))
    with acting_as(cast.csw):
        assert len(my_consultations(Filters(), take=100).lines) == 7


def test_一覧の問いの数は_件数によらない(cast: Any, many: list[Any], django_assert_max_num_queries: Any) -> None:
    with acting_as(cast.csw), django_assert_max_num_queries(8):
        my_consultations(Filters(), take=9)


def test_去る人の終わっていない相談は_同じ機関の後任へ渡る(cast: Any) -> None:
    keys = [receive(cast.csw), receive(cast.csw, step=NextStep.LISTEN), receive(cast.csw, step=NextStep.INFORMED)]
    duty = next(one for one in duties() if one.kind == "consultation")
    with acting_as(cast.account_admin):
        left = duty.items(cast.csw.posting_id, DAY)
        assert {item.key for item in left} == set(keys[:2])
        assert all("受け付けた相談" in item.label for item in left)
        given = {"by": cast.account_admin, "posting_id": cast.csw.posting_id, "on": DAY, "reason": "異動"}
        with pytest.raises(Refused):
            duty.pass_to(cast.neighbour.posting_id, **given)
        duty.pass_to(cast.csw_manager.posting_id, **given)
        assert duty.items(cast.csw.posting_id, DAY) == ()
    with acting_as(cast.neighbour):
        assert duty.items(cast.csw_manager.posting_id, DAY) == ()
        with pytest.raises(Refused):
            duty.transfer(
                by=cast.neighbour,
                posting_id=cast.csw_manager.posting_id,
                successor_id=cast.neighbour.posting_id,
                keys=keys,
                on=DAY,
                reason="x",
            )
    with acting_as(cast.csw):
        assert {row.posting_id for row in Consultation.objects.filter(id__in=keys[:2])} == {cast.csw_manager.posting_id}


def test_検索の表には_要配慮の文が別の部屋として入り_訂正で前の文は消える(cast: Any) -> None:
    key = receive(cast.csw, story="前の言葉で話した", health_text="病名の言葉")
    commands.correct_consultation(
        by=cast.csw, consultation_id=key, version=1, facts=told(story="後の言葉で話した", health_text="病名の言葉")
    )
    with acting_as(cast.csw), connection.cursor() as cursor:
        cursor.execute("SELECT source_kind, room_kind, folded FROM search_text WHERE context_id = %s ORDER BY room_kind", [key])
        rows = cursor.fetchall()
    assert [(kind, room) for kind, room, _ in rows] == [("consultation", 2), ("consultation_sensitive", 3)]
    assert "前の言葉" not in rows[0][2]
    assert "病名" not in rows[0][2]
    with acting_as(cast.neighbour), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_text")
        assert cursor.fetchone()[0] == 0


def test_検索の結果は_見えるものだけを読み直す(cast: Any) -> None:
    from kasane.programmes.consultation.queries.searching import consultations_found, sensitive_found

    key = receive(cast.csw, register(cast.csw, "高橋 花子"), health_text="通院")
    with acting_as(cast.csw):
        record = next(iter(consultations_found([key, uuid4()])))
        assert (record.source_id, record.who) == (key, "高橋　花子")
        assert record.url.endswith(f"{key}/")
    with acting_as(cast.neighbour):
        assert list(consultations_found([key])) == []
        assert list(sensitive_found([key])) == []
