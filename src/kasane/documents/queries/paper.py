"""書類の一枚に共通のもの: だれが・いつ・どの根拠で、人の欄、伏せる欄。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from kasane.access.policy import Action
from kasane.cases.queries import CaseHeader
from kasane.documents.domain.form import Form
from kasane.documents.domain.leaf import Foot, Sheet, leaf
from kasane.documents.domain.trace import Trace
from kasane.documents.domain.values import BLANK, MASKED, Value, Values, chosen, text
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import NotVisible, require
from kasane.kernel.wareki import format_wareki
from kasane.people.domain.codes import LeaveMessage, PlaceKind, Sex
from kasane.people.queries.person import Header, PlaceLine, header_of, places_of
from kasane.people.queries.protection import measures_of

_ADDRESSES: Final = tuple(kind.label_ja for kind in (PlaceKind.RESIDENCE, PlaceKind.DOMICILE, PlaceKind.WHEREABOUTS))
_PHONES: Final = tuple(kind.label_ja for kind in (PlaceKind.PHONE, PlaceKind.MOBILE, PlaceKind.EMAIL, PlaceKind.MAILING))
_CONTACTS: Final = ("address", "phone", "leave_message")


@dataclass(frozen=True, slots=True)
class Paper:
    """作る前の一枚。saw は名前の出る人、rooms は値の来た区画、ground はこの人がこの記録を見る根拠、name はファイルの名前(氏名なし)。

    trace は、行ごとに読み戻す書類の、行の控え。
    """

    sheet: Sheet
    name: str
    saw: tuple[UUID, ...]
    room: UUID | None
    rooms: tuple[UUID, ...]
    ground: str
    trace: Trace | None = None

    @property
    def form(self) -> Form:
        """様式。"""
        return self.sheet.form


def case_paper(
    header: CaseHeader, form: Form, values: Values, name: str, *, also: Iterable[UUID] = (), rooms: Iterable[UUID] = (),
    trace: Trace | None = None,
) -> Paper:  # fmt: skip
    """事案の一枚。書類を作ってよい根拠がなければ、理由つきで断る(画面を見られない人は、事案の見出しのところで NotVisible)。"""
    decision = require(header.decisions[Action.MAKE_DOCUMENT.value])
    people = tuple(dict.fromkeys([*header.person_ids, *also]))
    used = tuple(dict.fromkeys([header.compartment_id, *rooms]))
    why = "・".join(dict.fromkeys(one["reason"] for one in header.why)) or decision.reason
    return Paper(Sheet(form, values, header.number), name, people, header.compartment_id, used, why, trace)


def count_said(shown: int, cut: bool, rest: str) -> str:
    """並べた件数。並べきれなかったときは、少なくとも何件あるかと、残りの読み方(rest)も言う。黙って切らない。"""
    return f"{shown:,}件だけ（全部では{shown + 1:,}件以上あります）。{rest}" if cut else f"{shown:,}件（すべて）"


def foot_of(paper: Paper, *, by: Actor) -> Foot:
    """頁の下: だれが・いつ・どの根拠で。"""
    now = clock.jst(clock.now())
    return Foot(f"{by.agency_name} {by.name}", f"{format_wareki(now.date())} {now:%H:%M}", paper.ground, paper.sheet.number)


def leaf_of(paper: Paper, *, by: Actor) -> dict[str, Any]:
    """印字する紙面。"""
    return leaf(paper.sheet, foot_of(paper, by=by))


def person_values(person_id: UUID) -> dict[str, Value]:
    """人の欄(氏名・ふりがな・性別・生年月日・住所・電話)。人の記録から写し、見えない人の欄は空ける。

    支援措置のある人の住所・電話は、見てよい名指しの職員が作る書類にも印字しない(紙は部屋の外へ出るため)。名指しでない職員には、
    措置のあることも分からないので、聞けていない人と同じ空欄になる。
    """
    try:
        head = header_of(person_id)
    except NotVisible:
        return {}
    sex = head.facts.sex
    values = {
        "name": text(head.name), "kana": text(head.kana), "sex": chosen("" if sex is Sex.UNKNOWN else sex.value),
        "sex_words": text(sex.label_ja), "born": text(_born(head)),
    }  # fmt: skip
    return values | _contacts(person_id)


def _born(head: Header) -> str:
    return f"{head.born}（{head.age}）" if head.born and head.age else head.born or head.age


def _contacts(person_id: UUID) -> dict[str, Value]:
    current = [place for place in places_of(person_id, clock.today()) if place.is_current]
    protected = any(one.ended_on is None for one in measures_of(person_id)) or any(place.is_secret for place in current)
    if protected:
        return dict.fromkeys(_CONTACTS, MASKED)
    phone = next((place for place in current if place.kind in (PlaceKind.PHONE.label_ja, PlaceKind.MOBILE.label_ja)), None)
    said = [one.value for one in LeaveMessage if phone is not None and f"伝言：{one.label_ja}" in phone.detail.split(" ")]
    return {"address": _lines(current, _ADDRESSES), "phone": _lines(current, _PHONES), "leave_message": chosen(*said)}


def _lines(places: Iterable[PlaceLine], kinds: tuple[str, ...]) -> Value:
    wanted = [place for place in places if place.kind in kinds]
    found = [_place(place, named=len(wanted) > 1) for place in wanted]
    return text("\n".join(found)) if found else BLANK


def _place(place: PlaceLine, *, named: bool) -> str:
    details = place.detail.split(" ")
    code = [one for one in details if one.startswith("〒")]
    rest = [one for one in details if one not in code]
    return " ".join(filter(None, [f"{place.kind}：" if named else "", *code, place.text, *rest]))
