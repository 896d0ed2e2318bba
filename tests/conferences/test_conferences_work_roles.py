"""決まった役割と足りない資源(データベース): 会議の外へ出るのは、名前のない言葉だけ。"""

from __future__ import annotations

from datetime import timedelta

import pytest
from cases.cases_town import as_, sql
from django.db import ProgrammingError, connection, transaction
from people_of_the_town import Cast

from conferences.conference_work_room import Meeting, close, meeting
from kasane.agencies.domain import Field
from kasane.conferences.commands import needs, roles
from kasane.conferences.domain.codes import Purpose
from kasane.conferences.domain.needs import NeedState
from kasane.conferences.queries.needs import need, needs_ledger, needs_of
from kasane.conferences.queries.roles import my_tasks, roles_of, task
from kasane.kernel import clock
from kasane.kernel.decision import Conflict, Invalid, NotVisible, Refused

pytestmark = pytest.mark.django_db
NAMES = ("髙橋 花子", "おおた けんじ", "林 実")


def assigned(cast: Cast, at: Meeting, wording: str = "週に一度、電話で様子を聞く") -> object:
    """隣の機関に役割を決める。"""
    return roles.assign_role(
        by=cast.city, item_id=at.item, wording=wording, agency_id=cast.neighbour.agency_id, due_on=clock.today() + timedelta(days=7)
    )


@pytest.mark.parametrize(
    "wording",
    [
        "髙橋さんに電話する", "高橋花子さんに電話する", "高橋　花子 様の見守り", "花子さんの通院に付き添う", "おおたさんを訪ねる", "オオタ ケンジ氏に手紙を出す",
        "長男（けんじ）に会う", "林さんに電話する", "林実さん宅を訪ねる", "林家の見守り",
    ],
)  # fmt: skip
def test_役割と台帳と取りやめの言葉に_議題の人の名前は入らない(cast: Cast, wording: str) -> None:
    at = meeting(cast, names=NAMES)
    with pytest.raises(Refused, match="名前が入っています"):
        assigned(cast, at, wording)
    with pytest.raises(Refused, match="名前が入っています"):
        needs.name_need(by=cast.city, item_id=at.item, text=wording, field=Field.CARE, purpose=Purpose.RESOURCE)
    role = assigned(cast, at)
    with pytest.raises(Refused, match="名前"):
        roles.cancel_role(by=cast.city, role_id=role, reason=wording)
    with pytest.raises(Refused, match="名前"):
        roles.finish_role(by=cast.neighbour, role_id=role, note=wording, version=1)


@pytest.mark.parametrize(
    "wording", ["雑木林の道を一緒に歩く", "花見の会に誘う", "実家の片付けを手伝う", "週に一度、電話で様子を聞く", "林道の清掃に誘う"]
)
def test_ふつうの言葉は_名前と取り違えない(cast: Cast, wording: str) -> None:
    assert assigned(cast, meeting(cast, names=NAMES), wording)


def test_受け持つ機関には_仕事だけが渡り_議題の部屋は開かない_N28(cast: Cast) -> None:
    at = meeting(cast)
    role = assigned(cast, at)
    with as_(cast.neighbour):
        (mine,) = my_tasks(cast.neighbour, limit=5)
        assert (mine.id, mine.wording, mine.kind) == (role, "週に一度、電話で様子を聞く", "支援会議")
        assert mine.may_finish.allowed
        assert roles_of(at.item) == ()
    for table in ("conferences_item", "conferences_fact", "conferences_minute", "conferences_member", "conferences_decision", "cases_case"):
        assert sql(cast.neighbour, f"SELECT 1 FROM {table}") == [], table
    roles.finish_role(by=cast.neighbour, role_id=role, note="三度つながった", version=1)
    with as_(cast.neighbour):
        assert my_tasks(cast.neighbour, limit=5) == ()
    with as_(cast.csw):
        (line,) = roles_of(at.item)
        assert (line.done_on, line.done_note, line.whose) == (clock.today(), "三度つながった", cast.neighbour.agency_name)
    with pytest.raises(Refused, match="もう済み"):
        roles.finish_role(by=cast.neighbour, role_id=role, note="もう一度", version=2)


def test_受け持たない機関と隣人は_役割を見ることも済みにすることもできない(cast: Cast) -> None:
    at = meeting(cast)
    role = roles.assign_role(by=cast.city, item_id=at.item, wording="月に一度訪ねる", agency_id=cast.hokatsu.agency_id)
    with pytest.raises(NotVisible):
        roles.finish_role(by=cast.neighbour, role_id=role, note="いたずら", version=1)
    with as_(cast.neighbour), pytest.raises(NotVisible):
        task(role, by=cast.neighbour)
    with pytest.raises(Refused, match="受け持つ機関"):
        roles.finish_role(by=cast.city, role_id=role, note="代わりに", version=1)
    for who in (cast.neighbour, cast.city):
        with pytest.raises(ProgrammingError), as_(who), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT conferences_finish_role(%s, 'なりすまし', '{}', 1, current_date)", [role])
    with pytest.raises(ProgrammingError), as_(cast.hokatsu), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE conferences_role SET wording = '別のこと'")


def test_役割を決めるのは議題の役員だけ(cast: Cast) -> None:
    at = meeting(cast)
    with pytest.raises(NotVisible):
        roles.assign_role(by=cast.neighbour, item_id=at.item, wording="する", agency_id=cast.hokatsu.agency_id)
    with pytest.raises(Refused, match="事務局・司会・記録"):
        roles.assign_role(by=cast.csw, item_id=at.item, wording="する", agency_id=cast.hokatsu.agency_id)
    for who in (cast.neighbour, cast.csw):
        statement = "SELECT conferences_assign_role(gen_random_uuid(), gen_random_uuid(), %s, %s, NULL, 'する', '{}', NULL, now())"
        with pytest.raises(ProgrammingError), as_(who), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [at.item, cast.hokatsu.agency_id])


def test_名前を当てる道具にはならない(cast: Cast) -> None:
    at = meeting(cast)
    for who, answer in ((cast.city, True), (cast.neighbour, None), (cast.csw, None)):
        assert sql(who, "SELECT conferences_names_in(%s, %s)", at.item, ["高橋花子"]) == [answer]


def test_役割の書き方の誤りと_閉じた議題(cast: Cast) -> None:
    at = meeting(cast)
    with pytest.raises(Invalid):
        roles.assign_role(by=cast.city, item_id=at.item, wording="する")
    with pytest.raises(Invalid):
        roles.assign_role(
            by=cast.city, item_id=at.item, wording="する", agency_id=cast.hokatsu.agency_id, due_on=clock.today() - timedelta(days=1)
        )
    role = assigned(cast, at)
    with pytest.raises(Conflict):
        roles.finish_role(by=cast.neighbour, role_id=role, note="古い画面から", version=9)
    close(cast, at)
    with pytest.raises(Refused):
        assigned(cast, at)


def test_外の構成員の役割は_決めた側が済みにする(cast: Cast) -> None:
    at = meeting(cast)
    role = roles.assign_role(by=cast.city, item_id=at.item, wording="朝の声かけを続ける", outside_member_id=cast.minsei)
    with as_(cast.csw):
        (line,) = roles_of(at.item)
        assert line.whose == "民野 生委"
    roles.finish_role(by=cast.city, role_id=role, note="毎朝続いている", version=1)


def test_取りやめた役割は_受け持つ機関の仕事から消える(cast: Cast) -> None:
    at = meeting(cast)
    role = assigned(cast, at)
    with pytest.raises(NotVisible):
        roles.cancel_role(by=cast.privacy, role_id=role, reason="いたずら")
    roles.cancel_role(by=cast.city, role_id=role, reason="別の機関が引き受けた")
    with as_(cast.neighbour):
        assert my_tasks(cast.neighbour, limit=5) == ()
    with pytest.raises(Refused, match="取りやめ"):
        roles.finish_role(by=cast.neighbour, role_id=role, note="した", version=2)


def test_足りない資源の台帳は_職員が読め_議題とのつながりは議題の人だけが知る(cast: Cast) -> None:
    at = meeting(cast)
    wanted = needs.name_need(by=cast.city, item_id=at.item, text="夜に開いている居場所", field=Field.CHILD, purpose=Purpose.RESOURCE)
    with as_(cast.neighbour):
        (line,) = needs_ledger()
        assert (line.id, line.text, line.state, line.field_label) == (wanted, "夜に開いている居場所", NeedState.NAMED, Field.CHILD.label_ja)
        assert needs_of(at.item) == ()
        assert needs_ledger(field="care") == ()
        assert needs_ledger(state=NeedState.MET) == ()
    assert sql(cast.neighbour, "SELECT 1 FROM conferences_item_need") == []
    with as_(cast.csw):
        assert [one.id for one in needs_of(at.item)] == [wanted]
    assert sql(cast.account_admin, "SELECT 1 FROM conferences_need") == []


def test_台帳を載せるのは役員_進めるのは決まった役割の人(cast: Cast) -> None:
    at = meeting(cast)
    with pytest.raises(NotVisible):
        needs.name_need(by=cast.neighbour, item_id=at.item, text="居場所", field=Field.CHILD, purpose=Purpose.RESOURCE)
    wanted = needs.name_need(by=cast.city, item_id=at.item, text="居場所", field=Field.CHILD, purpose=Purpose.RESOURCE)
    with pytest.raises(Refused):
        needs.move_need(by=cast.hokatsu, need_id=wanted, state=NeedState.MET, progress="できた", version=1)
    with pytest.raises(ProgrammingError), as_(cast.hokatsu), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT conferences_move_need(%s, 'met', 'できた', '{}', 1, current_date)", [wanted])
    with pytest.raises(Refused, match="名前"):
        needs.move_need(by=cast.neighbour, need_id=wanted, state=NeedState.WORKING, progress="高橋さんの家を借りる", version=1)
    needs.move_need(by=cast.neighbour, need_id=wanted, state=NeedState.WORKING, progress="空き家を探している", version=1)
    with pytest.raises(Conflict):
        needs.move_need(by=cast.city, need_id=wanted, state=NeedState.MET, progress="できた", version=1)
    with as_(cast.city):
        moved = need(wanted)
        assert moved is not None
        assert (moved.state, moved.progress) == (NeedState.WORKING, "空き家を探している")
