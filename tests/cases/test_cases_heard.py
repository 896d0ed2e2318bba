"""席のない機関から電話や紙で聞いた返事: 送った機関だけが、席のない機関についてだけ書け、相手に記録は何も開かない。"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.urls import reverse

from cases.cases_town import as_, by_law, letter, opened, sql
from kasane.agencies.models import Account, Posting
from kasane.audit.models import JournalEntry
from kasane.cases import commands
from kasane.cases.domain import HeardFacts, HeardHow, ReferralKind, ReferralState
from kasane.cases.models import Case, CasePerson, Heard, Involvement, Note, Referral
from kasane.cases.queries import came_back, referral_sheet
from kasane.kernel import clock
from kasane.kernel.decision import Invalid, NotVisible, Refused
from kasane.people.models import Person
from kasane.screens.desk import desk

pytestmark = pytest.mark.django_db


def said(to: ReferralState = ReferralState.ACCEPTED, **rest: Any) -> HeardFacts:
    """今日、電話で聞いた返事。"""
    given: dict[str, Any] = {"told_by": "受付の山田さん", "how": HeardHow.PHONE, "told_on": clock.today(), "text": "来週うかがいます"}
    return HeardFacts(to, **{**given, **rest})


def sent(cast: Any, to: UUID | None = None) -> tuple[UUID, UUID]:
    """人の記録まで開くはずの一通(事案、一通)。"""
    case_id, people = opened(cast.csw)
    facts = by_law(to or cast.empty_agency, *people, sensitive=True)
    return case_id, commands.send_referral(by=cast.csw, case_id=case_id, facts=facts)


def held(cast: Any, case_id: UUID, one: UUID) -> list[str]:
    """席のない機関が、事案のどの部屋(一通の部屋を含む)にでも今持つ根拠(部屋を管理する人に見える)。"""
    with as_(cast.csw):
        rooms = [Referral.objects.get(id=one).compartment_id, Case.objects.get(id=case_id).compartment_id]
        for row in CasePerson.objects.filter(case_id=case_id):
            rooms += [row.compartment_id, row.sensitive_room, Person.objects.get(id=row.person_id).compartment_id]
    asked = "SELECT h.ground FROM access_managed(%s) h WHERE h.holder_id = %s"
    return [ground for room in rooms for ground in sql(cast.csw, asked, room, cast.empty_agency)]


def test_受けたと電話で聞けば_経過に残り_支援チームに入るが_相手に記録は何も開かない(cast: Any) -> None:
    case_id, one = sent(cast)
    assert held(cast, case_id, one) == ["asked"], "一通そのものには、届いた印の根拠がある"
    commands.hear_referral(by=cast.csw, referral_id=one, facts=said())
    with as_(cast.csw):
        row, heard = Referral.objects.get(id=one), Heard.objects.get(referral_id=one)
        assert (row.state, row.answered_by) == ("accepted", cast.csw.posting_id)
        assert row.answer.startswith("電話で聞いた返事（受付の山田さん、")
        assert (heard.state, heard.told_by, heard.how, heard.told_on, heard.text) == (
            "accepted", "受付の山田さん", "phone", clock.today(), "来週うかがいます",
        )  # fmt: skip
        event = Note.objects.get(case_id=case_id, act="accept_referral")
        assert event.title == "電話で聞いた返事：受諾"
        assert "受付の山田さん" in event.fact
        assert Involvement.objects.get(referral_id=one).agency_id == cast.empty_agency
        assert referral_sheet(one, by=cast.csw).decisions["hear_referral"].allowed, "次は、もどしを聞ける"
    assert held(cast, case_id, one) == []
    with as_(cast.auditor):
        entry = JournalEntry.objects.filter(account_id=cast.csw.account_id).latest("id")
        assert (entry.act, entry.changed) == ("hear_referral", ["accepted"])
    with pytest.raises(Refused, match="受諾"):
        commands.hear_referral(by=cast.csw, referral_id=one, facts=said())


def test_あとで席ができても_聞いた返事では何も見えない(cast: Any) -> None:
    case_id, one = sent(cast)
    commands.hear_referral(by=cast.csw, referral_id=one, facts=said())
    newcomer = seated(cast, cast.empty_agency)
    with as_(newcomer):
        assert not Referral.objects.filter(id=one).exists()
        assert not Note.objects.filter(case_id=case_id).exists()
        with pytest.raises(NotVisible):
            referral_sheet(one, by=newcomer)


def seated(cast: Any, agency_id: UUID) -> Any:
    """この機関に席を一つ作る(その席の行為者)。"""
    account = Account(id=uuid4(), login_id=f"seat-{uuid4().hex[:8]}", password="!")
    posting = Posting(
        id=uuid4(), account_id=account.id, agency_id=agency_id, roles=["consultant"],
        valid_from=clock.today(), appointed_at=clock.now(),
    )  # fmt: skip
    with as_(cast.account_admin):
        account.save(force_insert=True)
        posting.save(force_insert=True)
    return replace(cast.csw, account_id=account.id, posting_id=posting.id, agency_id=agency_id)


def test_断られたと聞けば_理由が残り_読んだことになり_一通も終わる(cast: Any) -> None:
    case_id, one = sent(cast)
    with pytest.raises(Invalid) as refused:
        commands.hear_referral(by=cast.csw, referral_id=one, facts=said(ReferralState.DECLINED, text=" "))
    assert set(refused.value.errors) == {"text"}
    facts = said(ReferralState.DECLINED, how=HeardHow.PAPER, text="対象ではない")
    commands.hear_referral(by=cast.csw, referral_id=one, facts=facts)
    with as_(cast.csw):
        row = Referral.objects.get(id=one)
        assert (row.state, row.seen_by) == ("declined", cast.csw.posting_id)
        assert came_back() == ()
        assert Note.objects.get(case_id=case_id, act="decline_referral").title == "紙・FAXで届いた返事：差戻し"
        assert not Involvement.objects.filter(referral_id=one).exists()


def test_終わったと聞けば_もどしになり_支援チームを離れる(cast: Any) -> None:
    case_id, one = sent(cast)
    commands.hear_referral(by=cast.csw, referral_id=one, facts=said())
    commands.hear_referral(by=cast.csw, referral_id=one, facts=said(ReferralState.RETURNED, text="申請が通った"))
    with as_(cast.csw):
        row = Referral.objects.get(id=one)
        assert (row.state, row.seen_by) == ("returned", cast.csw.posting_id)
        assert "申請が通った" in row.outcome
        assert Note.objects.get(case_id=case_id, act="hear_referral").title == "電話で聞いた返事：もどし"
        assert Involvement.objects.get(referral_id=one).valid_to is not None
        assert came_back() == ()


@pytest.mark.parametrize("to", [ReferralState.ACCEPTED, ReferralState.DECLINED, ReferralState.RETURNED])
def test_席のある機関の返事は_代わりに書けない_データベースも断る(cast: Any, to: ReferralState) -> None:
    _, one = sent(cast, cast.hokatsu.agency_id)
    if to is ReferralState.RETURNED:
        commands.accept_referral(by=cast.hokatsu, referral_id=one)
    with pytest.raises(Refused, match="この仕組みを使う人がいます"):
        commands.hear_referral(by=cast.csw, referral_id=one, facts=said(to))
    with pytest.raises(ProgrammingError, match="受けた機関が自分で書きます"):
        heard_in_sql(cast.csw, one, to)
    with as_(cast.csw):
        assert not Heard.objects.exists()
        assert not referral_sheet(one, by=cast.csw).decisions["hear_referral"].allowed


def heard_in_sql(actor: Any, letter_id: UUID, to: ReferralState = ReferralState.ACCEPTED, on: Any = None) -> None:
    """コマンドを通さずに書く。"""
    with as_(actor), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT cases_hear(%s, %s, %s, %s, '山田', 'phone', %s, '聞いた', '聞いた', '聞いた', now())",
            [letter_id, uuid4(), uuid4(), to.value, on or clock.today()],
        )


def test_送った後に席ができた機関の返事は_代わりに書けない(cast: Any) -> None:
    _, one = sent(cast)
    seated(cast, cast.empty_agency)
    with pytest.raises(Refused, match="この仕組みを使う人がいます"):
        commands.hear_referral(by=cast.csw, referral_id=one, facts=said())
    with pytest.raises(ProgrammingError, match="受けた機関が自分で書きます"):
        heard_in_sql(cast.csw, one)


def test_別の事案の隣人も_受け止める機関でない人も_書けない(cast: Any, sign_in: Any, client: Client) -> None:
    _, one = sent(cast)
    opened(cast.neighbour, "別人 太郎")
    for actor in (cast.neighbour, cast.hokatsu):
        with pytest.raises(NotVisible):
            commands.hear_referral(by=actor, referral_id=one, facts=said())
        with pytest.raises(ProgrammingError, match="根拠がありません"):
            heard_in_sql(actor, one)
        sign_in(client, actor)
        assert client.get(reverse("cases:hearing", args=[one])).status_code == 404
        assert client.post(reverse("cases:hear", args=[one])).status_code == 404
        assert client.get(reverse("cases:letter_print", args=[one])).status_code == 404
    with as_(cast.csw):
        assert Referral.objects.get(id=one).state == "sent"


def test_アプリは_聞いた返事の表に直に書けず_直せない(cast: Any) -> None:
    _, one = sent(cast)
    commands.hear_referral(by=cast.csw, referral_id=one, facts=said())
    for text in ("UPDATE cases_heard SET told_by = 'x'", "DELETE FROM cases_heard", "INSERT INTO cases_heard SELECT * FROM cases_heard"):
        with as_(cast.csw), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(text)


def test_送る前の日と_先の日と_だれか分からない返事は_書けない(cast: Any) -> None:
    _, one = sent(cast)
    for day in (clock.today() - timedelta(days=1), clock.today() + timedelta(days=1)):
        with pytest.raises(Invalid) as refused:
            commands.hear_referral(by=cast.csw, referral_id=one, facts=said(told_on=day))
        assert set(refused.value.errors) == {"told_on"}
        with pytest.raises(ProgrammingError, match="足りないもの"):
            heard_in_sql(cast.csw, one, on=day)
    with pytest.raises(Invalid) as refused:
        commands.hear_referral(by=cast.csw, referral_id=one, facts=said(told_by="　"))
    assert set(refused.value.errors) == {"told_by"}


def test_多機関協働への依頼は_聞いた返事では受けられない(cast: Any) -> None:
    case_id, _ = opened(cast.csw)
    one = commands.send_referral(by=cast.csw, case_id=case_id, facts=letter(cast.empty_agency, kind=ReferralKind.COORDINATION))
    with pytest.raises(Refused, match="多機関協働を担う機関が自分で答えます"):
        commands.hear_referral(by=cast.csw, referral_id=one, facts=said())
    with pytest.raises(ProgrammingError, match="受けた機関が自分で書きます"):
        heard_in_sql(cast.csw, one)


def test_画面_紙で渡す頁を刷り_聞いた返事を残すと_経過とつなぎに出る(cast: Any, sign_in: Any, client: Client) -> None:
    case_id, one = sent(cast)
    sign_in(client, cast.csw)
    page = client.get(reverse("cases:letter", args=[one])).content.decode()
    assert "この機関には、この仕組みを使う人がいません" in page
    assert reverse("cases:letter_print", args=[one]) in page
    paper = client.get(reverse("cases:letter_print", args=[one])).content.decode()
    assert "休止中の窓口" in paper
    assert "母の物忘れが進んでいる" in paper
    assert "高橋" not in paper, "受けるまで名前は出ないという約束は、紙でも同じ"
    assert "の記録が開きます" not in paper
    form = client.get(reverse("cases:hearing", args=[one])).context["form"]
    assert [value for value, _ in form.fields["to"].choices] == ["accepted", "declined"]
    day = clock.today()
    typed = {
        "to": "accepted", "told_by": "<b>山田</b>さん", "how": "phone", "text": "来週うかがいます", "told_on_era": "西暦",
        "told_on_year": str(day.year), "told_on_month": str(day.month), "told_on_day": str(day.day),
    }  # fmt: skip
    wrong = client.post(reverse("cases:hear", args=[one]), {**typed, "told_by": ""})
    assert wrong.status_code == 422
    assert "来週うかがいます" in wrong.content.decode()
    answer = client.post(reverse("cases:hear", args=[one]), typed)
    assert (answer.status_code, answer["Location"]) == (302, reverse("cases:letter", args=[one]))
    for name, key in (("case", case_id), ("referrals", case_id), ("letter", one)):
        body = client.get(reverse(f"cases:{name}", args=[key])).content.decode()
        assert "電話で聞いた返事" in body
        assert "&lt;b&gt;山田&lt;/b&gt;さん" in body
    again = client.get(reverse("cases:hearing", args=[one])).context["form"]
    assert [value for value, _ in again.fields["to"].choices] == ["returned"]


def test_席のある機関への一通も印刷できるが_聞いた返事の道は出ない(cast: Any, sign_in: Any, client: Client) -> None:
    _, one = sent(cast, cast.hokatsu.agency_id)
    sign_in(client, cast.csw)
    page = client.get(reverse("cases:letter", args=[one])).content.decode()
    assert reverse("cases:letter_print", args=[one]) in page
    assert reverse("cases:hearing", args=[one]) not in page
    assert client.get(reverse("cases:hearing", args=[one])).status_code == 403
    with as_(cast.csw):
        assert all(section.heading != "戻ってきたつなぎ・依頼" for section in desk.work(cast.csw))
