"""見落とさないための問い: 上へ知らせる、途絶え、たらいまわし、一覧、引継ぎ。問いの数は件数によらない。"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.cases_town import as_, by_law, letter, note, opened
from kasane.agencies import registry
from kasane.agencies.commands.handover import hand_over
from kasane.cases import commands, duties, queries
from kasane.cases.domain import ReferralKind
from kasane.cases.models import Case, Involvement, Note
from kasane.cases.queries.rhythms import NoRhythm
from kasane.kernel import clock
from kasane.kernel.decision import NotVisible, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(cast):
    """今日が期限の、北地域包括あてのつなぎ。"""
    case_id, (mother,) = opened(cast.csw)
    return case_id, commands.send_referral(
        by=cast.csw, case_id=case_id, facts=by_law(cast.hokatsu.agency_id, mother, answer_by=clock.today())
    )


@pytest.fixture
def duties_registered():
    """引継ぎの台帳に、事案の仕事がある(起動時に登録されていなければ、この試験の間だけ入れる)。"""
    here = {one.kind for one in registry.duties()}
    if "case-companion" not in here:
        duties.register()
    yield
    for one in registry.duties():
        if one.kind not in here:
            registry.forget_duty(one.kind)


def later(days):
    """この日数だけ先の時計。"""
    return clock.frozen(clock.now() + timedelta(days=days))


def test_答えのないつなぎは_受けた機関から管理者へ_市へ上がる(cast, sent):
    steps = {0: (1, 0, 0), 1: (1, 1, 0), 2: (1, 1, 0), 3: (1, 1, 1), 30: (1, 1, 1)}
    for days, expected in steps.items():
        with later(days):
            with as_(cast.hokatsu):
                seen = len(queries.waiting_for_me(cast.hokatsu)), len(queries.overdue_for_manager(cast.hokatsu))
            with as_(cast.city):
                city = queries.overdue_for_city()
            assert (*seen, len(city)) == expected, days
    assert [(one.from_agency, one.to_agency, one.days) for one in city] == [
        ("かさね市社会福祉協議会 総合相談支援センター", "北地域包括支援センター", 30)
    ]


def test_市への知らせには個人のことが何もなく_市の役割でなければ空(cast, sent):
    with later(30):
        with as_(cast.city):
            (line,) = queries.overdue_for_city()
            assert set(type(line).__slots__) == {"from_agency", "to_agency", "sent_on", "answer_by", "days"}
        for one in (cast.csw, cast.hokatsu, cast.neighbour, cast.account_admin, cast.auditor):
            with as_(one):
                assert queries.overdue_for_city() == ()
        with as_(cast.csw):
            assert queries.overdue_for_manager(cast.csw) == ()


def test_答えたつなぎは上がらない(cast, sent):
    commands.accept_referral(by=cast.hokatsu, referral_id=sent[1])
    with later(30), as_(cast.city):
        assert queries.overdue_for_city() == ()


def test_日数は日付つきの行から引き_出所に提案であると書いてある(cast, owner_sql):
    with as_(cast.csw):
        assert queries.rhythm("referral_answer", clock.today()) == 7
        with pytest.raises(NoRhythm):
            queries.rhythm("referral_answer", clock.today().replace(year=2020))
        with pytest.raises(NoRhythm):
            queries.rhythm("no_such", clock.today())
    assert all("提案" in row[0] for row in owner_sql("SELECT source FROM cases_rhythm"))


def test_途絶えは_本人か家族に会えた日から数える(cast):
    case_id, (mother,) = opened(cast.csw)
    commands.set_contact_rhythm(by=cast.csw, case_id=case_id, days=10)

    def silent(days):
        with later(days), as_(cast.csw):
            return [(line.id, line.silent_days) for line in queries.silent_cases(cast.csw)]

    assert silent(10) == []
    assert silent(12) == [(case_id, 2)]
    with later(8):
        commands.record_note(by=cast.csw, case_id=case_id, facts=note(person_id=mother, met="absent"))
        commands.record_note(by=cast.csw, case_id=case_id, facts=note(method="agency", counterpart="agency"))
    assert silent(12) == [(case_id, 2)]
    with later(9):
        commands.record_note(by=cast.csw, case_id=case_id, facts=note(person_id=mother, met="met"))
    assert silent(12) == []
    assert silent(20) == [(case_id, 1)]
    commands.set_contact_rhythm(by=cast.csw, case_id=case_id, days=None)
    assert silent(400) == []


def test_終結の後も_伴走する機関には間遠な見守りの知らせが出る(cast):
    case_id, _ = opened(cast.csw)
    with later(20):
        commands.close_case(by=cast.csw, case_id=case_id, on=clock.today(), reason="落ち着いた", follow_up_days=60)
    for days, expected in ((80, []), (81, [(case_id, 1)])):
        with later(days), as_(cast.csw):
            assert [(line.id, line.silent_days) for line in queries.silent_cases(cast.csw)] == expected


def test_たらいまわしの数と日数(cast):
    case_id, (mother,) = opened(cast.csw)

    def measured():
        with as_(cast.csw):
            found = queries.hops(case_id)
        return found.count, found.days_to_first_support

    assert measured() == (0, None)
    first = commands.send_referral(by=cast.csw, case_id=case_id, facts=letter(cast.neighbour.agency_id))
    recalled = commands.send_referral(by=cast.csw, case_id=case_id, facts=letter(cast.neighbour.agency_id))
    commands.recall_referral(by=cast.csw, referral_id=recalled, reason="重なった")
    commands.decline_referral(by=cast.neighbour, referral_id=first, reason="担当が違う")
    assert measured() == (1, None)
    with later(6):
        second = commands.send_referral(by=cast.csw, case_id=case_id, facts=by_law(cast.hokatsu.agency_id, mother))
        commands.accept_referral(by=cast.hokatsu, referral_id=second)
        assert measured() == (2, 6)
    with as_(cast.neighbour), pytest.raises(NotVisible):
        queries.hops(case_id)


def test_一覧は動いた順で_頁をまたいで一件も落とさず重ねない(cast, monkeypatch):
    monkeypatch.setattr("kasane.cases.queries.lists.PAGE", 3)
    made = [opened(cast.csw, f"高橋 {n}")[0] for n in range(7)]
    commands.record_note(by=cast.csw, case_id=made[0], facts=note())
    opened(cast.neighbour, "隣 花子")
    found, after = [], ""
    with as_(cast.csw):
        while True:
            shown = queries.my_cases(cast.csw, after)
            found += [line.id for line in shown.lines]
            after = shown.next
            if not after:
                break
    assert found == [made[0], *reversed(made[1:])]


def test_一覧の絞り込み(cast):
    here, _ = opened(cast.csw)
    there, _ = opened(cast.csw, "佐藤 花子")
    commands.hand_on_companion(
        by=cast.csw, case_id=there, agency_id=cast.csw.agency_id, posting_id=cast.csw_manager.posting_id, reason="異動"
    )
    done, _ = opened(cast.csw, "鈴木 花子")
    commands.close_case(by=cast.csw, case_id=done, on=clock.today(), reason="落ち着いた")

    def ids(**given):
        return {line.id for line in queries.my_cases(cast.csw, "", queries.CaseFilters(**given)).lines}

    with as_(cast.csw):
        assert ids() == {here, there}
        assert ids(closed=True) == {done}
        assert ids(stage="intake") == {here, there}
        assert ids(stage="field") == set()
        assert ids(mine_only=True, role="companion") == {here}
        assert ids(role="member") == set()
    with as_(cast.hokatsu):
        assert queries.my_cases(cast.hokatsu).lines == ()


def test_問いの数は件数によらない(cast):
    def grow(case_id, mother):
        for _ in range(5):
            commands.record_note(by=cast.csw, case_id=case_id, facts=note(person_id=mother, next_action="電話", next_due=clock.today()))
        commands.send_referral(by=cast.csw, case_id=case_id, facts=letter(cast.hokatsu.agency_id))

    def counts(case_id):
        with as_(cast.csw):
            found = []
            for ask in (
                lambda: queries.case_header(case_id, by=cast.csw),
                lambda: queries.timeline(case_id, by=cast.csw),
                lambda: queries.referrals_of(case_id),
                lambda: queries.my_cases(cast.csw),
                lambda: queries.due_actions(cast.csw),
                lambda: queries.sharing_on(case_id),
                lambda: queries.waiting_for_me(cast.csw),
            ):
                with CaptureQueriesContext(
                    connection,
                ) as captured:
                    ask()
                found.append(len(captured))
            return found

    case_id, (mother,) = opened(cast.csw)
    grow(case_id, mother)
    before = counts(case_id)
    for n in range(4):
        opened(cast.csw, f"高橋 {n}", f"高橋 次{n}")
    grow(case_id, mother)
    assert counts(case_id) == before
    assert max(before) <= 32


def test_異動では_担当と次の予定が後任へ移り_だれの仕事も残らない(cast, duties_registered):
    case_id, (mother,) = opened(cast.csw)
    commands.record_note(by=cast.csw, case_id=case_id, facts=note(person_id=mother, next_action="電話", next_due=clock.today()))
    on = clock.today()
    with as_(cast.account_admin):
        loads = {load.kind: load.items for load in registry.loads_of(cast.csw.posting_id, on) if load.kind.startswith("case-")}
        assert set(loads) == {"case-companion", "case-lead", "case-next"}
        assert "高橋" not in str(loads)
        successors = {load.kind: cast.csw_manager.posting_id for load in registry.loads_of(cast.csw.posting_id, on)}
    with as_(cast.neighbour):
        assert registry.loads_of(cast.csw.posting_id, on) == ()
    hand_over(by=cast.account_admin, posting_id=cast.csw.posting_id, on=on + timedelta(days=1), successors=successors, reason="人事異動")
    with as_(cast.csw_manager):
        parts = Involvement.objects.filter(case_id=case_id, valid_to__isnull=True).values_list("posting_id", flat=True)
        assert set(parts) == {cast.csw_manager.posting_id}
        assert Note.objects.get(case_id=case_id, next_posting_id__isnull=False).next_posting_id == cast.csw_manager.posting_id
        assert Note.objects.filter(case_id=case_id, act="pass_duty").count() == 2


def test_答える人のいなくなるつなぎが残る機関からは_最後の人が去れない(cast, sent, duties_registered):
    on = clock.today() + timedelta(days=1)
    with as_(cast.account_admin):
        loads = registry.loads_of(cast.hokatsu.posting_id, on)
        assert [load.kind for load in loads if load.kind.startswith("case-")] == ["case-letter"]
        assert [load.kind for load in registry.loads_of(cast.csw.posting_id, on)].count("case-letter") == 0
    with pytest.raises(Refused), transaction.atomic():
        hand_over(by=cast.account_admin, posting_id=cast.hokatsu.posting_id, on=on, successors={}, reason="人事異動")


def test_相談先が分からないつなぎも_多機関協働と同じに送れる(cast):
    case_id, _ = opened(cast.csw)
    sent = commands.send_referral(by=cast.csw, case_id=case_id, facts=letter(cast.hokatsu.agency_id, kind=ReferralKind.UNKNOWN))
    with as_(cast.hokatsu):
        assert queries.waiting_for_me(cast.hokatsu)[0].id == sent
    with as_(cast.csw):
        assert Case.objects.get(id=case_id).stage == "intake"
