"""次の一手に続くつなぎ: 送るか、自機関で行うと記すまで、今日の仕事に残り、相談も終えられない。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from cases.cases_town import as_, letter
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from people.town import register

from consultation.desk_of_consultation import receive
from kasane.audit.models import JournalEntry
from kasane.cases import commands as cases
from kasane.cases.domain import ReferralKind
from kasane.kernel.decision import Conflict, NotVisible, Refused
from kasane.programmes.consultation import commands
from kasane.programmes.consultation.domain.codes import NextStep
from kasane.programmes.consultation.domain.consultation import NextStepFacts
from kasane.programmes.consultation.models import Consultation, History
from kasane.screens.desk import desk

pytestmark = pytest.mark.django_db
HEADING = "まだ送っていないつなぎ"


def waiting(actor: Any) -> list[str]:
    """今日の仕事の、まだ送っていないつなぎの行き先。"""
    with as_(actor):
        return [one.url for section in desk.work(actor) if section.heading == HEADING for one in section.items]


def decided(by: Any, step: NextStep) -> tuple[UUID, UUID, str]:
    """一手まで決めた相談(相談、事案、相談の画面の URL)。"""
    key = receive(by, register(by, "高橋 花子"), step=step)
    with as_(by):
        case_id = Consultation.objects.get(id=key).case_id
    return key, case_id, reverse("consultation:consultation", args=[key])


@pytest.mark.parametrize("step", [one for one in NextStep if one.sends])
def test_送るまで今日の仕事に残り_送れば消える(cast: Any, step: NextStep) -> None:
    key, case_id, url = decided(cast.csw, step)
    assert waiting(cast.csw) == waiting(cast.csw_manager) == [url]
    assert waiting(cast.neighbour) == waiting(cast.hokatsu) == []
    with pytest.raises(Refused, match="まだ送られていません"):
        commands.finish_next_step(by=cast.csw, consultation_id=key, version=1)
    kind = ReferralKind.COORDINATION if step is NextStep.COORDINATION else ReferralKind.REFERRAL
    sent = cases.send_referral(by=cast.csw, case_id=case_id, facts=letter(cast.neighbour.agency_id, kind=kind))
    assert waiting(cast.csw) == []
    cases.recall_referral(by=cast.csw, referral_id=sent, reason="あて先の誤り")
    assert waiting(cast.csw) == [url], "取り下げたら、送っていないのと同じ"
    cases.send_referral(by=cast.csw, case_id=case_id, facts=letter(cast.hokatsu.agency_id, kind=kind))
    assert commands.finish_next_step(by=cast.csw, consultation_id=key, version=1) == 2


@pytest.mark.parametrize("step", [one for one in NextStep if not one.sends])
def test_つなぎを書かない一手は_今日の仕事に出ない(cast: Any, step: NextStep) -> None:
    decided(cast.csw, step)
    assert waiting(cast.csw) == []


def test_多機関協働への依頼は_ほかのつなぎを送っただけでは済まない(cast: Any) -> None:
    _, case_id, url = decided(cast.csw, NextStep.COORDINATION)
    cases.send_referral(by=cast.csw, case_id=case_id, facts=letter(cast.neighbour.agency_id))
    assert waiting(cast.csw) == [url]


def test_一手を決める前に送ったつなぎは_この一手の一通ではない(cast: Any) -> None:
    key, case_id, url = decided(cast.csw, NextStep.OWN)
    cases.send_referral(by=cast.csw, case_id=case_id, facts=letter(cast.neighbour.agency_id))
    commands.decide_next_step(by=cast.csw, consultation_id=key, version=1, step=NextStepFacts(NextStep.OUTREACH))
    assert waiting(cast.csw) == [url]


def test_自機関で行うと記せば消え_履歴と日誌に残り_一手を決め直せば消える(cast: Any) -> None:
    key, _, url = decided(cast.csw, NextStep.OUTREACH)
    with pytest.raises(Conflict):
        commands.keep_next_step(by=cast.csw, consultation_id=key, version=9)
    assert commands.keep_next_step(by=cast.csw, consultation_id=key, version=1) == 2
    assert waiting(cast.csw) == []
    with as_(cast.csw):
        assert History.objects.get(consultation_id=key).before == {"letter_kept": False}
    with as_(cast.auditor):
        assert JournalEntry.objects.filter(account_id=cast.csw.account_id).latest("id").act == "keep_next_step"
    with pytest.raises(Refused, match="もう送られているか"):
        commands.keep_next_step(by=cast.csw, consultation_id=key, version=2)
    commands.decide_next_step(by=cast.csw, consultation_id=key, version=2, step=NextStepFacts(NextStep.TOGETHER))
    assert waiting(cast.csw) == [url]


def kept_in_sql(key: UUID) -> None:
    """履歴を残したうえで、コマンドを通さずに記す。"""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO consultation_history (id, compartment_id, room_kind, consultation_id, version, before, reason, recorded_at,"
            " recorded_by) SELECT gen_random_uuid(), compartment_id, 2, id, version, '{}', '', now(), recorded_by"
            " FROM consultation_consultation WHERE id = %s",
            [key],
        )
        cursor.execute("UPDATE consultation_consultation SET letter_kept = true, version = version + 1 WHERE id = %s", [key])


@pytest.mark.parametrize("step", [NextStep.REFER, NextStep.COORDINATION, NextStep.OWN])
def test_ほかの一手は_自機関で行うとは記せない_データベースも断る(cast: Any, step: NextStep) -> None:
    key, _, _ = decided(cast.csw, step)
    with pytest.raises(Refused, match="だけです"):
        commands.keep_next_step(by=cast.csw, consultation_id=key, version=1)
    with as_(cast.csw), pytest.raises(IntegrityError, match="consultation_kept_only_what_we_can_do"), transaction.atomic():
        kept_in_sql(key)


def test_履歴を残さずに_自機関で行うとは記せない(cast: Any) -> None:
    key, _, _ = decided(cast.csw, NextStep.OUTREACH)
    with as_(cast.csw), pytest.raises(IntegrityError, match="履歴を残さずに"), transaction.atomic():
        Consultation.objects.filter(id=key).update(letter_kept=True)


def test_別の事案の隣人は_記すことも_送ったかを知ることもできない(cast: Any, sign_in: Any, client: Client) -> None:
    key, _, _ = decided(cast.csw, NextStep.OUTREACH)
    decided(cast.neighbour, NextStep.OWN)
    with pytest.raises(NotVisible):
        commands.keep_next_step(by=cast.neighbour, consultation_id=key, version=1)
    sign_in(client, cast.neighbour)
    assert client.post(reverse("consultation:keep", args=[key]), {"version": "1"}).status_code == 404
    for actor, known in ((cast.neighbour, False), (cast.csw, True)):
        with as_(actor), connection.cursor() as cursor:
            cursor.execute("SELECT consultation_is_unsent(%s)", [key])
            assert cursor.fetchone()[0] is known


def test_相談の画面から_アウトリーチの機関あての一通が_書きかけで開く(cast: Any, sign_in: Any, client: Client) -> None:
    key, case_id, url = decided(cast.csw, NextStep.OUTREACH)
    sign_in(client, cast.csw)
    page = client.get(url).content.decode()
    address = reverse("cases:referring", args=[case_id]) + "?kind=referral&amp;for=outreach"
    assert "つなぎの一通は、まだ送られていません。" in page
    assert address in page
    assert "アウトリーチは自機関で行う（つなぎは送らない）" in page
    assert "次の一手が済んだので終える" not in page
    form = client.get(address.replace("&amp;", "&")).context["form"]
    assert form["kind"].value() == "referral"
    assert form["agency"].value() == str(cast.neighbour.agency_id), "アウトリーチの役割の職員がいる、ただ一つのほかの機関"
    assert form["purpose"].value() == "アウトリーチをお願いしたい"
    plain = client.get(reverse("cases:referring", args=[case_id]) + "?kind=referral").context["form"]
    assert plain["agency"].value() is None
    answer = client.post(reverse("consultation:keep", args=[key]), {"version": "1"})
    assert (answer.status_code, answer["Location"]) == (302, url)
    page = client.get(url).content.decode()
    assert "つなぎは送らず、自機関で行います。" in page
    assert "まだ送られていません" not in page
    assert "次の一手が済んだので終える" in page


def test_連携の一手は_ふつうのつなぎの画面に続く(cast: Any, sign_in: Any, client: Client) -> None:
    _, case_id, url = decided(cast.csw, NextStep.TOGETHER)
    sign_in(client, cast.csw)
    page = client.get(url).content.decode()
    assert f'{reverse("cases:referring", args=[case_id])}?kind=referral"' in page
    assert "電話などで連携を始めた（つなぎは送らない）" in page
    sent = client.get(reverse("cases:referring", args=[case_id]) + "?kind=referral").context["form"]
    assert sent["kind"].value() == "referral"
