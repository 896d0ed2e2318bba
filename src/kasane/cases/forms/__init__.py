"""事案の画面の入力を、規則が扱う値に直す。書き込みはしない。"""

from kasane.cases.forms.cases import AddPersonForm, CloseForm, OpenCaseForm, ReopenForm, RhythmForm, StageForm, TitleForm
from kasane.cases.forms.common import ReasonForm
from kasane.cases.forms.notes import CorrectionForm, NoteForm
from kasane.cases.forms.referrals import AcceptForm, HeardForm, ReferralForm, ReturnForm
from kasane.cases.forms.team import CautionForm, HandOnForm, MemberForm

__all__ = [
    "AcceptForm",
    "AddPersonForm",
    "CautionForm",
    "CloseForm",
    "CorrectionForm",
    "HandOnForm",
    "HeardForm",
    "MemberForm",
    "NoteForm",
    "OpenCaseForm",
    "ReasonForm",
    "ReferralForm",
    "ReopenForm",
    "ReturnForm",
    "RhythmForm",
    "StageForm",
    "TitleForm",
]
