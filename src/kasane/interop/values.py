"""値の読み取り: 位置・郵便番号・団体コード・電話・照合の鍵。読めない値は捨てずに、気づきとして返す。"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from kasane.interop.headers import UNSTORABLE
from kasane.kernel.folding import fold_name
from kasane.kernel.municipality import CodeRefused, MunicipalityCode, check_digit, parse_code

LATITUDES: Final = (20.0, 46.0)
LONGITUDES: Final = (122.0, 154.0)
PREFECTURES: Final = (
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県", "群馬県", "埼玉県", "千葉県",
    "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県", "愛知県", "三重県",
    "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県",
    "香川県", "愛媛県", "高知県", "福岡県", "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県",
)  # fmt: skip
_POSTAL: Final = re.compile(r"^\s*〒?\s*(\d{3})-?(\d{4})(?!\d)")
_TEMPLATE_NAMES: Final = frozenset(
    {"templ", "template", "dumy", "dummy", "ダミー", "テンプレート", "サンプル", "ひな形", "雛形", "記入例", "入力例"}
)
_PLACEHOLDER: Final = re.compile(r"^[○◯〇●]{2,}")
_DAMAGED_HYPHEN: Final = re.compile(r"(?<=[0-9０-９一二三四五六七八九十])\?(?=[0-9０-９])")


@dataclass(slots=True)
class Remarks:
    """一行についての気づきを集める。"""

    texts: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        """気づきを一つ加える。"""
        self.texts.append(text)


def plain(text: str) -> str:
    """比べるための半角化と前後の空白の除去。保存する値には使わない。"""
    return unicodedata.normalize("NFKC", text).strip()


def storable(text: str, remarks: Remarks) -> str:
    """保存できる文字列。NUL などデータベースに入らない制御文字だけを除き、気づきを残す。"""
    if UNSTORABLE.search(text):
        remarks.add("目に見えない制御文字を除きました。")
        return UNSTORABLE.sub("", text)
    return text


def is_template(name: str) -> bool:
    """ひな形に残った見本の行か(TEMPL、DUMY、○○公民館など)。"""
    return plain(name).lower() in _TEMPLATE_NAMES or bool(_PLACEHOLDER.match(plain(name)))


def damaged_hyphen(text: str) -> bool:
    """配布元で「−」が「?」に壊れた跡(数字にはさまれた「?」)があるか。"""
    return bool(_DAMAGED_HYPHEN.search(text))


def read_position(latitude: str, longitude: str, remarks: Remarks) -> tuple[float, float] | None:
    """(緯度, 経度)。読めない・逆・日本の外のときは None とし、気づきを残す(行は入れる)。"""
    if not latitude.strip() and not longitude.strip():
        return None
    try:
        north, east = float(plain(latitude).replace(",", "")), float(plain(longitude).replace(",", ""))
    except ValueError:
        remarks.add(f"緯度・経度が数ではありません(「{latitude[:20]}」「{longitude[:20]}」)。位置は入れていません。")
        return None
    return check_position(north, east, remarks)


def check_position(north: float, east: float, remarks: Remarks) -> tuple[float, float] | None:
    """日本の範囲にあるか確かめる。0, 0 は「未入力」とみなす。"""
    if _within(north, LATITUDES) and _within(east, LONGITUDES):
        return north, east
    if _within(east, LATITUDES) and _within(north, LONGITUDES):
        remarks.add(f"緯度と経度が逆のようです({north}, {east})。位置は入れていません。")
    else:
        remarks.add(f"緯度・経度が日本の範囲の外です({north}, {east})。位置は入れていません。")
    return None


def split_position(text: str) -> tuple[str, str]:
    """「34.1, 134.2」のような一つの欄を(緯度, 経度)に分ける。"""
    parts = [part for part in re.split(r"[,、\s]+", plain(text)) if part]
    return (parts[0], parts[1]) if len(parts) == 2 else (text, "")


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def postal_code(cell: str, address: str) -> str:
    """郵便番号(7 桁)。欄が空なら住所の先頭から読む。読めなければ空。"""
    for text in (cell, address):
        if found := _POSTAL.match(plain(text)):
            return found.group(1) + found.group(2)
    return ""


@lru_cache(maxsize=8192)
def municipality_code(cell: str, prefecture: str = "") -> str:
    """6 桁の団体コード。先頭の 0 が落ちた 5 桁は、都道府県名または検査数字で見分けて補う。読めなければ空。"""
    digits = plain(cell)
    if re.fullmatch(r"\d{1,5}", digits) and (restored := _restored(digits, prefecture)):
        return restored
    try:
        return str(parse_code(digits))
    except CodeRefused:
        return ""


def _restored(digits: str, prefecture: str) -> str:
    """先頭の 0 を補った 6 桁(またはその 5 桁)のうち、都道府県名と合うもの。名が無ければ補わない。"""
    number = PREFECTURES.index(prefecture) + 1 if prefecture in PREFECTURES else 0
    with_check = digits.zfill(6)
    five = digits.zfill(5)
    for candidate in (five + check_digit(five) if len(digits) >= 4 else "", with_check):
        if candidate and int(candidate[:2]) == number and _valid(candidate):
            return candidate
    return ""


def _valid(code: str) -> bool:
    try:
        MunicipalityCode(code)
    except CodeRefused:
        return False
    return True


@lru_cache(maxsize=65536)
def _address_key(address: str) -> str:
    text = re.sub(r"\s+", "", plain(address).lower())
    text = re.sub(r"^〒?\d{3}-?\d{4}", "", text)
    text = re.sub(r"[‐‑‒–—―−ーｰ─-]", "-", text)
    text = re.sub(r"(?<=\d)(丁目|番地の|番地|番|号)", "-", text)
    return re.sub(r"-+", "-", text).strip("-")


def facility_key(name: str, address: str) -> str:
    """同じ施設かを見分ける鍵: 名前と住所の、書き方の違い(全角半角・空白・異体字・丁目番地)を除いた値。"""
    return f"{fold_name(name) or plain(name)}|{_address_key(address)}"
