"""様式の直し(mission 8.5): 言い方・順・選択肢を、日付つきの行で直す。"""

from __future__ import annotations

from uuid import UUID

from kasane.access.commands import act
from kasane.access.guarded import ask
from kasane.access.policy import Action
from kasane.audit import journal
from kasane.documents.domain.corrections import Correction, CorrectionKind, correction_problems, may_end
from kasane.documents.domain.form import Form
from kasane.documents.models import FormCorrection
from kasane.documents.queries.correcting import form_to_correct
from kasane.documents.queries.forms import correction_of
from kasane.kernel import clock
from kasane.kernel.actor import Actor
from kasane.kernel.decision import Invalid, require
from kasane.kernel.ids import new_id
from kasane.kernel.text import cleaned


@act(Action.CORRECT_FORMS)
def correct_form(*, by: Actor, correction: Correction, reason: str) -> UUID:
    """様式を直す。

    市の一覧から選ぶ欄の選択肢は、その一覧の日付つきの行を直すので、画面・Excel・書類が同じ言い方になる。ほかの直しは書類だけに効く。
    無い様式は NotVisible、直しの誤りと理由の空は Invalid。返り値は直しの番号。
    """
    form = form_to_correct(correction.form)
    why = cleaned("reason", reason, required="直す理由(公式の様式のどこと違うか)を書いてください。")
    words = cleaned("text", correction.text)
    if wrong := correction_problems(form, correction, today=clock.today()):
        raise Invalid(wrong)
    _in_the_list(form, correction, words)
    row = FormCorrection.objects.create(
        id=new_id(), form=correction.form, kind=correction.kind.value, target=correction.target, code=correction.code.strip(), text=words,
        position=correction.position, reason=why, valid_from=correction.valid_from, valid_to=correction.valid_to,
        recorded_at=clock.now(), recorded_by=by.posting_id,
    )  # fmt: skip
    journal.record(act="correct_form", by=by, reason=why, changed=[f"{correction.form}:{correction.target or 'title'}"])
    return row.id


@act(Action.CORRECT_FORMS)
def end_correction(*, by: Actor, correction_id: UUID, reason: str) -> None:
    """直しを今日で終え、元の言い方に戻す。もう終わっていれば Refused、無ければ NotVisible。行は残る。"""
    line = correction_of(correction_id)
    require(may_end(line.correction, today=clock.today()))
    why = cleaned("reason", reason, required="戻す理由を書いてください。")
    until = max(clock.today(), line.correction.valid_from)
    FormCorrection.objects.filter(id=correction_id).update(valid_to=until)
    journal.record(act="end_form_correction", by=by, reason=why, changed=[f"{line.correction.form}:{line.correction.target or 'title'}"])


def _in_the_list(form: Form, one: Correction, words: str) -> None:
    """市の一覧から選ぶ欄なら、一覧の行を直す。"""
    if one.kind not in (CorrectionKind.OPTION, CorrectionKind.DROP_OPTION):
        return
    field = next((found for found in form.fields() if found.base == one.target), None)
    if field is None or not field.code_list:
        return
    if one.valid_to is not None:
        raise Invalid({"valid_to": "市の一覧の直しには、終わりの日を付けられません。戻すときは、もう一度直してください。"})
    label = words if one.kind is CorrectionKind.OPTION else ""
    ask(
        "SELECT documents_correct_code(%s, %s, %s, %s)", [field.code_list, one.code.strip(), label, one.valid_from],
        refusal="この選択肢の一覧は、ここでは直せません。",
    )  # fmt: skip
