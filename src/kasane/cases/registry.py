"""事案の画面の台帳: 上の部屋(様式1-1・1-2、多機関協働の入口など)が、起動時に自分の画面を登録する。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from kasane.access.policy import Action
from kasane.access.rhythms import DaysRule, register_days
from kasane.cases.domain import ReferralKind
from kasane.cases.domain.recorded import RecordLine
from kasane.cases.models import Rhythm
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Decision


@dataclass(frozen=True, slots=True)
class Tab:
    """事案の画面の一枚。url_name は case_id だけを取る URL の名前。"""

    key: str
    label: str
    url_name: str
    order: int


_tabs: dict[str, Tab] = {}


def register_tab(key: str, label: str, url_name: str, order: int) -> None:
    """画面を登録する(起動時に一度)。同じ key に別のものを登録すると、片方が消えるので ValueError で断る。"""
    tab = Tab(key, label, url_name, order)
    if _tabs.setdefault(key, tab) != tab:
        raise ValueError(f"事案の画面「{key}」が二度登録されました。")


def tabs() -> tuple[Tab, ...]:
    """登録された画面。並びの順。"""
    return tuple(sorted(_tabs.values(), key=lambda tab: (tab.order, tab.key)))


@dataclass(frozen=True, slots=True)
class Door:
    """ある種類のつなぎを受け持つ、上の部屋の画面。writing は case_id、reading と sent は referral_id だけを取る URL の名前。

    reading は受けた機関の画面で、reads はその行為。これを行えない人には、読む画面への道を出さない。
    sent は、送った側が自分の送ったとおりに読み返す画面(行為は refer_case)。
    """

    kind: ReferralKind
    label: str
    writing: str
    reading: str
    reads: Action
    sent: str


_doors: dict[ReferralKind, Door] = {}


def register_door(kind: ReferralKind, label: str, *, writing: str, reading: str, reads: Action, sent: str) -> None:
    """この種類のつなぎを書く画面と読む画面を登録する(起動時に一度)。同じ種類に別のものを登録すると ValueError。"""
    door = Door(kind, label, writing, reading, reads, sent)
    if _doors.setdefault(kind, door) != door:
        raise ValueError(f"つなぎ「{kind.label_ja}」の画面が二度登録されました。")


def doors() -> tuple[Door, ...]:
    """登録された、つなぎの画面。"""
    return tuple(_doors.values())


def door_of(kind: str) -> Door | None:
    """この種類のつなぎを受け持つ画面。なければ None(事案の部屋が受け持つ)。"""
    return next((door for door in _doors.values() if door.kind.value == kind), None)


@dataclass(frozen=True, slots=True)
class Cell:
    """一覧の欄の一行。kind があれば、印(components/tag.html)として出す。"""

    text: str
    kind: str = ""


Row = tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """上の部屋が事案の一覧に足す欄。load は、一頁の事案の番号から、事案 → 欄ごとの行(問いは一つ。事案の数によらない)。"""

    headings: tuple[str, ...]
    load: Callable[[Sequence[UUID]], Mapping[UUID, Row]]


_columns: list[Columns] = []


def register_columns(headings: tuple[str, ...], load: Callable[[Sequence[UUID]], Mapping[UUID, Row]]) -> None:
    """事案の一覧に欄を足す(起動時に)。同じものは一度だけ入る。load は、行のある頁でだけ、一頁に一度だけ呼ばれる。"""
    found = Columns(headings, load)
    if found not in _columns:
        _columns.append(found)


def list_columns() -> tuple[Columns, ...]:
    """事案の一覧に足された欄。登録の順。"""
    return tuple(_columns)


def register_rhythms(rules: Mapping[str, DaysRule]) -> None:
    """事案の部屋の日数の表(cases_rhythm)にある決めごとを、市が画面で改められるようにする(起動時に)。"""
    register_days("事案とつなぎ", Rhythm, rules)


_list_links: list[tuple[str, str]] = []


def register_list_link(label: str, url_name: str) -> None:
    """事案の一覧の下に、一覧から始める仕事への道を足す(起動時に)。url_name は引数のない URL の名前。同じものは一度だけ入る。"""
    if (label, url_name) not in _list_links:
        _list_links.append((label, url_name))


def list_links() -> tuple[tuple[str, str], ...]:
    """事案の一覧の下の道。登録の順。"""
    return tuple(_list_links)


_reopening: list[str] = []


def register_reopening(url_name: str) -> None:
    """「再開する」の先の画面を登録する(起動時に。元の支援チームを呼び戻す画面を持つ部屋)。url_name は case_id だけを取る URL の名前。"""
    _reopening[:] = [url_name]


def reopening() -> str:
    """「再開する」の先の画面の名前。登録がなければ、事案の部屋の再開の画面。"""
    return _reopening[0] if _reopening else "cases:reopening"


@dataclass(frozen=True, slots=True)
class Proposal:
    """ほかの部屋の記録から、アセスメントの欄に取り入れられる値の案。

    subject は何についてか(route 相談経路 C02、visitor 来談者)、code はその符号。ref は元の記録の番号、agency_id と as_of は
    それを聞いた機関と日。told は元の記録の呼び方。
    """

    subject: str
    code: str
    ref: UUID
    agency_id: UUID
    as_of: date
    told: str


Proposing = Callable[[UUID], Sequence[Proposal]]
_proposing: list[Proposing] = []


def register_proposals(load: Proposing) -> None:
    """事案の番号から、行為者に見える記録の案を返す関数を登録する(起動時に。相談の部屋)。同じものは一度だけ入る。"""
    if load not in _proposing:
        _proposing.append(load)


def proposals_of(case_id: UUID) -> tuple[Proposal, ...]:
    """この事案について取り入れられる案。登録の順。"""
    return tuple(one for load in _proposing for one in load(case_id))


WayOn = tuple[str, str]
"""先へ進む道: 見出しと URL。"""
ClosingRule = Callable[[UUID], Decision]
WaysOn = Callable[[UUID], Sequence[WayOn]]
_closing: dict[ClosingRule, WaysOn] = {}
_FREE: Final = Decision.yes("終結できます。伴走する人は、終結の後も残ります。", "支援の流れ(様式1-1・1-2)")


def register_closing_rule(rule: ClosingRule, ways_on: WaysOn) -> None:
    """事案の終結をさえぎる規則を登録する(起動時に。プランの部屋など)。同じ規則は一度だけ入る。

    rule は事案の番号から判断を返す。ways_on は、さえぎった後にどこで何をすればよいか(断ったときだけ、終結の画面が尋ねる)。
    """
    _closing[rule] = ways_on


def closing_decision(case_id: UUID) -> Decision:
    """上の部屋の規則から見て、この事案を終結できるか。断る規則があれば、最初のその理由(ボタンと同じ文)。"""
    return next((found for found in (rule(case_id) for rule in _closing) if not found.allowed), _FREE)


def closing_ways(case_id: UUID) -> tuple[WayOn, ...]:
    """終結を断っている規則の、先へ進む道。断る規則がなければ空。"""
    return next((tuple(ways_on(case_id)) for rule, ways_on in _closing.items() if not rule(case_id).allowed), ())


Records = Callable[[UUID, Actor], Iterable[RecordLine]]
"""(事案, 行為者) から、記録の行。行為者に見える行だけを返すこと。"""
_records: list[Records] = []


def register_records(handler: Records) -> None:
    """会議の資料などに写せる記録を差し出す(起動時に。記録を持つ部屋が、自分の表だけを読んで)。同じ関数は一度だけ入る。"""
    if handler not in _records:
        _records.append(handler)


def records_of(case_id: UUID, by: Actor) -> tuple[RecordLine, ...]:
    """この事案の記録のうち、行為者に見える行。部屋の登録の順。文のない行は出さない。"""
    return tuple(one for give in _records for one in give(case_id, by) if one.text)
