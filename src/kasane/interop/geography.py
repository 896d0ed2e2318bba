"""住所の表の読み替え: 郵便番号(KEN_ALL)、市区町村コード、行政区域の境界。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from kasane.interop.facilities import Rejected
from kasane.interop.headers import UNSTORABLE, normal
from kasane.interop.table import RawRow, Table
from kasane.interop.values import PREFECTURES, Remarks, municipality_code, plain, read_position
from kasane.kernel.wareki import DateRefused, parse_date
from kasane.resources.domain import StagedRow

KEN_ALL: Final = [
    "全国地方公共団体コード", "旧郵便番号", "郵便番号", "都道府県名カナ", "市区町村名カナ", "町域名カナ", "都道府県名", "市区町村名",
    "町域名",
    "一町域が二以上の郵便番号で表される場合の表示", "小字毎に番地が起番されている町域の表示", "丁目を有する町域の場合の表示",
    "一つの郵便番号で二以上の町域を表す場合の表示", "更新の表示", "変更理由",
]  # fmt: skip
"""日本郵便 KEN_ALL の並び(見出しの行がない)。"""

_POSTAL: Final = {
    "code": ("postal_code", "郵便番号", "zipcode"), "jis": ("jis_code", "全国地方公共団体コード", "lg_code"),
    "prefecture": ("pref", "都道府県名", "prefecture"), "city": ("city", "市区町村名"), "town": ("town", "町域名"),
    "prefecture_kana": ("pref_kana", "都道府県名カナ"), "city_kana": ("city_kana", "市区町村名カナ"),
    "town_kana": ("town_kana", "町域名カナ"),
    "note": ("note", "備考"),
}  # fmt: skip
_MUNICIPAL: Final = {
    "code": ("lgcode", "団体コード", "全国地方公共団体コード", "標準地域コード", "code", "jis_code", "市区町村コード"),
    "prefecture": ("pref", "都道府県名", "都道府県", "prefecture", "都道府県名（漢字）"),
    "name": ("市区町村", "city", "市区町村名", "市区町村名（漢字）"), "group": ("政令市･郡･支庁･振興局等",),
    "kana": ("市区町村（ふりがな）", "citykana", "city_kana", "市区町村カナ", "市区町村名（カナ）", "prefkana"),
    "group_kana": ("政令市･郡･支庁･振興局等（ふりがな）",), "prefecture_kana": ("prefecture_kana", "都道府県カナ"),
    "latitude": ("lat", "緯度"), "longitude": ("lng", "lon", "経度"), "url": ("url",), "effective": ("廃置分合等施行年月日", "施行年月日"),
}  # fmt: skip


class Columns:
    """見出し→項目の対応(住所の表)。項目ごとに、語彙の先の語を優先する。"""

    def __init__(self, headers: list[str], words: dict[str, tuple[str, ...]]) -> None:
        by_normal = {normal(header): header for header in reversed(headers)}
        self._header = {
            target: next((by_normal[normal(word)] for word in names if normal(word) in by_normal), "") for target, names in words.items()
        }

    def __contains__(self, target: str) -> bool:
        return bool(self._header.get(target))

    def get(self, row: RawRow, target: str) -> str:
        """その項目に書かれた値(前後の空白を除く)。列が無ければ空。"""
        header = self._header.get(target)
        return UNSTORABLE.sub("", row.cells.get(header, "")).strip() if header else ""

    @property
    def used(self) -> dict[str, str]:
        """報告に載せる対応(見出し→項目)。"""
        return {header: target for target, header in self._header.items() if header}


class PostalCodes:
    """郵便番号の表。"""

    def __init__(self, table: Table) -> None:
        self.columns = Columns(table.headers, _POSTAL)

    @property
    def refusal(self) -> str:
        """郵便番号の表でない理由。"""
        missing = [
            word for target, word in (("code", "郵便番号"), ("jis", "団体コード"), ("city", "市区町村名")) if target not in self.columns
        ]
        return f"郵便番号の表ではありません({'、'.join(missing)}の列がありません)。" if missing else ""

    def convert(self, row: RawRow) -> tuple[StagedRow | Rejected, list[str]]:
        """一行を読む。断るのは、7 桁でない郵便番号・5 桁でない団体コード。"""
        get = self.columns.get
        code, jis = plain(get(row, "code")).replace("-", ""), plain(get(row, "jis"))
        if not re.fullmatch(r"\d{7}", code):
            return Rejected(row.line, f"郵便番号が 7 桁の数字ではありません(「{code[:20]}」)。"), []
        if not re.fullmatch(r"\d{5}", jis):
            return Rejected(row.line, f"団体コードが 5 桁の数字ではありません(「{jis[:20]}」)。"), []
        content: dict[str, Any] = {"postal_code": code, "jis_code": jis}
        content |= {name: get(row, name) for name in ("prefecture", "city", "town", "prefecture_kana", "city_kana", "town_kana", "note")}
        key = "|".join((jis, code, content["town"], content["town_kana"], content["note"]))
        return StagedRow(row.line, "", key, content), list(row.remarks)


class Municipalities:
    """市区町村コードの表。"""

    def __init__(self, table: Table) -> None:
        self.columns = Columns(table.headers, _MUNICIPAL)

    @property
    def refusal(self) -> str:
        """市区町村コードの表でない理由。"""
        missing = [word for target, word in (("code", "団体コード"), ("prefecture", "都道府県名")) if target not in self.columns]
        return f"市区町村コードの表ではありません({'、'.join(missing)}の列がありません)。" if missing else ""

    def convert(self, row: RawRow) -> tuple[StagedRow | Rejected, list[str]]:
        """一行を読む。断るのは、検査数字の合わない団体コード・名のない都道府県。日付と位置は、読めなければ空にして気づきを残す。"""
        remarks = Remarks(list(row.remarks))
        get = self.columns.get
        written, prefecture = get(row, "code"), get(row, "prefecture")
        code = municipality_code(written, prefecture)
        if not code:
            return Rejected(row.line, f"団体コードとして読めません(「{written[:20]}」。桁か検査数字が違います)。"), []
        if prefecture and prefecture not in PREFECTURES:
            return Rejected(row.line, f"都道府県名ではありません(「{prefecture[:20]}」)。"), []
        position = read_position(get(row, "latitude"), get(row, "longitude"), remarks)
        content = {
            "code": code, "prefecture": prefecture, "name": self._name(row), "kana": self._kana(row),
            "latitude": position[0] if position else None, "longitude": position[1] if position else None,
            "url": get(row, "url"), "effective_on": _day(get(row, "effective"), remarks),
        }  # fmt: skip
        return StagedRow(row.line, "", code, content), remarks.texts

    def _name(self, row: RawRow) -> str:
        """市区町村名。区は政令市の名を前に付ける(郡・支庁・振興局は付けない)。"""
        name, group = self.columns.get(row, "name"), self.columns.get(row, "group")
        return (f"{group} {name}".strip() if group.endswith("市") else name) or group

    def _kana(self, row: RawRow) -> str:
        kana, group = self.columns.get(row, "kana"), self.columns.get(row, "group_kana")
        prefix = group if self.columns.get(row, "group").endswith("市") or not kana else ""
        joined = f"{prefix} {kana}".strip()
        return joined or ("" if self._name(row) else self.columns.get(row, "prefecture_kana"))


def _day(text: str, remarks: Remarks) -> str | None:
    if not text:
        return None
    try:
        day = parse_date(text)
    except DateRefused as refused:
        remarks.add(f"日付が読めません(「{text[:20]}」: {refused})。日付は入れていません。")
        return None
    return day.earliest.isoformat() if day.precision == "day" else None


class Boundaries:
    """行政区域の境界(国土数値情報 N03 の属性名を持つ GeoJSON・TopoJSON)。"""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.columns = Columns(
            table.headers, {"code": ("N03_007",), "prefecture": ("N03_001",), "group": ("N03_003",), "name": ("N03_004",)}
        )

    @property
    def refusal(self) -> str:
        """境界の表でない理由。"""
        if not self._table.has_geometry:
            return "形(geometry)がありません。境界の GeoJSON か TopoJSON を選んでください。"
        return "" if "prefecture" in self.columns else "国土数値情報(行政区域 N03)の属性(N03_001 など)がありません。"

    def convert(self, row: RawRow) -> tuple[StagedRow | Rejected, list[str]]:
        """一件を読む。断るのは、Polygon・MultiPolygon でない形。形のない区域(所属未定地など)は名だけ入れ、気づきを残す。"""
        remarks = Remarks(list(row.remarks))
        geometry = row.geometry
        if geometry is not None and geometry.get("type") not in ("Polygon", "MultiPolygon"):
            if geometry.get("type") is not None:
                return Rejected(row.line, f"面(Polygon・MultiPolygon)ではない形です({geometry.get('type')})。"), []
            geometry = None
        bounds = bounds_of(geometry) if geometry else None
        if bounds is None:
            remarks.add("形がありません。名だけを入れました。")
            geometry = None
        get = self.columns.get
        group, name = get(row, "group"), get(row, "name")
        full = f"{group} {name}".strip() if group.endswith("市") else name or group
        content: dict[str, Any] = {
            "code": plain(get(row, "code")), "prefecture": get(row, "prefecture"), "name": full, "geometry": geometry, "bounds": bounds,
        }  # fmt: skip
        key = "|".join((content["code"], content["prefecture"], group, name))
        return StagedRow(row.line, "", key, content), remarks.texts


def bounds_of(geometry: dict[str, object]) -> list[float] | None:
    """形を囲む [西, 南, 東, 北]。座標が一つもなければ None。"""
    points = list(_points(geometry.get("coordinates")))
    if not points:
        return None
    easts, norths = [point[0] for point in points], [point[1] for point in points]
    return [min(easts), min(norths), max(easts), max(norths)]


def _points(coordinates: object) -> Iterator[tuple[float, float]]:
    if not isinstance(coordinates, list):
        return
    if len(coordinates) >= 2 and all(isinstance(value, int | float) for value in coordinates[:2]):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for part in coordinates:
        yield from _points(part)
