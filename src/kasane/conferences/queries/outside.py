"""外部の構成員の呼び名と、登録が今あるか。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from kasane.access.reading import rows_of

_NAMES: Final = "SELECT id, name FROM agencies_outsidemember WHERE id = ANY (%s)"
_REGISTERED: Final = """
    SELECT id, concat_ws('　', nullif(organisation, ''), name) FROM agencies_outsidemember
    WHERE valid_from <= %(on)s AND (valid_to IS NULL OR valid_to > %(on)s) ORDER BY organisation, kana, id
"""


def outside_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """番号 → 氏名(登録の終わった人も、当時の名前を出す)。"""
    return dict(rows_of(_NAMES, [list(ids)]))


def registered_outside(on: date) -> dict[UUID, str]:
    """この日に登録のある外部の構成員。番号 → 「所属　氏名」。所属の順。"""
    return dict(rows_of(_REGISTERED, {"on": on}))
