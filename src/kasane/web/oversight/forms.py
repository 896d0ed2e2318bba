"""監査の一覧の絞り込みと、緊急閲覧の点検の入力。"""

from datetime import datetime, time, timedelta
from uuid import UUID

from django import forms

from kasane.audit.access_log import Outcome
from kasane.audit.queries import Search
from kasane.kernel import clock
from kasane.screens.fields import WarekiField
from kasane.screens.forms import KasaneForm

_BOOKS = (("access", "閲覧記録（見た・断られた）"), ("journal", "業務日誌（行ったこと）"))
_OUTCOMES = (
    ("", "すべて"),
    (Outcome.REFUSED.value, "断られた"),
    (Outcome.NOT_VISIBLE.value, "見えない記録を開こうとした"),
    (Outcome.SIGN_IN_FAILED.value, "サインインの失敗"),
)


class SearchForm(KasaneForm):
    """監査の一覧の絞り込み。空欄は問わない。"""

    book = forms.ChoiceField(label="帳簿", choices=_BOOKS, required=False)
    outcome = forms.ChoiceField(label="結果", choices=_OUTCOMES, required=False)
    on = WarekiField(label="日付", required=False)
    account = forms.UUIDField(widget=forms.HiddenInput, required=False)
    subject = forms.UUIDField(widget=forms.HiddenInput, required=False)
    before = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def to_search(self) -> Search:
        """絞り込みの値。入力の誤りがあるときは、誤った項目を無視せず空の検索にしない（画面が誤りを示す）。"""
        given = self.cleaned_data
        day = given.get("on")
        since = datetime.combine(day, time(), clock.JST) if day else None
        return Search(
            book=given.get("book") or "access",
            account_id=_uuid(given.get("account")),
            subject_id=_uuid(given.get("subject")),
            outcome=given.get("outcome") or "",
            since=since,
            until=since + timedelta(days=1) if since else None,
            before=given.get("before"),
        )


def _uuid(value: object) -> UUID | None:
    return value if isinstance(value, UUID) else None


class ReviewForm(KasaneForm):
    """緊急閲覧の点検。"""

    finding = forms.CharField(
        label="点検の結果",
        help_text="必要な閲覧だったか、本人への説明や改善が要るかを書きます",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
    )
