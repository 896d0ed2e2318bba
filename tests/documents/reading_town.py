"""行ごとの読み戻しの試験の道具: 三つの種別の書き込んだプラン、用紙の場所、書き変え、送って確かめる。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from plans.plans_town import World, head, step

from documents.papers_town import HOSTILE, as_, filled
from kasane.documents.domain.form import Field, FieldKind
from kasane.documents.domain.grid import Place, layout, told_apart
from kasane.documents.domain.values import BLANK, Value
from kasane.documents.rendering.excel import SHEET
from kasane.plans import commands
from kasane.plans.domain import PlanKind, Programme, Who
from kasane.plans.domain.facts import TextFacts
from kasane.plans.queries import PlanPage, items_of, plan_page

LONG = "一行目：髙﨑さんの言葉\n二行目　𠮷野家の前で会う"


def rich_plan(by: Any, world: World, kind: PlanKind, *, agency: UUID) -> UUID:
    """すべての欄を書いたプラン: 頭、世帯と人の目標、機関・家族・本人の実施事項、種別ごとの欄(選択肢と文)。"""
    plan_id = commands.start_plan(by=by, case_id=world.case_id, kind=kind, consented=True)
    facts = head(hope=LONG, policy=HOSTILE, early_start_on=date(2026, 4, 1), early_start_reason="冬の前に会う", end_outlook="つなぎもどす")
    commands.write_plan(by=by, plan_id=plan_id, version=1, facts=facts)
    for person, words in ((world.son, "鉄道模型の話がしたい"), (world.mother, LONG), (None, "=世帯で朝ごはん")):
        commands.add_goal(by=by, plan_id=plan_id, person_id=person, text=words)
    whole = {
        "period_from": date(2026, 4, 1),
        "period_to": date(2027, 3, 31),
        "note": "備考",
        "contact": "電話 0857-00-1234",
        "service": "01",
    }
    for person, given in (
        (world.son, step(Programme.OUTREACH, who=Who.AGENCY, agency_id=agency, who_text="担当の北見", content=LONG, **whole)),
        (world.mother, step(who=Who.FAMILY, who_text="長女 𠮷子", content="+電話する")),
        (None, step(Programme.PARTICIPATION, who=Who.COMMUNITY, who_text="駅前サロン", frequency="第2火曜")),
    ):
        commands.add_step(by=by, plan_id=plan_id, person_id=person, facts=given)
    with as_(by):
        items = items_of(kind, plan_page(plan_id, by).made_on)
    for item in items:
        chosen = tuple(code for code, _ in item.options[:2])
        for person in (None, world.son) if item.by_person else (None,):
            given = TextFacts(f"{item.label}のこと", chosen)
            commands.write_text(by=by, plan_id=plan_id, item=item.code, person_id=person, version=0, facts=given)
    return plan_id


def shown(by: Any, plan_id: UUID) -> PlanPage:
    """プランの今の一枚。"""
    with as_(by):
        return plan_page(plan_id, by)


@dataclass(frozen=True)
class Paper:
    """書き出した一枚: URL の引数、ファイル、欄の場所。"""

    args: list[Any]
    content: bytes
    places: dict[str, Place]

    def at(self, key: str, column: int = 0, line: int = 0) -> str:
        """欄(表なら line 行目の column 列)の場所。"""
        place = self.places[key]
        return f"{get_column_letter(column + 2)}{place.first + line}"


def exported(client: Client, paper: Any, case_id: UUID, kind: str, subject: UUID) -> Paper:
    """画面から書き出す。"""
    args = [case_id, kind, subject]
    content = client.get(reverse("documents:paper_excel_of", args=args)).content
    return Paper(args, content, {one.field.key: one for one in layout(paper.form, paper.sheet.values)[1]})


def upload(client: Client, paper: Paper, content: bytes | None = None) -> Any:
    """ファイルを送る。差分の画面(変わったところがなければ 302)が返る。"""
    file = SimpleUploadedFile("用紙.xlsx", content or paper.content)
    return client.post(reverse("documents:take_in_of", args=paper.args), {"file": file})


def confirmed(client: Client, paper: Paper, response: Any) -> Any:
    """差分の画面の「取り入れる」を押す。"""
    return client.post(reverse("documents:confirm_of", args=paper.args), hidden(response))


def hidden(response: Any) -> dict[str, str]:
    """差分の画面が預かるもの。"""
    return dict(re.findall(r'name="(content_text|shown)" value="([^"]*)"', response.content.decode()))


def taken(client: Client, paper: Paper, **cells: Any) -> Any:
    """書いて送り、差分を確かめて取り入れる。"""
    seen = upload(client, paper, filled(paper.content, **cells))
    assert seen.status_code == 200, left(seen)
    return confirmed(client, paper, seen)


def left(response: Any) -> list[str]:
    """取り入れないものの理由。"""
    found = response.content.decode().partition("取り入れないもの</h3>")[2].partition("</table>")[0]
    return [re.sub("<.*?>", "", row) for row in re.findall(r"<tr>(?!<th scope=\"col\">)(.*?)</tr>", found, re.S)]


def one_cell_each(paper: Any, *, skipped: set[str]) -> list[dict[str, tuple[str, Any]]]:
    """書ける欄のすべてを、一つの行につき一つずつ直すファイルに分けたもの: 場所 → (見出し, 今と違う、規則に合う値)。"""
    units: dict[str, list[tuple[str, str, Any]]] = {}
    for unit, where, label, value in _open_cells(paper):
        if label not in skipped:
            units.setdefault(unit, []).append((where, label, value))
    most = max(len(cells) for cells in units.values())
    return [{c[n][0]: c[n][1:] for c in units.values() if n < len(c)} for n in range(most)]


def _open_cells(paper: Any) -> Iterator[tuple[str, str, str, Any]]:
    """書ける欄の一つひとつ: (行の名前, 場所, 見出し, 今と違う値)。"""
    values = paper.sheet.values
    for place in layout(paper.form, values)[1]:
        one = place.field
        if not place.open:
            continue
        head, _, person = one.key.partition("@")
        unit = f"{head.removesuffix(':words')}@{person}" if head.startswith("text:") else f"part@{person}" if "@" in one.key else "head"
        if one.kind is FieldKind.ROWS:
            for line, name in enumerate(paper.trace.lines[one.key]):
                for column, label in enumerate(one.columns):
                    if column not in one.kept:
                        where = f"{get_column_letter(column + 2)}{place.first + line}"
                        yield name, where, label, _cell(one, column, values[one.key].rows[line][column])
        elif one.kind is FieldKind.CHOICES:
            kept = values.get(one.key, BLANK).codes
            for below, (code, _) in enumerate(one.options):
                yield unit, f"B{place.first + below}", one.label, None if code in kept else "○"
        else:
            yield unit, f"B{place.row}", one.label, _single(one, values.get(one.key, BLANK))


def _single(one: Field, value: Value) -> Any:
    if one.kind is FieldKind.CHOICE:
        return next(label for code, label in told_apart(one.options).items() if code not in value.codes)
    if one.kind is FieldKind.NUMBER:
        return 7
    days = "令和8年5月5日" if one.key.startswith("early") else "令和9年5月1日"
    return days if one.kind is FieldKind.DATE else "書き直した 髙﨑"


def _cell(one: Field, column: int, now: str) -> Any:
    options = one.column_options[column] if one.column_options else ()
    if options:
        return next(label for label in told_apart(options).values() if label != now)
    return "令和8年5月5日" if column in one.dates else "書き直した 髙﨑"


def values_in(content: bytes) -> dict[str, Any]:
    """用紙のすべての欄。"""
    return {cell.coordinate: cell.value for row in load_workbook(BytesIO(content))[SHEET].iter_rows() for cell in row}
