"""様式1-1を読む: 事案の一覧、節の進み具合、印刷に要る値。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from kasane.agencies.queries.names import agency_names
from kasane.agencies.queries.register import labels
from kasane.consent.queries import ConsentLine, consents_of
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision, NotVisible
from kasane.kernel.wareki import format_wareki
from kasane.people.queries.person import Header, PlaceLine, header_of, places_of
from kasane.programmes.coordination.application_seed import EDITION, UNVERIFIED
from kasane.programmes.coordination.domain.application import (
    SOURCE_NAMES,
    Section,
    SectionState,
    Variant,
    may_know_source,
    section_of,
    sections_for,
    state_of_section,
)
from kasane.programmes.coordination.models import Application, ApplicationEffort, ApplicationVersion

YES_NO = (("yes", "いる"), ("no", "いない"))
MAIL = (("yes", "送ってよい"), ("no", "送らない"), ("ask", "そのつど確かめる"))


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """事案の票の一覧の一行。"""

    id: UUID
    person_id: UUID
    variant: Variant
    received: str
    applied: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class SectionLine:
    """節の一行。values は欄の見出しと、人が読む値。"""

    section: Section
    state: SectionState
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """一回の保存。"""

    version: int
    when: str
    who: str
    title: str
    variant: Variant
    words: str


@dataclass(frozen=True, slots=True)
class ApplicationSheet:
    """一枚の票: 行、人の見出し、連絡先、節、同意の台帳の行、取組の経過、保存の履歴。"""

    row: Application
    person: Header
    places: tuple[PlaceLine, ...]
    variant: Variant
    sections: tuple[SectionLine, ...]
    heard: tuple[SectionLine, ...]
    applying: ConsentLine | None
    sharing: ConsentLine | None
    efforts: tuple[tuple[str, str, str], ...]
    versions: tuple[VersionLine, ...]

    @property
    def applied(self) -> bool:
        """利用申込の同意が、取り消されずに残っているか。"""
        return self.applying is not None and self.applying.withdrawn_at is None


def edition() -> str:
    """今の様式の版。"""
    return choices("form_edition").get(EDITION[0], EDITION[1])


def choices(list_name: str) -> dict[str, str]:
    """選択肢の番号 → 言い方。未確認の印は外して返す(印は is_unverified で尋ねる)。"""
    return {code: label.removeprefix(f"{UNVERIFIED}：") for code, label in labels(list_name).items()}


def is_unverified(list_name: str) -> bool:
    """国の様式と見比べていない行があるか。"""
    return any(label.startswith(UNVERIFIED) for label in labels(list_name).values())


def visible_application(application_id: UUID) -> Application:
    """見える票。見えない・無いなら NotVisible。"""
    row = Application.objects.filter(id=application_id).first()
    if row is None:
        raise NotVisible
    return row


def applications_of(case_id: UUID) -> dict[UUID, ApplicationLine]:
    """人 → この事案の票。見える人の分だけ。"""
    return {row.person_id: _line(row) for row in Application.objects.filter(case_id=case_id)}


def application_sheet(case_id: UUID, application_id: UUID, *, by: Actor) -> ApplicationSheet:
    """一枚の票のすべて。事案が違えば NotVisible。匿名を希望した情報提供者は、受け付けた機関のほかには伏せる。"""
    row = visible_application(application_id)
    if row.case_id != case_id:
        raise NotVisible
    variant, words = Variant(row.variant), Words.load(row, hides_source=not source_decision(row, by=by).allowed)
    consents = {line.id: line for line in consents_of(case_id)}
    heard = sections_for(Variant.WITHOUT) if variant is Variant.WITH_CONSENT and row.started_as == Variant.WITHOUT.value else ()
    return ApplicationSheet(
        row=row, person=header_of(row.person_id), places=places_of(row.person_id, clock.today()), variant=variant,
        sections=tuple(_section(one, row, words) for one in sections_for(variant)), heard=tuple(_section(one, row, words) for one in heard),
        applying=_of(consents, row.application_consent_id), sharing=_of(consents, row.sharing_consent_id),
        efforts=_efforts(row.id), versions=_versions(row.id, words),
    )  # fmt: skip


def source_decision(row: Application, *, by: Actor) -> Decision:
    """この人が、情報提供者を見て直してよいか。"""
    return may_know_source(anonymous=row.source_anonymous, received_here=row.received_agency_id == by.agency_id)


def section_values(row: Application, section: Section) -> dict[str, Any]:
    """節の欄の今の値。"""
    return {name: getattr(row, name) for name in section.fields}


def known_by_name(person_id: UUID) -> bool:
    """本人の氏名か居どころが、人の記録にあるか。呼び方だけでは足りない。"""
    facts = header_of(person_id).facts
    named = facts.name_text or facts.family_name or facts.given_name
    return bool(named) or any(place.is_current for place in places_of(person_id, clock.today()))


def plain(value: object) -> object:
    """版に残す形(日付と番号は文字に)。"""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return [plain(one) for one in value] if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class Words:
    """欄の値を、人が読む言葉にする。"""

    lists: dict[str, dict[str, str]]
    agencies: dict[str, str]
    hides_source: bool = False

    @classmethod
    def load(cls, row: Application, *, hides_source: bool = False) -> Words:
        """選択肢の表示と、この票に出る機関の名前を引く。"""
        names = agency_names(filter(None, [row.received_agency_id, row.referrer_agency_id, *row.involved_agencies]))
        lists = {field: choices(name) for field, name in LISTS.items()}
        lists |= {"lives_together": dict(YES_NO), "mail_ok": dict(MAIL)}
        return cls(lists, {str(key): name for key, name in names.items()}, hides_source)

    def of(self, name: str, value: Any) -> str:
        """一つの欄の値。空は空文字。"""
        if value in (None, "", [], False):
            return ""
        if self.hides_source and name in SOURCE_NAMES:
            return HIDDEN_SOURCE
        if isinstance(value, list):
            return "、".join(self.of(name, one) for one in value)
        if isinstance(value, date):
            return format_wareki(value)
        if name in AGENCY_FIELDS:
            return self.agencies.get(str(value), "(台帳にない機関)")
        if value is True:
            return "はい"
        return f"{value}人" if name == "household_size" else self.lists.get(name, {}).get(str(value), str(value))


HIDDEN_SOURCE = "（匿名を希望しています）"
AGENCY_FIELDS = ("referrer_agency_id", "involved_agencies")
LISTS = {
    "visitor_kind": "application_visitor", "topics": "application_topic", "most_pressing": "application_topic",
    "handling": "application_handling", "source_kind": "application_source", "heard_topics": "application_topic",
    "no_consent_reason": "application_no_consent", "urgency": "application_urgency", "policy": "application_policy",
}  # fmt: skip
LABELS = {
    "received_on": "相談受付日", "visitor_kind": "来談者", "visitor_name": "来談者の氏名", "visitor_relation": "本人との関係",
    "visitor_phone": "来談者の電話", "lives_together": "同居者", "household_size": "同居者の人数", "mail_ok": "郵送",
    "topics": "ご相談されたい内容", "most_pressing": "一番困っていること(◎)", "topic_other": "「その他」の内容",
    "wishes": "ご相談されたいこと・配慮を希望されること", "referrer_agency_id": "紹介元機関", "referrer_name": "紹介元の担当者",
    "referrer_contact": "紹介元の連絡先", "handling": "受付後の取扱い", "handling_note": "取扱いの補足", "source_kind": "情報提供者の区分",
    "source_name": "情報提供者の氏名", "source_belongs": "情報提供者の所属", "source_contact": "情報提供者の連絡先",
    "source_anonymous": "匿名を希望", "place_hint": "居所の目安", "household_known": "世帯の状況(分かっている範囲)",
    "household_members": "世帯の人(未確認)", "heard_topics": "相談内容", "heard_other": "「その他」の内容", "heard_concern": "気になる状況",
    "no_consent_reason": "同意が得られていない理由", "no_consent_note": "理由の補足", "urgency": "緊急性",
    "urgency_handled": "緊急の対応をした機関・対応", "involved_agencies": "すでに関わっている機関", "policy": "今後の方針",
    "policy_note": "方針の補足", "explained": "説明", "applied_on": "申込日", "consented_on": "同意取得日",
    "application_consent_id": "利用申込の同意", "sharing_consent_id": "情報共有の同意", "variant": "様式の別",
}  # fmt: skip


def _line(row: Application) -> ApplicationLine:
    sections = sections_for(Variant(row.variant))
    done = sum(state_of_section(one, section_values(row, one)).kind == "done" for one in sections)
    return ApplicationLine(row.id, row.person_id, Variant(row.variant), _day(row.received_on), _day(row.applied_on), done, len(sections))


def _section(section: Section, row: Application, words: Words) -> SectionLine:
    values = section_values(row, section)
    rows = tuple((LABELS[name], words.of(name, value)) for name, value in values.items())
    return SectionLine(section, state_of_section(section, values), rows)


def _efforts(application_id: UUID) -> tuple[tuple[str, str, str], ...]:
    rows = list(ApplicationEffort.objects.filter(application_id=application_id).order_by("happened_on", "recorded_at"))
    names = agency_names(row.agency_id for row in rows)
    return tuple((_day(row.happened_on), row.text, names.get(row.agency_id, "")) for row in rows)


def _versions(application_id: UUID, words: Words) -> tuple[VersionLine, ...]:
    rows = list(ApplicationVersion.objects.filter(application_id=application_id).order_by("-version"))
    names = agency_names(row.agency_id for row in rows)
    return tuple(
        VersionLine(
            row.version, f"{clock.jst(row.recorded_at):%Y年%-m月%-d日 %H:%M}", names.get(row.agency_id, ""), _title(row.section),
            Variant(row.variant), "、".join(LABELS.get(name, name) for name in row.after),
        )
        for row in rows
    )  # fmt: skip


def _title(section: str) -> str:
    found = section_of(section)
    return found.title if found else "利用申込の同意"


def _of(consents: dict[UUID, ConsentLine], key: UUID | None) -> ConsentLine | None:
    return consents.get(key) if key else None


def _day(day: date | None) -> str:
    return format_wareki(day) if day else ""
