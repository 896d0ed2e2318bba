"""事案の一覧の行を描く。一頁五十件で、雛形の繰り返しでは遅いのでここで組み立てる。文字はすべて screens.markup で無害にする。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.safestring import SafeString

from kasane.cases.domain import Stage
from kasane.cases.queries import CaseLine
from kasane.cases.registry import Cell, Row, list_columns
from kasane.kernel.wareki import format_wareki
from kasane.screens.links import link_to
from kasane.screens.markup import NOTHING, fill, fill_each, tag

_ROW: Final = (
    '<tr><th scope="row"><a href="{}">{}</a><span class="case-header__who">{}</span></th><td>{}</td><td class="stage">{}</td>'
    '<td class="keepers">{}</td><td class="roles">{}</td>{}<td class="narrow">{}</td><td class="narrow">{}{}</td></tr>'
)
_STAGES: Final = {Stage.GATHERING: "attention", Stage.REQUESTED: "attention", Stage.CLOSED: "blocked"}


@dataclass(frozen=True, slots=True)
class Listed:
    """一頁の行と、上の部屋が足した欄。"""

    lines: Sequence[CaseLine]
    headings: tuple[str, ...]
    added: tuple[tuple[int, Mapping[UUID, Row]], ...]


def listed(lines: Sequence[CaseLine]) -> Listed:
    """一頁の行に、上の部屋の欄(プランの状態など)を添える。問いは部屋ごとに一つで、行がなければ問わない。"""
    rooms = list_columns() if lines else ()
    ids = [line.id for line in lines]
    return Listed(
        lines, tuple(heading for room in rooms for heading in room.headings), tuple((len(room.headings), room.load(ids)) for room in rooms)
    )


def draw_cases(cases: Listed) -> SafeString:
    """一覧の行の並び(tr)。"""
    return fill_each("{}", ((_row(line, _added(cases, line.id)),) for line in cases.lines), "\n")


def stage_kind(stage: str) -> str:
    """段階の印の種類。"""
    return _STAGES.get(Stage(stage), "active")


def _row(line: CaseLine, added: SafeString) -> SafeString:
    opened = format_wareki(line.opened_on)
    contact = format_wareki(line.last_contact_on) if line.last_contact_on else "まだありません"
    silent = fill("<br>{}", tag("途絶えています", "attention")) if line.silent_days else NOTHING
    return fill(
        _ROW, link_to("cases:case", line.id), line.title, line.number, "、".join(line.persons),
        tag(line.stage_label, stage_kind(line.stage)), _keepers(line), "・".join(line.roles), added, opened, contact, silent,
    )  # fmt: skip


def _keepers(line: CaseLine) -> SafeString:
    if line.companion == line.lead:
        return fill("{}", line.companion)
    return fill("伴走：{}<br>主担当：{}", line.companion, line.lead or "未定")


def _added(cases: Listed, case_id: UUID) -> SafeString:
    """上の部屋の欄(td の並び)。何もない事案は、空の欄。"""
    return fill_each(
        '<td class="added">{}</td>', ((_cell(cell),) for width, rows in cases.added for cell in rows.get(case_id, ((),) * width))
    )


def _cell(cell: Iterable[Cell]) -> SafeString:
    return fill_each("{}", ((tag(one.text, one.kind) if one.kind else one.text,) for one in cell), "<br>")
