"""様式1-1を一枚に印刷するための値。空いている欄は、手で書けるよう空けておく。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kasane.consent.domain.codes import GivenBy, Outcome
from kasane.kernel import clock
from kasane.kernel.wareki import format_wareki
from kasane.people.domain.codes import LeaveMessage, PlaceKind, Sex
from kasane.people.queries.person import PlaceLine
from kasane.programmes.coordination.queries.application import HIDDEN_SOURCE, LABELS, LISTS, MAIL, YES_NO, ApplicationSheet, Words, choices

MASKED: Final = "（支援措置のため伏せています）"
_REACHED_BY: Final = (PlaceKind.PHONE, PlaceKind.MOBILE, PlaceKind.EMAIL, PlaceKind.MAILING)
_PHONES: Final = tuple(kind.label_ja for kind in PlaceKind if kind.is_phone)
_ADDRESSES: Final = (PlaceKind.RESIDENCE, PlaceKind.DOMICILE, PlaceKind.WHEREABOUTS)


@dataclass(frozen=True, slots=True)
class Box:
    """印をつける欄の一つ。mark は ☑・☐(選ぶ欄)、○・◎・空(相談内容)。"""

    label: str
    mark: str


@dataclass(frozen=True, slots=True)
class Contact:
    """住所または連絡先の一行。"""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """情報共有の同意の範囲。"""

    agreed: bool
    refused: bool
    agencies: tuple[tuple[str, str], ...]
    excluded: tuple[str, ...]
    until: str
    withdrawn: str


@dataclass(frozen=True, slots=True)
class Signature:
    """署名の欄。on は申込日、kept は署名した紙を保管しているか。"""

    on: str
    how: str
    proxy: tuple[str, str, str]
    representative: str
    representative_types: tuple[Box, ...]
    withdrawn: str


@dataclass(frozen=True, slots=True)
class PrintedApplication:
    """印刷する一枚。words は欄の言葉、boxes は選ぶ欄、report は国への報告事項(太枠)の欄。"""

    title: str
    words: dict[str, str]
    boxes: dict[str, tuple[Box, ...]]
    addresses: tuple[Contact, ...]
    phones: tuple[Contact, ...]
    sexes: tuple[Box, ...]
    leave_message: tuple[Box, ...]
    explained: str
    sharing: Sharing
    signature: Signature
    report: dict[str, str]


def printed(one: ApplicationSheet) -> PrintedApplication:
    """印刷する一枚。氏名・住所などは、今の人の記録から写す(書き直さない)。支援措置で秘匿の行は、だれが印刷しても伏せる。"""
    row, words = one.row, Words.load(one.row)
    text = {name: words.of(name, getattr(row, name)) for name in (*LABELS, "received_name") if name not in LISTS}
    if row.source_anonymous:
        text |= {"source_name": HIDDEN_SOURCE, "source_belongs": "", "source_contact": ""}
    boxes = {name: _boxes(choices(LISTS[name]), _chosen(getattr(row, name))) for name in LISTS if name not in ("topics", "heard_topics")}
    boxes |= {"lives_together": _boxes(dict(YES_NO), {row.lives_together}), "mail_ok": _boxes(dict(MAIL), {row.mail_ok})}
    boxes["topics"] = _topics(row.topics, row.most_pressing)
    boxes["heard_topics"] = _topics(row.heard_topics, "")
    facts = one.person.facts
    current = [place for place in one.places if place.is_current]
    return PrintedApplication(
        title=f"【{one.variant.label_ja}】", words=text, boxes=boxes, addresses=_contacts(current, _ADDRESSES),
        phones=_contacts(current, _REACHED_BY), sexes=_sexes(facts.sex), leave_message=_leave(current),
        explained="☑" if row.explained else "☐", sharing=_sharing(one), signature=_signature(one),
        report=dict.fromkeys(choices("application_report_item"), "report"),
    )  # fmt: skip


def _chosen(value: str | list[str]) -> set[str]:
    return set(value) if isinstance(value, list) else {value}


def _boxes(codes: dict[str, str], chosen: Iterable[str]) -> tuple[Box, ...]:
    picked = set(chosen)
    return tuple(Box(label, "☑" if code in picked else "☐") for code, label in codes.items())


def _topics(topics: list[str], pressing: str) -> tuple[Box, ...]:
    def mark(code: str) -> str:
        return "◎" if code == pressing else "○" if code in topics else ""

    return tuple(Box(label, mark(code)) for code, label in choices("application_topic").items())


def _sexes(sex: Sex) -> tuple[Box, ...]:
    shown = {Sex.MALE.value: "男性", Sex.FEMALE.value: "女性", Sex.OTHER.value: "その他・回答しない"}
    return _boxes(shown, {sex.value})


def _contacts(places: Iterable[PlaceLine], kinds: Iterable[PlaceKind]) -> tuple[Contact, ...]:
    wanted = {kind.label_ja for kind in kinds}
    return tuple(
        Contact(place.kind, MASKED if place.is_secret else _with_postal_code_first(place))
        for place in places
        if place.kind in wanted
    )  # fmt: skip


def _with_postal_code_first(place: PlaceLine) -> str:
    details = place.detail.split(" ")
    first = [one for one in details if one.startswith("〒")]
    return " ".join(filter(None, [*first, place.text, *(one for one in details if one not in first)]))


def _leave(places: Iterable[PlaceLine]) -> tuple[Box, ...]:
    """留守番電話・伝言の可否。電話の記録がなければ、どれにも印をつけない。"""
    phone = next((place for place in places if place.kind in _PHONES and not place.is_secret), None)
    detail = phone.detail if phone else ""
    return tuple(Box(one.label_ja, "☑" if f"伝言：{one.label_ja}" in detail.split(" ") else "☐") for one in LeaveMessage)


def _sharing(one: ApplicationSheet) -> Sharing:
    line = one.sharing
    if line is None:
        return Sharing(False, False, (), (), "", "")
    until = f"{format_wareki(line.valid_until)}まで" if line.valid_until else ""
    withdrawn = f"{format_wareki(clock.jst(line.withdrawn_at).date())}に取り消されました" if line.withdrawn_at else ""
    refused = line.outcome is Outcome.REFUSED
    return Sharing(not refused, refused, line.agencies, line.excluded, until, withdrawn)


def _signature(one: ApplicationSheet) -> Signature:
    line, types = one.applying, choices("legal_representative")
    if line is None:
        return Signature("", "", ("", "", ""), "", _boxes(types, ()), "")
    how = "署名した紙を保管しています" if line.paper_kept else line.method.label_ja
    proxy = (line.proxy_name, line.proxy_relation, line.proxy_reason) if line.given_by is GivenBy.PROXY else ("", "", "")
    withdrawn = f"{format_wareki(clock.jst(line.withdrawn_at).date())}に取り消されました" if line.withdrawn_at else ""
    return Signature(
        format_wareki(line.given_on), how, proxy, line.representative_name, _boxes(types, {line.representative_type}), withdrawn
    )  # fmt: skip
