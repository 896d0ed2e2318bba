"""図の中の文字の幅を見積もり、折り返す。サーバーにはフォントがないので、東アジアの文字幅から少し広めに見積もる。"""

from __future__ import annotations

import unicodedata

from .svg import clean

ELLIPSIS = "…"
_BREAK_AFTER = frozenset(" 　・、。/／-－")
_NEVER_FIRST = frozenset("ーっッゃゅょャュョぁぃぅぇぉァィゥェォ々、。・）」』】")
_JOINER = "\u200d"


def clusters(text: str) -> list[str]:
    """切り離してはならない文字のまとまり（異体字セレクタ、結合文字、ZWJ でつながる文字）に分ける。"""
    parts: list[str] = []
    for char in text:
        attached = unicodedata.category(char) in ("Mn", "Me", "Cf") or (parts and parts[-1].endswith(_JOINER))
        if parts and attached:
            parts[-1] += char
        else:
            parts.append(char)
    return parts


def width(text: str, size: float) -> float:
    """文字列の幅（px）の見積もり。"""
    return sum(_cluster_width(cluster) for cluster in clusters(text)) * size


def _cluster_width(cluster: str) -> float:
    first = cluster[0]
    if unicodedata.category(first) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(first) in "WFA":
        return 1.0
    return 0.95 if first in "MWmw@%" else 0.64


def wrap(text: str, *, size: float, limit: float, lines: int) -> tuple[str, ...]:
    """`limit` px に収まるよう最大 `lines` 行に折り返す。入り切らない分は … で示す（全文は説明文にある）。"""
    rest = clusters(clean(text))
    wrapped: list[str] = []
    while rest and len(wrapped) < lines:
        is_last = len(wrapped) == lines - 1
        count = _fitting(rest, size, limit)
        if count < len(rest) and is_last:
            wrapped.append("".join(rest[: _fitting(rest, size, limit - size)]).rstrip() + ELLIPSIS)
            break
        count = count if count == len(rest) else _break_point(rest, count, size, limit * (lines - len(wrapped) - 1))
        wrapped.append("".join(rest[:count]).strip())
        rest = rest[count:]
        while rest and rest[0].isspace():
            rest = rest[1:]
    return tuple(line for line in wrapped if line)


def _fitting(parts: list[str], size: float, limit: float) -> int:
    total, count = 0.0, 0
    for part in parts:
        total += _cluster_width(part) * size
        if total > limit:
            break
        count += 1
    return max(count, 1)


def _break_point(parts: list[str], count: int, size: float, room: float) -> int:
    """姓と名の間や字種の変わり目など、行の後半に切れ目があればそこで折る。長音や閉じ括弧は行頭に置かない。

    `room` は残りの行の幅。切れ目で折ると溢れるなら、行いっぱいまで詰める。
    """
    while count > 1 and parts[count] in _NEVER_FIRST:
        count -= 1
    candidates = [at for at in range(count, count // 2, -1) if width("".join(parts[at:]), size) <= room]
    for is_good in (_is_separated, _changes_script):
        for at in candidates:
            if is_good(parts, at):
                return at
    return count


def _is_separated(parts: list[str], at: int) -> bool:
    return parts[at - 1] in _BREAK_AFTER or parts[at].isspace()


def _changes_script(parts: list[str], at: int) -> bool:
    before, after = _script(parts[at - 1]), _script(parts[at])
    return before != after and (after, before) != ("hiragana", "kanji")


def _script(part: str) -> str:
    first = part[0]
    if "\u3041" <= first <= "\u309f":
        return "hiragana"
    if "\u30a0" <= first <= "\u30ff":
        return "katakana"
    return "latin" if first.isascii() else "kanji"
