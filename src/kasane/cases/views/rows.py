"""事案の一覧の行を描く。一頁五十件で、雛形の繰り返しでは遅いのでここで組み立てる。文字はすべて screens.markup で無害にする。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils.safestring import SafeString

from kasane.cases.domain import Stage
from kasane.cases.queries import CaseLine
from kasane.kernel.wareki import format_wareki
from kasane.screens.links import link_to
from kasane.screens.markup import NOTHING, fill, fill_each, tag

_ROW: Final = (
    '<tr><th scope="row"><a href="{}">{}</a><span class="case-header__who">{}</span></th><td>{}</td><td class="narrow">{}</td>'
    '<td>{}</td><td>{}</td><td class="narrow">{}</td><td class="narrow">{}{}</td></tr>'
)
_STAGES: Final = {Stage.GATHERING: "attention", Stage.REQUESTED: "attention", Stage.CLOSED: "blocked"}


def draw_cases(lines: Iterable[CaseLine]) -> SafeString:
    """一覧の行の並び(tr)。"""
    return fill_each("{}", ((_row(line),) for line in lines), "\n")


def stage_kind(stage: str) -> str:
    """段階の印の種類。"""
    return _STAGES.get(Stage(stage), "active")


def _row(line: CaseLine) -> SafeString:
    opened = format_wareki(line.opened_on)
    contact = format_wareki(line.last_contact_on) if line.last_contact_on else "まだありません"
    silent = fill("<br>{}", tag("途絶えています", "attention")) if line.silent_days else NOTHING
    return fill(
        _ROW, link_to("cases:case", line.id), line.title, line.number, "、".join(line.persons),
        tag(line.stage_label, stage_kind(line.stage)), _keepers(line), "・".join(line.roles), opened, contact, silent,
    )  # fmt: skip


def _keepers(line: CaseLine) -> SafeString:
    if line.companion == line.lead:
        return fill("{}", line.companion)
    return fill("伴走：{}<br>主担当：{}", line.companion, line.lead or "未定")
