"""戻ってきたつなぎ(差し戻し・もどし)は、送った側の今日の仕事に残り、読んだと記すまで消えない。"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.cases_town import as_, by_law, joins, letter, opened
from kasane.cases import commands
from kasane.cases.models import Note, Referral
from kasane.cases.queries import came_back, referral_sheet
from kasane.kernel.decision import NotVisible, Refused
from kasane.screens.desk import desk

pytestmark = pytest.mark.django_db
HEADING = "戻ってきたつなぎ・依頼"


def home(actor: Any) -> dict[str, list[Any]]:
    """今日の仕事の、戻ってきたものの行。"""
    with as_(actor):
        return {one.heading: list(one.items) for one in desk.work(actor)}


def sent(cast: Any, **rest: Any) -> tuple[Any, Any]:
    case_id, (person,) = opened(cast.csw)
    return case_id, commands.send_referral(by=cast.csw, case_id=case_id, facts=by_law(cast.hokatsu.agency_id, person, **rest))


def test_差し戻されると_理由つきで送った側の今日の仕事に出て_読んだと記せば消える(cast: Any) -> None:
    case_id, one = sent(cast)
    assert HEADING not in home(cast.csw)
    commands.decline_referral(by=cast.hokatsu, referral_id=one, reason="対象の圏域が違います")
    (line,) = home(cast.csw)[HEADING]
    assert line.title == "北地域包括支援センターから：介護の相談に乗ってほしい"
    assert (line.status, line.url) == ("差し戻されました", reverse("cases:letter", args=[one]))
    assert "対象の圏域が違います" in line.hint
    assert HEADING in home(cast.csw_manager)
    for other in (cast.hokatsu, cast.neighbour, cast.city):
        assert HEADING not in home(other)
    commands.acknowledge_referral(by=cast.csw, referral_id=one)
    assert HEADING not in home(cast.csw)
    with as_(cast.csw):
        row = Referral.objects.get(id=one)
        assert (row.state, row.seen_by) == ("declined", cast.csw.posting_id)
        assert Note.objects.get(case_id=case_id, act="acknowledge_referral").title == "戻ってきたつなぎを読んだ"
    with pytest.raises(Refused, match="もう読んだ"):
        commands.acknowledge_referral(by=cast.csw_manager, referral_id=one)


def test_もどされたつなぎも_行ったことと一緒に出る(cast: Any) -> None:
    _, one = sent(cast)
    commands.accept_referral(by=cast.hokatsu, referral_id=one, answer="引き受けます")
    assert HEADING not in home(cast.csw)
    commands.return_referral(by=cast.hokatsu, referral_id=one, outcome="申請が通りました")
    (line,) = home(cast.csw)[HEADING]
    assert line.status == "もどりました"
    assert "申請が通りました" in line.hint


def test_自分で取り下げたものと_待っているものは_戻ってきたものではない(cast: Any) -> None:
    case_id, one = sent(cast)
    with pytest.raises(Refused, match="差し戻された、またはもどされた"):
        commands.acknowledge_referral(by=cast.csw, referral_id=one)
    commands.recall_referral(by=cast.csw, referral_id=one, reason="書き直す")
    commands.send_referral(by=cast.csw, case_id=case_id, facts=letter(cast.hokatsu.agency_id))
    assert HEADING not in home(cast.csw)


def test_送った機関がもう関わっていなければ_伴走の機関に出る(cast: Any) -> None:
    case_id, people = opened(cast.csw)
    joins(cast.csw, case_id, cast.hokatsu.agency_id, *people)
    one = commands.send_referral(by=cast.csw, case_id=case_id, facts=letter(cast.neighbour.agency_id))
    commands.appoint_lead(by=cast.csw, case_id=case_id, agency_id=cast.hokatsu.agency_id, posting_id=None, reason="主担当を渡す")
    commands.hand_on_companion(by=cast.csw, case_id=case_id, agency_id=cast.hokatsu.agency_id, posting_id=None, reason="引き継ぐ")
    commands.decline_referral(by=cast.neighbour, referral_id=one, reason="今は受けられません")
    assert HEADING not in home(cast.csw)
    assert len(home(cast.hokatsu)[HEADING]) == 1
    with pytest.raises(Refused, match="伴走の機関"):
        commands.acknowledge_referral(by=cast.csw, referral_id=one)
    commands.acknowledge_referral(by=cast.hokatsu, referral_id=one)
    assert HEADING not in home(cast.hokatsu)


def test_一押しで読んだと記し_続けてほかの機関へつなげる(cast: Any, sign_in: Any, client: Client) -> None:
    case_id, one = sent(cast)
    commands.decline_referral(by=cast.hokatsu, referral_id=one, reason="<b>圏域</b>が違います")
    sign_in(client, cast.csw)
    body = client.get(reverse("cases:letter", args=[one])).content.decode()
    assert "送ったつなぎ" in body
    assert "&lt;b&gt;圏域&lt;/b&gt;が違います" in body
    assert reverse("cases:referring", args=[case_id]) in body
    assert "受け入れる</button>" not in body
    answer = client.post(reverse("cases:acknowledge", args=[one]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("cases:referrals", args=[case_id]))
    with as_(cast.csw):
        assert came_back() == ()
        assert not referral_sheet(one, by=cast.csw).decisions["acknowledge_referral"].allowed


def test_別の事案の隣人と_差し戻した機関には_無いのと同じ(cast: Any, sign_in: Any, client: Client) -> None:
    _, one = sent(cast)
    commands.decline_referral(by=cast.hokatsu, referral_id=one, reason="圏域が違います")
    opened(cast.neighbour, "別人 太郎")
    for actor in (cast.neighbour, cast.hokatsu):
        sign_in(client, actor)
        assert client.get(reverse("cases:letter", args=[one])).status_code == 404
        assert client.post(reverse("cases:acknowledge", args=[one])).status_code == 404
        with pytest.raises(NotVisible):
            commands.acknowledge_referral(by=actor, referral_id=one)
        with as_(actor):
            assert came_back() == ()
    with as_(cast.csw):
        assert Referral.objects.get(id=one).seen_at is None
