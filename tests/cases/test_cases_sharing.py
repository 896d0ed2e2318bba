"""だれが何を読めるか: 経過の公開範囲、同意は人ごと、撤回と期限で何も読めなくなること。"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError
from people.town import register

from cases.cases_town import EVERYTHING, agrees, as_, by_consent, by_law, letter, note, opened, sql
from kasane.access.domain import Ground
from kasane.cases import commands, handlers, queries
from kasane.cases.domain import Audience, Basis, CautionKind, Stage, Standing
from kasane.cases.models import Case, Note, Referral, ReferralRoom
from kasane.consent import commands as consents
from kasane.consent.domain.codes import Topic
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused
from kasane.kernel.ids import new_id
from kasane.people.commands import share_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(cast):
    """CSWの事案。母と息子。"""
    case_id, people = opened(cast.csw, "高橋 花子", "高橋 太郎")
    return case_id, *people


def facts_of(actor, case_id):
    return set(sql(actor, "SELECT fact FROM cases_note WHERE case_id = %s AND kind = 'contact'", case_id))


def write(actor, case_id, fact, **rest):
    return commands.record_note(by=actor, case_id=case_id, facts=note(fact, **rest))


def test_公開範囲が部屋を決める(cast, home):
    case_id, mother, son = home
    write(cast.csw, case_id, "世帯のこと")
    write(cast.csw, case_id, "母のこと", person_id=mother)
    write(cast.csw, case_id, "母の病気", person_id=mother, audience=Audience.SENSITIVE)
    write(cast.csw, case_id, "息子のこと", person_id=son)
    write(cast.csw, case_id, "自分の機関だけ", audience=Audience.OWN)
    agrees(cast.csw, case_id, mother, cast.hokatsu.agency_id)
    sent = commands.send_referral(by=cast.csw, case_id=case_id, facts=by_consent(cast.hokatsu.agency_id, mother))
    assert facts_of(cast.hokatsu, case_id) == set()
    commands.accept_referral(by=cast.hokatsu, referral_id=sent)
    assert facts_of(cast.hokatsu, case_id) == {"世帯のこと", "母のこと"}
    write(cast.hokatsu, case_id, "包括だけの覚え", audience=Audience.OWN)
    write(cast.hokatsu, case_id, "包括の訪問", person_id=mother)
    assert "包括だけの覚え" not in facts_of(cast.csw, case_id)
    assert "包括の訪問" in facts_of(cast.csw, case_id)
    for audience in (Audience.TEAM, Audience.OWN):
        with pytest.raises(NotVisible), transaction.atomic():
            write(cast.hokatsu, case_id, "息子のこと", person_id=son, audience=audience)
    with pytest.raises(NotVisible), transaction.atomic():
        write(cast.hokatsu, case_id, "母の病気", person_id=mother, audience=Audience.SENSITIVE)


def test_母の同意では_息子の部屋は開かない(cast, home):
    case_id, mother, son = home
    agrees(cast.csw, case_id, mother, cast.hokatsu.agency_id)
    for people in ((son,), (mother, son)):
        with pytest.raises(Refused) as refused, transaction.atomic():
            commands.send_referral(by=cast.csw, case_id=case_id, facts=by_consent(cast.hokatsu.agency_id, *people))
        assert "同意" in str(refused.value)
    with pytest.raises(Refused), transaction.atomic():
        commands.send_referral(by=cast.csw, case_id=case_id, facts=by_consent(cast.neighbour.agency_id, mother))
    begun = commands.add_member(
        by=cast.csw, case_id=case_id, agency_id=cast.hokatsu.agency_id, duty="見守り", basis=Basis.CONSENT, person_ids=[mother],
        sensitive=False, reason="分担",
    )  # fmt: skip
    assert begun
    with as_(cast.hokatsu):
        assert queries.case_header(case_id, by=cast.hokatsu).person_ids == [mother]


def test_健康のことに同意がなければ_要配慮の部屋は開かない(cast, home):
    case_id, mother, _ = home
    agrees(cast.csw, case_id, mother, cast.hokatsu.agency_id, topics=EVERYTHING - {Topic.HEALTH})
    with pytest.raises(Refused), transaction.atomic():
        commands.send_referral(by=cast.csw, case_id=case_id, facts=by_consent(cast.hokatsu.agency_id, mother, sensitive=True))
    assert commands.send_referral(by=cast.csw, case_id=case_id, facts=by_consent(cast.hokatsu.agency_id, mother))


def test_撤回のあとは_外された機関に新しいことは何も読めない(cast, home):
    case_id, mother, son = home
    consent = agrees(cast.csw, case_id, mother, cast.hokatsu.agency_id)
    first = commands.send_referral(by=cast.csw, case_id=case_id, facts=by_consent(cast.hokatsu.agency_id, mother, sensitive=True))
    commands.accept_referral(by=cast.hokatsu, referral_id=first)
    waiting = commands.send_referral(by=cast.csw, case_id=case_id, facts=by_consent(cast.hokatsu.agency_id, mother))
    assert facts_of(cast.hokatsu, case_id) == set()
    write(cast.csw, case_id, "撤回の前", person_id=mother)
    assert facts_of(cast.hokatsu, case_id) == {"撤回の前"}
    shared = consents.withdraw_consent(by=cast.csw, consent_id=consent, reason="もうよい")
    assert {one.agency_id for one in shared} == {cast.hokatsu.agency_id}
    assert any("要配慮" in one.what for one in shared)
    assert any("答える前" in one.what for one in shared)
    for audience in (Audience.TEAM, Audience.SENSITIVE):
        write(cast.csw, case_id, "撤回の後", person_id=mother, audience=audience)
    write(cast.csw, case_id, "撤回の後の世帯")
    for table in ("case", "person", "involvement", "note", "referral", "caution"):
        assert sql(cast.hokatsu, f"SELECT 1 FROM cases_{table}") == []
    assert sql(cast.hokatsu, "SELECT 1 FROM people_person WHERE id = ANY (%s)", [mother, son]) == []
    with as_(cast.csw):
        found = dict(Referral.objects.filter(case_id=case_id).values_list("id", "state"))
        assert found == {first: "returned", waiting: "recalled"}
        assert Note.objects.filter(case_id=case_id, act="withdraw_consent", fact="もうよい").count() == 1
        assert "取り消した" in Referral.objects.get(id=waiting).answer
    with pytest.raises(NotVisible), transaction.atomic():
        write(cast.hokatsu, case_id, "まだ書けるか", person_id=mother)


def test_一人だけが撤回しても_もう一人の支援は続く_手紙は閉じる(cast, home):
    case_id, mother, son = home
    agrees(cast.csw, case_id, mother, cast.hokatsu.agency_id)
    of_son = agrees(cast.csw, case_id, son, cast.hokatsu.agency_id)
    sent = commands.send_referral(by=cast.csw, case_id=case_id, facts=by_consent(cast.hokatsu.agency_id, mother, son))
    commands.accept_referral(by=cast.hokatsu, referral_id=sent)
    consents.withdraw_consent(by=cast.csw, consent_id=of_son)
    with as_(cast.hokatsu):
        assert queries.case_header(case_id, by=cast.hokatsu).person_ids == [mother]
        with pytest.raises(NotVisible):
            queries.referral_sheet(sent, by=cast.hokatsu)


def test_長い同意だけが撤回されたら_事案の部屋も_残った同意の終わりまで(cast, home):
    case_id, mother, son = home
    long = agrees(cast.csw, case_id, mother, cast.hokatsu.agency_id, valid_until=clock.today() + timedelta(days=100))
    agrees(cast.csw, case_id, son, cast.hokatsu.agency_id, valid_until=clock.today() + timedelta(days=10))
    sent = commands.send_referral(by=cast.csw, case_id=case_id, facts=by_consent(cast.hokatsu.agency_id, mother, son))
    commands.accept_referral(by=cast.hokatsu, referral_id=sent)
    consents.withdraw_consent(by=cast.csw, consent_id=long)
    with as_(cast.csw):
        room = Case.objects.get(id=case_id).compartment_id
    ends = sql(cast.hokatsu, "SELECT valid_to FROM access_grant WHERE compartment_id = %s AND holder_id = %s", room, cast.hokatsu.agency_id)
    assert [clock.jst(one).date() for one in ends] == [clock.today() + timedelta(days=11)]


def test_訂正した経過は_訂正した後の文でだけ探せる(cast, home):
    case_id, mother, _ = home
    old = write(cast.csw, case_id, "ふくろう", person_id=mother)
    new = commands.correct_note(by=cast.csw, case_id=case_id, note_id=old, facts=note("みみずく", person_id=mother), reason="鳥の名")
    texts = "SELECT folded FROM search_text WHERE source_id = %s"
    assert sql(cast.csw, texts, old) == [""]
    assert "みみずく" in sql(cast.csw, texts, new)[0]
    assert sql(cast.neighbour, texts, new) == []
    found = handlers.found_notes([old, new])
    assert found == []
    with as_(cast.csw):
        assert {one.source_id: one.subject_ids for one in handlers.found_notes([new])} == {new: (mother,)}


def test_同意の終わりの日を過ぎると_部屋は閉じる(cast, home):
    case_id, mother, _ = home
    agrees(cast.csw, case_id, mother, cast.hokatsu.agency_id, valid_until=clock.today() + timedelta(days=10))
    sent = commands.send_referral(by=cast.csw, case_id=case_id, facts=by_consent(cast.hokatsu.agency_id, mother))
    with as_(cast.csw):
        ends = set(ReferralRoom.objects.filter(referral_id=sent).values_list("until", flat=True))
    assert [clock.jst(one).date() for one in ends] == [clock.today() + timedelta(days=11)]
    commands.accept_referral(by=cast.hokatsu, referral_id=sent)
    live = "SELECT DISTINCT valid_to FROM access_grant WHERE ground = 'team' AND holder_id = %s"
    assert set(sql(cast.hokatsu, live, cast.hokatsu.agency_id)) == ends


def test_条文のない法令と_知らない根拠では渡せない(cast, home):
    case_id, mother, _ = home
    with pytest.raises(Invalid) as refused, transaction.atomic():
        commands.send_referral(by=cast.csw, case_id=case_id, facts=by_law(cast.hokatsu.agency_id, mother, statute_code="made.up"))
    assert set(refused.value.errors) == {"statute_code"}
    consent = agrees(cast.csw, case_id, mother, cast.hokatsu.agency_id)
    with pytest.raises(Invalid), transaction.atomic():
        commands.send_referral(by=cast.csw, case_id=case_id, facts=by_consent(cast.hokatsu.agency_id, mother, consent_id=new_id()))
    assert commands.send_referral(by=cast.csw, case_id=case_id, facts=by_consent(cast.hokatsu.agency_id, mother, consent_id=consent))


def test_受け取っただけの氏名は_さらに渡せない(cast):
    """人を登録したのは包括で、CSWは支援チームとして読み書きできるだけ。だから、CSWの事案でも、この人をほかの機関には渡せない。"""
    person = register(cast.hokatsu)
    share_person(
        by=cast.hokatsu,
        person_id=person,
        agency_id=cast.csw.agency_id,
        ground=Ground.TEAM,
        until=None,
        with_conditions=False,
        reason="分担",
    )
    case_id = commands.open_case(
        by=cast.csw, title="預かった人", person_ids=[(person, Standing.SELF)], opened_on=clock.today(), reason="相談"
    )
    for run in (
        lambda: commands.send_referral(by=cast.csw, case_id=case_id, facts=by_law(cast.neighbour.agency_id, person)),
        lambda: commands.add_member(
            by=cast.csw, case_id=case_id, agency_id=cast.neighbour.agency_id, duty="見守り", basis=Basis.LAW,
            statute_code="privacy.69_2_4", person_ids=[person], sensitive=False, reason="緊急",
        ),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused, transaction.atomic():
            run()
        assert "管理していない" in str(refused.value)
    assert commands.send_referral(by=cast.csw, case_id=case_id, facts=letter(cast.neighbour.agency_id))


def test_手紙だけのつなぎは_受諾しても部屋は開かず_もどすと手紙も閉じる(cast, home):
    case_id, *_ = home
    sent = commands.send_referral(by=cast.csw, case_id=case_id, facts=letter(cast.hokatsu.agency_id))
    commands.accept_referral(by=cast.hokatsu, referral_id=sent)
    with as_(cast.hokatsu):
        assert queries.in_hand(cast.hokatsu)[0].id == sent
    assert sql(cast.hokatsu, "SELECT 1 FROM cases_case") == []
    commands.return_referral(by=cast.hokatsu, referral_id=sent, outcome="申請を終えた")
    assert sql(cast.hokatsu, "SELECT 1 FROM cases_referral") == []
    with as_(cast.csw):
        assert queries.referral_sheet(sent, by=cast.csw).outcome == "申請を終えた"


def test_多機関協働への依頼は段階を動かす(cast, home):
    case_id, *_ = home
    from kasane.cases.domain import ReferralKind

    def stage():
        with as_(cast.csw):
            return Stage(Case.objects.get(id=case_id).stage)

    ask = letter(cast.neighbour.agency_id, kind=ReferralKind.COORDINATION)
    first = commands.send_referral(by=cast.csw, case_id=case_id, facts=ask)
    assert stage() is Stage.REQUESTED
    with pytest.raises(Refused), transaction.atomic():
        commands.send_referral(by=cast.csw, case_id=case_id, facts=ask)
    commands.decline_referral(by=cast.neighbour, referral_id=first, reason="分野で足りる")
    assert stage() is Stage.FIELD
    again = commands.send_referral(by=cast.csw, case_id=case_id, facts=ask)
    with pytest.raises(Refused), transaction.atomic():
        commands.close_case(by=cast.csw, case_id=case_id, on=clock.today(), reason="待っているのに")
    commands.accept_referral(by=cast.neighbour, referral_id=again)
    assert stage() is Stage.ASSESSING


def test_訂正は元の文を消さず_書き換えは生のSQLでもできない(cast, home):
    case_id, mother, _ = home
    old = write(cast.csw, case_id, "10時に訪問", person_id=mother)
    new = commands.correct_note(by=cast.csw, case_id=case_id, note_id=old, facts=note("11時に訪問", person_id=mother), reason="時刻の誤り")
    with as_(cast.csw):
        lines = {one.id: one for one in queries.timeline(case_id, by=cast.csw).lines}
        before, after = lines[old], lines[new]
    assert (before.fact, before.corrected, after.fact, after.corrects_id) == ("10時に訪問", True, "11時に訪問", old)
    with pytest.raises(Refused), transaction.atomic():
        commands.correct_note(by=cast.csw, case_id=case_id, note_id=old, facts=note(), reason="二度目")
    kept, elsewhere = (IntegrityError, "書き換えられません"), (ProgrammingError, "この事案の部屋ではありません")
    for column, (kind, why) in {
        "fact = 'x'": kept, "corrected_at = now()": kept, "agency_id = gen_random_uuid()": kept,
        "compartment_id = gen_random_uuid()": elsewhere,
    }.items():  # fmt: skip
        with pytest.raises(kind, match=why), as_(cast.csw), connection.cursor() as cursor:
            cursor.execute(f"UPDATE cases_note SET {column} WHERE id = %s", [old])
    with as_(cast.csw):
        assert Note.objects.get(id=old).fact == "10時に訪問"


def test_次の予定は一度だけ済ませられ_期限の近いものだけが出る(cast, home):
    case_id, mother, _ = home
    soon = write(cast.csw, case_id, "電話した", next_action="訪問の約束", next_due=clock.today() + timedelta(days=3), person_id=mother)
    write(cast.csw, case_id, "電話した", next_action="ずっと先", next_due=clock.today() + timedelta(days=4))
    with as_(cast.csw_manager):
        (line,) = queries.due_actions(cast.csw_manager)
        assert (line.note_id, line.text, line.mine, line.person_ids) == (soon, "訪問の約束", False, (mother,))
    commands.finish_next_action(by=cast.csw_manager, case_id=case_id, note_id=soon)
    with as_(cast.csw):
        assert queries.due_actions(cast.csw) == ()
    with pytest.raises(Refused), transaction.atomic():
        commands.finish_next_action(by=cast.csw, case_id=case_id, note_id=soon)


def test_避けるべき関わり方は人の部屋に置かれ_終わると見出しから消え_文は残る(cast, home):
    case_id, mother, son = home
    of_mother = commands.set_caution(by=cast.csw, case_id=case_id, kind=CautionKind.AVOID, text="大声を出さない", person_id=mother)
    commands.set_caution(by=cast.csw, case_id=case_id, kind=CautionKind.WISH, text="働きたい", person_id=son)
    sent = commands.send_referral(by=cast.csw, case_id=case_id, facts=by_law(cast.hokatsu.agency_id, mother))
    commands.accept_referral(by=cast.hokatsu, referral_id=sent)
    with as_(cast.hokatsu):
        assert [one.text for one in queries.case_header(case_id, by=cast.hokatsu).cautions] == ["大声を出さない"]
    commands.end_caution(by=cast.hokatsu, case_id=case_id, caution_id=of_mother, reason="慣れてきた")
    with as_(cast.csw):
        assert [one.text for one in queries.case_header(case_id, by=cast.csw).cautions] == ["働きたい"]
        assert "大声を出さない" in {one.fact for one in queries.timeline(case_id, by=cast.csw).lines}


def test_いま開いている共有は_だれの何をどの根拠でいつまでかを言う(cast, home):
    case_id, mother, son = home
    agrees(cast.csw, case_id, mother, cast.hokatsu.agency_id)
    sent = commands.send_referral(by=cast.csw, case_id=case_id, facts=by_consent(cast.hokatsu.agency_id, mother))
    commands.accept_referral(by=cast.hokatsu, referral_id=sent)
    commands.add_member(
        by=cast.csw, case_id=case_id, agency_id=cast.neighbour.agency_id, duty="見守り", basis=Basis.LAW, statute_code="privacy.69_2_4",
        person_ids=[son], sensitive=True, reason="緊急",
    )  # fmt: skip
    with as_(cast.csw):
        found = {(one.agency_id, one.person_id, one.what, one.basis_label, one.until is None) for one in queries.sharing_on(case_id)}
    hokatsu, neighbour = cast.hokatsu.agency_id, cast.neighbour.agency_id
    assert found == {
        (hokatsu, None, "事案の記録", "本人同意", False), (hokatsu, mother, "氏名など", "本人同意", False),
        (hokatsu, mother, "通常の記録", "本人同意", False), (neighbour, None, "事案の記録", "法令", True),
        (neighbour, son, "氏名など", "法令", True), (neighbour, son, "通常の記録", "法令", True),
        (neighbour, son, "要配慮の記録", "法令", True),
    }  # fmt: skip
    with as_(cast.hokatsu):
        assert {one.person_id for one in queries.sharing_on(case_id)} == {None, mother}
