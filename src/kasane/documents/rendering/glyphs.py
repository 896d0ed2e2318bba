"""字体にある字を知る。ない字(外字など)は「〓」で印字し、番号を紙面の終わりに書く。黙って四角になることはない。"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

FONTS: Final = Path(__file__).resolve().parents[1] / "fonts"
REGULAR: Final = "400Regular/NotoSansJP_400Regular.ttf"
GETA: Final = "〓"
_INVISIBLE: Final = frozenset("\n\t")
_SELECTORS: Final = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


class FontsMissing(RuntimeError):
    """書類の字体が置かれていない(./start か ./test が置く)。"""


def font_folder() -> Path:
    """字体の置き場。なければ FontsMissing。"""
    if not (FONTS / REGULAR).exists():
        raise FontsMissing("書類の字体がありません。./start を一度実行すると置かれます。")
    return FONTS


@lru_cache(maxsize=1)
def known_characters() -> frozenset[int]:
    """字体が持つ字の番号(cmap の12番の表)。"""
    data = (font_folder() / REGULAR).read_bytes()
    tables = {data[12 + 16 * n : 16 + 16 * n]: struct.unpack(">I", data[20 + 16 * n : 24 + 16 * n])[0] for n in range(_u16(data, 4))}
    cmap = tables[b"cmap"]
    for n in range(_u16(data, cmap + 2)):
        platform, encoding, offset = struct.unpack(">HHI", data[cmap + 4 + 8 * n : cmap + 12 + 8 * n])
        if (platform, encoding) in ((3, 10), (0, 4), (0, 6)) and _u16(data, cmap + offset) == 12:
            return frozenset(_groups(data, cmap + offset))
    raise FontsMissing("書類の字体の形が思ったものと違います。package-lock.json を確かめてください。")


def shown(text: str) -> str:
    """印字できる字だけにする。ない字は〓。異体字の選択子(IVS)は残し、字体が知っていれば選ばれる。"""
    return "".join(one if _has(one) else "　" if one == "\t" else GETA for one in text)


def unknown(given: Any) -> list[str]:
    """この値(入れ子の辞書と並び)にある、字体にない字。出てくる順。"""
    return list(dict.fromkeys(one for words in _texts(given) for one in words if not _has(one) and one not in _INVISIBLE))


def printable(given: Any) -> Any:
    """入れ子の値の文字を、すべて印字できる字にする(図の中の字も)。"""
    match given:
        case str():
            return shown(given)
        case dict():
            return {key: printable(one) for key, one in given.items()}
        case list():
            return [printable(one) for one in given]
        case _:
            return given


def _has(one: str) -> bool:
    return ord(one) in known_characters() or one == "\n" or any(ord(one) in selectors for selectors in _SELECTORS)


def _texts(given: Any) -> Iterator[str]:
    match given:
        case str():
            yield given
        case dict():
            for one in given.values():
                yield from _texts(one)
        case list():
            for one in given:
                yield from _texts(one)


def _u16(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 2], "big")


def _groups(data: bytes, place: int) -> Iterator[int]:
    for n in range(struct.unpack(">I", data[place + 12 : place + 16])[0]):
        first, last, _ = struct.unpack(">III", data[place + 16 + 12 * n : place + 28 + 12 * n])
        yield from range(first, last + 1)
