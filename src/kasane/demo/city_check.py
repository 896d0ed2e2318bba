"""市の規模の読み込みの後の確かめ: 引き金を外して入れた行が、引き金と関数の守る決まりをすべて満たしているか。

一つでも破れば読み込みをやめる。
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from psycopg import Connection

RULES: Final[dict[str, str]] = {
    "伴走が一つでない事案": (
        "SELECT count(*) FROM cases_case c WHERE 1 <> (SELECT count(*) FROM cases_involvement i"
        " WHERE i.case_id = c.id AND i.role = 'companion' AND i.valid_to IS NULL)"
    ),
    "伴走の機関の写しが違う事案": (
        "SELECT count(*) FROM cases_case c WHERE c.companion_agency_id IS DISTINCT FROM (SELECT i.agency_id FROM cases_involvement i"
        " WHERE i.case_id = c.id AND i.role = 'companion' AND i.valid_to IS NULL)"
    ),
    "区画の種類が写しと違う経過": (
        "SELECT count(*) FROM cases_note n JOIN access_compartment c ON c.id = n.compartment_id WHERE c.kind <> n.room_kind"
    ),
    "区画の種類が写しと違う検索の控え": (
        "SELECT count(*) FROM search_text t JOIN access_compartment c ON c.id = t.compartment_id WHERE c.kind <> t.room_kind"
    ),
    "区画のない経過": (
        "SELECT count(*) FROM cases_note n WHERE NOT EXISTS (SELECT 1 FROM access_compartment c WHERE c.id = n.compartment_id)"
    ),
    "受け付けた機関の写しが違う検索の控え": (
        "SELECT count(*) FROM search_text t JOIN access_grant g ON g.compartment_id = t.compartment_id AND g.home"
        " WHERE t.home_agency_id IS DISTINCT FROM g.holder_id"
    ),
    "受け付けた機関の印のない区画": (
        "SELECT count(*) FROM access_grant g WHERE g.ground = 'received' AND g.holder_kind = 'agency' AND NOT EXISTS"
        " (SELECT 1 FROM access_grant h WHERE h.compartment_id = g.compartment_id AND h.home)"
    ),
    "検索の控えのない支援経過": (
        "SELECT count(*) FROM cases_note n WHERE n.kind = 'contact' AND NOT EXISTS (SELECT 1 FROM search_text t WHERE t.source_id = n.id)"
    ),
    "関わりで説明できない支援チームの根拠": (
        "SELECT count(*) FROM access_grant g JOIN cases_person p ON g.compartment_id IN (p.compartment_id, p.sensitive_room)"
        " WHERE g.ground = 'team' AND NOT EXISTS (SELECT 1 FROM cases_involvement_grant x WHERE x.grant_id = g.id)"
    ),
    "関わりより長く続く根拠": (
        "SELECT count(*) FROM cases_involvement_grant x JOIN access_grant g ON g.id = x.grant_id"
        " JOIN cases_involvement i ON i.id = x.involvement_id"
        " WHERE i.valid_to IS NOT NULL AND (g.valid_to IS NULL OR g.valid_to > i.valid_to)"
    ),
    "同意より長く続く根拠": (
        "SELECT count(*) FROM cases_involvement_grant x JOIN access_grant g ON g.id = x.grant_id"
        " JOIN consent_consent c ON c.id = x.consent_id"
        " WHERE g.valid_to IS NULL OR g.valid_to > (c.valid_until + 1)::timestamp AT TIME ZONE 'Asia/Tokyo'"
    ),
    "返したつなぎに残る根拠": (
        "SELECT count(*) FROM cases_referral r JOIN access_grant g ON g.compartment_id = r.compartment_id AND g.ground = 'asked'"
        " WHERE (g.ended_by IS NULL) <> (r.state IN ('sent', 'accepted')) OR (g.valid_to IS NULL) AND g.ended_by IS NOT NULL"
    ),
    "できごとと合わない段階": (
        "SELECT count(*) FROM cases_case c WHERE c.stage <> (SELECT n.value FROM cases_note n WHERE n.case_id = c.id AND n.kind = 'event'"
        " AND n.act IN ('open_case', 'move_stage', 'close_case') ORDER BY n.happened_on DESC, n.id DESC LIMIT 1)"
    ),
}
"""破られた決まりの名前 → 破っている数を数える文。"""


class Broken(RuntimeError):
    """決まりを破る行がある。読み込む側の誤りなので、取引ごと巻き戻す。"""


def breaches(connection: Connection[Any]) -> dict[str, int]:
    """決まりの名前 → 破っている行の数(破られていないものは含まない)。

    見本の町の物語は、時計を止めて業務のコマンドで演じるので、関わりは物語の日に、根拠は演じた本当の時刻に終わる。その分も数に入る。
    """
    found = {name: connection.execute(question).fetchone() for name, question in RULES.items()}
    return {name: row[0] for name, row in found.items() if row is not None and row[0]}


def check(connection: Connection[Any], *, before: Mapping[str, int]) -> None:
    """すべての決まりを確かめ、読み込む前(before)より破る行が増えていれば Broken。"""
    more = {name: count - before.get(name, 0) for name, count in breaches(connection).items()}
    found = {name: count for name, count in more.items() if count > 0}
    if found:
        raise Broken("、".join(f"{name} {count:,} 件" for name, count in found.items()))
