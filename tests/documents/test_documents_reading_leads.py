"""様式2-1の読み戻し: 主担当の機関・担当者。画面と同じ一覧から選び、知らない名前には、その欄にどうするかを答える。"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from plans.conftest import meeting
from plans.plans_town import World

from documents.papers_town import cells_of, filled
from documents.reading_town import confirmed, left, shown, taken, upload
from documents.test_documents_reading_plans import out, rich, world
from kasane.plans import commands
from kasane.plans.domain.facts import HeadFacts

pytestmark = pytest.mark.django_db
__all__ = ["meeting", "world"]


def test_主担当の機関と担当者を_画面と同じ一覧から直せる(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    """紙では機関と担当者の二つの箱、Excel では「機関　氏名」の一つの欄。空にすれば、まだ決めない。"""
    plan_id = rich(cast, world)
    sign_in(client, cast.csw)
    paper = out(cast, client, world, plan_id)
    label = f"{cast.hokatsu.agency_name}　{cast.hokatsu.name}"
    screen = client.get(reverse("plans:writing", args=[plan_id])).content.decode()
    for named in (label, f"{cast.csw.agency_name}（担当者はその機関で決める）"):
        assert named in screen, "画面の一覧にある言い方"
        assert named in [name for _, name in paper.places["lead"].field.options]
    seen = upload(client, paper, filled(paper.content, **{paper.at("lead"): label}))
    assert "主担当機関・支援担当者" in seen.content.decode()
    assert shown(cast.csw, plan_id).lead_agency_id is None, "確かめるまで、何も書かない"
    assert confirmed(client, paper, seen).status_code == 302
    after = shown(cast.csw, plan_id)
    assert (after.lead_agency_id, after.lead_posting_id) == (cast.hokatsu.agency_id, cast.hokatsu.posting_id)
    paper = out(cast, client, world, plan_id)
    assert cells_of(paper.content)[paper.at("lead")] == label
    assert taken(client, paper, **{paper.at("lead"): None}).status_code == 302
    emptied = shown(cast.csw, plan_id)
    assert (emptied.lead_agency_id, emptied.lead_posting_id) == (None, None)


def test_一覧にない主担当は_その欄だけ取り入れず_どうするかを言う(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    plan_id = rich(cast, world)
    sign_in(client, cast.csw)
    paper = out(cast, client, world, plan_id)
    cells = {paper.at("lead"): "となりの町　知らない 人", paper.at("policy"): "訪問を続ける"}
    seen = upload(client, paper, filled(paper.content, **cells))
    (why,) = left(seen)
    for words in (paper.at("lead"), "となりの町　知らない 人", "一覧にありません", "欄の一覧から「機関　氏名」を選んで"):
        assert words in why, words
    assert confirmed(client, paper, seen).status_code == 302
    after = shown(cast.csw, plan_id)
    assert (after.policy, after.lead_agency_id) == ("訪問を続ける", None)


def test_主担当が画面で変わった後のファイルは_両方を見せて取り入れない(cast: Any, sign_in: Any, client: Client, world: World) -> None:
    plan_id = rich(cast, world)
    sign_in(client, cast.csw)
    paper = out(cast, client, world, plan_id)
    now = shown(cast.csw, plan_id)
    facts = HeadFacts(hope=now.hope, policy=now.policy, lead_agency_id=cast.csw.agency_id)
    commands.write_plan(by=cast.csw, plan_id=plan_id, version=now.version, facts=facts)
    seen = upload(client, paper, filled(paper.content, **{paper.at("lead"): f"{cast.hokatsu.agency_name}　{cast.hokatsu.name}"}))
    (why,) = left(seen)
    assert "ほかの人が画面で直しています" in why
    assert cast.csw.agency_name in why
    assert shown(cast.csw, plan_id).lead_agency_id == cast.csw.agency_id
