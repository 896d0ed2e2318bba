"""支援関係機関の読み替え: 施設の行のうち、支える側の機関だけを機関の台帳の行にする。

根拠: 社会福祉法106条の4第2項(支援関係機関)、機関種別は forms §3.1 の C03。
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from kasane.agencies.commands.importing import AgencyRow
from kasane.agencies.commands.register import AgencyDraft
from kasane.agencies.domain import Field
from kasane.resources.domain import StagedRow

MAX_ROWS: Final = 50_000

KINDS: Final[dict[str, tuple[str, Field]]] = {
    "community_general_support": ("0301", Field.CARE),
    "elderly_care_support": ("0301", Field.CARE),
    "care_management": ("0302", Field.CARE),
    **dict.fromkeys(
        (
            "care_at_home", "care_day", "care_short_stay", "care_small_multifunction", "care_group_home", "care_residence",
            "care_facility", "care_equipment", "elderly_home",
        ),
        ("0303", Field.CARE),
    ),
    "disability_consultation": ("0401", Field.DISABILITY),
    "disability_facility": ("0402", Field.DISABILITY),
    "disability_group_home": ("0402", Field.DISABILITY),
    "childcare_base": ("0504", Field.CHILD),
    "nursery": ("0505", Field.CHILD),
    "kindergarten": ("0505", Field.CHILD),
    "school": ("0506", Field.CHILD),
    "after_school": ("0509", Field.CHILD),
    "medical": ("0701", Field.OTHER),
    "health_center": ("0704", Field.OTHER),
    "social_welfare_council": ("0801", Field.OTHER),
}  # fmt: skip
"""社会資源の種類→(機関種別 C03 の番号, 分野)。ここに無い種類(公園・投票所など)は、支援関係機関ではない。"""


def identified(rows: list[StagedRow]) -> list[tuple[str, StagedRow]]:
    """(鍵, 行)。番号が行の三分の二以上で重ならず、ただの連番でなければ番号を、そうでなければ名前と住所を鍵とする。"""
    counts = Counter(row.own_id for row in rows if row.own_id)
    alone = sum(1 for count in counts.values() if count == 1)
    use_number = alone * 3 >= len(rows) * 2 and not _running(list(counts), len(rows))
    return [(f"id:{row.own_id}" if use_number and counts[row.own_id] == 1 else f"na:{row.match_key}", row) for row in rows]


def _running(numbers: list[str], total: int) -> bool:
    if not numbers or not all(number.isascii() and number.isdigit() and len(number) <= 6 for number in numbers):
        return False
    values = [int(number) for number in numbers]
    return min(values) <= 10 and max(values) <= 2 * total + 10


def to_agency(key: str, row: StagedRow) -> AgencyRow | str:
    """台帳の一行。支援関係機関でない種類なら、断る理由。"""
    content = row.content
    name = str(content["name"])
    found = ("0801", Field.OTHER) if "社会福祉協議会" in name else KINDS.get(str(content["kind_code"]))
    if found is None:
        shown = content["kind_text"] or content["kind_code"]
        return f"支援関係機関の種別にあたらない施設です(種類「{shown}」)。社会資源として取り込んでください。"
    kind, field = found
    draft = AgencyDraft(
        name=name, field=field, kind=kind, kana=str(content["kana"]), address=str(content["address"]), phone=str(content["phone"])
    )
    return AgencyRow(key, draft)
