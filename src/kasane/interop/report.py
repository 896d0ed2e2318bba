"""取り込みの報告: 件数と、名指しした行。JSON にしても画面に出しても同じ内容。"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from kasane.kernel.coded import Coded
from kasane.resources.domain import Merged, Remark


class Outcome(Coded):
    """一つのファイルの結果。"""

    DONE = "done", "取り込みました"
    REFUSED = "refused", "取り込めません"
    SUPERSEDED = "superseded", "新しい版が入っているため、何も変えません"


@dataclass(slots=True)
class SheetReport:
    """一つの表(シート・節)について: 使ったか、使わなかった理由、列の対応。"""

    sheet: str
    used: bool
    reason: str = ""
    rows: int = 0
    blank_rows: int = 0
    header_line: int = 0
    encoding: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    mapping: str = ""
    unused_columns: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """JSON の形。"""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Report:
    """一つのファイルの報告。rows は中身のある行の数で、created + updated + unchanged + 断った行の数に等しい。"""

    file: str
    target: str
    source: str = ""
    edition: str = ""
    edition_from: str = ""
    dry_run: bool = False
    outcome: Outcome = Outcome.DONE
    reason: str = ""
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Remark] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    sheets: list[SheetReport] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def take(self, merged: Merged) -> None:
        """突き合わせの結果を写す。"""
        self.created, self.updated, self.unchanged = merged.created, merged.updated, merged.unchanged
        self.rejected = sorted([*self.rejected, *merged.rejected], key=lambda remark: remark.line)
        self.remarks = sorted([*self.remarks, *merged.remarks], key=lambda remark: remark.line)
        self.ended = merged.ended

    def refuse(self, reason: str) -> None:
        """ファイルごと断る。途中までの件数は、何も入っていないので 0 に戻す。"""
        self.outcome, self.reason = Outcome.REFUSED, reason
        self.created = self.updated = self.unchanged = 0
        self.ended = []

    @property
    def top_reasons(self) -> list[tuple[str, int]]:
        """断った理由の多い順。"""
        return Counter(remark.text for remark in self.rejected).most_common(3)

    def as_dict(self) -> dict[str, Any]:
        """JSON の形(architecture §7 の約束: rows, created, updated, unchanged, rejected: [{line, reason}])。"""
        return {
            "file": self.file, "target": self.target, "source": self.source, "edition": self.edition, "edition_from": self.edition_from,
            "dry_run": self.dry_run, "outcome": self.outcome.value, "reason": self.reason, "rows": self.rows, "created": self.created,
            "updated": self.updated, "unchanged": self.unchanged,
            "rejected": [{"line": remark.line, "reason": remark.text} for remark in self.rejected],
            "remarks": [{"line": remark.line, "remark": remark.text} for remark in self.remarks],
            "ended": self.ended, "sheets": [sheet.as_dict() for sheet in self.sheets], "notes": self.notes,
            "seconds": round(self.seconds, 2),
        }  # fmt: skip


def combined(reports: list[Report]) -> dict[str, Any]:
    """いくつかのファイルをまとめた報告。一つだけのときは、そのファイルの報告そのもの。"""
    if len(reports) == 1:
        return reports[0].as_dict()
    files = [report.as_dict() for report in reports]
    totals = {name: sum(entry[name] for entry in files) for name in ("rows", "created", "updated", "unchanged")}
    named = {
        name: [{"file": entry["file"], **item} for entry in files for item in entry[name]] for name in ("rejected", "remarks", "sheets")
    }
    ended = [{"file": entry["file"], "name": name} for entry in files for name in entry["ended"]]
    return {**totals, **named, "ended": ended, "files": files}
