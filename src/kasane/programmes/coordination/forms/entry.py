"""多機関協働への依頼と、紹介元との話の入力。"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField

from kasane.cases.domain import Agreement, Explained, ReferralFacts, ReferralKind
from kasane.cases.forms.common import Choices, choices_of, give_choices
from kasane.cases.forms.team import SharingForm
from kasane.kernel import clock
from kasane.programmes.coordination.commands import RequestFacts, TalkFacts
from kasane.programmes.coordination.domain.entry import Route, TalkMethod
from kasane.screens.fields import ChoiceRadio, ChoiceSelect, LongTextField, WarekiField
from kasane.screens.forms import KasaneForm

_PARTS: Final = (
    ("何を頼むか", ("coordinator", "route", "purpose", "summary", "tried", "wanted", "answer_by")),
    ("本人への説明と返事", ("explained", "agreement", "agreement_note", "accompanied", "accompany_note")),
    ("根拠と、開く記録", ("basis", "statute_code", "basis_note", "person_ids", "sensitive")),
)


class RequestForm(SharingForm):
    """多機関協働への依頼。受ける機関は、受理するまで、つなぎ要約・経路・試したこと・求めることだけを読める。"""

    coordinator = ChoiceSelect(label="多機関協働の機関", choices=())
    route = ChoiceRadio(label="どの経路ですか", choices=Route.choices())
    purpose = forms.CharField(label="お願いしたいこと", max_length=200, help_text="一行で。例：介護と就労の役割分担を決めたい")
    summary = LongTextField(label="つなぎ要約", max_length=4000, rows=8, help_text="これまでのいきさつと、いま困っていること")
    tried = LongTextField(label="すでに試したこと", max_length=4000, rows=4, help_text="個別会議で話したこと、断られたことも書きます")
    wanted = LongTextField(label="多機関協働に求めること", max_length=4000, rows=4)
    answer_by = WarekiField(label="いつまでに返事がほしいか")
    explained = ChoiceRadio(label="本人に説明しましたか", choices=choices_of(Explained))
    agreement = ChoiceRadio(label="本人の返事", choices=choices_of(Agreement))
    agreement_note = forms.CharField(label="返事の様子", required=False, max_length=200)
    accompanied = forms.BooleanField(label="最初の話に、いっしょに行く（同行）", required=False)
    accompany_note = forms.CharField(label="だれが、いつ同行するか", required=False, max_length=200)
    basis_note = forms.CharField(label="根拠の補足", required=False, max_length=200)

    def __init__(self, *args: Any, coordinators: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "coordinator", coordinators, blank="選んでください")

    @property
    def parts(self) -> list[tuple[str, list[BoundField]]]:
        """見出しごとの欄。"""
        return [(title, [self[name] for name in names]) for title, names in _PARTS]

    def clean_answer_by(self) -> Any:
        """過ぎた日は断る。"""
        day = self.cleaned_data["answer_by"]
        if day < clock.today():
            raise forms.ValidationError("今日以後の日を入力してください")
        return day

    def to_facts(self) -> RequestFacts:
        """コマンドに渡す値。"""
        given = self.cleaned_data
        letter = ReferralFacts(
            kind=ReferralKind.COORDINATION, to_agency_id=UUID(given["coordinator"]), purpose=given["purpose"], summary=given["summary"],
            explained=Explained(given["explained"]), agreement=Agreement(given["agreement"]), agreement_note=given["agreement_note"],
            accompanied=given["accompanied"], accompany_note=given["accompany_note"], basis_note=given["basis_note"],
            answer_by=given["answer_by"], **self.basis_values,
        )  # fmt: skip
        return RequestFacts(letter, Route(given["route"]), given["tried"], given["wanted"])


class TalkForm(KasaneForm):
    """紹介元と話したこと。"""

    talked_on = WarekiField(label="話した日", not_after=clock.today)
    method = ChoiceRadio(label="どのように話しましたか", choices=TalkMethod.choices())
    with_whom = forms.CharField(label="だれと話しましたか", max_length=100)
    content = LongTextField(label="話した内容", max_length=4000, rows=5)

    def to_facts(self) -> TalkFacts:
        """コマンドに渡す値。"""
        given = self.cleaned_data
        return TalkFacts(given["talked_on"], TalkMethod(given["method"]), given["with_whom"], given["content"])
