"""様式の定義: 節、欄、選択肢、有効な期間。書き出し(PDF・Excel)も読み戻しも、この定義だけを見る。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from kasane.kernel.coded import Coded

Options = tuple[tuple[str, str], ...]


class FieldKind(Coded):
    """欄の型。"""

    TEXT = "text", "短い文字"
    LONG = "long", "文章"
    DATE = "date", "日付"
    NUMBER = "number", "数"
    CHOICE = "choice", "一つを選ぶ"
    CHOICES = "choices", "いくつでも選ぶ"
    RANKED = "ranked", "○(一つだけ◎)"
    ROWS = "rows", "表"
    DRAWING = "drawing", "図"
    SIGNATURE = "signature", "署名"
    NOTE = "note", "決まった文"


PDF: Final = "pdf"
EXCEL: Final = "excel"
ON_PAPER_ONLY: Final = frozenset({FieldKind.DRAWING, FieldKind.SIGNATURE, FieldKind.NOTE})


class FormProblem(ValueError):
    """様式の定義の誤り(作り手か、直した人の誤り)。"""


@dataclass(frozen=True, slots=True)
class Field:
    """一つの欄。

    key は様式の中で一つ。options は選択肢(番号, 言い方)、code_list は市の選択肢の一覧の名前(options は使うときに入る)。columns は表の
    見出し、widths は列の幅の比、spare は手書きのために空けておく行の数。wide でなければ半分の幅。must は要る欄、report は国への
    報告事項(太枠)の疑い、copied はほかの記録から写す欄(Excel では書けない)。

    only は、その形の書類にだけ出る欄("pdf" か "excel"。紙では一つの箱に書き、Excel では列を分けて書く欄に使う)。column_options は
    列ごとの選択肢(自由に書く列は空)、dates は日付の列、kept は今ある行では変えられない列、grows は Excel で新しい行を足せるか。unknown は、
    一つを選ぶ欄に選択肢にない言葉が書かれていたときの断り(どう直すか)。
    """

    key: str
    label: str
    kind: FieldKind
    options: Options = ()
    code_list: str = ""
    columns: tuple[str, ...] = ()
    widths: tuple[int, ...] = ()
    unit: str = ""
    hint: str = ""
    text: str = ""
    lines: int = 1
    spare: int = 0
    wide: bool = True
    must: bool = False
    report: bool = False
    copied: bool = False
    only: str = ""
    column_options: tuple[Options, ...] = ()
    dates: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()
    grows: bool = True
    unknown: str = "選択肢にありません。一覧の中から選んでください。"

    @property
    def base(self) -> str:
        """人ごとの欄なら、人を除いた欄の名前(様式の直しは、これで名指す)。"""
        return self.key.partition("@")[0]

    @property
    def fillable(self) -> bool:
        """Excel で書いて、読み戻せる欄か。"""
        return not self.copied and self.kind not in ON_PAPER_ONLY

    @property
    def codes(self) -> Mapping[str, str]:
        """番号 → 言い方。"""
        return dict(self.options)


@dataclass(frozen=True, slots=True)
class Section:
    """節。fill は、定義のときに空で、使うときに記録から欄が入る節の名前(様式1-2の段など)。"""

    key: str
    title: str
    fields: tuple[Field, ...] = ()
    fill: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """様式の一つの版。verified が偽なら、国の様式と見比べていない。national が偽なら、国の様式がなく、市が決める書類。"""

    code: str
    title: str
    edition: str
    valid_from: date
    valid_to: date | None
    source: str
    verified: bool
    sections: tuple[Section, ...]
    subtitle: str = ""
    national: bool = True
    landscape: bool = False
    notes: tuple[str, ...] = ()
    corrected: tuple[str, ...] = field(default=())

    def fields(self) -> Iterator[Field]:
        """すべての欄。様式の順。"""
        for section in self.sections:
            yield from section.fields

    def valid_on(self, day: date) -> bool:
        """この日に使う版か。"""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


_FIELD_KEYS: Final = frozenset(
    (
        *("key", "label", "kind", "options", "list", "columns", "widths", "unit"),
        *("hint", "text", "lines", "spare", "wide", "must", "report", "copied"),
        *("only", "dates", "kept", "grows"),
    )
)


def read_form(given: Mapping[str, Any]) -> Form:
    """TOML から読んだ値を様式にする。知らない欄の項目、重なった key、選択肢のない選ぶ欄、列のない表は FormProblem。"""
    try:
        form = Form(
            code=given["form"], title=given["title"], edition=given["edition"], valid_from=given["valid_from"],
            valid_to=given.get("valid_to"), source=given["source"], verified=given["verified"],
            subtitle=given.get("subtitle", ""), national=given.get("national", True),
            landscape=given.get("landscape", False), notes=tuple(given.get("notes", ())),
            sections=tuple(_section(one) for one in given["section"]),
        )  # fmt: skip
    except KeyError as missing:
        raise FormProblem(f"様式の定義に {missing} がありません。") from missing
    keys = [one.key for one in form.fields()]
    if doubled := {key for key in keys if keys.count(key) > 1}:
        raise FormProblem(f"{form.code}: 欄の名前が重なっています({'、'.join(sorted(doubled))})。")
    return form


def _section(given: Mapping[str, Any]) -> Section:
    fields = tuple(_field(one) for one in given.get("field", ()))
    return Section(given["key"], given["title"], fields, given.get("fill", ""), given.get("note", ""))


def _field(given: Mapping[str, Any]) -> Field:
    if unknown := set(given) - _FIELD_KEYS:
        raise FormProblem(f"{given.get('key')}: 知らない項目です({'、'.join(sorted(unknown))})。")
    kind = FieldKind(given.get("kind", "text"))
    made = Field(
        key=given["key"], label=given["label"], kind=kind, options=_options(given.get("options", ())), code_list=given.get("list", ""),
        columns=tuple(given.get("columns", ())), widths=tuple(given.get("widths", ())), unit=given.get("unit", ""),
        hint=given.get("hint", ""), text=given.get("text", ""), lines=given.get("lines", 3 if kind is FieldKind.LONG else 1),
        spare=given.get("spare", 0), wide=given.get("wide", True), must=given.get("must", False), report=given.get("report", False),
        copied=given.get("copied", False), only=given.get("only", ""), dates=tuple(given.get("dates", ())),
        kept=tuple(given.get("kept", ())), grows=given.get("grows", True),
    )  # fmt: skip
    if kind in (FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.RANKED) and not (made.options or made.code_list):
        raise FormProblem(f"{made.key}: 選ぶ欄に選択肢がありません。")
    if kind is FieldKind.ROWS and not made.columns:
        raise FormProblem(f"{made.key}: 表に列がありません。")
    if made.widths and len(made.widths) != len(made.columns):
        raise FormProblem(f"{made.key}: 列の幅の数が、列の数と違います。")
    if made.only not in ("", PDF, EXCEL):
        raise FormProblem(f"{made.key}: only は {PDF} か {EXCEL} です。")
    return made


def _options(given: Sequence[Any]) -> Options:
    return tuple((one, one) if isinstance(one, str) else (one[0], one[1]) for one in given)
