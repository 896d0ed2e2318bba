"""判断: 規則の答え。可否だけでなく、画面・記録・試験が同じ日本語の理由を使う(architecture §4)。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn, Self


@dataclass(frozen=True, slots=True)
class Decision:
    """規則の答え。allowed は可否、reason は利用者に見せる日本語の理由、ground は根拠の符号または条文。

    可否は必ず ``.allowed`` で見る。``if decide(...)`` は書き忘れと区別できないので TypeError にする。
    """

    allowed: bool
    reason: str
    ground: str = ""

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError("判断には理由が必要です。理由のない許可や拒否は、本人にも監査にも説明できません。")

    @classmethod
    def yes(cls, reason: str, ground: str = "") -> Self:
        """できる、という答え。reason は「なぜできるのか」(例 本人同意があるため)。"""
        return cls(allowed=True, reason=reason, ground=ground)

    @classmethod
    def no(cls, reason: str, ground: str = "") -> Self:
        """できない、という答え。reason は何が足りないか、どうすればよいかを書く。"""
        return cls(allowed=False, reason=reason, ground=ground)

    def __bool__(self) -> NoReturn:
        raise TypeError("Decision は真偽値として使えません。.allowed を見るか require() を使ってください。")


class Refused(Exception):
    """規則または権限により断った(403)。decision の理由をそのまま利用者に見せる。"""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision)
        self.decision = decision

    def __str__(self) -> str:
        return self.decision.reason


class NotVisible(Exception):
    """見つからない(404)。無いものと、見えてはならないものとで、答えを変えない(存在も秘密)。"""

    def __init__(self, message: str = "見つかりません。") -> None:
        super().__init__(message)


class Conflict(Exception):
    """ほかの人が先に変えた(409)。current は今の内容、submitted は送られた内容。どちらも失わない。"""

    def __init__(self, current: object, submitted: object) -> None:
        super().__init__(current, submitted)
        self.current = current
        self.submitted = submitted

    def __str__(self) -> str:
        return "ほかの人が先に更新しました。両方の内容を見比べて、もう一度保存してください。"


class Invalid(Exception):
    """入力が正しくない(422)。errors は「項目の名前 → 日本語の理由」。項目によらない理由は鍵を空文字にする。"""

    def __init__(self, errors: Mapping[str, str]) -> None:
        if not errors:
            raise ValueError("理由のない入力の拒否はできません。")
        super().__init__(dict(errors))
        self.errors: dict[str, str] = dict(errors)

    def __str__(self) -> str:
        return " ".join(self.errors.values())


def require(decision: Decision) -> Decision:
    """許されていればその判断を返し、断られていれば Refused を投げる。返り値の ground を記録に使う。"""
    if not decision.allowed:
        raise Refused(decision)
    return decision
