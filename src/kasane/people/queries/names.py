"""名指しに選べる職員。機関の部屋の問いだけを通して引く。"""

from __future__ import annotations

from kasane.agencies.queries.staff import staff_list
from kasane.kernel.actor import Actor


def colleagues(by: Actor) -> list[tuple[str, str]]:
    """名指しに選べる職員(今配属中の、自分以外の人)。自機関の人を先に並べる。"""
    rows = [row for row in staff_list() if row.account_id != by.account_id and row.active and row.postings]
    rows.sort(key=lambda row: all(posting.agency_id != by.agency_id for posting in row.postings))
    return [(str(row.account_id), f"{row.name}({'・'.join(posting.agency_name for posting in row.postings)})") for row in rows]
