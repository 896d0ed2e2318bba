"""画面の試験のための、HTML の読み取り。標準ライブラリだけで、要素とその属性を並べる。"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"input", "meta", "link", "br", "hr", "img", "source", "col", "path", "circle", "rect"}


@dataclass
class Element:
    """一つの要素。text は中の文字をつないだもの、parents は外側の要素の名前。"""

    tag: str
    attrs: dict[str, str]
    parents: tuple[str, ...]
    text: str = ""

    @property
    def id(self) -> str:
        return self.attrs.get("id", "")


@dataclass
class Page(HTMLParser):
    """読み取った画面。elements は文書の順に並ぶ。"""

    html: str
    elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, tuple(e.tag for e in self._open))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}, tuple(e.tag for e in self._open)))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().tag != tag:
            continue

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, *tags: str) -> list[Element]:
        """その名前の要素を文書の順に返す。"""
        return [element for element in self.elements if element.tag in tags]

    def ids(self) -> list[str]:
        """id を文書の順に返す。"""
        return [element.id for element in self.elements if element.id]
