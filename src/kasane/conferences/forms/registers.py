"""委嘱簿と協力依頼の入力(社会福祉法106条の6第3項、seed 002)。"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms

from kasane.cases.forms.common import Choices, give_choices
from kasane.conferences.domain.appointment import AppointmentFacts, AppointmentKind, AppointmentScope
from kasane.conferences.domain.cooperation import Addressee, CooperationFacts, CooperationState, Wanted
from kasane.kernel import clock
from kasane.screens.fields import ChoiceCheckboxes, ChoiceRadio, ChoiceSelect, LongTextField, VersionField, WarekiField
from kasane.screens.forms import KasaneForm

_WHOM: Final = ("kind", "member_ids", "organisation", "agreed_on", "agreed_with")
_ENDS: Final = [(one.value, one.label_ja) for one in CooperationState if one is not CooperationState.WAITING]
_NAMED: Final = "named"
_NOBODY: Final = ("nobody", "だれも挙げない（対象者のない求め）")
_REACH: Final = ("scope", "kind_code", "item_id", "valid_from", "valid_to", "note")


class AppointForm(KasaneForm):
    """委嘱する。一人でも、団体の名簿でまとめてでも。members は外の構成員、items は自分が開いている議題。"""

    kind = ChoiceRadio(label="委嘱のしかた", choices=AppointmentKind.choices(), initial=AppointmentKind.PERSON.value)
    member_ids = ChoiceCheckboxes(label="委嘱する人", choices=(), help_text="団体への委嘱では、名簿の人すべてに印をつけます")
    organisation = forms.CharField(label="団体の名前", required=False, max_length=200, help_text="団体への一括の委嘱のとき")
    agreed_on = WarekiField(label="団体と事前に調整した日", required=False, not_after=clock.today)
    agreed_with = forms.CharField(label="調整した相手", required=False, max_length=200, help_text="例：会長、事務長")
    scope = ChoiceRadio(label="委嘱の範囲", choices=AppointmentScope.choices(), help_text="範囲の外の議題は、委嘱があっても見えません")
    kind_code = ChoiceSelect(label="会議", choices=(), required=False, help_text="「この会議のすべての議題」のとき")
    item_id = ChoiceSelect(label="議題", choices=(), required=False, help_text="「一つの議題だけ」のとき")
    valid_from = WarekiField(label="いつから", help_text="さかのぼって書いても、書いた日より前には効きません")
    valid_to = WarekiField(label="いつまで（この日を含む）")
    note = LongTextField(label="補足", required=False, max_length=1000, rows=2)

    def __init__(self, *args: Any, members: Choices = (), kinds: Choices = (), items: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "member_ids", members)
        give_choices(self, "kind_code", kinds, blank="選んでください")
        give_choices(self, "item_id", items, blank="選んでください")

    @property
    def whom_fields(self) -> list[forms.BoundField]:
        """だれを。"""
        return [self[name] for name in _WHOM]

    @property
    def reach_fields(self) -> list[forms.BoundField]:
        """どこまで、いつまで。"""
        return [self[name] for name in _REACH]

    def to_facts(self) -> AppointmentFacts:
        """コマンドに渡す値。選んだ範囲に要らない欄は渡さない。"""
        given, scope, kind = self.cleaned_data, AppointmentScope(self.cleaned_data["scope"]), AppointmentKind(self.cleaned_data["kind"])
        body = kind is AppointmentKind.BODY
        return AppointmentFacts(
            kind=kind, scope=scope, member_ids=tuple(map(UUID, given["member_ids"])), valid_from=given["valid_from"],
            valid_to=given["valid_to"], kind_code=given["kind_code"] if scope is AppointmentScope.KIND else "",
            item_id=UUID(given["item_id"]) if scope is AppointmentScope.ITEM and given["item_id"] else None,
            organisation=given["organisation"] if body else "", agreed_on=given["agreed_on"] if body else None,
            agreed_with=given["agreed_with"] if body else "", note=given["note"],
        )  # fmt: skip


class MoreForm(KasaneForm):
    """団体の名簿に、後から属した人を足す。"""

    member_ids = ChoiceCheckboxes(label="名簿に足す人", choices=())

    def __init__(self, *args: Any, members: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "member_ids", members)

    @property
    def chosen(self) -> tuple[UUID, ...]:
        """選ばれた人。"""
        return tuple(map(UUID, self.cleaned_data["member_ids"]))


class BriefingForm(KasaneForm):
    """守秘義務を説明した日。説明した文は、今の会議の種類の文が残る。"""

    on = WarekiField(label="守秘義務を説明した日", not_after=clock.today)
    version = VersionField()


class PaperForm(KasaneForm):
    """署名した書面(誓約書)を受け取った日と、綴じた所。"""

    on = WarekiField(label="署名した書面（誓約書）を受け取った日", not_after=clock.today)
    place = forms.CharField(label="綴じた所", max_length=200, help_text="例：令和8年度 支援会議委嘱簿")
    version = VersionField()


class CooperationForm(KasaneForm):
    """協力依頼書を書く。"""

    addressee = ChoiceRadio(label="だれに求めますか", choices=Addressee.choices())
    agency = ChoiceSelect(label="機関", choices=(), required=False)
    outside_member = ChoiceSelect(label="外の人", choices=(), required=False)
    addressee_name = forms.CharField(label="相手の名前", required=False, max_length=200, help_text="台帳にない相手のとき。例：病院の医事課")
    whom = ChoiceRadio(label="だれのことについて求めますか", choices=[(_NAMED, "この議題の人のこと"), _NOBODY])
    person_ids = ChoiceCheckboxes(label="対象者", choices=(), required=False)
    about = forms.CharField(
        label="対象者の書き方", required=False, max_length=300,
        help_text="氏名と生年月日など、相手がだれのことか分かるだけを書きます。依頼書に載り、答えるまで、求めた相手にだけ見えます",
    )  # fmt: skip
    wanted = ChoiceCheckboxes(label="求めること", choices=Wanted.choices())
    asked = LongTextField(label="求める資料・情報の中身", max_length=4000, rows=5, help_text="協力依頼書に、このまま載ります")
    deadline = WarekiField(label="いつまでに")
    contact = forms.CharField(label="答えの届け先", max_length=200, help_text="課の名前と電話")
    number = forms.CharField(label="文書番号", required=False, max_length=60)
    two_way = forms.BooleanField(
        label="双方向に情報をやりとりする（こちらの情報も伝える）", required=False,
        help_text="先に、構成員として委嘱しておくことが要ります。答えをもらうだけなら、印をつけません",
    )  # fmt: skip

    def __init__(self, *args: Any, agencies: Choices = (), outside: Choices = (), people: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "agency", agencies, blank="選んでください")
        give_choices(self, "outside_member", outside, blank="選んでください")
        give_choices(self, "person_ids", people)
        if not people:
            give_choices(self, "whom", [_NOBODY])
            del self.fields["person_ids"], self.fields["about"]

    def clean(self) -> dict[str, Any]:
        """この議題の人のことなら、その人と書き方があるか。"""
        given = super().clean() or self.cleaned_data
        if given.get("whom") == _NAMED and not given.get("person_ids"):
            self.add_error("person_ids", "対象者を選んでください")
        return given

    def to_facts(self) -> CooperationFacts:
        """コマンドに渡す値。選んだ相手に要らない欄は渡さない。"""
        given, addressee = self.cleaned_data, Addressee(self.cleaned_data["addressee"])
        agency, outside, named = given["agency"], given["outside_member"], given["whom"] == _NAMED
        return CooperationFacts(
            addressee=addressee, wanted=tuple(map(Wanted, given["wanted"])), asked=given["asked"], deadline=given["deadline"],
            contact=given["contact"], agency_id=UUID(agency) if addressee is Addressee.AGENCY and agency else None,
            outside_member_id=UUID(outside) if addressee is Addressee.MEMBER and outside else None,
            addressee_name=given["addressee_name"] if addressee is Addressee.OTHER else "", two_way=given["two_way"],
            person_ids=tuple(map(UUID, given["person_ids"])) if named else (), about=given["about"] if named else "",
        )  # fmt: skip


class RecordedAnswerForm(KasaneForm):
    """紙・電話で届いた答えを書き写す。応じられないという答え、取り下げも残す。"""

    state = ChoiceRadio(label="どうなりましたか", choices=_ENDS)
    answer = LongTextField(label="届いた答え（または取り下げる理由）", max_length=8000, rows=8)
    answered_on = WarekiField(label="届いた日", not_after=clock.today)


class CooperationAnswerForm(KasaneForm):
    """求められた機関が、自分の机から答える。"""

    declined = ChoiceRadio(label="応じられますか", choices=[("no", "答える"), ("yes", "応じられない")])
    answer = LongTextField(label="答え（応じられないときは、その理由）", max_length=8000, rows=8)
