"""提供元の名と版の日付: ファイルの置き場所と名から決める(--source で名指しもできる)。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from kasane.interop.values import municipality_code

_DATES: Final = (
    (re.compile(r"(?<!\d)(20\d{2})-(\d{2})-(\d{2})(?!\d)"), 3),
    (re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)"), 3),
    (re.compile(r"(?<!\d)(20\d{2})-?(\d{2})(?!-?\d)"), 2),
    (re.compile(r"(?<!\d)(20\d{2})(?!-?\d)"), 1),
)
_COPY: Final = re.compile(r"\s*[(（]\d+[)）]\s*$")
_ENCODING: Final = re.compile(r"[_-](sjis|utf-?8|cp932|shift_jis|eucjp)$", re.IGNORECASE)
_GENERIC: Final = frozenset({"data", "versions", "version", "csv", "json", "xlsx", "files", "download", "downloads", "input", "output"})
_CODE: Final = re.compile(r"(?<!\d)(\d{5,6})(?!\d)")


@dataclass(frozen=True, slots=True)
class Origin:
    """ファイルの出どころ。source は提供元の名、edition は版の日付(名から分からなければ None)、copy は「(1)」などの写し。

    municipality は置き場所の名にある団体コード(6 桁)。無ければ空。
    """

    source: str
    edition: date | None
    copy: bool
    municipality: str


def origin_of(path: Path, name: str = "") -> Origin:
    """出どころを決める。name は --source の値(あれば、そのまま提供元の名とする)。"""
    stem = path.stem.strip()
    copy = bool(_COPY.search(stem)) or path.stem != stem
    stem = _COPY.sub("", stem).strip()
    edition, stem = _edition(stem)
    stem = _ENCODING.sub("", stem)
    five = _municipality(path)
    return Origin(name or _source(path, stem, five), edition, copy, municipality_code(five) if five else "")


def _edition(stem: str) -> tuple[date | None, str]:
    for pattern, parts in _DATES:
        if found := pattern.search(stem):
            numbers = [int(part) for part in found.groups()] + [1] * (3 - parts)
            try:
                day = date(*numbers)
            except ValueError:
                continue
            return day, re.sub(r"[_-]{2,}", "_", stem[: found.start()] + stem[found.end() :]).strip("_- ")
    return None, stem


def _source(path: Path, stem: str, five: str) -> str:
    parents = [part for part in path.resolve().parts[:-1][::-1] if part.lower() not in _GENERIC]
    own = "" if not stem or stem.isdigit() or stem.lower() in _GENERIC else stem
    folder = parents[0] if parents else ""
    if five:
        return f"{five}:{own or folder}"
    return f"{folder}:{own}" if own and folder else own or folder


def _municipality(path: Path) -> str:
    for part in reversed(path.resolve().parts[:-1]):
        for found in _CODE.findall(part):
            if municipality_code(found):
                return str(found)[:5]
    return ""
