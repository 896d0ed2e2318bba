"""アセスメントの台帳: 保存のたびに版、今の値と前の値、型と部屋、衝突で何も失われない、隣人には無いのと同じ。"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from coordination.coordination_town import World, cell, days, save, taken_on
from kasane.access.session import acting_as
from kasane.cases import commands as cases
from kasane.cases import queries as case_queries
from kasane.cases.domain import Basis
from kasane.kernel import clock
from kasane.kernel.decision import Conflict, Invalid, NotVisible, Refused
from kasane.kernel.wareki import format_wareki
from kasane.programmes.coordination import commands
from kasane.programmes.coordination.domain.assessment import Certainty, Origin, Section
from kasane.programmes.coordination.domain.issue import IssueCertainty, IssueFacts, Weight
from kasane.programmes.coordination.models import Assessment, AssessmentFact, AssessmentItem, AssessmentVersion, Issue
from kasane.programmes.coordination.queries.issues import issue_history, issues_of
from kasane.programmes.coordination.queries.items import issue_codes
from kasane.programmes.coordination.queries.sheet import assessment_sheet, cell_history

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Any) -> World:
    return taken_on(cast.hokatsu, cast.csw)


def sheet_of(actor: Any, world: World, **rest: Any) -> Any:
    with acting_as(actor):
        return assessment_sheet(case_queries.case_header(world.case_id, by=actor), **rest)


def test_保存のたびに版が進み_前の値は履歴に残る(cast: Any, world: World) -> None:
    assert save(cast.csw, world.case_id, Section.C, cell("C-01", ["01"]), cell("C-02-3", 50000)) == 1
    assert save(cast.csw, world.case_id, Section.C, cell("C-01", ["02"]), cell("C-02-3", 50000), base=1) == 2
    sheet = sheet_of(cast.csw, world)
    assert (sheet.number, sheet.cell("C-01").words, sheet.cell("C-02-3").words) == (2, "民間賃貸アパート・マンション", "50,000円")
    assert sheet.cell("C-02-3").fact.number == 1  # 変えていない欄は、事実を増やさない
    assert sheet_of(cast.csw, world, number=1).cell("C-01").words == "持ち家"
    with acting_as(cast.csw):
        past = cell_history(case_queries.case_header(world.case_id, by=cast.csw), "C-01", None)
        assert [line.words for line in past.lines] == ["民間賃貸アパート・マンション", "持ち家"]
        assert [row.author_name for row in AssessmentVersion.objects.order_by("number")] == ["重田 かさね", "重田 かさね"]


def test_出どころと時点と確かさが_項目ごとに残る(cast: Any, world: World) -> None:
    heard = cell("B-06", ["05"], origin=Origin.AGENCY, agency_id=cast.hokatsu.agency_id, as_of=days(-10), certainty=Certainty.REPORTED)
    save(cast.csw, world.case_id, Section.B, heard, cell("B-01", ["yes"]))
    sheet = sheet_of(cast.csw, world)
    assert sheet.cell("B-06").said == f"北地域包括支援センター　{format_wareki(days(-10))}時点　聞いた(未確認)"
    assert sheet.cell("B-06").is_reported
    assert sheet.cell("B-01").said.startswith("本人")
    assert not sheet.cell("B-01").is_reported


def test_同じ値でも_この欄の出どころを書けば_確かめ直した事実が残る(cast: Any, world: World) -> None:
    save(cast.csw, world.case_id, Section.C, cell("C-01", ["01"], certainty=Certainty.REPORTED))
    assert save(cast.csw, world.case_id, Section.C, cell("C-01", ["01"], own=True), base=1) == 2
    assert not sheet_of(cast.csw, world).cell("C-01").is_reported


def test_空欄に戻したことも_事実として残る(cast: Any, world: World) -> None:
    save(cast.csw, world.case_id, Section.C, cell("C-02-4", "高橋太郎"))
    save(cast.csw, world.case_id, Section.C, cell("C-02-4", ""), base=1)
    assert sheet_of(cast.csw, world).cell("C-02-4").words == ""
    assert sheet_of(cast.csw, world, number=1).cell("C-02-4").words == "高橋太郎"


def test_人の項目は人の部屋_要配慮の項目は要配慮の部屋に置かれる(cast: Any, world: World) -> None:
    save(cast.csw, world.case_id, Section.D, cell("D-01", ["02"]), person=world.mother)
    save(cast.csw, world.case_id, Section.F, cell("F-01", ["04"]), person=world.son, base=1)
    with acting_as(cast.csw):
        header = case_queries.case_header(world.case_id, by=cast.csw)
        rooms = {one.person_id: one for one in header.persons}
        health, work = AssessmentFact.objects.get(item_key="D-01"), AssessmentFact.objects.get(item_key="F-01")
        assert (health.compartment_id, health.room_kind) == (rooms[world.mother].sensitive_room, 3)
        assert (work.compartment_id, work.room_kind) == (rooms[world.son].general_room, 2)


def test_要配慮の部屋を見られない機関には_D段の値も履歴も存在も見えない(cast: Any, world: World) -> None:
    save(cast.csw, world.case_id, Section.D, cell("D-01", ["02"]), person=world.mother)
    cases.add_member(
        by=cast.hokatsu, case_id=world.case_id, agency_id=cast.neighbour.agency_id, duty="就労", basis=Basis.LAW, statute_code="privacy.69_2_4",
        person_ids=[world.mother], sensitive=False, reason="就労の相談",
    )  # fmt: skip
    sheet = sheet_of(cast.neighbour, world)
    assert sheet.cell("D-01", world.mother) is None
    assert not sheet.part(Section.D, world.mother).readable
    with acting_as(cast.neighbour):
        assert not AssessmentFact.objects.filter(item_key="D-01").exists()
        with pytest.raises(NotVisible):
            cell_history(case_queries.case_header(world.case_id, by=cast.neighbour), "D-01", world.mother)
    with pytest.raises(NotVisible):
        save(cast.neighbour, world.case_id, Section.D, cell("D-01", ["01"]), person=world.mother, base=1)
    with pytest.raises(NotVisible):  # 同意していない長男の部屋は、チームの一員にも見えない
        save(cast.neighbour, world.case_id, Section.F, cell("F-01", ["01"]), person=world.son, base=1)


def test_同じ欄をほかの人が先に変えていれば_両方を持った衝突になり_何も失われない(cast: Any, world: World) -> None:
    save(cast.csw, world.case_id, Section.C, cell("C-01", ["01"]))
    save(cast.hokatsu, world.case_id, Section.C, cell("C-01", ["02"]), base=1)
    with pytest.raises(Conflict) as found:
        save(cast.csw, world.case_id, Section.C, cell("C-01", ["03"]), cell("C-02-4", "母"), base=1)
    clash = found.value.current
    assert (clash.number, list(clash.theirs), clash.mine) == (2, ["C-01"], frozenset({"C-01", "C-02-4"}))
    assert clash.theirs["C-01"].value.codes == ("02",)
    assert sheet_of(cast.csw, world).cell("C-02-4").words == ""
    assert save(cast.csw, world.case_id, Section.C, cell("C-01", ["03"]), cell("C-02-4", "母"), base=2) == 3
    assert sheet_of(cast.csw, world).cell("C-01").words == "公営住宅"


def test_ほかの人が別の欄を変えても_衝突せず_その欄を古い値で戻さない(cast: Any, world: World) -> None:
    save(cast.csw, world.case_id, Section.C, cell("C-01", ["01"]), cell("C-02-4", "古い名義"))
    save(cast.hokatsu, world.case_id, Section.C, cell("C-02-4", "新しい名義"), base=1)
    save(cast.csw, world.case_id, Section.C, cell("C-01", ["02"]), cell("C-02-4", "古い名義"), base=1)
    sheet = sheet_of(cast.csw, world)
    assert (sheet.cell("C-01").words, sheet.cell("C-02-4").words) == ("民間賃貸アパート・マンション", "新しい名義")


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("C-01", ["01", "02"], "一つだけ"), ("C-01", ["99"], "一覧の中"), ("C-02", -1, "0以上"), ("C-02", "五万", "「数」"),
        ("C-03", ["01", "zz"], "一覧の中"), ("C-02-4", ["01"], "短い文字"), ("C-02", 99999999999, "0以上"),
    ],
)  # fmt: skip
def test_型に合わない値は_欄を名指しして断る(cast: Any, world: World, key: str, value: Any, says: str) -> None:
    with pytest.raises(Invalid) as found:
        save(cast.csw, world.case_id, Section.C, cell(key, value))
    assert says in found.value.errors[key]
    with acting_as(cast.csw):
        assert not AssessmentFact.objects.exists()


def test_保存できない文字は断る(cast: Any, world: World) -> None:
    for bad in ("NUL\x00", "片割れ\ud800", "制御\x07"):
        with pytest.raises(Invalid) as found:
            save(cast.csw, world.case_id, Section.C, cell("C-02-4", bad))
        assert list(found.value.errors) == ["C-02-4"]


def test_別の段の項目_写す項目_事案にいない人は_書けない(cast: Any, world: World) -> None:
    with pytest.raises(Invalid):
        save(cast.csw, world.case_id, Section.C, cell("D-01", ["01"]))
    with pytest.raises(Invalid):
        save(cast.csw, world.case_id, Section.B, cell("B-05", "写し"))
    with pytest.raises(NotVisible):
        save(cast.csw, world.case_id, Section.F, cell("F-01", ["01"]), person=uuid4())
    with pytest.raises(Invalid, match="この事案の中の人"):
        save(cast.csw, world.case_id, Section.E, cell("E-01-2", uuid4()))


def test_項目どうしの決まりは_段の画面で断る(cast: Any, world: World) -> None:
    with pytest.raises(Invalid) as found:
        save(cast.csw, world.case_id, Section.B, cell("B-01", ["yes"]), cell("B-01-2", 1))
    assert list(found.value.errors) == ["B-01-2"]
    with pytest.raises(Invalid) as found:
        save(cast.csw, world.case_id, Section.I, cell("I-02", ["01"]))
    assert list(found.value.errors) == ["I-01"]


def test_スクリーニングの判断は_事案の経過に残る(cast: Any, world: World) -> None:
    save(cast.csw, world.case_id, Section.I, cell("I-01", clock.today()), cell("I-02", ["01"]), cell("I-03", ["01"]))
    with acting_as(cast.hokatsu):
        found = case_queries.timeline(world.case_id, by=cast.hokatsu)
        assert [line.fact for line in found.lines if line.title == "スクリーニングの判断"] == ["継続支援(プランを策定)"]


def test_終結した事案には書けない(cast: Any, world: World) -> None:
    cases.close_case(by=cast.hokatsu, case_id=world.case_id, on=clock.today(), reason="転居")
    with pytest.raises(Refused, match="終結した事案"):
        save(cast.hokatsu, world.case_id, Section.C, cell("C-01", ["01"]))


def test_隣人には_アセスメントも版も課題も無いのと同じ(cast: Any, world: World) -> None:
    save(cast.csw, world.case_id, Section.C, cell("C-01", ["01"]))
    attach(cast.csw, world, "15", world.son)
    with pytest.raises(NotVisible):
        save(cast.neighbour, world.case_id, Section.C, cell("C-01", ["02"]), base=1)
    with pytest.raises(NotVisible):
        attach(cast.neighbour, world, "09", None)
    with acting_as(cast.neighbour):
        for model in (Assessment, AssessmentVersion, AssessmentFact, Issue):
            assert not model.objects.exists()
        with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
            Assessment.objects.create(
                compartment_id=uuid4(),
                case_id=world.case_id,
                form_version="x",
                recorded_at=clock.now(),
                recorded_by=cast.neighbour.posting_id,
            )


def test_台帳は_書き換えられず_消せない(cast: Any, world: World) -> None:
    save(cast.csw, world.case_id, Section.C, cell("C-01", ["01"]))
    with acting_as(cast.csw):
        for change in (lambda: AssessmentFact.objects.update(codes=["02"]), lambda: AssessmentFact.objects.all().delete()):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                change()


@pytest.mark.parametrize(
    ("key", "changed"),
    [
        ("C-01", {"codes": ["zz"]}), ("C-01", {"codes": ["01", "02"]}), ("C-01", {"kind": "text", "codes": [], "text": "型を偽る"}),
        ("C-01", {"text": "余分"}), ("C-02", {"amount": Decimal(-1)}), ("A-06-2", {"rows": [["二つ", "だけ"]]}),
        ("A-06-2", {"rows": {"not": "array"}}), ("C-01", {"origin": "agency"}), ("C-01", {"origin": ""}),
    ],
)  # fmt: skip
def test_コマンドを通らない値も_データベースの引き金と制約が止める(cast: Any, world: World, key: str, changed: dict[str, Any]) -> None:
    save(cast.csw, world.case_id, Section.C, cell("C-01", ["01"]))
    with acting_as(cast.csw):
        item, version = AssessmentItem.objects.get(key=key), AssessmentVersion.objects.get()
        good: dict[str, Any] = {
            "compartment_id": version.compartment_id, "assessment_id": version.assessment_id, "version": version, "number": 9, "item": item,
            "item_key": key, "cell_id": uuid4(), "kind": item.kind, "origin": "self", "as_of": date(2026, 11, 1), "certainty": "confirmed",
            "recorded_at": clock.now(), "recorded_by": cast.csw.posting_id,
        }  # fmt: skip
        AssessmentFact.objects.create(**good)
        with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
            AssessmentFact.objects.create(**(good | {"cell_id": uuid4()} | changed))


def test_要配慮の項目を通常の部屋に置くことは_データベースが止める(cast: Any, world: World) -> None:
    save(cast.csw, world.case_id, Section.D, cell("D-01", ["02"]), person=world.mother)
    with acting_as(cast.csw):
        row = AssessmentFact.objects.get(item_key="D-01")
        header = case_queries.case_header(world.case_id, by=cast.csw)
        row.id, row.cell_id = uuid4(), uuid4()
        row.compartment_id = next(one.general_room for one in header.persons if one.person_id == world.mother)
        with pytest.raises(IntegrityError, match="その人の部屋"), transaction.atomic():
            row.save(force_insert=True)


def attach(by: Any, world: World, code: str, person: Any, **rest: Any) -> Any:
    given: dict[str, Any] = {
        "code": code, "person_id": person, "weight": Weight.MAIN, "certainty": IssueCertainty.CONFIRMED, "found_on": clock.today(),
    }  # fmt: skip
    return commands.attach_issue(by=by, case_id=world.case_id, facts=IssueFacts(**(given | rest)))


def test_課題は人に付き_要配慮の課題はその人の要配慮の部屋に置かれる(cast: Any, world: World) -> None:
    attach(cast.csw, world, "15", world.son)
    attach(cast.csw, world, "06", world.son, certainty=IssueCertainty.SUSPECTED, weight=Weight.SECONDARY)
    attach(cast.csw, world, "51", None)
    with acting_as(cast.csw):
        header = case_queries.case_header(world.case_id, by=cast.csw)
        lines = issues_of(header)
        assert [(one.who, one.label[:4], one.weight, one.certainty) for one in lines] == [
            ("高橋　太郎", "社会的孤", "主", "確認"), ("高橋　太郎", "その他メ", "従", "疑い"), ("世帯", "8050", "主", "確認"),
        ]  # fmt: skip
        assert Issue.objects.get(code="06").room_kind == 3
        assert issue_codes().sensitive == {"05", "06", "21", "22", "23", "57", "66", "67"}


def test_要配慮の課題を世帯に付けることは断る(cast: Any, world: World) -> None:
    with pytest.raises(Refused, match="世帯ではなく、人を"):
        attach(cast.csw, world, "21", None)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": "98"}, "code"), ({"code": "99"}, "note"), ({"found_on": "明日"}, "found_on"), ({"resolved_on": "昨日"}, "resolved_on"),
        ({"resolved_on": "明日"}, "resolved_on"), ({"note": "x\x00"}, "note"),
    ],
)  # fmt: skip
def test_課題の誤りは_欄を名指しして断る(cast: Any, world: World, given: dict[str, Any], field: str) -> None:
    when = {"明日": days(1), "昨日": days(-1)}
    given = {name: when.get(value, value) for name, value in given.items()}
    with pytest.raises(Invalid) as found:
        attach(cast.csw, world, given.pop("code", "15"), world.son, **given)
    assert list(found.value.errors) == [field]


def test_課題を直すと前の行が残り_二人が同時に直せば衝突になる(cast: Any, world: World) -> None:
    first = attach(cast.csw, world, "54", world.mother, certainty=IssueCertainty.SUSPECTED)
    facts = IssueFacts("54", world.mother, Weight.MAIN, IssueCertainty.CONFIRMED, clock.today(), None, "診断を受けた")
    second = commands.revise_issue(by=cast.csw, case_id=world.case_id, issue_id=first, facts=facts)
    with acting_as(cast.csw):
        header = case_queries.case_header(world.case_id, by=cast.csw)
        assert [one.certainty for one in issues_of(header)] == ["確認"]
        assert [one.certainty for one in issue_history(header, second)] == ["疑い"]
    with pytest.raises(Conflict) as found:
        commands.revise_issue(by=cast.hokatsu, case_id=world.case_id, issue_id=first, facts=facts)
    assert found.value.current.id == second
    with pytest.raises(NotVisible):
        commands.revise_issue(by=cast.neighbour, case_id=world.case_id, issue_id=second, facts=facts)


def test_直すときに_人と番号をすり替えることはできない(cast: Any, world: World) -> None:
    first = attach(cast.csw, world, "54", world.mother)
    facts = IssueFacts("21", world.son, Weight.MAIN, IssueCertainty.CONFIRMED, clock.today())
    second = commands.revise_issue(by=cast.csw, case_id=world.case_id, issue_id=first, facts=facts)
    with acting_as(cast.csw):
        row = Issue.objects.get(id=second)
        assert (row.code, row.person_id) == ("54", world.mother)


def test_税の申告は_機関から得た事実として残せない(cast: Any, world: World) -> None:
    taxed = cell("E-05", ["01"], origin=Origin.AGENCY, agency_id=cast.city.agency_id)
    with pytest.raises(Invalid) as found:
        save(cast.csw, world.case_id, Section.E, taxed)
    assert "本人の申告" in next(iter(found.value.errors.values()))
    assert save(cast.csw, world.case_id, Section.E, cell("E-05", ["01"])) == 1


def test_様式が改まっても_古い項目の事実は失われない(cast: Any, world: World, owner_sql: Any) -> None:
    save(cast.csw, world.case_id, Section.C, cell("C-02-4", "母の名義"))
    sql = "UPDATE coordination_item SET valid_to = {} WHERE key = 'C-02-4'"
    owner_sql(sql.format("current_date - 1"))
    try:
        sheet = sheet_of(cast.csw, world)
        assert sheet.cell("C-02-4") is None
        assert [one.words for one in sheet.retired] == ["母の名義"]
        with pytest.raises(Invalid):
            save(cast.csw, world.case_id, Section.C, cell("C-02-4", "新しい"), base=1)
    finally:
        owner_sql(sql.format("NULL"))


def test_出どころの誤りは断る(cast: Any, world: World) -> None:
    for wrong in ({"origin": Origin.AGENCY}, {"as_of": days(1)}, {"agency_id": cast.hokatsu.agency_id}):
        with pytest.raises(Invalid):
            save(cast.csw, world.case_id, Section.C, cell("C-01", ["01"], **wrong))
