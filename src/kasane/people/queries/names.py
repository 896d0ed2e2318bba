"""機関の名前。機関の部屋の問いだけを通して引く。"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from kasane.access.domain import Ground, HolderKind
from kasane.access.queries import Viewer
from kasane.agencies.queries.desk import holder_names
from kasane.kernel import clock


def agency_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """機関の番号から名前。知らない番号は含まない。番号がなければ問わない。"""
    wanted = list(ids)
    if not wanted:
        return {}
    return holder_names(Viewer(Ground.RECEIVED, HolderKind.AGENCY, one, clock.now(), None, "") for one in wanted)
