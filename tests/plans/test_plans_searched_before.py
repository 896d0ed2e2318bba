"""検索に入れるようになる前に書かれたプランの行も、移行の後は同じ人に、同じ部屋のまま見つかる。"""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from cases.cases_town import as_
from django.db import connections, transaction

from kasane.plans import commands
from kasane.plans.models import Step
from kasane.plans.queries.found import SEARCHED

from .plans_evaluation_town import Town
from .test_plans_searched import hits, whole

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("meeting")]
__all__ = ["whole"]
BEFORE = import_module("kasane.plans.migrations.0006_searchable_before")
KINDS = [one.kind for one in SEARCHED]
ALL = "SELECT * FROM search_text WHERE source_kind = ANY (%s) AND folded <> '' ORDER BY source_id"
WORDS = ("つばめ", "かもめ", "ひばり")


def migrated() -> None:
    with transaction.atomic(using="owner"):
        BEFORE.fill(None, SimpleNamespace(connection=connections["owner"]))


def test_前からある行が_書いたときと同じ控えになり_何度動かしても同じ(cast: Any, owner_sql: Any, whole: tuple[Town, UUID]) -> None:
    written = owner_sql(ALL, [KINDS])
    before = {word: sorted(hits(cast.hokatsu, word)) for word in WORDS}
    assert {row[1] for row in written} == set(KINDS)
    owner_sql("DELETE FROM search_text WHERE source_kind = ANY (%s)", [KINDS])
    assert [hits(cast.hokatsu, word) for word in WORDS] == [[], [], []]
    migrated()
    filled = owner_sql(ALL, [KINDS])
    assert set(written) <= set(filled), "書いたときの控えと、部屋も日も文も同じ(道具が表に直に置いた行のぶん、多い)"
    assert {word: sorted(hits(cast.hokatsu, word)) for word in WORDS} == before
    migrated()
    assert owner_sql(ALL, [KINDS]) == filled
    for actor in (cast.neighbour, cast.auditor, cast.city):
        assert [hits(actor, word) for word in WORDS] == [[], [], []], actor.name


def test_取り下げた行は入らず_入っている行には触れない(cast: Any, owner_sql: Any, whole: tuple[Town, UUID]) -> None:
    _, draft = whole
    with as_(cast.hokatsu):
        step = Step.objects.get(plan_id=draft, content="つばめの役割").id
    commands.withdraw_step(by=cast.hokatsu, step_id=step, reason="ほかの人が行う")
    owner_sql("DELETE FROM search_text WHERE source_id = %s", [step])
    owner_sql("UPDATE search_text SET folded = '直した後の文' WHERE source_id = %s", [draft])
    migrated()
    assert owner_sql("SELECT count(*) FROM search_text WHERE source_id = %s", [step]) == [(0,)]
    assert owner_sql("SELECT folded FROM search_text WHERE source_id = %s", [draft]) == [("直した後の文",)]


def test_移行の表は_検索に入れる表のすべて() -> None:
    """列が一つでも違えば、前からある行だけ見つからない言葉ができる。"""
    assert [(kind, table, columns, withdrawn) for kind, table, columns, _, withdrawn in BEFORE.TABLES] == [
        (one.kind, one.model._meta.db_table, one.columns, one.withdrawn) for one in SEARCHED
    ]
