"""文字列の受け入れ: 保存できない文字だけを断り、人の名前の文字(4バイトの漢字、異体字の枝番)は一字も変えない。"""

from __future__ import annotations

from dataclasses import fields, replace
from enum import Enum
from typing import Any, ClassVar, Final, Protocol, TypeVar

from kasane.kernel.decision import Decision, Invalid

_ALLOWED_CONTROLS: Final = frozenset("\t\n")


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Any]]


_Facts = TypeVar("_Facts", bound=_Dataclass)


class TextRefused(ValueError):
    """保存できない文字がある。文はどこの何が困るかと直し方。"""


def is_storable(text: str) -> Decision:
    """保存できる文字列か。NUL、対になっていないサロゲート、改行とタブ以外の制御文字があれば、その位置と理由で断る。

    CRLF は clean_text が LF に直すので許す。絵文字、IVS、JIS にない漢字、右から左に書く文字は許す。
    """
    for position, char in enumerate(text.replace("\r\n", "\n"), start=1):
        if problem := _problem(char):
            return Decision.no(f"{position}文字目に{problem}(U+{ord(char):04X})があります。その文字を消して入力し直してください。")
    return Decision.yes("保存できる文字だけです。")


def clean_text(text: str) -> str:
    """CRLF を LF にそろえ、ほかは何も変えずに返す。保存できない文字があれば TextRefused で断る(消さない)。"""
    decision = is_storable(text)
    if not decision.allowed:
        raise TextRefused(decision.reason)
    return text.replace("\r\n", "\n")


def cleaned(field: str, text: str, *, required: str = "") -> str:
    """欄に書かれた文章を、前後の空白を除き、保存できる形で返す。

    保存できない文字があれば、また required があって空なら、その理由を field の誤りとして Invalid で断る。
    """
    try:
        kept = clean_text(text).strip()
    except TextRefused as refused:
        raise Invalid({field: str(refused)}) from refused
    if required and not kept:
        raise Invalid({field: required})
    return kept


def cleaned_facts(facts: _Facts) -> _Facts:
    """dataclass の文章の欄をすべて cleaned にした写し。符号(Enum)は文章ではないので触らない。断るときは、その欄の名前で Invalid。"""
    values = {one.name: getattr(facts, one.name) for one in fields(facts)}
    texts = {name: cleaned(name, value) for name, value in values.items() if isinstance(value, str) and not isinstance(value, Enum)}
    return replace(facts, **texts)


def _problem(char: str) -> str:
    code = ord(char)
    if char in _ALLOWED_CONTROLS:
        return ""
    if code == 0:
        return "保存できない文字(NUL)"
    if code < 0x20 or 0x7F <= code <= 0x9F:
        return "目に見えない制御文字"
    if 0xD800 <= code <= 0xDFFF:
        return "壊れた文字(片方だけのサロゲート)"
    return ""
