"""様式2-2の読み戻し: 何も変えなければ何も変わらず、一つの欄を直せばその欄だけが変わり、結果と理由は合うものだけを取り入れる。"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from plans import plans_evaluation_town as town_of
from plans.conftest import meeting

from documents.papers_town import as_, filled
from documents.reading_town import Paper, confirmed, exported, hidden, left, one_cell_each, taken, upload
from kasane.documents.differences.proposing import proposed
from kasane.documents.queries.evaluation import evaluation_paper
from kasane.documents.queries.subjects import subject_of
from kasane.documents.rendering.read_back import read_back
from kasane.kernel import clock
from kasane.kernel.wareki import format_wareki
from kasane.plans.commands import evaluation as evaluations
from kasane.plans.domain.codes import Grade, Outcome

pytestmark = pytest.mark.django_db
__all__ = ["meeting"]


@pytest.fixture
def town(cast: Any, meeting: None) -> Any:
    return town_of.confirmed(cast)


def sheet_of(cast: Any, town: Any, evaluation_id: UUID, by: Any = None) -> Any:
    who = by or cast.hokatsu
    with as_(who):
        return evaluation_paper(town.case_id, evaluation_id, by=who)


def out(cast: Any, client: Client, town: Any, evaluation_id: UUID) -> Paper:
    return exported(client, sheet_of(cast, town, evaluation_id), town.case_id, "evaluation", evaluation_id)


def test_書き出して読み戻すと_何も変わらない(cast: Any, sign_in: Any, client: Client, town: Any) -> None:
    key = town_of.written(cast.hokatsu, town)
    before = town_of.page(cast.hokatsu, key)
    sign_in(client, cast.hokatsu)
    response = upload(client, out(cast, client, town, key))
    assert response.status_code == 302, left(response)
    assert town_of.page(cast.hokatsu, key) == before


def test_どの欄も_一つ直せば_その欄だけが差分になる(cast: Any, sign_in: Any, client: Client, town: Any) -> None:
    """評価の結果・評価日・理由は、ほかの欄と合わせて決まるので、下で一つずつ確かめる。"""
    key = town_of.written(cast.hokatsu, town)
    before = town_of.page(cast.hokatsu, key)
    sign_in(client, cast.hokatsu)
    paper, sheet = out(cast, client, town, key), sheet_of(cast, town, key)
    with as_(cast.hokatsu):
        subject = subject_of("evaluation", town.case_id, key)[0]
    rounds = one_cell_each(sheet, skipped={"評価結果", "評価日", "中断の理由", "見られた変化"})
    assert sum(len(one) for one in rounds) > 30
    for given in rounds:
        content = filled(paper.content, **{where: value for where, (_, value) in given.items()})
        read = read_back(sheet.form, content, subject=subject)
        with as_(cast.hokatsu):
            found = proposed(by=cast.hokatsu, kind="evaluation", case_id=town.case_id, subject=key, read=read)
        told = [one.why for one in found.left]
        assert all("「その他」の理由" in one or "状況がどう変わったか" in one for one in told), (given, found.left)
        assert len(found.changes) + len(told) == len(given)
        assert all(len(one.differences) == 1 for one in found.changes), found.changes
    assert town_of.page(cast.hokatsu, key) == before


def test_見られた変化の印は_一つずつ変わる(cast: Any, sign_in: Any, client: Client, town: Any) -> None:
    key = town_of.written(cast.hokatsu, town)
    sign_in(client, cast.hokatsu)
    paper = out(cast, client, town, key)
    field = f"changes@{town.son}"
    codes = [code for code, _ in paper.places[field].field.options]
    cells = {f"B{paper.places[field].first + codes.index(code)}": mark for code, mark in (("07", None), ("01", "✓"))}
    assert taken(client, paper, **cells).status_code == 302
    after = next(one for one in town_of.page(cast.hokatsu, key).parts if one.person_id == town.son)
    assert set(after.facts.changes) == {"31", "01"}
    assert after.facts.state_now == "週に二回、通いの場に出ている"
    wrong = upload(client, paper, filled(paper.content, **{f"B{paper.places[field].first}": "たぶん"}))
    assert any("○か◎" in one for one in left(wrong))


def test_空の評価を_ファイルで書ける(cast: Any, sign_in: Any, client: Client, town: Any) -> None:
    """結果・達成状況・人の欄・理由を、一つのファイルで。結果を先に書くので、理由の一覧も合う。"""
    key = town_of.started(cast.hokatsu, town)
    sign_in(client, cast.hokatsu)
    paper = out(cast, client, town, key)
    reasons = f"end_reasons@{town.son}"
    code, label = paper.places[reasons].field.options[0]
    row = paper.places[reasons].first
    cells = {
        paper.at("outcome"): "終結", paper.at("opinions"): "髙﨑さんの役割が決まった", paper.at("follow_up"): "要",
        paper.at("follow_up_days"): 30, paper.at(f"state_now@{town.son}"): "週に二回出ている", f"B{row}": "○",
        paper.at("goals", 2, 0): "達成", paper.at("goals", 3, 0): "自分から出る", paper.at("goals", 2, 1): "状況変化により評価不能",
    }  # fmt: skip
    seen = upload(client, paper, filled(paper.content, **cells))
    assert any("状況がどう変わったか" in one for one in left(seen)), "評価不能には、説明が要る"
    assert confirmed(client, paper, seen).status_code == 302
    page = town_of.page(cast.hokatsu, key)
    assert (page.facts.outcome, page.facts.opinions, page.facts.follow_up_needed, page.facts.follow_up_days) == (
        Outcome.CLOSE, "髙﨑さんの役割が決まった", True, 30,
    )  # fmt: skip
    son = next(one for one in page.parts if one.person_id == town.son)
    assert (son.facts.reasons, son.reasons, son.facts.state_now) == ((code,), (label,), "週に二回出ている")
    graded = [(one.grade, one.text) for one in page.goals]
    assert sorted(graded, key=str) == sorted([(Grade.ACHIEVED, "自分から出る"), (None, "")], key=str)


def test_結果に合わない理由は_取り入れない(cast: Any, sign_in: Any, client: Client, town: Any) -> None:
    key = town_of.written(cast.hokatsu, town)
    sign_in(client, cast.hokatsu)
    paper = out(cast, client, town, key)
    where = f"B{paper.places[f'suspend_reasons@{town.son}'].first}"
    seen = upload(client, paper, filled(paper.content, **{where: "○"}))
    assert (seen.status_code, hidden(seen)) == (422, {})
    assert any("評価の結果に合わない理由" in one for one in left(seen))
    changed = {paper.at("outcome"): "中断", where: "○"}
    assert taken(client, paper, **changed).status_code == 302, "結果も中断にすれば、合う"
    after = next(one for one in town_of.page(cast.hokatsu, key).parts if one.person_id == town.son)
    assert (after.facts.reasons, after.stale) == (("01",), False)


BAD = {
    "知らない達成状況": (("goals", 2), "まあまあ", "一覧の中から選んで"),
    "目標の文は変えられない": (("goals", 1), "別の目標", "今ある行では変えられません"),
    "達成状況を空に": (("goals", 2), None, "空に戻すことはできません"),
    "評価日が先": (("evaluated_on", 0), "令和40年1月1日", "評価日は、今日以前"),
    "評価日が昭和64年3月": (("evaluated_on", 0), "昭和64年3月1日", "昭和64年は1月7日まで"),
    "評価日が空": (("evaluated_on", 0), None, "評価日を空にはできません"),
    "間隔が長すぎる": (("follow_up_days", 0), 2000, "1日から1000日まで"),
    "間隔が小数": (("follow_up_days", 0), 1.5, "整数を入れて"),
    "知らない機関": (("next_lead_agency", 0), "無い機関", "選択肢にありません"),
    "式": (("opinions", 0), "=CMD()", "式は読めません"),
}


@pytest.mark.parametrize("name", list(BAD))
def test_取り入れない欄には_名のある理由が付く(cast: Any, sign_in: Any, client: Client, town: Any, name: str) -> None:
    (key, column), value, why = BAD[name]
    evaluation_id = town_of.written(cast.hokatsu, town)
    before = town_of.page(cast.hokatsu, evaluation_id)
    sign_in(client, cast.hokatsu)
    paper = out(cast, client, town, evaluation_id)
    seen = upload(client, paper, filled(paper.content, **{paper.at(key, column): value}))
    assert any(why in one for one in left(seen)), left(seen)
    assert hidden(seen) == {}
    assert town_of.page(cast.hokatsu, evaluation_id) == before


def test_主担当を選び直すと_前の担当者は外れる(cast: Any, sign_in: Any, client: Client, town: Any) -> None:
    facts = town_of.head(next_lead_agency_id=cast.hokatsu.agency_id, next_lead_posting_id=cast.hokatsu.posting_id)
    key = town_of.written(cast.hokatsu, town, facts)
    sign_in(client, cast.hokatsu)
    paper = out(cast, client, town, key)
    name = dict(paper.places["next_lead_agency"].field.options)[str(cast.csw.agency_id)]
    assert taken(client, paper, **{paper.at("next_lead_agency"): name}).status_code == 302
    after = town_of.page(cast.hokatsu, key)
    assert after.facts == replace(facts, next_lead_agency_id=cast.csw.agency_id, next_lead_posting_id=None)


def test_ほかの人が先に書いた欄は_取り入れない(cast: Any, sign_in: Any, client: Client, town: Any) -> None:
    key = town_of.written(cast.hokatsu, town)
    sign_in(client, cast.hokatsu)
    paper = out(cast, client, town, key)
    evaluations.write_part(by=cast.csw, evaluation_id=key, person_id=town.son, version=1, facts=town_of.part(state_now="社協が書いた"))
    cells = {paper.at(f"wishes@{town.son}"): "ファイルの希望", paper.at(f"wishes@{town.mother}"): "母の希望"}
    seen = upload(client, paper, filled(paper.content, **cells))
    assert any("ほかの人が画面で直しています" in one and "ファイルの希望" in one for one in left(seen))
    assert confirmed(client, paper, seen).status_code == 302
    parts = {one.person_id: one.facts for one in town_of.page(cast.hokatsu, key).parts}
    assert (parts[town.son].state_now, parts[town.son].wishes, parts[town.mother].wishes) == (
        "社協が書いた",
        "このまま続けたい",
        "母の希望",
    )


def test_隣人には無く_書き終えた評価には取り入れない(cast: Any, sign_in: Any, client: Client, town: Any) -> None:
    key = town_of.written(cast.hokatsu, town)
    sign_in(client, cast.hokatsu)
    paper = out(cast, client, town, key)
    sent = filled(paper.content, **{paper.at("opinions"): "隣人の意見"})
    seen = upload(client, paper, sent)
    sign_in(client, cast.neighbour)
    assert upload(client, paper, sent).status_code == 404
    assert confirmed(client, paper, seen).status_code == 404
    assert client.get(reverse("documents:reading_of", args=paper.args)).status_code == 404
    sign_in(client, cast.hokatsu)
    evaluations.finish_evaluation(by=cast.hokatsu, evaluation_id=key)
    assert upload(client, paper, sent).status_code == 422
    assert confirmed(client, paper, seen).status_code == 422
    page = town_of.page(cast.hokatsu, key)
    assert (page.facts.opinions, format_wareki(page.facts.evaluated_on)) == ("役割がはっきりした", format_wareki(clock.today()))
