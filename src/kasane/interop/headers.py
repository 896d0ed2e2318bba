"""見出しの認識: 英語の属性名・推奨データセット・自治体標準オープンデータセットの項目名を、同じ項目として読む。

根拠: デジタル庁「自治体標準オープンデータセット」、政府 CIO「推奨データセット」の項目名。
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kasane.interop.vocabulary import SYNONYMS

NOTE_MARK: Final = "←"
UNSTORABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""データベースの文字列に入らない、または目に見えない文字。"""


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """見出しの行。line は元の行番号、names は書かれたままの見出し(結合された見出しは上の行から補う)。"""

    line: int
    names: list[str]


@lru_cache(maxsize=4096)
def normal(header: str) -> str:
    """見出しの比べ方: 全角半角・大文字小文字・空白と改行・下線の違いを無視する。"""
    text = unicodedata.normalize("NFKC", header).lower()
    return re.sub(r"[\s_\-‐ー・()（）「」『』\[\]【】]+", "", text).strip("#※*")


_NORMAL_SYNONYMS: Final = {normal(word): target for target, words in SYNONYMS.items() for word in words}


def field_of(header: str) -> str | None:
    """見出しが表す項目。分からなければ None。"""
    return _NORMAL_SYNONYMS.get(normal(header))


def is_note(header: str) -> bool:
    """ひな形に残った記入の案内(例「←データの項目名を入力」)か。"""
    return header.strip().startswith(NOTE_MARK)


def fingerprint(headers: list[str]) -> str:
    """見出しの並びの指紋。同じ提供元でも見出しが変わったら、対応づけを選び直すため。"""
    return hashlib.sha256("\x1f".join(normal(name) for name in headers).encode()).hexdigest()[:16]


def find_header(rows: list[tuple[int, list[str]]]) -> HeaderRow | None:
    """先頭の数十行から見出しの行を選ぶ。

    rows は (行番号, 欄)。知っている見出しが最も多い行を採り、一つも無ければ、値が二つ以上ある最初の行を採る。
    表らしい行が無ければ None。
    """
    scored = [(_score(cells), -index) for index, (_, cells) in enumerate(rows)]
    if not scored:
        return None
    best, negative = max(scored)
    index = -negative if best else _first_wide(rows)
    if index is None:
        return None
    if best and index + 1 < len(rows) and _continues(rows[index + 1][1]):
        index += 1
    return HeaderRow(rows[index][0], _fill_merged(rows, index))


def _score(cells: list[str]) -> int:
    known = {field_of(cell) for cell in cells if cell and len(cell) <= 60} - {None}
    return len(known) if len(known) >= 2 else 0


def _continues(cells: list[str]) -> bool:
    """二段の見出しの下の段か(書かれた欄がすべて、知っている見出し)。"""
    return _score(cells) > 0 and all(field_of(cell) for cell in cells if cell.strip())


def _first_wide(rows: list[tuple[int, list[str]]]) -> int | None:
    for index, (_, cells) in enumerate(rows):
        filled = [cell for cell in cells if cell.strip()]
        if len(filled) >= 2 and not filled[0].startswith("#L") and all(len(cell) <= 200 for cell in filled):
            return index
    return None


def _fill_merged(rows: list[tuple[int, list[str]]], index: int) -> list[str]:
    """結合された見出し: 下の欄が空なら、上の行の見出しを使う。"""
    names = [cell.strip() for cell in rows[index][1]]
    above = rows[index - 1][1] if index else []
    if not index or not any(field_of(cell) for cell in above):
        return names
    width = max(len(names), len(above))
    padded = names + [""] * (width - len(names))
    return [name or (above[at].strip() if at < len(above) else "") for at, name in enumerate(padded)]


def clean_header(name: str) -> str:
    """データベースに入らない制御文字と、前後の空白を除いた見出し。"""
    return UNSTORABLE.sub("", name).strip()


def unique_headers(names: list[str]) -> list[str]:
    """同じ見出しが二度あるときは「(2)」を付け、空の見出しには列番号を名とする。"""
    seen: dict[str, int] = {}
    result = []
    for at, name in enumerate(names, start=1):
        base = clean_header(name) or f"列{at}"
        seen[base] = seen.get(base, 0) + 1
        result.append(base if seen[base] == 1 else f"{base}({seen[base]})")
    return result
