"""典型の世帯の半年を書いた台本(stories/*.toml)を読む。一行が、一人の職員の一日の一つの行いである。

台本は日を「読み込む日から数えた日数」で持つので、いつ読み込んでも、待っている返事も近い予定も今日から見て同じ所にある。
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

_BOOKS: Final = Path(__file__).parent / "stories"
_SEQUELS: Final = Path(__file__).parent / "sequels"
_ALWAYS: Final = frozenset({"day", "by", "do"})
_CLOCK: Final = re.compile("[01][0-9]:[0-5][0-9]")

_WORDS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "heard": ("how from text c01 main next", "name anonymous c04 people urgency"),
        "open": ("stage people", ""),
        "note": ("how with title fact", "name met who room activity words view next due key"),
        "done": ("key", ""),
        "caution": ("kind text", "who"),
        "consent": ("key who kind to topics until", "text given method"),
        "refusal": ("who to text", ""),
        "withdraw": ("key text", ""),
        "send": ("key to people purpose text within", "kind agree note basis statute consent sensitive accompanied companion_note tried"),
        "accept": ("key text", ""),
        "decline": ("key text", ""),
        "recall": ("key text", ""),
        "return": ("key text", ""),
        "entry": ("key answer talked text", ""),
        "join": ("agency duty basis people text", "statute consent sensitive"),
        "lead": ("agency text", ""),
        "companion": ("agency text", ""),
        "stage": ("to text", ""),
        "close": ("text follow", ""),
        "reopen": ("text", ""),
        "application": ("variant who c01 text", "reason urgency from name anonymous plan main key to topics until"),
        "assessment": ("section facts origin", "who agency"),
        "issue": ("code weight sure", "who text"),
        "ask": ("key to who consent text within", "items"),
        "reply": ("key text", ""),
        "nearmiss": ("text", ""),
        "plan": ("key kind hope goals rows from to watch", "unconsented long policy outlook lead seat early because columns"),
        "row": ("plan row", ""),
        "explain": ("plan who", "disagreed method note"),
        "table": ("plan occasion", ""),
        "submit": ("plan to", ""),
        "decision": ("plan number text", "conditions"),
        "progress": ("plan key agencies within", "text"),
        "told": ("key states", ""),
        "monitor": ("plan text judgement", "next"),
        "evaluate": ("plan key outcome parts grades", "lead seat method days opinions"),
        "carry": ("key", "back"),
        "resume": ("text", ""),
        "convene": ("key kind held from till place officers", "purpose closed"),
        "promise": ("meeting", ""),
        "item": ("meeting key occasion heading people", "plan purpose minutes asked until brought"),
        "invite": ("item", "staff outside"),
        "fact": ("item section text from", "who topic"),
        "brought": ("item section text from", "who topic"),
        "call": ("meeting", ""),
        "begin": ("meeting", ""),
        "came": ("item staff", ""),
        "minute": ("item kind text", ""),
        "conclude": ("item outcome text", "lead next"),
        "role": ("item text", "key agency outside due"),
        "role-done": ("key text", ""),
        "need": ("item text field", "key purpose area"),
        "need-moved": ("key state text", ""),
        "rise": ("meeting", ""),
        "appoint": ("names until", "organisation with agreed item"),
        "cooperate": ("item key wanted text contact number within", "agency outside name people about"),
        "cooperated": ("key text", "declined"),
        "ticket": ("seat key", ""),
    }
)
"""行いごとの言葉(要るもの、書いてもよいもの)。"""


class Misprint(ValueError):
    """台本の書き誤り(作り手の誤り)。"""


@dataclass(frozen=True, slots=True)
class Step:
    """一つの行い。day は読み込む日から数えた日数(過去は負)、by は職員のサインイン名、said はその中身。

    at は時刻(「14:05」)。時刻のある行いは会議の場のことで、その日のほかの行いより後に、時刻の順に演じる。
    """

    day: int
    by: str
    do: str
    said: Mapping[str, Any]
    at: str = ""

    def __getitem__(self, word: str) -> Any:
        """書いてある言葉。"""
        return self.said[word]

    def get(self, word: str, missing: Any = "") -> Any:
        """書いてあればその言葉、なければ missing。"""
        return self.said.get(word, missing)


@dataclass(frozen=True, slots=True)
class Story:
    """一つの世帯の半年。"""

    home: str
    title: str
    steps: tuple[Step, ...]


def stories() -> Iterator[Story]:
    """受付からアセスメントまでの台本のすべて。世帯の符号の順。"""
    return _shelf(_BOOKS)


def sequels() -> Iterator[Story]:
    """続きの台本のすべて。世帯の符号の順。会議は、議題を上げる世帯のうち、符号のいちばん若い世帯の一冊が招集する。"""
    return _shelf(_SEQUELS)


def _shelf(place: Path) -> Iterator[Story]:
    for path in sorted(place.glob("*.toml")):
        yield read(path.name, path.read_text(encoding="utf-8"))


def read(name: str, text: str) -> Story:
    """台本を一つ読む。知らない言葉、欠けた言葉、前後した日は Misprint。"""
    book = tomllib.loads(text)
    steps = tuple(_step(name, number, line) for number, line in enumerate(book["steps"], start=1))
    for before, after in itertools.pairwise(steps):
        if (after.day, after.at) < (before.day, before.at):
            raise Misprint(f"{name}: {after.day} 日{after.at}の行いが、{before.day} 日{before.at}の後にあります。")
    return Story(book["home"], book["title"], steps)


def _step(name: str, number: int, line: Mapping[str, Any]) -> Step:
    do = line.get("do", "")
    if do not in _WORDS:
        raise Misprint(f"{name} の {number} 行目: 「{do}」という行いはありません。")
    needed, allowed = (frozenset(words.split()) for words in _WORDS[do])
    if line.get("at") and not _CLOCK.fullmatch(line["at"]):
        raise Misprint(f"{name} の {number} 行目({do}): 時刻「{line['at']}」は「14:05」の形で書きます。")
    given = line.keys() - _ALWAYS - {"at"}
    if _ALWAYS - line.keys() or needed - given or given - needed - allowed:
        missing = sorted((needed | _ALWAYS) - line.keys())
        raise Misprint(f"{name} の {number} 行目({do}): 足りない {missing}、余る {sorted(given - needed - allowed)}。")
    return Step(line["day"], line["by"], do, MappingProxyType({word: line[word] for word in given}), line.get("at", ""))
