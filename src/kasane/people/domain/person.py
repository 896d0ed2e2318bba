"""人の事柄: 呼び名、生年月日、さがす鍵、並べる鍵。"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from enum import IntEnum
from typing import Any, Final

from kasane.kernel.age import age_on, age_range_on
from kasane.kernel.folding import digits, fold_kana, fold_name, fold_text
from kasane.kernel.wareki import DateRefused, PartialDate, parse_date
from kasane.people.domain.codes import AgeBand, Residency, Sex

UNNAMED: Final = "氏名不詳"
FIELD_LABELS: Final = {
    "family_name": "姓", "given_name": "名", "name_text": "氏名", "family_kana": "姓のふりがな", "given_kana": "名のふりがな",
    "kana_text": "氏名のふりがな", "is_unidentified": "氏名不詳", "working_label": "呼び方", "sex": "性別", "born": "生年月日",
    "age_band": "推定年代", "died": "亡くなった日", "residency": "住民登録", "resident_number": "宛名番号", "nationality": "国籍・地域",
    "language": "話しやすい言葉",
}  # fmt: skip
_RESIDENT_NUMBER: Final = re.compile(r"[0-9A-Za-z-]{1,20}")
_UNSORTED: Final = "\U000e0fff"  # ふりがなのない人は五十音順の最後に並べる。


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """人について分かっていること。分からない項目は空のままにできる(forms §2.2: 同意なしの受付は氏名も必須でない)。

    name_text は姓名に分けられない名前。working_label は氏名が分からない人の呼び方(例「○○アパート2階の男性」)。
    born・died は分かっているところまでの日付。resident_number は宛名番号で、先頭の0を保つため文字で持つ。
    """

    family_name: str = ""
    given_name: str = ""
    name_text: str = ""
    family_kana: str = ""
    given_kana: str = ""
    kana_text: str = ""
    is_unidentified: bool = False
    working_label: str = ""
    sex: Sex = Sex.UNKNOWN
    born: PartialDate | None = None
    age_band: AgeBand | None = None
    died: PartialDate | None = None
    residency: Residency = Residency.UNKNOWN
    resident_number: str = ""
    nationality: str = ""
    language: str = ""

    @property
    def display_name(self) -> str:
        """画面での呼び方。氏名が分からない人は「氏名不詳(呼び方)」。"""
        return display_name(self.family_name, self.given_name, self.name_text, self.working_label)

    @property
    def kana(self) -> str:
        """ふりがな全体。"""
        return self.kana_text or " ".join(filter(None, (self.family_kana, self.given_kana)))

    @property
    def sort_kana(self) -> str:
        """一覧を五十音順に並べる鍵。ふりがながなければ、漢字では読みが決まらないので最後に並べる。"""
        return fold_kana(self.kana) or _UNSORTED + fold_name(self.display_name)

    def problems(self, *, today: date) -> dict[str, str]:
        """記録できない理由(項目 → 日本語の理由)。なければ空。today はその日(まだ来ていない日の誕生や死亡を断る)。"""
        found: dict[str, str] = {}
        named = self.family_name or self.given_name or self.name_text
        if not named and not self.working_label.strip():
            found["working_label"] = "氏名が分からないときは、どの人か分かる呼び方を書いてください。例: ○○アパート2階の男性"
        if self.is_unidentified and named:
            found["is_unidentified"] = "氏名が書かれています。「氏名が分からない」の印を外すか、氏名を消してください。"
        if self.name_text and (self.family_name or self.given_name):
            found["name_text"] = "姓と名に分けるか、分けずに書くか、どちらか一方にしてください。"
        if self.resident_number and not _RESIDENT_NUMBER.fullmatch(self.resident_number):
            found["resident_number"] = "宛名番号は半角の数字(と英字・ハイフン)20文字までで入力してください。"
        return found | self._date_problems(today)

    def _date_problems(self, today: date) -> dict[str, str]:
        found: dict[str, str] = {}
        if self.born and self.born.earliest > today:
            found["born"] = "生年月日が今日より後です。"
        if self.died and self.died.earliest > today:
            found["died"] = "死亡した日が今日より後です。"
        if self.born and self.died and self.died.latest < self.born.earliest:
            found["died"] = "死亡した日が生年月日より前です。"
        return found

    def columns(self) -> dict[str, Any]:
        """表の列の値。"""
        values = asdict(self)
        born, died, band = self.born, self.died, self.age_band
        for name in ("born", "died"):
            del values[name]
        return values | {
            "sex": self.sex.value,
            "residency": self.residency.value,
            "age_band": band.value if band else "",
            "birth_year": born.year if born else None,
            "birth_month": born.month if born else None,
            "birth_day": born.day if born else None,
            "born_earliest": born.earliest if born else None,
            "born_latest": born.latest if born else None,
            "died_on": died.isoformat() if died else "",
            "sort_kana": self.sort_kana,
        }


def display_name(family: str, given: str, whole: str, label: str) -> str:
    """画面での呼び方。姓と名の間は全角の空白、氏名が分からない人は「氏名不詳(呼び方)」。"""
    name = whole or "　".join(filter(None, (family, given)))
    return name or (f"{UNNAMED}({label})" if label else UNNAMED)


def read_partial(text: str) -> PartialDate | None:
    """保存した日付(1945、1945-03、1945-03-01)を読む。空と、読めない古い記録は None。"""
    try:
        return parse_date(text) if text else None
    except DateRefused:
        return None


def age_words(born: PartialDate | None, died: PartialDate | None, band: AgeBand | None, on: date) -> str:
    """年齢の言い方。年までしか分からなければ「80〜81歳」、推定年代だけなら「50代?」、亡くなった人は「享年80」、不明は空。"""
    if born is None:
        return f"{band.label_ja}?" if band else ""
    if died is not None:
        last = max(died.latest, born.latest)
        return f"享年{age_on(born.latest, last)}"
    if born.earliest > on:
        return ""
    low, high = age_range_on(born, on)
    return f"{low}歳" if low == high else f"{low}〜{high}歳"


class KeyKind(IntEnum):
    """さがす鍵の種類。PART は名だけ・旧姓だけのような一部分の名前。"""

    FULL = 1
    PART = 2
    PHONE = 3
    BIRTH = 4
    NUMBER = 5
    HOUSEHOLD = 6


Key = tuple[KeyKind, str]


def name_keys(facts: PersonFacts) -> set[Key]:
    """氏名から作る鍵。姓と名がそろった名前は FULL、片方だけなら PART(片方だけの記録から全名の一致を騙らないため)。"""
    keys: set[Key] = set()
    for family, given, whole in (
        (facts.family_name, facts.given_name, facts.name_text),
        (facts.family_kana, facts.given_kana, facts.kana_text),
    ):
        complete = bool(whole or (family and given))
        keys.add((KeyKind.FULL if complete else KeyKind.PART, fold_name(whole or family + given)))
        keys.update((KeyKind.PART, fold_name(part)) for part in _later_parts(whole) if part)
        if complete and given:
            keys.add((KeyKind.PART, fold_name(given)))
    keys.add((KeyKind.PART, fold_name(facts.working_label)))
    return {(kind, key) for kind, key in keys if key}


def _later_parts(whole: str) -> list[str]:
    return re.split(r"[\s・]+", whole.strip())[1:]


def alias_keys(text: str, kana: str, *, complete: bool, given_name: str = "", given_kana: str = "") -> set[Key]:
    """別名から作る鍵。complete は全名か。旧姓だけの別名は、今の名と合わせた全名としても引けるようにする。"""
    keys = {(KeyKind.FULL if complete else KeyKind.PART, fold_name(part)) for part in (text, kana)}
    if not complete:
        keys |= {(KeyKind.FULL, fold_name(one + rest)) for one, rest in ((text, given_name), (kana, given_kana)) if one and rest}
    keys |= {(KeyKind.PART, fold_name(part)) for part in (*_later_parts(text), *_later_parts(kana))}
    return {(kind, key) for kind, key in keys if key}


def other_keys(facts: PersonFacts, phones: Iterable[str]) -> set[Key]:
    """生年月日・宛名番号・電話の鍵。電話は、秘匿されていないものだけを渡すこと。"""
    keys: set[Key] = {(KeyKind.PHONE, digits(phone)) for phone in phones}
    if facts.born:
        keys.add((KeyKind.BIRTH, facts.born.isoformat()))
    if facts.resident_number:
        keys.add((KeyKind.NUMBER, number_key(facts.resident_number)))
    return {(kind, key) for kind, key in keys if key}


def number_key(text: str) -> str:
    """宛名番号の鍵。先頭の0は意味があるので落とさない。"""
    return fold_text(text).replace("-", "").replace(" ", "")


def household_key(label: str) -> str:
    """世帯の呼び名の鍵。"""
    return fold_name(label)
