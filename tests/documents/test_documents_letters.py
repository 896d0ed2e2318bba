"""支援決定通知に、ほかの人のことが載らない: 画面のたたき台のまま決めても、前に決めた一件を刷り直しても、支援措置のある人でも。"""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from cases.cases_town import days
from django.test import Client
from django.urls import reverse
from people.town import lives_at, protect
from plans.plans_screens_town import day
from plans.plans_town import World, appeal_settled, approve, decision_facts, explained, household, step, tabled, written

from documents.papers_town import as_, words_of
from documents.test_documents_plans import meeting as meeting
from kasane.kernel import clock
from kasane.kernel.decision import Invalid
from kasane.plans import commands
from kasane.plans.domain import Occasion, Part, Programme
from kasane.plans.domain.letters import COMMON
from kasane.plans.queries import dossier
from kasane.plans.queries.letters import letter_of, notices_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting")]
HERS, HIS, BOTH = "避難先の部屋で会う", "週に一度、散歩する", "玄関を片づける"


@pytest.fixture
def town(cast: Any) -> tuple[World, UUID]:
    """長男と母と世帯の、支援決定の行のあるプランが、市に届いている。市の担当者が自分で書いた(支援措置の名指しになれる)。"""
    by = cast.city
    world = household(by, by.agency_id)
    lives_at(by, world.mother, "かさね市南町4-5")
    plan_id = written(by, world, Programme.OUTREACH)
    for person, words, often in ((world.mother, HERS, "月1回"), (None, BOTH, "季節ごと")):
        facts = step(Programme.OUTREACH, content=words, frequency=often, issue="", period_from=clock.today(), period_to=days(180))
        commands.add_step(by=by, plan_id=plan_id, person_id=person, facts=facts)
    explained(by, plan_id, world.mother)
    approve(by, tabled(by, plan_id), Occasion.ESTABLISH)
    return world, commands.submit_for_decision(by=by, plan_id=plan_id, agency_id=by.agency_id)


def typed(body: str, name: str) -> str:
    """画面の欄に初めから入っている文。"""
    found = re.search(rf'<textarea[^>]*name="{name}"[^>]*>(.*?)</textarea>', body, re.S)
    assert found, name
    return unescape(found[1]).strip()


def printed(cast: Any, client: Client, key: UUID) -> dict[UUID, str]:
    """人 → その人の通知の PDF の文字。"""
    with as_(cast.city):
        found = {one.person_id: one.id for one in notices_of([key])}
    return {person: words_of(client.get(reverse("documents:desk_pdf", args=["decision", one])).content) for person, one in found.items()}


def test_画面のたたき台のまま決めても_一人の通知にほかの人の行も名前も載らない(
    cast: Any, sign_in: Any, client: Client, town: tuple[World, UUID]
) -> None:
    world, key = town
    protect(cast.city, world.mother, conceals_person=False)
    sign_in(client, cast.city)
    body = client.get(reverse("plans:dossier", args=[key])).content.decode()
    assert "対象者の全員の通知に、同じ文が印字されます" in body
    assert "支援措置のため、宛名は印字しません" in body
    given = {name: typed(body, name) for name in ("draft_text", "content", "conditions")}
    assert HERS in given["draft_text"], "起案文は市の中の文書なので、全員の行が入る"
    assert "プランの期間" in given["content"]
    sent = {**given, "document_number": "福総第9号", **day("decided_on")}
    assert client.post(reverse("plans:decide", args=[key]), sent).status_code == 302
    appeal_settled(cast.city)
    letters = printed(cast, client, key)
    assert set(letters) == {world.son, world.mother}
    his, hers = letters[world.son], letters[world.mother]
    assert (HIS in his, BOTH in his, HERS in his, "ハナ" in his) == (True, True, False, False)
    assert (HERS in hers, BOTH in hers, HIS in hers, "𠮷男" in hers) == (True, True, False, False)
    assert "髙﨑𠮷男様" in his
    assert "ハナ" not in hers, "支援措置のある人の宛名は、印字しない"
    assert "支援措置のため印字しません" in hers
    page = client.get(reverse("plans:notice", args=[key])).content.decode()
    sheets = page.split("<h1>支援決定通知書</h1>")
    assert len(sheets) == 3
    assert (HERS in sheets[1], HIS in sheets[1], HERS in sheets[2], HIS in sheets[2]) == (False, True, True, False)
    assert "髙﨑　𠮷男　様" in page
    assert "ハナ　様" not in page


@pytest.mark.parametrize("field", ["content", "conditions"])
@pytest.mark.parametrize("words", ["高崎ハナさんを訪ねる", "吉男さんの散歩", "{row}"])
def test_共通の文に_だれかの名前や行の写しがあれば_打った文字を残して断る(
    cast: Any, sign_in: Any, client: Client, town: tuple[World, UUID], field: str, words: str
) -> None:
    _, key = town
    with as_(cast.city):
        row = next(one.text for one in dossier(key, cast.city).lines if HERS in one.text)
    given = {"content": "訪問を行う", "conditions": "", field: words.format(row=row)}
    with pytest.raises(Invalid) as refused:
        commands.decide_plan(by=cast.city, decision_id=key, facts=decision_facts(**given))
    assert set(refused.value.errors) == {field}
    sign_in(client, cast.city)
    sent = {"draft_text": "伺い", **given, "document_number": "福総第9号", **day("decided_on")}
    answer = client.post(reverse("plans:decide", args=[key]), sent)
    assert answer.status_code == 422
    assert "全員の通知に印字する文です" in answer.content.decode()
    assert typed(answer.content.decode(), field) == given[field]
    sign_in(client, cast.neighbour)
    assert client.post(reverse("plans:decide", args=[key]), sent).status_code in (403, 404)


def test_前に決めた一件の文に全員の行があっても_刷るときに除く(cast: Any, town: tuple[World, UUID]) -> None:
    """たたき台が全員の行だったころに決めた一件。"""
    world, key = town
    with as_(cast.city):
        found = dossier(key, cast.city)
        old = "\n".join(f"{one.section}：{one.text}" for one in found.rows(Part.DECIDE))
        kept = replace(found, content=old, conditions="ハナさんは秋から始める")
        his, hers = (letter_of(kept, person) for person in (world.son, world.mother))
        empty = letter_of(replace(found, content=next(one.text for one in found.lines if HERS in one.text)), world.son)
    assert (HIS in his.content, BOTH in his.content, HERS in his.content, his.conditions) == (True, True, False, "")
    assert (HERS in hers.content, HIS in hers.content, hers.conditions) == (True, False, "ハナさんは秋から始める")
    assert empty.content == COMMON, "除いて何も残らなければ、欄を見るように言う"


def test_行の文にほかの人の名前があれば_決める前に画面が言う(cast: Any, sign_in: Any, client: Client) -> None:
    by = cast.csw
    world = household(by)
    plan_id = written(by, world, Programme.OUTREACH)
    commands.add_step(by=by, plan_id=plan_id, person_id=world.mother, facts=step(Programme.OUTREACH, content="吉男さんの帰りを待つ"))
    explained(by, plan_id, world.mother)
    approve(by, tabled(by, plan_id), Occasion.ESTABLISH)
    key = commands.submit_for_decision(by=by, plan_id=plan_id, agency_id=cast.city.agency_id)
    sign_in(client, cast.city)
    body = client.get(reverse("plans:dossier", args=[key])).content.decode()
    assert "この人の通知の行に、髙﨑　𠮷男さんの名前があります" in body
    assert "髙﨑　ハナさんの名前があります" not in body
