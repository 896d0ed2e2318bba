"""一覧から選ぶもの: 会議の種類、職員、外の構成員、機関、圏域。"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from kasane.agencies.queries.postings import serving_postings
from kasane.agencies.queries.register import areas as area_list
from kasane.agencies.queries.register import existing_bodies, hosting_agencies, outside_members, statute_labels
from kasane.conferences.queries import kinds_on
from kasane.conferences.queries.appointments import appointment_register
from kasane.conferences.queries.screens import running_items
from kasane.conferences.queries.shapes import ConferenceHead, ItemRoom
from kasane.conferences.views.narrowing import Choosing, choose
from kasane.kernel import clock
from kasane.kernel.wareki import format_wareki

Choices = list[tuple[str, str]]


def kinds() -> Choices:
    """今使っている会議の種類。"""
    return [(one.code, f"{one.name}（{one.statute}）" if one.statute else one.name) for one in kinds_on()]


def postings(query: str = "", *, keep: Collection[str] = ()) -> Choosing:
    """職員。会議には、機関ではなく人を一人ずつ招く。多い町では、探した言葉に合う人と、もう選んである人(keep)だけを並べる。"""
    found = [(str(one.id), f"{one.agency}　{one.name}", f"{one.name} {one.kana} {one.agency}") for one in serving_postings()]
    return choose(found, query, keep=keep)


def outside() -> Choices:
    """台帳にある外の構成員。"""
    return [
        (str(one.id), f"{one.name}（{kind}{f'・{one.organisation}' if one.organisation else ''}）") for one, kind, _ in outside_members()
    ]  # fmt: skip


def appointed(item_id: UUID, kind_code: str) -> Choices:
    """この議題に、今委嘱が効いている外の構成員(ほかの議題・ほかの種類の会議だけの委嘱は出さない)。値は「構成員:委嘱」。"""
    return [
        (f"{one.outside_member_id}:{line.id}", f"{one.name}（{one.organisation or line.organisation}　{line.number}）")
        for line in appointment_register()
        if line.live and line.item_id in (None, item_id) and line.kind_code in ("", kind_code) for one in line.people if one.ready
    ]  # fmt: skip


def agencies() -> Choices:
    """職員を置く機関。"""
    return [(str(one.id), one.name) for one in hosting_agencies()]


def areas() -> Choices:
    """圏域。"""
    return [(str(one.id), one.name) for one in area_list()]


def bodies() -> Choices:
    """既存の会議体。"""
    return [(str(one.id), f"{one.name}（{law}）" if law else one.name) for one, law in existing_bodies()]


def statutes() -> Choices:
    """根拠に選べる、今日効力のある条文。"""
    return list(statute_labels(clock.today()).items())


def people(room: ItemRoom) -> Choices:
    """議題に上がった人。資料での呼び方で選ぶ。"""
    return [(str(key), label) for key, label in room.people]


def holders(room: ItemRoom) -> Choices:
    """役割を引き受けられる側: 機関と、この議題の外の構成員。"""
    found = [(f"agency:{key}", name) for key, name in agencies()]
    return found + [(f"outside:{one.outside_member_id}", f"{one.name}（外の構成員）") for one in room.members if one.outside]


def said(head: ConferenceHead) -> str:
    """会議の言い方(開催日と時刻つき)。"""
    return f"{format_wareki(head.held_on)} {head.starts_at:%H:%M}　{head.title}（{head.place or '場所は未定'}）"


def my_items() -> Choices:
    """自分が役員の会議の、まだ終わっていない議題。"""
    return [(str(key), said_as) for key, said_as in running_items()]


def kind_name(code: str) -> str:
    """会議の種類の名前。知らない符号なら空。"""
    return next((one.name for one in kinds_on() if one.code == code), "")
