"""行の流れ: 開いた表を、行き先の行に読み替えながら少しずつ渡す。断った行と気づきは報告に集める。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Protocol

from kasane.interop.facilities import Context, Rejected, is_blank, not_facilities, to_resource
from kasane.interop.geography import KEN_ALL, Boundaries, Municipalities, PostalCodes
from kasane.interop.mapping import Mapping
from kasane.interop.refusal import FileRefused
from kasane.interop.report import Report, SheetReport
from kasane.interop.table import RawRow, Table
from kasane.resources.domain import Remark, StagedRow, Target

PROGRESS_EVERY: Final = 2000
HOPELESS_REJECTIONS: Final = 1000

Progress = Callable[[int, int | None], None]
Converted = tuple[StagedRow | Rejected, list[str]]


class Converter(Protocol):
    """表の行を、行き先の行に読み替えるもの。refusal は、この表を使わない理由(使うなら空)。"""

    @property
    def refusal(self) -> str:
        """使わない理由(使うなら空)。"""
        ...

    @property
    def columns_used(self) -> dict[str, str]:
        """使った見出し→項目。"""
        ...

    def is_blank(self, row: RawRow) -> bool:
        """中身のない行か。"""
        ...

    def convert(self, row: RawRow) -> Converted:
        """一行を読み替える。"""
        ...


class FacilityConverter:
    """施設の一覧の読み替え。"""

    def __init__(self, table: Table, mapping: Mapping, context: Context) -> None:
        self.mapping, self._context = mapping, context
        self.refusal = not_facilities(table, mapping)
        self.columns_used = mapping.columns

    def is_blank(self, row: RawRow) -> bool:
        """番号だけの行か。"""
        return is_blank(row, self.mapping)

    def convert(self, row: RawRow) -> Converted:
        """施設の一行にする。"""
        return to_resource(row, self.mapping, self._context)


class GeographyConverter:
    """住所の表の読み替え。"""

    def __init__(self, inner: PostalCodes | Municipalities | Boundaries) -> None:
        self._inner = inner
        self.refusal = inner.refusal
        self.columns_used = inner.columns.used

    def is_blank(self, row: RawRow) -> bool:
        """中身のない行か。"""
        return row.geometry is None and not any(text.strip() for text in row.cells.values())

    def convert(self, row: RawRow) -> Converted:
        """住所の表の一行にする。"""
        return self._inner.convert(row)


_GEOGRAPHY: Final[dict[Target, Callable[[Table], PostalCodes | Municipalities | Boundaries]]] = {
    Target.POSTAL_CODES: PostalCodes, Target.MUNICIPALITIES: Municipalities, Target.BOUNDARIES: Boundaries,
}  # fmt: skip


def geography_converter(target: Target, table: Table) -> GeographyConverter:
    """住所の表の読み替えを作る。"""
    return GeographyConverter(_GEOGRAPHY[target](table))


def is_headerless_ken_all(table: Table) -> bool:
    """見出しのない KEN_ALL か(一行目が 5 桁の団体コードから始まり、15 列)。"""
    return len(table.headers) == len(KEN_ALL) and table.headers[0].isdigit() and len(table.headers[0]) == 5


def stream(pairs: list[tuple[Table, Converter, SheetReport]], report: Report, progress: Progress) -> Iterator[StagedRow]:
    """使う表の行を順に渡す。断った行・気づき・件数は report に入れる。

    断るのは、千行以上を断り、それが半分を超えたとき(表ではないファイルとみなす。報告が際限なく膨らむのを防ぐ)。
    """
    for table, converter, sheet in pairs:
        for row in table.rows():
            if converter.is_blank(row):
                sheet.blank_rows += 1
                continue
            report.rows += 1
            sheet.rows += 1
            if report.rows % PROGRESS_EVERY == 0:
                progress(report.rows, table.meter.percent)
            staged, remarks = converter.convert(row)
            if isinstance(staged, Rejected):
                report.rejected.append(Remark(staged.line, staged.reason))
                _refuse_hopeless(report)
                continue
            report.remarks += [Remark(row.line, text) for text in remarks]
            yield staged
    progress(report.rows, 100)


def _refuse_hopeless(report: Report) -> None:
    if len(report.rejected) >= HOPELESS_REJECTIONS and len(report.rejected) * 2 > report.rows:
        reason, count = report.top_reasons[0]
        report.rejected = report.rejected[:20]
        raise FileRefused(
            f"ほとんどの行が読めません({report.rows} 行のうち {count} 行: {reason})。別のファイルか、列の対応が違うようです。"
        )
