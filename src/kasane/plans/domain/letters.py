"""支援決定通知の規則: 一人の通知には、その人と世帯のことだけが載る。決裁の文は、全員の通知に共通に載る。

行がだれのことかは、行に書いた人で決まる。人のない行は世帯のことで、文がだれかを名指していれば、名指された人の通知にだけ載る。
名前は、届いた書類の支援対象者の名前で探す(異体字・空白・かなの揺れをそろえる)。支援対象者でない人の名前は、市に渡っていない。
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kasane.kernel.decision import Decision
from kasane.kernel.folding import fold_name

GROUND: Final = "支援決定通知は一人に一通（個人情報の保護に関する法律69条）"
COMMON: Final = "「支援決定をする支援」の欄のとおり、支援を行います。"
_KATAKANA: Final = re.compile("[ァ-ヶー]+")

Names = Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Said:
    """決定する行・確認する行の一つ。person_id がなければ世帯のこと。"""

    person_id: UUID | None
    section: str
    text: str


def named_in(text: str, names: Names) -> frozenset[UUID]:
    """この文が名指している人。氏名の全部か、二字より長い名だけで見つける。"""
    folded, plain = fold_name(text), unicodedata.normalize("NFKC", text)
    return frozenset(key for key, name in names.items() if _says(folded, plain, name))


def belongs(row: Said, to: UUID, names: Names) -> bool:
    """この行が、この人の通知に載るか。"""
    if row.person_id is not None:
        return row.person_id == to
    named = named_in(row.text, names)
    return not named or to in named


def recipients(decided: Iterable[Said], names: Names) -> tuple[UUID, ...]:
    """通知を受け取る人: 支援決定の行が載る人。"""
    rows = tuple(decided)
    return tuple(key for key in names if any(belongs(row, key, names) for row in rows))


def may_be_common(text: str, to: Collection[UUID], rows: Iterable[Said], names: Names) -> Decision:
    """この文を、to の全員の通知に印字してよいか。だれかの名前か、だれかの行の写しが、ほかの人の通知に載るなら断る。"""
    for key, name in names.items():
        if set(to) <= {key}:
            continue
        if key in named_in(text, names):
            return Decision.no(f"全員の通知に印字する文です。「{name}」さんの名前を書かないでください。{_WHERE}", GROUND)
        if any(row.person_id == key and _copied(row, text) for row in rows):
            return Decision.no(f"全員の通知に印字する文です。「{name}」さんの支援の内容を写さないでください。{_WHERE}", GROUND)
    return Decision.yes("全員の通知に印字できます。", GROUND)


def part_for(text: str, to: UUID, rows: Iterable[Said], names: Names) -> str:
    """この人の通知に印字する部分。前に決めた一件の文に、ほかの人の行や名前があれば、その行を除く。"""
    others = {key: name for key, name in names.items() if key != to}
    for row in rows:
        if row.person_id in others and _copied(row, text):
            text = text.replace(f"{row.section}：{row.text}", "").replace(row.text, "")
    return "\n".join(line for line in text.splitlines() if not named_in(line, others)).strip()


_WHERE: Final = "その人の行は、その人の通知の「支援決定をする支援」の欄に、ひとりでに載ります。"


def _copied(row: Said, text: str) -> bool:
    return bool(row.text.strip()) and row.text in text


def _says(folded: str, plain: str, name: str) -> bool:
    if (whole := fold_name(name)) and whole in folded:
        return True
    return any(_says_given(folded, plain, unicodedata.normalize("NFKC", one)) for one in re.split(r"[\s・]+", name.strip())[1:])


def _says_given(folded: str, plain: str, given: str) -> bool:
    """名だけの名指し。一字の名は普通の言葉と区別がつかず、片仮名の名は長い片仮名の言葉の一部でありうるので、数えない。"""
    if len(given) < 2:
        return False
    if _KATAKANA.fullmatch(given):
        return re.search(f"(?<![ァ-ヶー]){re.escape(given)}(?![ァ-ヶー])", plain) is not None
    return given in plain or (not re.search("[ぁ-ゖ]", given) and fold_name(given) in folded)
