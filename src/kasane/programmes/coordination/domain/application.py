"""様式1-1の規則: 節と欄、要る欄、一番困っていること、日付の順、同意なしから同意ありへ(forms §2.1・§2.2)。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from kasane.kernel.coded import Coded
from kasane.kernel.decision import Decision

GROUND: Final = "様式1-1 相談受付・申込票"
OTHER_TOPIC: Final = "99"
OTHER_REASON: Final = "05"
SOURCE: Final = "source"
SOURCE_NAMES: Final = ("source_name", "source_belongs", "source_contact")


class Variant(Coded):
    """様式の別。"""

    WITH_CONSENT = "A", "本人同意あり"
    WITHOUT = "B", "本人同意なし"


@dataclass(frozen=True, slots=True)
class Section:
    """節: 一つの画面で書くひとまとまり。required は、この節が済んだと言うために要る欄。"""

    key: str
    title: str
    variant: Variant
    fields: tuple[str, ...]
    required: tuple[str, ...] = ()
    hint: str = ""


_A, _B = Variant.WITH_CONSENT, Variant.WITHOUT
SECTIONS: Final = (
    Section(
        "reception", "受付", _A, ("received_on", "visitor_kind", "visitor_name", "visitor_relation", "visitor_phone"),
        ("received_on", "visitor_kind"), "相談受付日、来談者",
    ),
    Section(
        "household", "家族の状況・連絡", _A, ("lives_together", "household_size", "mail_ok"), ("lives_together",), "同居者、郵送の可否",
    ),
    Section(
        "matters", "相談されたい内容", _A, ("topics", "most_pressing", "topic_other", "wishes"), ("topics", "most_pressing"),
        "あてはまるものに○、一番困っていることに◎",
    ),
    Section("referrer", "紹介元", _A, ("referrer_agency_id", "referrer_name", "referrer_contact"), (), "もどす先にもなります"),
    Section("handling", "受付後の取扱い", _A, ("handling", "handling_note"), (), ""),
    Section(
        "source", "受付・情報提供者", _B,
        ("received_on", "source_kind", "source_name", "source_belongs", "source_contact", "source_anonymous"),
        ("received_on", "source_kind"), "だれから、いつ聞いたか",
    ),
    Section(
        "known", "本人・世帯について分かっていること", _B, ("place_hint", "household_known", "household_members"), (),
        "氏名や住所は、人の記録から写します",
    ),
    Section("heard", "相談内容と気になる状況", _B, ("heard_topics", "heard_other", "heard_concern"), (), "本人以外から聞いたこと"),
    Section(
        "reason", "同意が得られていない理由・緊急性", _B, ("no_consent_reason", "no_consent_note", "urgency", "urgency_handled"),
        ("no_consent_reason",), "",
    ),
    Section("involved", "関わっている機関・今後の方針", _B, ("involved_agencies", "policy", "policy_note"), (), ""),
)  # fmt: skip


def section_of(key: str) -> Section | None:
    """節。知らない名前は None。"""
    return next((one for one in SECTIONS if one.key == key), None)


def sections_for(variant: Variant) -> tuple[Section, ...]:
    """この別で書く節。"""
    return tuple(one for one in SECTIONS if one.variant is variant)


@dataclass(frozen=True, slots=True)
class SectionState:
    """節の進み具合。kind は印の種類。"""

    words: str
    kind: str


DONE, PARTLY, NOT_YET, OPTIONAL = (
    SectionState("記入済み", "done"), SectionState("途中", "active"), SectionState("まだ", "neutral"), SectionState("任意", "neutral"),
)  # fmt: skip


def state_of_section(section: Section, values: Mapping[str, Any]) -> SectionState:
    """節の進み具合: 要る欄がすべてあれば記入済み、一部なら途中。要る欄のない節は、何か書けば記入済み。"""
    written = any(values.get(name) not in (None, "", [], False) for name in section.fields)
    if not section.required:
        return DONE if written else OPTIONAL
    if not missing(section, values):
        return DONE
    return PARTLY if written else NOT_YET


def missing(section: Section, values: Mapping[str, Any]) -> tuple[str, ...]:
    """まだ空いている、要る欄。"""
    return tuple(name for name in section.required if values.get(name) in (None, "", []))


def problems(section: Section, values: Mapping[str, Any], *, today: date, applied_on: date | None, known_by_name: bool) -> dict[str, str]:
    """節の入力の誤り(欄の名前 → 理由)。B では、情報提供者・日付・氏名か場所・理由のほかは求めない(forms §2.2)。

    applied_on は申込日(まだなら None)、known_by_name は、本人の氏名か居どころが人の記録にあるか。
    """
    checks = {"reception": _reception, "source": _source, "household": _household, "matters": _matters, "reason": _reason}
    found = checks[section.key](values) if section.key in checks else {}
    if "received_on" in section.fields:
        found |= _received(values.get("received_on"), today, applied_on)
    if section.key == "known" and not known_by_name and not values.get("place_hint"):
        found["place_hint"] = "氏名も居どころも分からないときは、居所の目安を書いてください。"
    return found


def _received(received: date | None, today: date, applied_on: date | None) -> dict[str, str]:
    if received is None:
        return {"received_on": "相談受付日を入力してください。"}
    if received > today:
        return {"received_on": "先の日付です。相談を受け付けた日を入力してください。"}
    if applied_on is not None and received > applied_on:
        return {"received_on": "相談受付日は、申込日より前(同じ日を含む)にしてください。"}
    return {}


def _reception(values: Mapping[str, Any]) -> dict[str, str]:
    if not values.get("visitor_kind"):
        return {"visitor_kind": "来談者を選んでください。"}
    if values["visitor_kind"] != "01" and not (values.get("visitor_name") or values.get("visitor_relation")):
        return {"visitor_relation": "本人でない人が来談したときは、氏名か、本人との関係を書いてください。"}
    return {}


def _source(values: Mapping[str, Any]) -> dict[str, str]:
    return {} if values.get("source_kind") else {"source_kind": "だれからの情報かを選んでください。"}


def _household(values: Mapping[str, Any]) -> dict[str, str]:
    size = values.get("household_size")
    if values.get("lives_together") == "no" and size:
        return {"household_size": "同居者がいないときは、人数を空けてください。"}
    if size is not None and not 1 <= size <= 30:
        return {"household_size": "同居者の人数は、1人から30人までです。"}
    return {}


def _matters(values: Mapping[str, Any]) -> dict[str, str]:
    topics, pressing = values.get("topics") or [], values.get("most_pressing", "")
    if pressing and pressing not in topics:
        return {"most_pressing": "◎は、○をつけた相談内容の中から一つ選んでください。"}
    if topics and not pressing:
        return {"most_pressing": "一番困っていることを、一つだけ選んでください。"}
    if OTHER_TOPIC in topics and not values.get("topic_other"):
        return {"topic_other": "「その他」の内容を書いてください。"}
    return {}


def _reason(values: Mapping[str, Any]) -> dict[str, str]:
    if not values.get("no_consent_reason"):
        return {"no_consent_reason": "同意が得られていない理由を選んでください。"}
    if values["no_consent_reason"] == OTHER_REASON and not values.get("no_consent_note"):
        return {"no_consent_note": "「その他」の理由を書いてください。"}
    return {}


def may_write(section: Section, variant: Variant) -> Decision:
    """この節を書けるか。同意なしで聞いたことは、同意の後は書き換えない(だれからいつ聞いたかを、本人の開示のために残す)。"""
    if section.variant is variant:
        return Decision.yes("書けます。", GROUND)
    if section.variant is Variant.WITHOUT:
        return Decision.no("同意の前に聞いたことは、そのまま残します。新しく分かったことは、本人の言葉として書いてください。", GROUND)
    return Decision.no("本人の同意がまだありません。同意を記録すると、本人同意ありの欄が書けます。", GROUND)


def may_know_source(*, anonymous: bool, received_here: bool) -> Decision:
    """情報提供者の氏名・所属・連絡先を見て直してよいか。匿名を希望した人のことは、受け付けた機関だけが知る。"""
    if anonymous and not received_here:
        return Decision.no("情報提供者は匿名を希望しています。受け付けた機関だけが見られます。", GROUND)
    return Decision.yes("情報提供者を見られます。", GROUND)


def may_apply(*, received_on: date | None, applied_on: date, today: date, already: bool) -> Decision:
    """利用申込を記録してよいか: 相談受付日があり、受付 ≦ 申込 ≦ 今日で、今の申込がまだないこと。"""
    if already:
        return Decision.no("利用申込の同意が、すでに記録されています。", GROUND)
    if received_on is None:
        return Decision.no("先に、相談受付日を記入してください。", GROUND)
    if applied_on < received_on:
        return Decision.no("申込日は、相談受付日より後(同じ日を含む)にしてください。", GROUND)
    if applied_on > today:
        return Decision.no("先の日付の申込は記録できません。", GROUND)
    return Decision.yes("利用申込を記録できます。", GROUND)


def carried_over(topics: Iterable[str], heard: Iterable[str]) -> list[str]:
    """本人の相談内容の初めの値: まだ書いていなければ、同意の前に聞いていたもの(本人に確かめて直す)。"""
    return list(topics) or list(heard)
