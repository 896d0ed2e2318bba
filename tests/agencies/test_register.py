"""機関の台帳（forms.md C03、実施計画の機関一覧の形）: 登録・修正・廃止・取り込み。"""

from dataclasses import replace
from datetime import date

import pytest
from agency_town import LONG_AGO, TODAY, TOMORROW, rows
from django.db import DatabaseError

from kasane.agencies.commands import register as commands
from kasane.agencies.commands.importing import AgencyRow, register_or_update_agencies
from kasane.agencies.commands.register import AgencyDraft
from kasane.agencies.domain import SECTION_KIND, Field
from kasane.agencies.models import Agency
from kasane.agencies.queries import register as queries
from kasane.kernel.actor import job_actor
from kasane.kernel.decision import Conflict, Invalid, NotVisible, Refused
from kasane.kernel.ids import new_id

pytestmark = pytest.mark.django_db
STATION = AgencyDraft(
    name="東ステーション", field=Field.POVERTY, kind="0201", kana="ヒガシステーション", programme="生活困窮者自立相談支援事業",
    statute_code="needy_support.3_2", is_window=True,
)  # fmt: skip


def test_分野_事業_担当課_委託先が同じ機関は一行になり_拠点を数える(cast):
    by = cast.account_admin
    section = commands.register_agency(by=by, agency=AgencyDraft(name="福祉政策課", field=Field.MULTI, kind=SECTION_KIND))
    operator = commands.register_operator(by=by, name="かさね市社会福祉協議会")
    shared = {"responsible_section_id": section, "operator_id": operator}
    ids = [commands.register_agency(by=by, agency=replace(STATION, name=name, kana=name, **shared)) for name in ("ア", "イ", "ウ")]
    for name in ("一番", "二番"):
        commands.open_base(by=by, agency_id=ids[0], name=name, valid_from=LONG_AGO)
    row = next(row for row in queries.agency_table(field=Field.POVERTY) if row.operator)
    assert [name for _, name in row.agencies] == ["ア", "イ", "ウ"]
    assert (row.section, row.operator, row.programme) == ("福祉政策課", "かさね市社会福祉協議会", "生活困窮者自立相談支援事業")
    assert row.statute == "生活困窮者自立支援法3条2項"
    assert row.bases == 4


def test_閉じた拠点は数えない(cast):
    agency_id = commands.register_agency(by=cast.account_admin, agency=STATION)
    for name in ("残る", "閉じる"):
        base_id = commands.open_base(by=cast.account_admin, agency_id=agency_id, name=name, valid_from=LONG_AGO)
    commands.close_base(by=cast.account_admin, base_id=base_id, version=1, on=TODAY)
    row = next(row for row in queries.agency_table() if row.agencies[0][0] == agency_id)
    assert row.bases == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"kind": "9999"}, "kind"),
        ({"statute_code": "no.such"}, "statute_code"),
        ({"contract_from": TODAY, "contract_to": TODAY}, "contract_to"),
    ],
)
def test_成り立たない登録は_欄を挙げて断る(cast, changes, field):
    with pytest.raises(Invalid) as refused:
        commands.register_agency(by=cast.account_admin, agency=replace(STATION, **changes))
    assert field in refused.value.errors


def test_先に直した人がいれば_どちらの内容も失わずに断る(cast):
    agency_id = commands.register_agency(by=cast.account_admin, agency=STATION)
    commands.correct_agency(by=cast.account_admin, agency_id=agency_id, version=1, agency=replace(STATION, phone="0867-72-0001"))
    mine = replace(STATION, phone="0867-72-0002")
    with pytest.raises(Conflict) as conflict:
        commands.correct_agency(by=cast.account_admin, agency_id=agency_id, version=1, agency=mine)
    assert conflict.value.current.phone == "0867-72-0001"
    assert conflict.value.submitted == mine


def test_配属が残る機関は閉じられない(cast):
    with pytest.raises(Refused) as refused:
        commands.close_agency(by=cast.account_admin, agency_id=cast.neighbour.agency_id, version=1, closed_on=TOMORROW, reason="統合")
    assert "1人の配属" in str(refused.value)


def test_閉じた機関は一覧から消え_名簿には残る(cast):
    agency_id = commands.register_agency(by=cast.account_admin, agency=STATION)
    commands.close_agency(by=cast.account_admin, agency_id=agency_id, version=1, closed_on=TODAY, reason="統合")
    assert agency_id not in {key for row in queries.agency_table() for key, _ in row.agencies}
    assert queries.find_agencies(text="東ステーション", closed=True).filter(id=agency_id).exists()
    assert not queries.find_agencies(text="東ステーション").filter(id=agency_id).exists()


@pytest.mark.parametrize("text", ["ひがし", "ヒガシ", "ﾋｶﾞｼ", "東 ステーション"])
def test_名簿は_かなの書き方によらず見つかる(cast, text):
    agency_id = commands.register_agency(by=cast.account_admin, agency=STATION)
    assert agency_id in queries.find_agencies(text=text).values_list("id", flat=True)


@pytest.mark.parametrize("who", ["csw", "csw_manager", "city", "auditor", "neighbour"])
def test_業務管理者のほかは_台帳を変えられない_行為でもSQLでも(cast, who):
    actor = getattr(cast, who)
    with pytest.raises(Refused):
        commands.register_agency(by=actor, agency=STATION)
    before = rows(actor, "SELECT name FROM agencies_agency ORDER BY id")
    rows(actor, "UPDATE agencies_agency SET name = '乗っ取り'")
    assert rows(actor, "SELECT name FROM agencies_agency ORDER BY id") == before
    with pytest.raises(DatabaseError):
        rows(actor, "DELETE FROM agencies_agency")


def test_外部構成員は_載せて外せ_アカウントは生まれない(cast):
    before = rows(cast.csw, "SELECT count(*) FROM agencies_account")
    member = commands.register_outside_member(
        by=cast.account_admin, name="民野 次郎", kind="1401", secrecy_statute_code="secrecy.welfare_commissioner", valid_from=LONG_AGO
    )
    assert rows(cast.csw, "SELECT name FROM agencies_outsidemember WHERE id = %s", member) == [("民野 次郎",)]
    assert rows(cast.csw, "SELECT count(*) FROM agencies_account") == before
    commands.end_outside_membership(by=cast.account_admin, member_id=member, version=1, on=TODAY, reason="任期満了")
    assert rows(cast.csw, "SELECT valid_to FROM agencies_outsidemember WHERE id = %s", member) == [(TODAY,)]


def test_既存会議体は_根拠法の呼び名とともに並ぶ(cast):
    commands.designate_existing_body(
        by=cast.account_admin,
        name="地域ケア会議",
        statute_code="long_term_care.115_48",
        serves_as_support_conference=True,
        valid_from=LONG_AGO,
    )
    found = {body.name: (law, body.serves_as_support_conference) for body, law in queries.existing_bodies()}
    assert found["地域ケア会議"] == ("介護保険法115条の48", True)


def test_同じ圏域は二度作らない(cast):
    commands.define_area(by=cast.account_admin, name="北圏域", kind="01")
    with pytest.raises(Invalid):
        commands.define_area(by=cast.account_admin, name="北圏域", kind="01")


def test_いない機関は見つからない():
    with pytest.raises(NotVisible):
        queries.agency_detail(new_id())


JOB = job_actor("import")


def sheet(**names: str) -> list[AgencyRow]:
    return [AgencyRow(key, AgencyDraft(name=name, field=Field.CARE, kind="0303")) for key, name in names.items()]


def test_取り込みは何度行っても同じ結果になる(cast):
    first = register_or_update_agencies(by=JOB, rows=sheet(a="一号", b="二号"), source="公開データ")
    again = register_or_update_agencies(by=JOB, rows=sheet(a="一号", b="二号"), source="公開データ")
    assert (first.added, first.changed, first.unchanged) == (2, 0, 0)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)


def test_改版の追加_変更_削除を見分け_戻れば開き直す(cast):
    register_or_update_agencies(by=JOB, rows=sheet(a="一号", b="二号"), source="公開データ", complete=True)
    second = register_or_update_agencies(by=JOB, rows=sheet(a="一号館", c="三号"), source="公開データ", complete=True)
    assert (second.added, second.changed, second.closed) == (1, 1, 1)
    assert Agency.objects.get(source="公開データ", source_key="b").closed_on == TODAY
    third = register_or_update_agencies(by=JOB, rows=sheet(a="一号館", b="二号", c="三号"), source="公開データ", complete=True)
    assert (third.changed, third.unchanged) == (1, 2)
    assert Agency.objects.get(source="公開データ", source_key="b").closed_on is None


def test_載せられない行は_番号と理由を返し_ほかの行は載る(cast):
    bad = [AgencyRow("", STATION), AgencyRow("x", replace(STATION, kind="0")), *sheet(a="一号"), *sheet(a="重なり")]
    outcome = register_or_update_agencies(by=JOB, rows=bad, source="公開データ")
    assert outcome.added == 1
    assert [(row.key, row.reason) for row in outcome.refused] == [
        ("", "番号がありません。"),
        ("x", "種類を一覧の中から選んでください。"),
        ("a", "同じ番号の行が前にあります。"),
    ]


def test_取り込みは_手で決めた担当課を消さない(cast):
    register_or_update_agencies(by=JOB, rows=sheet(a="一号"), source="公開データ")
    agency = Agency.objects.get(source="公開データ", source_key="a")
    commands.correct_agency(
        by=cast.account_admin, agency_id=agency.id, version=agency.version,
        agency=AgencyDraft(name="一号", field=Field.CARE, kind="0303", responsible_section_id=cast.city.agency_id, opened_on=date(2026, 5, 1)),
    )  # fmt: skip
    register_or_update_agencies(by=JOB, rows=sheet(a="一号"), source="公開データ")
    assert Agency.objects.get(id=agency.id).responsible_section_id == cast.city.agency_id


@pytest.mark.parametrize("who", ["csw", "neighbour", "auditor"])
def test_取り込みも役割で断る(cast, who):
    with pytest.raises(Refused):
        register_or_update_agencies(by=getattr(cast, who), rows=sheet(a="一号"), source="公開データ")
