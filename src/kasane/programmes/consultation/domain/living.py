"""相談に出てきた二人以上が、一緒に暮らしているか・どういう続柄か。聞いたことだけを書き、聞いていないことは決めない。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kasane.kernel.coded import Coded
from kasane.kernel.decision import Decision
from kasane.people.domain.codes import Kinship

NEWCOMER: Final = "new:"
_GROUND: Final = "支援世帯の記録の決まり(様式1-2 B 世帯・家族・地域関係)"


class Living(Coded):
    """一緒に暮らしているか。選ばれていなければ、聞いていない。"""

    TOGETHER = "together", "一緒に暮らしている"
    APART = "apart", "別々に暮らしている"


@dataclass(frozen=True, slots=True)
class LivingGiven:
    """聞いたこと。base は続柄の元になる人、kin は人 → 続柄。人は、さがした人なら番号、新しい人なら氏名の札で指す。"""

    living: Living | None = None
    base: str = ""
    kin: Mapping[str, Kinship] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """何も聞いていないか(別々に暮らしているとだけ聞いたときも、世帯は組まない)。"""
        return self.living is not Living.TOGETHER and not self.kin


@dataclass(frozen=True, slots=True)
class Housemember:
    """世帯に加える一人。続柄を聞いていない同居の人は「同居人」で、どれも未確認として残す。"""

    key: str
    relationship: Kinship


def newcomer_key(name: str) -> str:
    """新しく登録する人の札。氏名で指すので、行を消しても、ほかの人の続柄と取り違えない。"""
    return f"{NEWCOMER}{name.strip()}"


def may_form(given: LivingGiven, keys: Sequence[str], *, housed: bool, homes: bool) -> Decision:
    """聞いたことから支援世帯を組めるか。

    keys: この相談の人の札。housed: すでに世帯のある人がいるか。homes: 世帯そのものも選ばれているか。
    二人に満たない、元の人が選ばれていない、一緒に暮らしているかを聞いていない、すでに世帯のある人がいるときは断る。
    """
    if len(keys) < 2 or given.base not in keys:
        return Decision.no("続柄の元になる人が、この相談の人に入っていません。「さがす」を押して、選び直してください。", _GROUND)
    if len(set(keys)) != len(keys):
        return Decision.no("同じ氏名の新しい人が二人います。続柄は、記録した後に世帯の画面で書いてください。", _GROUND)
    if any(key.startswith(NEWCOMER) and key not in keys for key in given.kin):
        return Decision.no("続柄を選んだ後に、新しい人の氏名が変わりました。「さがす」を押して、選び直してください。", _GROUND)
    if given.living is None:
        return Decision.no("一緒に暮らしているかを選んでください。分からなければ続柄も選ばず、後から世帯の画面で書けます。", _GROUND)
    if housed or homes:
        return Decision.no("すでに世帯のある人がいます。ここでは世帯を組まず、人の画面の「世帯」で直してください。", _GROUND)
    return Decision.yes("聞いたとおりに支援世帯を組みます。", _GROUND)


def members_of(given: LivingGiven, keys: Sequence[str]) -> tuple[Housemember, ...]:
    """世帯に加える人(元の人を除く)。一緒に暮らしているなら全員、別々なら続柄を聞いた人だけ。"""
    others = [key for key in keys if key != given.base and (given.living is Living.TOGETHER or key in given.kin)]
    return tuple(Housemember(key, given.kin.get(key, Kinship.HOUSEMATE)) for key in others)
