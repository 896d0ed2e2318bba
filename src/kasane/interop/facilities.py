"""施設の一覧の読み替え: 表が施設の一覧かを見分け、一行を社会資源の一行にする。"""

from __future__ import annotations

from collections.abc import Mapping as Cells
from dataclasses import dataclass
from itertools import islice
from typing import Final

from kasane.interop.kinds import kind_of
from kasane.interop.mapping import Mapping
from kasane.interop.table import RawRow, Table
from kasane.interop.values import (
    Remarks,
    check_position,
    damaged_hyphen,
    facility_key,
    is_template,
    municipality_code,
    plain,
    postal_code,
    read_position,
    split_position,
    storable,
)
from kasane.kernel.folding import digits
from kasane.resources.domain import StagedRow

MAX_CELL: Final = 20_000
PLACES: Final = frozenset({"address", "place", "latitude", "position", "phone", "address_rest"})
NO_NAME = "名称が空です。"
MOJIBAKE = (
    "文字化けしています(別の文字コードで読まれ、壊れたまま保存された文字です)。元の文字には戻せません。提供元から入手し直してください。"
)


@dataclass(frozen=True, slots=True)
class Context:
    """行の外から分かること。title は表の題、source は提供元、municipality は提供元の市区町村の団体コード(6 桁、無ければ空)。

    bases は種類の符号→根拠の条。
    """

    title: str
    source: str
    municipality: str
    bases: Cells[str, str]


@dataclass(frozen=True, slots=True)
class Rejected:
    """入れない行と、その理由。"""

    line: int
    reason: str


def not_facilities(table: Table, mapping: Mapping) -> str:
    """施設の一覧でない理由。施設の一覧なら空文字。"""
    if table.skip_reason:
        return table.skip_reason
    heads = "、".join(table.headers[:6])
    if mojibake := _mojibake(table):
        return mojibake
    if "name" not in mapping.fields:
        return f"施設の名称の列がありません(人口・指標・組織などの表とみなしました。見出し: {heads})。"
    if not (mapping.fields & PLACES) and not table.has_geometry:
        return f"住所・位置・電話のどの列もなく、施設の一覧とみなせません(見出し: {heads})。"
    return ""


def _mojibake(table: Table) -> str:
    """文字化けした表か: 英数字でない文字のうち、和文の文字が半分に満たない。"""
    japanese = foreign = 0
    for row in islice(table.rows(), 200):
        for character in "".join(row.cells.values()):
            code = ord(character)
            if code > 0x7F and (character.isalpha() or 0xE000 <= code <= 0xF8FF or code == 0xFFFD):
                known = 0x3005 <= code <= 0x30FF or 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0xFF00 <= code <= 0xFFEF
                japanese, foreign = japanese + (known or code >= 0x20000), foreign + (not known and code < 0x20000)
    if foreign > japanese:
        return MOJIBAKE
    return ""


def is_blank(row: RawRow, mapping: Mapping) -> bool:
    """番号だけ(または案内の「←…」だけ)の、中身のない行か。"""
    return all(
        not text.strip() or text.strip().startswith("←") or mapping.columns.get(header) == "own_id" or header == "#property"
        for header, text in row.cells.items()
    )


def to_resource(row: RawRow, mapping: Mapping, context: Context) -> tuple[StagedRow | Rejected, list[str]]:
    """一行を社会資源の一行にする。

    返すのは (入れる行または断り, 気づき)。断るのは、名称が空・ひな形の行・見出しの繰り返し・長すぎる欄。
    """
    remarks = Remarks(list(row.remarks))
    cells = {header: storable(text, remarks) for header, text in row.cells.items()}
    name = _first(cells, mapping, "name").strip()
    if reason := _refusal(cells, mapping, name):
        return Rejected(row.line, reason), []
    content = _content(cells, mapping, context, name)
    content |= _position(row, cells, mapping, remarks)
    if any("\ufffd" in text for text in cells.values()) and not row.remarks:
        remarks.add("読めない文字(文字化け)があります。")
    if damaged_hyphen(str(content["address"])):
        remarks.add("住所の「?」は、配布元で壊れた「−」の跡のようです。書かれたまま入れました。")
    key = facility_key(name, str(content["address"]))
    filled = {header: text for header, text in cells.items() if text}
    return StagedRow(row.line, plain(_first(cells, mapping, "own_id")), key, content, filled), remarks.texts


def _refusal(cells: dict[str, str], mapping: Mapping, name: str) -> str:
    too_long = next((header for header, text in cells.items() if len(text) > MAX_CELL), "")
    if too_long:
        return f"「{too_long}」の欄が長すぎます({len(cells[too_long])} 文字。上限 {MAX_CELL} 文字)。"
    if not name:
        return NO_NAME
    if is_template(name):
        return f"ひな形の行です(名称「{name[:20]}」)。"
    if name == mapping.header_for("name") and sum(text.strip() == header for header, text in cells.items()) >= 2:
        return "見出しの行の繰り返しです。"
    return ""


def _content(cells: dict[str, str], mapping: Mapping, context: Context, name: str) -> dict[str, object]:
    kind_text = _joined(cells, mapping, ("kind", "kind_detail"), " ")
    kind = kind_of(_first(cells, mapping, "kind_detail"), _first(cells, mapping, "kind"), context.title, context.source, name)
    address = _address(cells, mapping)
    phone = _first(cells, mapping, "phone").strip()
    return {
        "name": name,
        "kana": _first(cells, mapping, "kana").strip(),
        "kind_code": kind,
        "kind_text": kind_text,
        "operator": _first(cells, mapping, "operator").strip(),
        "municipality_code": municipality_code(_first(cells, mapping, "municipality_code"), _first(cells, mapping, "prefecture"))
        or context.municipality,
        "postal_code": postal_code(_first(cells, mapping, "postal_code"), address),
        "address": address,
        "phone": phone,
        "phone_key": digits(phone),
        "fax": _first(cells, mapping, "fax").strip(),
        "url": _first(cells, mapping, "url").strip(),
        "opening_hours": _hours(cells, mapping),
        "closed_days": _joined(cells, mapping, ("closed_days",), "\n"),
        "note": _joined(cells, mapping, ("note",), "\n"),
        "legal_basis": context.bases.get(kind, ""),
    }


def _address(cells: dict[str, str], mapping: Mapping) -> str:
    """住所。分けて書かれた部分をつなぎ、住所が無ければ場所の名を使う。方書は、住所に含まれていなければ添える。"""
    address = (
        "".join(_first(cells, mapping, part).strip() for part in ("address", "address_rest")) or _first(cells, mapping, "place").strip()
    )
    building = _first(cells, mapping, "building").strip()
    return f"{address} {building}" if building and building not in address else address


def _hours(cells: dict[str, str], mapping: Mapping) -> str:
    """開いている時間。自由な文のまま、曜日・時間・特記を行に分けてつなぐ。"""
    start, end = _first(cells, mapping, "start_time").strip(), _first(cells, mapping, "end_time").strip()
    span = f"{start}〜{end}" if start or end else ""
    parts = [_joined(cells, mapping, ("days",), " "), _first(cells, mapping, "hours").strip(), span]
    parts += [_joined(cells, mapping, ("hours_more", "hours_note"), "\n")]
    return "\n".join(part for part in parts if part)


def _position(row: RawRow, cells: dict[str, str], mapping: Mapping, remarks: Remarks) -> dict[str, object]:
    if row.position is not None:
        found = check_position(row.position[1], row.position[0], remarks)
    elif "position" in mapping.fields:
        found = read_position(*split_position(_first(cells, mapping, "position")), remarks)
    else:
        found = read_position(_first(cells, mapping, "latitude"), _first(cells, mapping, "longitude"), remarks)
    return {"latitude": found[0] if found else None, "longitude": found[1] if found else None}


def _first(cells: dict[str, str], mapping: Mapping, target: str) -> str:
    header = mapping.header_for(target)
    return cells.get(header, "") if header else ""


def _joined(cells: dict[str, str], mapping: Mapping, targets: tuple[str, ...], glue: str) -> str:
    found = (cells.get(header, "").strip() for target in targets for header in mapping.headers_for(target))
    return glue.join(text for text in dict.fromkeys(found) if text)
