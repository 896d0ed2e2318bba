"""市が決める書類に、種別ごとの欄(参加の場、訪問計画など)も写る。写るのは世帯と支援対象者の欄だけで、前の一件は変わらない。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from cases.cases_town import as_
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from kasane.kernel.decision import NotVisible
from kasane.plans import commands
from kasane.plans.domain import Occasion, Part, PlanKind, Programme
from kasane.plans.domain.facts import TextFacts
from kasane.plans.queries import dossier, plan_page
from plans.plans_town import World, approve, explained, household, step, tabled, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting")]


def wrote(cast: Any, plan_id: UUID, item: str, person: UUID | None, text: str = "", *choices: str) -> None:
    commands.write_text(by=cast.csw, plan_id=plan_id, item=item, person_id=person, version=0, facts=TextFacts(text, choices))


def sent(cast: Any, plan_id: UUID) -> UUID:
    approve(cast.csw, tabled(cast.csw, plan_id), Occasion.ESTABLISH)
    return commands.submit_for_decision(by=cast.csw, plan_id=plan_id, agency_id=cast.city.agency_id)


def participation(cast: Any, world: World) -> UUID:
    """参加支援プラン: 長男の参加の場(選択肢と文)、定着支援、支援対象者でない母の望み。"""
    plan_id = written(cast.csw, world, Programme.PARTICIPATION, kind=PlanKind.PARTICIPATION)
    wrote(cast, plan_id, "settling", world.son, "三か月は週に一度\n半年まで月に一度")
    wrote(cast, plan_id, "place", world.son, "駅前の模型店", "01", "03")
    wrote(cast, plan_id, "wish", world.mother, "母は家にいたい")
    return plan_id


def test_参加支援の欄が_様式の順に写り_起案文と画面に出る(cast: Any, sign_in: Any, client: Client) -> None:
    key = sent(cast, participation(cast, household(cast.csw)))
    with as_(cast.city):
        found = dossier(key, cast.city)
    assert [(one.section, one.text) for one in found.texts] == [
        ("参加の場・メニュー", "就労体験・居場所\n駅前の模型店"),
        ("定着支援・フォローアップ計画", "三か月は週に一度\n半年まで月に一度"),
    ]
    assert found.texts[0].section not in [one.section for one in found.about], "同じ行を二度出さない"
    draft = found.draft_text
    assert draft.index("１　支援対象者と方針") < draft.index("２　プランの内容") < draft.index("駅前の模型店")
    assert draft.index("駅前の模型店") < draft.index("３　支援決定をする支援") < draft.index("４　内容を確認した支援")
    sign_in(client, cast.city)
    body = client.get(reverse("plans:dossier", args=[key])).content.decode()
    shown = body.partition("プランの内容（種別ごとの欄）")[2].partition("支援決定をするもの")[0]
    assert "駅前の模型店" in shown
    assert "就労体験・居場所" in shown


def test_支援対象者でない人の欄は_市に渡らない(cast: Any) -> None:
    """説明も同意もしていない人のことを、欄の文から伝えない。"""
    plan_id = participation(cast, household(cast.csw))
    with as_(cast.csw):
        mine = plan_page(plan_id, cast.csw)
    assert "母は家にいたい" in [one.text for one in mine.texts], "プランには書いてある"
    key = sent(cast, plan_id)
    with as_(cast.city):
        found = dossier(key, cast.city)
    assert "三か月は週に一度" in found.draft_text, "支援対象者の欄は渡っている"
    assert "母は家にいたい" not in found.draft_text
    assert "母は家にいたい" not in "".join(one.text for one in found.lines)


def test_アウトリーチと世帯の欄_二人のことなら_だれの欄かを言う(cast: Any) -> None:
    world = household(cast.csw)
    plan_id = written(cast.csw, world, Programme.OUTREACH, kind=PlanKind.OUTREACH)
    commands.add_step(by=cast.csw, plan_id=plan_id, person_id=world.mother, facts=step(Programme.OUTREACH))
    explained(cast.csw, plan_id, world.mother)
    wrote(cast, plan_id, "sources", None, "新聞店と民生委員")
    for person, words in ((world.son, "夕方に訪ねる"), (world.mother, "昼に訪ねる")):
        wrote(cast, plan_id, "visiting", person, words)
    key = sent(cast, plan_id)
    with as_(cast.city):
        found = dossier(key, cast.city)
    assert {(one.heading, one.text) for one in found.texts} == {
        ("把握経路・情報収集先", "新聞店と民生委員"), ("訪問計画（髙﨑　𠮷男）", "夕方に訪ねる"), ("訪問計画（髙﨑　ハナ）", "昼に訪ねる"),
    }  # fmt: skip
    assert {one.who for one in found.rows(Part.DECIDE)} == {"髙﨑　𠮷男", "髙﨑　ハナ"}
    assert "　訪問計画（髙﨑　ハナ）：昼に訪ねる" in found.draft_text


def test_前に出した一件は_前のままの書類と起案文(cast: Any, sign_in: Any, client: Client, owner_sql: Any) -> None:
    """欄を写すようになる前の一件: 写しに欄の行がない。"""
    key = sent(cast, written(cast.csw, household(cast.csw), Programme.PARTICIPATION, kind=PlanKind.PARTICIPATION))
    with as_(cast.city):
        found = dossier(key, cast.city)
    assert found.texts == ()
    assert "プランの内容" not in found.draft_text
    assert "２　支援決定をする支援" in found.draft_text
    sign_in(client, cast.city)
    assert "種別ごとの欄" not in client.get(reverse("plans:dossier", args=[key])).content.decode()


def test_隣人には書類が見えず_写す関数も呼べない(cast: Any) -> None:
    plan_id = participation(cast, household(cast.csw))
    key = sent(cast, plan_id)
    for actor in (cast.neighbour, cast.account_admin):
        with as_(actor), pytest.raises(NotVisible):
            dossier(key, actor)
    for actor in (cast.neighbour, cast.csw):
        with as_(actor), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM plans_text_lines(%s)", [plan_id])
