"""閉会の前に確かめること: 決まっていない議題と、閉会で見えなくなる構成員。役員にだけ返る。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of
from kasane.conferences.domain.codes import ItemState
from kasane.conferences.queries.shapes import AgendaLine, ConferencePage

# 閉会で窓の閉じる席: 決まっていない議題の構成員の全員と、決まった議題に来なかった構成員(データベースの conferences_move と同じ)。
_SHUTTING: Final = """
    SELECT i.heading, coalesce(s.name, o.name, ''), coalesce(a.name, o.organisation, ''), i.state = 'tabled'
    FROM conferences_member m JOIN conferences_item i ON i.id = m.item_id
    LEFT JOIN agencies_posting p ON p.id = m.posting_id LEFT JOIN agencies_staffprofile s ON s.account_id = p.account_id
    LEFT JOIN agencies_agency a ON a.id = m.agency_id LEFT JOIN agencies_outsidemember o ON o.id = m.outside_member_id
    WHERE i.conference_id = %s AND i.state IN ('tabled', 'decided') AND m.left_at IS NULL
      AND m.part NOT IN ('secretariat', 'chair', 'minutes') AND (i.state = 'tabled' OR m.attended IS DISTINCT FROM true)
      AND m.shown_until > statement_timestamp()
    ORDER BY i.position, m.invited_at, m.id
"""


@dataclass(frozen=True, slots=True)
class Shutting:
    """閉会で資料が見えなくなる構成員の一人。undecided は、議題が決まらないまま閉じるためか(否なら、出席していないため)。"""

    heading: str
    name: str
    agency: str
    undecided: bool


@dataclass(frozen=True, slots=True)
class Closing:
    """閉会の前に確かめること。"""

    undecided: tuple[AgendaLine, ...]
    shutting: tuple[Shutting, ...]


def undecided_in(found: ConferencePage) -> tuple[AgendaLine, ...]:
    """まだ決まっていない議題。"""
    return tuple(one for one in found.items if one.state is ItemState.TABLED)


def closing_of(found: ConferencePage) -> Closing:
    """この会議を今閉じると、閉じる議題と、見えなくなる構成員。"""
    return Closing(undecided_in(found), tuple(Shutting(*row) for row in rows_of(_SHUTTING, [found.head.id])))


def people_in(found: ConferencePage) -> tuple[UUID, ...]:
    """閉会の画面に出る議題の人(閲覧記録に残す)。"""
    return tuple(dict.fromkeys(person for line in found.items for person in line.person_ids))
