"""SVG の要素を文字列で組み立てる。値は必ずここで逃がし、style は受け付けない（CSP で効かず、漏れの元になる）。"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from html import escape as html_escape

INK = "#1a1a1a"
OUTLINE = "#0017c1"
PAPER = "#ffffff"
FONTS = "'Noto Sans JP Variable','Noto Sans JP','Noto Sans CJK JP',sans-serif"

Attribute = str | int | float | None
Point = tuple[float, float]

_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """XML に書けない文字と表示を乱す文字（制御文字・書字方向の上書き・孤立サロゲート・非文字）を落とし、改行とタブを空白にする。"""
    spaced = (" " if char in "\n\r\t\u2028\u2029" else char for char in text)
    return "".join(char for char in spaced if _printable(char)).strip()


def _printable(char: str) -> bool:
    code = ord(char)
    return unicodedata.category(char) not in ("Cc", "Cs") and char not in _BIDI and code & 0xFFFE != 0xFFFE and not 0xFDD0 <= code <= 0xFDEF


def escape(text: str) -> str:
    """要素の中身にも属性値にもそのまま置ける文字列にする。"""
    return html_escape(clean(text), quote=True)


def number(value: float) -> str:
    """座標を小数 1 桁に丸める。-0 と末尾の .0 を残さないのは、同じ図がいつも同じ文字列になるようにするため。"""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def element(name: str, *children: str, **attributes: Attribute) -> str:
    """要素を 1 つ作る。属性名の `_` は `-` に読み替え、None は省く。`children` は組み立て済みの SVG。"""
    if "style" in attributes:
        raise ValueError("style 属性は CSP で無効になるため使えません。表示属性で指定してください。")
    pairs = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(children)
    return f"<{name}{pairs}>{inner}</{name}>" if inner else f"<{name}{pairs}/>"


def line(start: Point, end: Point, **attributes: Attribute) -> str:
    """線分。"""
    return element("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], **attributes)


def path(points: Iterable[Point], *, closed: bool = False, **attributes: Attribute) -> str:
    """折れ線または多角形。"""
    steps = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return element("path", d=f"M{steps}{'Z' if closed else ''}", **attributes)


def text(at: Point, content: str, *, size: float = 13, anchor: str = "middle", **attributes: Attribute) -> str:
    """墨一色の文字。`at` は基線の位置。"""
    return element("text", escape(content), x=at[0], y=at[1], font_size=size, text_anchor=anchor, fill=INK, **attributes)


def haloed_text(at: Point, content: str, *, size: float = 13) -> str:
    """線の上に来ても読めるよう、白い縁をつけた文字。"""
    return text(at, content, size=size, stroke=PAPER, stroke_width=3, stroke_linejoin="round", paint_order="stroke")


def picture(body: str, *, size: Point, uid: str, title: str, description: str, css_class: str) -> str:
    """代替文つきの図全体。`uid` は同じページに図が並んでも id が重ならないためのもの。"""
    width, height = size
    return element(
        "svg",
        element("title", escape(title), id=f"{uid}-title"),
        element("desc", escape(description), id=f"{uid}-desc"),
        body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{uid}-title {uid}-desc",
        class_=css_class,
        font_family=FONTS,
        font_size=13,
    )


def swatch(body: str, *, width: float = 56, height: float = 32, scale: float = 1.0) -> str:
    """凡例の見本。意味は隣の文字が伝えるので読み上げからは外す。"""
    return element(
        "svg",
        body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        width=width * scale,
        height=height * scale,
        aria_hidden="true",
        focusable="false",
        font_family=FONTS,
        font_size=13,
    )
