"""様式の定義の台帳: specs/ の TOML を読み、その日に使う版を選ぶ。過ぎた日の書類は、その日の版で作られる。"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from kasane.documents.domain.form import Form, FormProblem, read_form

_SPECS: Final = Path(__file__).resolve().parents[1] / "specs"
_FAR: Final = date.max


@lru_cache(maxsize=1)
def all_forms() -> tuple[Form, ...]:
    """すべての様式のすべての版。同じ様式の版の期間が重なれば FormProblem。"""
    forms = tuple(read_form(tomllib.loads(path.read_text("utf-8"))) for path in sorted(_SPECS.glob("*.toml")))
    check_periods(forms)
    return forms


def check_periods(forms: Sequence[Form]) -> None:
    """同じ様式の版の期間が重ならないことを確かめる。重なれば FormProblem。"""
    for code in {one.code for one in forms}:
        mine = sorted((one for one in forms if one.code == code), key=lambda one: one.valid_from)
        for before, after in pairwise(mine):
            if (before.valid_to or _FAR) > after.valid_from:
                raise FormProblem(f"様式 {code} の版の期間が重なっています。")


def edition_on(code: str, day: date, forms: Sequence[Form] | None = None) -> Form:
    """その日に使う版。知らない様式、その日に版のない様式は FormProblem。"""
    found = next((one for one in (all_forms() if forms is None else forms) if one.code == code and one.valid_on(day)), None)
    if found is None:
        raise FormProblem(f"様式 {code} の、{day} に使う版がありません。")
    return found
