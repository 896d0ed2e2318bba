"""相談の受付の事柄: 何を書き、何が要り、何が合わないか。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from kasane.programmes.consultation.domain.codes import Channel, NextStep, NoConsent, Speaker, State, Urgency, UrgentAct, Whom
from kasane.programmes.consultation.domain.living import LivingGiven, newcomer_key

FIELD_LABELS: Final = {
    "received_on": "受付日",
    "channel": "受け付けた方法",
    "speaker": "話した人",
    "story": "相談の内容",
    "speaker_name": "話した人の氏名",
    "speaker_relation": "本人との関係",
    "speaker_organization": "所属",
    "speaker_contact": "連絡先",
    "wants_anonymity": "匿名希望",
    "topics": "相談内容の区分",
    "main_topic": "いちばん困っていること",
    "other_topic": "その他の内容",
    "hopes": "望むこと・配慮してほしいこと",
    "whom": "相談先",
    "household_text": "世帯の状況",
    "money_text": "収入・家計・債務",
    "housing_text": "住まい",
    "work_text": "仕事・学校",
    "community_text": "地域や近所との関係",
    "agencies_text": "すでに関わっている機関",
    "urgency": "緊急性",
    "urgent_acts": "緊急のためにしたこと",
    "urgency_note": "緊急の状況",
    "no_consent": "本人の同意がまだない理由",
    "next_step": "次の一手",
    "next_due": "次の期日",
    "next_note": "次にすること",
    "letter_kept": "つなぎを送らず、自機関で行う",
    "health_text": "健康・障害",
    "violence_text": "虐待・DV・いじめ",
    "justice_text": "犯罪の被害・更生",
}
SENSITIVE: Final = ("health_text", "violence_text", "justice_text")
PIECES: Final = (
    "story", "hopes", "household_text", "money_text", "housing_text", "work_text", "community_text", "agencies_text", "urgency_note",
    "other_topic", "next_note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ConsultationFacts:
    """相談として書かれたこと。受付日・方法・話した人・内容のほかは、どれも空でよい(様式1-1 同意なし)。

    topics は相談内容(C01)の符号、main_topic はそのうちの◎一つ。末尾の三つは要配慮の部屋に置く。
    """

    received_on: date
    channel: Channel
    speaker: Speaker
    story: str
    speaker_name: str = ""
    speaker_relation: str = ""
    speaker_organization: str = ""
    speaker_contact: str = ""
    wants_anonymity: bool = False
    topics: tuple[str, ...] = ()
    main_topic: str = ""
    other_topic: str = ""
    hopes: str = ""
    whom: Whom | None = None
    household_text: str = ""
    money_text: str = ""
    housing_text: str = ""
    work_text: str = ""
    community_text: str = ""
    agencies_text: str = ""
    urgency: Urgency | None = None
    urgent_acts: tuple[UrgentAct, ...] = ()
    urgency_note: str = ""
    no_consent: NoConsent | None = None
    health_text: str = ""
    violence_text: str = ""
    justice_text: str = ""

    def problems(self, *, today: date, topics: frozenset[str]) -> dict[str, str]:
        """記録できない理由(項目 → 理由)。topics は、その日に有効な相談内容の符号。"""
        found: dict[str, str] = {}
        if self.received_on > today:
            found["received_on"] = "受付日が今日より後です。"
        if not self.story.strip():
            found["story"] = "相談の内容を入力してください。"
        if unknown := [code for code in self.topics if code not in topics]:
            found["topics"] = f"相談内容の区分は一覧の中から選んでください({'、'.join(unknown)[:20]})。"
        elif self.topics and self.main_topic not in self.topics:
            found["main_topic"] = "いちばん困っていること(◎)を、選んだ区分の中から一つ選んでください。"
        elif self.main_topic and not self.topics:
            found["topics"] = "相談内容の区分を選んでください。"
        if self.wants_anonymity and self.speaker is Speaker.SELF and self.speaker_name:
            found["wants_anonymity"] = "匿名希望の本人の氏名が書かれています。氏名を消すか、匿名希望の印を外してください。"
        return found


@dataclass(frozen=True, slots=True)
class NextStepFacts:
    """次の一手と期日。step が None なら、まだ決めていない。"""

    step: NextStep | None = None
    due: date | None = None
    note: str = ""

    @property
    def state(self) -> State:
        """この一手を決めたときの、相談の今。"""
        if self.step is None:
            return State.UNDECIDED
        return State.DONE if self.step.ends else State.ACTIVE

    def problems(self, *, received_on: date) -> dict[str, str]:
        """決められない理由(項目 → 理由)。"""
        if self.step is None and (self.due is not None or self.note.strip()):
            return {"next_step": "期日や次にすることを書いたときは、次の一手を選んでください。"}
        if self.step is not None and self.step.ends and self.due is not None:
            return {"next_due": "情報提供で終了するときは、次の期日を空けてください。"}
        if self.due is not None and self.due < received_on:
            return {"next_due": "次の期日が受付日より前です。"}
        return {}


@dataclass(frozen=True, slots=True)
class Newcomer:
    """受付と同時に登録する人。name は打たれた氏名、kana はふりがな、born は打たれた生年月日(分かるところまで)。"""

    name: str
    kana: str = ""
    born: str = ""


@dataclass(frozen=True, slots=True)
class SubjectsGiven:
    """だれについての相談か。persons と households はさがして選んだもの、unnamed は「50代くらいの男性」のような呼び方。

    どれも空なら、だれのことか分からない相談。living は、二人以上の人が一緒に暮らしているか・続柄(聞いたときだけ)。
    """

    persons: tuple[UUID, ...] = ()
    newcomers: tuple[Newcomer, ...] = ()
    unnamed: tuple[str, ...] = ()
    households: tuple[UUID, ...] = ()
    living: LivingGiven = field(default_factory=LivingGiven)

    @property
    def keys(self) -> tuple[str, ...]:
        """人の札。さがした人、新しい人の順。"""
        return (*map(str, dict.fromkeys(self.persons)), *(newcomer_key(one.name) for one in self.newcomers))

    @property
    def is_empty(self) -> bool:
        """だれのことか、何も示されていないか。"""
        return not (self.persons or self.newcomers or self.unnamed or self.households)


def split_name(text: str) -> tuple[str, str]:
    """「姓 名」と書かれた氏名を分ける。空白がなければ姓は空で、名前の全体を二つ目に返す。"""
    parts = text.split()
    return ("", "".join(parts)) if len(parts) < 2 else (parts[0], " ".join(parts[1:]))


_FACE_TO_FACE: Final = frozenset({Channel.VISIT, Channel.OUTPOST})


def route_of(speaker: Speaker, channel: Channel) -> str:
    """相談経路(C02)の符号。話した人と方法から決まるので、二度書かせない。"""
    if channel is Channel.HOME_VISIT and speaker in (Speaker.SELF, Speaker.FAMILY):
        return "5"
    if speaker is Speaker.SELF:
        return "1" if channel in _FACE_TO_FACE else "2"
    if speaker in (Speaker.FAMILY, Speaker.NEIGHBOUR):
        return "3" if channel in _FACE_TO_FACE else "4"
    return "6" if speaker in (Speaker.AGENCY, Speaker.WELFARE_VOLUNTEER) else "7"


class CaseMode(StrEnum):
    """事案として続けるときの選び方。"""

    AUTO = "auto"
    NEW = "new"
    THIS = "this"


@dataclass(frozen=True, slots=True)
class CaseChoice:
    """どの事案として続けるか。AUTO は、この人の開いている事案が一つならそれに加え、なければ新しく開く。"""

    mode: CaseMode = CaseMode.AUTO
    case_id: UUID | None = None
