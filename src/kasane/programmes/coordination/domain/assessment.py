"""様式1-2 インテーク・アセスメントシート(forms §3): 段、出どころ、確かさ、段の中の決まり。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kasane.kernel.coded import Coded
from kasane.kernel.decision import Decision
from kasane.kernel.text import is_storable
from kasane.programmes.coordination.domain.values import FactValue

GROUND: Final = "様式1-2(自治体事務マニュアル)"
FORM_VERSION: Final = "R3.3.31"


class Section(Coded):
    """様式1-2の段。"""

    A = "A", "基本情報・相談経路"
    B = "B", "世帯・家族・地域との関係"
    C = "C", "住まい"
    D = "D", "健康・障害・介護"
    E = "E", "収入・公的給付・債務"
    F = "F", "職業・職歴・学歴"
    G = "G", "生活歴・強み"
    H = "H", "課題と背景要因"
    I = "I", "スクリーニング・支援の方向"  # noqa: E741  様式の段の記号


class Report(Coded):
    """国への報告事項(太枠)か。公式の様式を開けていないので、確かでないものは確かでないと言う(forms §3)。"""

    NO = "no", ""
    UNSURE = "unsure", "報？"
    YES = "yes", "報"


class Certainty(Coded):
    """確かさ。"""

    CONFIRMED = "confirmed", "確かめた"
    REPORTED = "reported", "聞いた(未確認)"


class Origin(Coded):
    """だれから得たか。機関のときは機関を名指しする(mission 2.3)。"""

    AGENCY = "agency", "機関"
    SELF = "self", "本人"
    FAMILY = "family", "家族"
    OTHER = "other", "近隣・その他"


@dataclass(frozen=True, slots=True)
class Source:
    """出どころ: だれから、いつの時点の、どれくらい確かな話か。"""

    origin: Origin
    agency_id: UUID | None
    as_of: date
    certainty: Certainty
    note: str = ""


def source_problems(source: Source, *, today: date, declared_only: bool = False) -> dict[str, str]:
    """出どころの誤り。機関からなら機関が要る。機関でなければ機関は入らない。まだ来ていない日は断る。

    declared_only の項目(課税状況)は、本人の申告か本人が出した書類だけで書く。機関から得たものは書けない(forms §13 規則5)。
    """
    problems = {}
    if declared_only and source.origin is not Origin.SELF:
        problems["source"] = "税のことは、本人の申告か、本人が出した書類だけで書きます(地方税法22条)。出どころは「本人」にしてください。"
        return problems
    if source.origin is Origin.AGENCY and source.agency_id is None:
        problems["source"] = "どの機関から得たかを選んでください。"
    if source.origin is not Origin.AGENCY and source.agency_id is not None:
        problems["source"] = "機関から得たのでなければ、機関は選べません。"
    if not (why := is_storable(source.note)).allowed:
        problems["note"] = why.reason
    if source.as_of > today:
        problems["as_of"] = "まだ来ていない日です。いつの時点の話かを入力してください。"
    return problems


def may_write(*, closed: bool) -> Decision:
    """アセスメントを書いてよいか: 終結した事案には書かない(再開してから書く)。"""
    if closed:
        return Decision.no("終結した事案です。再開してから記録してください。", GROUND)
    return Decision.yes("終結していない事案です。", GROUND)


def together_problems(values: Mapping[str, FactValue], *, opened_on: date, today: date) -> dict[str, str]:
    """項目どうしの決まり(forms §3.2、§3.9)の誤り。values は「項目の番号 → 保存した後の値」。項目の番号 → 理由。

    同居者がいるなら本人を含め2人以上。扶養する子は子の数まで。スクリーニングは日と判断が組で、受付日から今日まで。
    早期の連携が要るなら、理由も要る。
    """
    return {**_household_problems(values), **_screening_problems(values, opened_on, today)}


def _household_problems(values: Mapping[str, FactValue]) -> dict[str, str]:
    problems = {}
    together, count = _code(values, "B-01"), _amount(values, "B-01-2")
    if together == "yes" and count is not None and count < 2:
        problems["B-01-2"] = "同居者がいるなら、本人を含めて2人以上です。"
    if together == "no" and count is not None and count > 1:
        problems["B-01-2"] = "同居者がいないなら、人数は空けるか1人にしてください。"
    children, supported = _amount(values, "B-04-2"), _amount(values, "B-04-3")
    if supported is not None and supported > (children or 0):
        problems["B-04-3"] = "扶養している人数は、子どもの人数までです。"
    return problems


def _screening_problems(values: Mapping[str, FactValue], opened_on: date, today: date) -> dict[str, str]:
    problems = {}
    day = values["I-01"].day if "I-01" in values else None
    decided = _code(values, "I-02") or _code(values, "I-03")
    if day is None and decided:
        problems["I-01"] = "判断をしたなら、スクリーニングの日を入力してください。"
    if day is not None and not _code(values, "I-02"):
        problems["I-02"] = "スクリーニングをした日があるなら、判断を選んでください。"
    if day is not None and not opened_on <= day <= today:
        problems["I-01"] = "スクリーニングの日は、受付日から今日までにしてください。"
    if _code(values, "I-06") == "yes" and not _text(values, "I-06-2"):
        problems["I-06-2"] = "連携が要る理由を入力してください。"
    return problems


def _code(values: Mapping[str, FactValue], key: str) -> str:
    found = values.get(key)
    return found.codes[0] if found is not None and found.codes else ""


def _text(values: Mapping[str, FactValue], key: str) -> str:
    found = values.get(key)
    return found.text.strip() if found is not None else ""


def _amount(values: Mapping[str, FactValue], key: str) -> int | None:
    found = values.get(key)
    return int(found.amount) if found is not None and found.amount is not None else None
