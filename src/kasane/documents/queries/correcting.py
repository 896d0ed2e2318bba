"""直しの画面に出す様式: 様式1-2は、今日の項目を入れて出す。"""

from __future__ import annotations

from kasane.documents.domain.form import Form
from kasane.documents.queries.assessment import CODE, blank_assessment
from kasane.documents.queries.forms import plain_form, recorrected


def form_to_correct(code: str) -> Form:
    """直す前の様式。知らない様式は NotVisible。"""
    form = plain_form(code)
    return blank_assessment(form) if code == CODE else form


def form_as_corrected(code: str) -> Form:
    """今日の直しを当てた様式。"""
    return recorrected(form_to_correct(code))
