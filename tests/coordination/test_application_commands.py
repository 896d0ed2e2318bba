"""様式1-1: 節ごとに書く、同意なしから同意ありへ、だれがいつ聞いたかが残る、隣人には何もない(mission 2.2、forms §2)。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cases.cases_town import STATUTE, opened
from django.db import Error, connection, transaction

from kasane.access.session import acting_as
from kasane.cases.commands import add_member
from kasane.cases.domain import Basis
from kasane.cases.queries import case_header, timeline
from kasane.consent.commands import withdraw_consent
from kasane.consent.domain.codes import ConsentKind, GivenBy, Outcome, State, Topic
from kasane.consent.domain.coverage import Scope
from kasane.consent.domain.recording import ConsentFacts
from kasane.consent.queries import consent_state, consents_of
from kasane.kernel import clock
from kasane.kernel.decision import Conflict, Invalid, NotVisible, Refused
from kasane.programmes.coordination.commands import application as commands
from kasane.programmes.coordination.domain.application import Variant
from kasane.programmes.coordination.models import Application, ApplicationVersion
from kasane.programmes.coordination.queries.application import application_sheet, applications_of
from kasane.search.models import SearchText

pytestmark = pytest.mark.django_db
A, B = Variant.WITH_CONSENT, Variant.WITHOUT


def started(cast, variant=A):
    case_id, (person, *_) = opened(cast.csw)
    return case_id, person, commands.start_application(by=cast.csw, case_id=case_id, person_id=person, variant=variant)


def write(by, application_id, section, **values: Any) -> int:
    with transaction.atomic(), acting_as(by):
        version = Application.objects.get(id=application_id).version
    return commands.write_application(by=by, application_id=application_id, section=section, version=version, values=values)


def agreed(cast, **rest: Any) -> commands.ApplyFacts:
    consent = ConsentFacts(
        explained=True, paper_kept=True, scopes=(Scope(cast.hokatsu.agency_id, frozenset({Topic.CIRCUMSTANCES})),), **rest
    )
    return commands.ApplyFacts(applied_on=clock.today(), shares=True, consent=consent)


def apply(cast, application_id, facts=None):
    with transaction.atomic(), acting_as(cast.csw):
        version = Application.objects.get(id=application_id).version
    commands.record_application_consent(by=cast.csw, application_id=application_id, version=version, facts=facts or agreed(cast))


def sheet(cast, case_id, application_id, actor=None):
    with transaction.atomic(), acting_as(actor or cast.csw):
        return application_sheet(case_id, application_id, by=actor or cast.csw)


def test_同意なしは_情報提供者と日付と理由だけで書ける(cast):
    case_id, _, one = started(cast, B)
    write(cast.csw, one, "source", received_on=clock.today(), source_kind="03")
    write(cast.csw, one, "known")
    write(cast.csw, one, "reason", no_consent_reason="02")
    states = {line.section.key: line.state.kind for line in sheet(cast, case_id, one).sections}
    assert states["source"] == states["reason"] == "done"
    with pytest.raises(Invalid, match="だれからの情報"):
        write(cast.csw, one, "source", received_on=clock.today())
    with pytest.raises(Invalid, match="同意が得られていない理由"):
        write(cast.csw, one, "reason")


def test_同意を記録すると_同じ票のまま同意ありになり_聞いていたことは残る(cast):
    case_id, person, one = started(cast, B)
    write(cast.csw, one, "source", received_on=clock.today(), source_kind="03", source_name="民野 生委")
    write(cast.csw, one, "heard", heard_topics=["13", "12"], heard_concern="20年ほど外に出ていない")
    write(cast.csw, one, "reason", no_consent_reason="02")
    apply(cast, one)
    page = sheet(cast, case_id, one)
    assert page.variant is A
    assert page.row.consented_on == page.row.applied_on == clock.today()
    heard = {line.section.key: dict(line.rows) for line in page.heard}
    assert heard["heard"]["気になる状況"] == "20年ほど外に出ていない"
    assert heard["source"]["情報提供者の氏名"] == "民野 生委"
    assert page.row.topics == []
    heard_version = next(line for line in page.versions if line.title == "相談内容と気になる状況")
    assert (heard_version.variant, heard_version.who) == (B, cast.csw.agency_name)
    with transaction.atomic(), acting_as(cast.csw):
        assert {line.kind: line.outcome for line in consents_of(case_id)} == {
            ConsentKind.APPLICATION: Outcome.GRANTED, ConsentKind.SHARING: Outcome.GRANTED,
        }  # fmt: skip
        assert consent_state(case_id, [person])[0].state is State.GRANTED


def test_同意の後は_聞いていたことを書き換えられない(cast):
    _, _, one = started(cast, B)
    write(cast.csw, one, "source", received_on=clock.today(), source_kind="03")
    apply(cast, one)
    with pytest.raises(Refused, match="そのまま残します"):
        write(cast.csw, one, "heard", heard_concern="書き直す")
    for change in ("heard_concern = '書き直す'", "variant = 'B'", "source_name = '別の人'"):
        with pytest.raises(Error, match="もう変えられません"), transaction.atomic(), acting_as(cast.csw), connection.cursor() as cursor:
            cursor.execute(f"UPDATE coordination_application SET {change} WHERE id = %s", [one])


def test_同意の前は_同意ありの欄を書けない(cast):
    _, _, one = started(cast, B)
    with pytest.raises(Refused, match="同意を記録すると"):
        write(cast.csw, one, "matters", topics=["01"], most_pressing="01")


def test_一番困っていることは_ちょうど一つ(cast):
    _, _, one = started(cast)
    for wrong in ({"topics": ["01", "02"]}, {"topics": ["01"], "most_pressing": "02"}, {"topics": [], "most_pressing": "01"}):
        with pytest.raises(Invalid) as refused:
            write(cast.csw, one, "matters", **wrong)
        assert list(refused.value.errors) == ["most_pressing"]
    write(cast.csw, one, "matters", topics=["01", "02"], most_pressing="02")
    with pytest.raises(Error), transaction.atomic(), acting_as(cast.csw):
        Application.objects.filter(id=one).update(most_pressing="15")


def test_受付日は申込日より前_申込は受付日の後(cast):
    _, _, one = started(cast)
    with pytest.raises(Refused, match="先に、相談受付日"):
        apply(cast, one)
    write(cast.csw, one, "reception", received_on=clock.today(), visitor_kind="01")
    early = commands.ApplyFacts(clock.today() - timedelta(days=1), True, agreed(cast).consent)
    with pytest.raises(Refused, match="相談受付日より後"):
        apply(cast, one, early)
    apply(cast, one)
    with pytest.raises(Invalid, match="先の日付"):
        write(cast.csw, one, "reception", received_on=clock.today() + timedelta(days=1), visitor_kind="01")
    with pytest.raises(Refused, match="すでに記録"):
        apply(cast, one)


def test_情報共有だけを断れる(cast):
    case_id, person, one = started(cast)
    write(cast.csw, one, "reception", received_on=clock.today(), visitor_kind="01")
    facts = agreed(cast)
    apply(cast, one, commands.ApplyFacts(facts.applied_on, False, facts.consent))
    page = sheet(cast, case_id, one)
    assert page.applied
    assert page.sharing is not None
    assert page.sharing.outcome is Outcome.REFUSED
    with transaction.atomic(), acting_as(cast.csw):
        assert consent_state(case_id, [person])[0].state is State.REFUSED


def test_代筆は本人の署名と見分けられ_説明のない申込は何も残さない(cast):
    case_id, _, one = started(cast)
    write(cast.csw, one, "reception", received_on=clock.today(), visitor_kind="01")
    consent = ConsentFacts(explained=False, paper_kept=True, scopes=agreed(cast).consent.scopes)
    with pytest.raises(Refused, match="説明していない"):
        apply(cast, one, commands.ApplyFacts(clock.today(), True, consent))
    with transaction.atomic(), acting_as(cast.csw):
        assert consents_of(case_id) == ()
    proxy = agreed(cast, given_by=GivenBy.PROXY, proxy_name="高橋 一郎", proxy_relation="長男", proxy_reason="手が不自由")
    apply(cast, one, proxy)
    applying = sheet(cast, case_id, one).applying
    assert applying is not None
    assert (applying.given_by, applying.proxy_name) == (GivenBy.PROXY, "高橋 一郎")


def test_取り消した申込は_もう一度受けられる(cast):
    case_id, _, one = started(cast)
    write(cast.csw, one, "reception", received_on=clock.today(), visitor_kind="01")
    apply(cast, one)
    page = sheet(cast, case_id, one)
    withdraw_consent(by=cast.csw, consent_id=page.row.application_consent_id)
    assert not sheet(cast, case_id, one).applied
    apply(cast, one)
    assert sheet(cast, case_id, one).applied


def test_先に保存した人がいれば_両方を見比べる(cast):
    _, _, one = started(cast)
    write(cast.csw, one, "household", lives_together="yes", household_size=2)
    with pytest.raises(Conflict) as clash:
        commands.write_application(
            by=cast.csw, application_id=one, section="household", version=1, values={"lives_together": "no", "household_size": None}
        )
    assert clash.value.current["household_size"] == 2
    assert clash.value.submitted["lives_together"] == "no"


def test_保存のたびに版が残り_消せない(cast):
    _, _, one = started(cast)
    write(cast.csw, one, "household", lives_together="yes", household_size=2)
    write(cast.csw_manager, one, "household", lives_together="yes", household_size=3)
    assert write(cast.csw, one, "household", lives_together="yes", household_size=3) == 3
    with transaction.atomic(), acting_as(cast.csw):
        rows = list(ApplicationVersion.objects.order_by("version"))
    assert [(row.version, row.before, row.after) for row in rows] == [
        (2, {"household_size": None, "lives_together": ""}, {"household_size": 2, "lives_together": "yes"}),
        (3, {"household_size": 2}, {"household_size": 3}),
    ]
    assert rows[1].recorded_by == cast.csw_manager.posting_id
    for sql in ("DELETE FROM coordination_application_version", "UPDATE coordination_application_version SET section = ''"):
        with pytest.raises(Error, match="permission denied"), transaction.atomic(), acting_as(cast.csw), connection.cursor() as cursor:
            cursor.execute(sql)


def test_隣人には_票も履歴も見えず_何もできない(cast):
    case_id, person, one = started(cast, B)
    write(cast.csw, one, "source", received_on=clock.today(), source_kind="03")
    commands.add_application_effort(by=cast.csw, application_id=one, happened_on=clock.today(), text="手紙を置いた")
    with transaction.atomic(), acting_as(cast.neighbour):
        assert applications_of(case_id) == {}
        assert not ApplicationVersion.objects.exists()
        with pytest.raises(NotVisible):
            application_sheet(case_id, one, by=cast.neighbour)
    with pytest.raises(NotVisible):
        commands.start_application(by=cast.neighbour, case_id=case_id, person_id=person, variant=A)
    with pytest.raises(NotVisible):
        commands.write_application(by=cast.neighbour, application_id=one, section="source", version=2, values={})
    with pytest.raises(NotVisible):
        commands.record_application_consent(by=cast.neighbour, application_id=one, version=2, facts=agreed(cast))
    with pytest.raises(NotVisible):
        commands.add_application_effort(by=cast.neighbour, application_id=one, happened_on=clock.today(), text="のぞく")


def test_別の事案の番号では開けず_一人に一枚(cast):
    case_id, person, one = started(cast)
    other, _, _ = started(cast)
    with pytest.raises(NotVisible):
        sheet(cast, other, one)
    with pytest.raises(Invalid, match="もうあります"):
        commands.start_application(by=cast.csw, case_id=case_id, person_id=person, variant=B)


def test_取組の経過は書き足すだけ(cast):
    case_id, _, one = started(cast, B)
    commands.add_application_effort(by=cast.csw, application_id=one, happened_on=clock.today() - timedelta(days=3), text="手紙を置いた")
    commands.add_application_effort(by=cast.csw, application_id=one, happened_on=clock.today(), text="玄関越しに話せた")
    assert [text for _, text, _ in sheet(cast, case_id, one).efforts] == ["手紙を置いた", "玄関越しに話せた"]
    for wrong in ({"happened_on": clock.today() + timedelta(days=1), "text": "明日"}, {"happened_on": clock.today(), "text": " "}):
        with pytest.raises(Invalid):
            commands.add_application_effort(by=cast.csw, application_id=one, **wrong)


def test_票と同意のできごとは_経過に並ぶ(cast):
    case_id, _, one = started(cast)
    write(cast.csw, one, "reception", received_on=clock.today(), visitor_kind="01")
    apply(cast, one)
    withdraw_consent(by=cast.csw, consent_id=sheet(cast, case_id, one).row.sharing_consent_id, reason="考え直した")
    with transaction.atomic(), acting_as(cast.csw):
        acts = [line.act for line in timeline(case_id, by=cast.csw).lines]
        banner = case_header(case_id, by=cast.csw).consents
    assert {"start_application", "record_consent", "record_application_consent", "withdraw_consent"} <= set(acts)
    assert [one.state for one in banner] == [State.WITHDRAWN]


def test_匿名を希望した情報提供者は_受け付けた機関だけが知る(cast):
    case_id, person, one = started(cast, B)
    write(cast.csw, one, "source", received_on=clock.today(), source_kind="02", source_name="隣の 人", source_anonymous=True)
    grounds = {"basis": Basis.LAW, "statute_code": STATUTE, "reason": "保護のため", "until": clock.now() + timedelta(days=9)}
    add_member(
        by=cast.csw, case_id=case_id, agency_id=cast.hokatsu.agency_id, duty="介護の相談", person_ids=[person], sensitive=False, **grounds
    )
    theirs = dict(sheet(cast, case_id, one, cast.hokatsu).sections[0].rows)
    assert theirs["情報提供者の氏名"] == "（匿名を希望しています）"
    assert dict(sheet(cast, case_id, one).sections[0].rows)["情報提供者の氏名"] == "隣の 人"
    with pytest.raises(Refused, match="匿名を希望"):
        write(cast.hokatsu, one, "source", received_on=clock.today(), source_kind="02", source_name="だれ")
    write(cast.hokatsu, one, "heard", heard_concern="夜に灯りがつく")


def test_票の文は_見える人だけが検索で見つける(cast):
    _, _, one = started(cast, B)
    write(cast.csw, one, "source", received_on=clock.today(), source_kind="02", source_name="隣の 人")
    write(cast.csw, one, "heard", heard_concern="鉄道模型の話をする")
    commands.add_application_effort(by=cast.csw, application_id=one, happened_on=clock.today(), text="手紙に返事が来た")

    def stored(actor):
        with transaction.atomic(), acting_as(actor):
            return list(SearchText.objects.filter(source_id=one).values_list("folded", flat=True))

    assert "鉄道模型" in stored(cast.csw)[0]
    assert "返事" in stored(cast.csw)[0]
    assert "隣" not in stored(cast.csw)[0]
    assert stored(cast.neighbour) == []
