"""教示: 市が画面から定めるまで通知は出ず、決めた日の定めが一件に残り、後から変えても前の通知は変わらない。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from cases.cases_town import as_
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from kasane.audit.models import JournalEntry
from kasane.kernel.decision import Invalid, NotVisible, Refused
from kasane.plans import commands
from kasane.plans.domain import Notice, Occasion, Programme
from kasane.plans.models import Setting
from kasane.plans.queries import dossier
from plans.plans_town import APPEAL, appeal_settled, approve, decision_facts, household, tabled, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting")]


def waiting(cast: Any) -> UUID:
    plan_id = tabled(cast.csw, written(cast.csw, household(cast.csw), Programme.OUTREACH))
    approve(cast.csw, plan_id, Occasion.ESTABLISH)
    return commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id)


def decided(cast: Any) -> UUID:
    key = waiting(cast)
    commands.decide_plan(by=cast.city, decision_id=key, facts=decision_facts())
    return key


def seen(cast: Any, key: UUID) -> tuple[Notice, str, bool]:
    with as_(cast.city):
        line = dossier(key, cast.city).line
    return line.notice, line.notice_text, line.sending.allowed


def test_定めるまでは_机も一件も何が足りないかを言い_印刷は断る(cast: Any, sign_in: Any, client: Client) -> None:
    key = decided(cast)
    sign_in(client, cast.city)
    assert "教示が決まっていません" in client.get(reverse("plans:desk")).content.decode()
    page = client.get(reverse("plans:dossier", args=[key])).content.decode()
    assert "通知書はまだ出せません" in page
    assert reverse("plans:setting_notice") in page
    assert reverse("plans:notice", args=[key]) not in page
    answer = client.get(reverse("plans:notice", args=[key]))
    assert answer.status_code == 403
    assert "「教示の定め」" in answer.content.decode()


def test_画面から定めると_待っている一件と_出せずにいた一件に入る(cast: Any, sign_in: Any, client: Client) -> None:
    stuck, later = decided(cast), waiting(cast)
    sign_in(client, cast.city)
    assert "今の定め" in client.get(reverse("plans:setting_notice")).content.decode()
    sent = {"needed": "needed", "text": APPEAL, "reason": "", "basis": "総務課法制係の回答"}
    wrong = client.post(reverse("plans:set_notice"), {**sent, "text": ""})
    assert wrong.status_code == 422
    assert "法制担当が定めた教示文を書いてください" in wrong.content.decode()
    assert seen(cast, stuck) == (Notice.UNKNOWN, "", False)
    assert client.post(reverse("plans:set_notice"), sent).status_code == 302
    assert seen(cast, stuck) == (Notice.NEEDED, APPEAL, True)
    assert seen(cast, later) == (Notice.NEEDED, APPEAL, False), "決める前は出せない"
    printed = client.get(reverse("plans:notice", args=[stuck])).content.decode()
    assert "（教示）" in printed
    assert APPEAL in printed
    desk = client.get(reverse("plans:desk")).content.decode()
    assert "教示が決まっていません" not in desk
    assert APPEAL in client.get(reverse("plans:setting_notice")).content.decode(), "今の定めから直せる"


def test_要らないなら_理由が要り_通知に教示の欄は出ない(cast: Any, sign_in: Any, client: Client) -> None:
    key = decided(cast)
    with pytest.raises(Invalid):
        appeal_settled(cast.city, Notice.NOT_NEEDED, "")
    assert seen(cast, key) == (Notice.UNKNOWN, "", False)
    assert appeal_settled(cast.city, Notice.NOT_NEEDED, "処分ではないため") == 1
    assert seen(cast, key) == (Notice.NOT_NEEDED, "処分ではないため", True)
    sign_in(client, cast.city)
    printed = client.get(reverse("plans:notice", args=[key])).content.decode()
    assert "（教示）" not in printed
    assert "処分ではないため" not in printed


def test_後から改めても_決まった一件は変わらず_待っている一件は決めた日の定めになる(cast: Any) -> None:
    appeal_settled(cast.city)
    before, after = decided(cast), waiting(cast)
    assert appeal_settled(cast.city, words="改めた教示文") == 0
    assert seen(cast, before)[1] == APPEAL
    commands.decide_plan(by=cast.city, decision_id=after, facts=decision_facts(document_number="福総第124号"))
    assert seen(cast, after)[1] == "改めた教示文"


def test_前の定めの行は残り_同じ日に改めた行は一つ(cast: Any) -> None:
    for words in (APPEAL, "改めた教示文"):
        appeal_settled(cast.city, words=words)
    with as_(cast.city):
        rows = list(Setting.objects.filter(name="decision_notice").order_by("valid_from").values_list("value", "words", "valid_to"))
    with as_(cast.auditor):
        acts = list(JournalEntry.objects.filter(account_id=cast.city.account_id).order_by("-id").values_list("act", flat=True)[:2])
    assert acts == ["set_notice", "set_notice"]
    assert [row[:2] for row in rows] == [("unknown", ""), ("needed", "改めた教示文")]
    assert rows[0][2] is not None
    assert rows[1][2] is None


def test_定められるのは市の担当者だけ_隣人には一件も見えない(cast: Any, sign_in: Any, client: Client) -> None:
    key = decided(cast)
    for actor in (cast.neighbour, cast.csw, cast.account_admin):
        with pytest.raises(Refused):
            appeal_settled(actor)
        with as_(actor), pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT plans_settle_notices(now())")
        sign_in(client, actor)
        assert client.get(reverse("plans:setting_notice")).status_code == 403
        assert client.post(reverse("plans:set_notice"), {"needed": "needed", "text": APPEAL, "basis": "x"}).status_code == 403
    with as_(cast.neighbour), pytest.raises(NotVisible):
        dossier(key, cast.neighbour)
    assert seen(cast, key) == (Notice.UNKNOWN, "", False)
