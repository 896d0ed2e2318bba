"""つなぎ・もどしの入力(seed 000)。"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms

from kasane.cases.domain import Agreement, Explained, HeardFacts, HeardHow, ReferralFacts, ReferralKind, ReferralState
from kasane.cases.domain.referrals import ANSWERS
from kasane.cases.forms.common import Choices, choices_of, give_choices
from kasane.cases.forms.team import SharingForm
from kasane.kernel import clock
from kasane.screens.fields import ChoiceRadio, ChoiceSelect, LongTextField, WarekiField
from kasane.screens.forms import KasaneForm

_KINDS: Final = [
    (ReferralKind.REFERRAL.value, "行き先が決まっている（機関を選ぶ）"),
    (ReferralKind.UNKNOWN.value, "どこに相談すればよいか分からない（総合相談の窓口に、いっしょに考えてもらう）"),
]
_PLACES: Final = {ReferralKind.REFERRAL.value: "agency", ReferralKind.UNKNOWN.value: "window"}
_WHERE: Final = ("kind", "agency", "window", "purpose", "summary", "answer_by")
_PERSON: Final = ("explained", "agreement", "agreement_note", "accompanied", "accompany_note")
_GROUNDS: Final = ("basis", "statute_code", "basis_note", "person_ids", "sensitive")


class ReferralForm(SharingForm):
    """つなぎを書く。agencies・windows は、行き先ごとに選べる機関。多機関協働への依頼は、聞くことが違うので別の画面で書く。"""

    kind = ChoiceRadio(label="どこへつなぎますか", choices=_KINDS)
    agency = ChoiceSelect(label="つなぐ機関", choices=(), required=False, help_text="行き先が決まっているとき")
    window = ChoiceSelect(label="総合相談の窓口", choices=(), required=False, help_text="どこに相談すればよいか分からないとき")
    purpose = forms.CharField(label="お願いしたいこと", max_length=200, help_text="一行で。例：介護保険の申請と、長男への声かけ")
    summary = LongTextField(label="つなぎ要約（これまでのいきさつと、いま困っていること）", max_length=4000, rows=8)
    explained = ChoiceRadio(label="つなぐことを本人に説明しましたか", choices=choices_of(Explained))
    agreement = ChoiceRadio(label="本人の返事", choices=choices_of(Agreement))
    agreement_note = forms.CharField(label="返事の様子", required=False, max_length=200)
    accompanied = forms.BooleanField(label="最初の相談に、いっしょに行く（同行）", required=False)
    accompany_note = forms.CharField(label="だれが、いつ同行するか", required=False, max_length=200)
    basis_note = forms.CharField(label="根拠の補足", required=False, max_length=200)
    answer_by = WarekiField(label="いつまでに返事がほしいか", help_text="過ぎると、相手の管理者、次に市へ知らせが上がります")
    field_order = (*_WHERE, *_PERSON, *_GROUNDS)

    def __init__(self, *args: Any, agencies: Choices = (), windows: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "agency", agencies, blank="選んでください")
        give_choices(self, "window", windows, blank="選んでください")

    @property
    def where_fields(self) -> list[forms.BoundField]:
        """どこへ、何を。"""
        return [self[name] for name in _WHERE]

    @property
    def person_fields(self) -> list[forms.BoundField]:
        """本人への説明と返事。"""
        return [self[name] for name in _PERSON]

    @property
    def ground_fields(self) -> list[forms.BoundField]:
        """根拠と、開く記録。"""
        return [self[name] for name in _GROUNDS]

    def clean_answer_by(self) -> Any:
        """過ぎた日は断る。"""
        day = self.cleaned_data["answer_by"]
        if day < clock.today():
            raise forms.ValidationError("今日以後の日を入力してください")
        return day

    def clean(self) -> dict[str, Any]:
        """行き先が選ばれているか。"""
        given = super().clean()
        place = _PLACES.get(given.get("kind", ""))
        if place and not given.get(place):
            self.add_error(place, "つなぐ先を一覧から選んでください")
        return given

    def to_facts(self) -> ReferralFacts:
        """コマンドに渡す値。"""
        given = self.cleaned_data
        same = {name: given[name] for name in (
            "purpose", "summary", "agreement_note", "accompanied", "accompany_note", "basis_note", "answer_by",
        )}  # fmt: skip
        return ReferralFacts(
            kind=ReferralKind(given["kind"]), to_agency_id=UUID(given[_PLACES[given["kind"]]]), explained=Explained(given["explained"]),
            agreement=Agreement(given["agreement"]), **same, **self.basis_values,
        )  # fmt: skip


class AcceptForm(KasaneForm):
    """受諾。"""

    answer = LongTextField(label="渡した機関への返事", required=False, max_length=1000, rows=2, help_text="例：11月25日に訪問します")


class HeardForm(KasaneForm):
    """席のない機関から聞いた返事。選べる返事は、今の状態で決まる。"""

    to = ChoiceRadio(label="返事", choices=())
    told_by = forms.CharField(label="だれが言いましたか", max_length=100, help_text="例：受付の山田さん")
    how = ChoiceRadio(label="どう聞きましたか", choices=choices_of(HeardHow))
    told_on = WarekiField(label="いつ聞きましたか", not_after=clock.today)
    text = LongTextField(label="聞いたこと", required=False, max_length=2000, rows=4, help_text="差戻し・もどしのときは、必ず書きます")

    def __init__(self, *args: Any, now: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = ANSWERS[ReferralState(now)] - {ReferralState.RECALLED} if now else frozenset()
        give_choices(self, "to", choices_of(one for one in ReferralState if one in ways))

    def to_facts(self) -> HeardFacts:
        """コマンドに渡す値。"""
        given = self.cleaned_data
        return HeardFacts(ReferralState(given["to"]), given["told_by"], HeardHow(given["how"]), given["told_on"], given["text"])


class ReturnForm(KasaneForm):
    """もどし。"""

    outcome = LongTextField(label="したことと、これからのこと", max_length=4000, rows=6, help_text="伴走している機関が、続きを引き受けます")
