"""直しの画面と白紙の用紙に出す様式: 記録から欄の入る様式(1-2・2-1・2-2)は、今日の項目を入れて出す。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kasane.documents.domain.form import Form
from kasane.documents.queries.assessment import CODE as ASSESSMENT
from kasane.documents.queries.assessment import blank_assessment
from kasane.documents.queries.evaluation import CODE as EVALUATION
from kasane.documents.queries.evaluation import blank_evaluation
from kasane.documents.queries.forms import plain_form, recorrected
from kasane.documents.queries.plan import CODES as PLANS
from kasane.documents.queries.plan import blank_plan

_FILLED: Final[dict[str, Callable[[Form], Form]]] = {
    ASSESSMENT: blank_assessment, EVALUATION: blank_evaluation, **dict.fromkeys(PLANS.values(), blank_plan),
}  # fmt: skip


def form_to_correct(code: str) -> Form:
    """直す前の様式。知らない様式は NotVisible。"""
    form, fill = plain_form(code), _FILLED.get(code)
    return fill(form) if fill else form


def form_as_corrected(code: str) -> Form:
    """今日の直しを当てた様式。"""
    return recorrected(form_to_correct(code))
