"""プランの行の入力: 達成目標、実施事項、本人への説明と同意。どの行も一つずつ開き、行ごとの版を持つ。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django import forms

from kasane.cases.forms.common import Choices, give_choices
from kasane.consent.domain.codes import GivenBy, Method
from kasane.kernel import clock
from kasane.kernel.decision import Invalid
from kasane.plans.domain.codes import Programme, Who
from kasane.plans.domain.facts import ExplanationFacts, StepFacts
from kasane.screens.fields import ChoiceRadio, ChoiceSelect, LongTextField, VersionField, WarekiField
from kasane.screens.forms import KasaneForm

HOUSEHOLD: Final = ("household", "世帯（特定の人ではない）")
AGREED: Final = [("yes", "同意した"), ("no", "同意しなかった")]


class OfPersonForm(KasaneForm):
    """だれのことかを選ぶ行。人の行は、その人の記録を見られる機関だけが読む。"""

    person = ChoiceRadio(label="だれのことですか", choices=())

    def __init__(self, *args: Any, persons: Choices = (), fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed:
            del self.fields["person"]
        else:
            give_choices(self, "person", [*persons, HOUSEHOLD])

    @property
    def person_id(self) -> UUID | None:
        """選ばれた人。世帯の行なら None。"""
        chosen = self.cleaned_data.get("person", HOUSEHOLD[0])
        return None if chosen == HOUSEHOLD[0] else UUID(chosen)


class GoalForm(OfPersonForm):
    """達成目標。本人の言葉で書く。"""

    version = VersionField(required=False)
    text = LongTextField(label="達成目標（本人の言葉で）", max_length=1000, rows=3, help_text="例：週に一度は外の人と話したい")


class StepForm(OfPersonForm):
    """実施事項の一行: 課題、だれが、何を、どのくらい、いつからいつまで。"""

    version = VersionField(required=False)
    issue = LongTextField(label="課題", max_length=1000, rows=2)
    who = ChoiceRadio(label="だれが行いますか", choices=Who.choices())
    agency = ChoiceSelect(label="行う機関", choices=(), required=False, help_text="「機関」のとき。進み具合は、この機関が報告します")
    who_text = forms.CharField(label="行う人・地域の名前", required=False, max_length=200, help_text="例：長女、民生委員、駅前のサロン")
    contact = forms.CharField(label="連絡方法", required=False, max_length=200)
    content = LongTextField(label="何を", max_length=2000, rows=3)
    frequency = forms.CharField(label="頻度・時期", required=False, max_length=200, help_text="例：週1回、毎月第2火曜")
    period_from = WarekiField(label="いつから", required=False)
    period_to = WarekiField(label="いつまで", required=False)
    programme = ChoiceRadio(
        label="重層の事業を使いますか", choices=Programme.choices(), initial=Programme.OTHER.value,
        help_text="参加支援・アウトリーチを使うと、市の支援決定がいります",
    )  # fmt: skip
    service = ChoiceSelect(label="利用する事業・サービス", choices=(), required=False)
    note = LongTextField(label="備考", required=False, max_length=1000, rows=2)

    def __init__(self, *args: Any, agencies: Choices = (), services: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "agency", agencies, blank="選んでください")
        give_choices(self, "service", services, blank="（選ばない）")

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """雛形に渡す、段の題と欄。"""
        whose = ("person",) if "person" in self.fields else ()
        named = [
            ("課題", (*whose, "issue")),
            ("だれが、何を", ("who", "agency", "who_text", "contact", "content", "frequency", "period_from", "period_to")),
            ("事業・サービス", ("programme", "service", "note")),
        ]
        return [(title, [self[name] for name in names]) for title, names in named]

    def clean(self) -> dict[str, Any]:
        """機関なら機関を選び、そのほかなら名前を書く。終わりは始まりより後。"""
        given = super().clean() or self.cleaned_data
        who = given.get("who")
        if who == Who.AGENCY.value and not given.get("agency"):
            self.add_error("agency", "行う機関を選んでください")
        if given.get("period_from") and given.get("period_to") and given["period_to"] < given["period_from"]:
            self.add_error("period_to", "終わりは、始まりより後の日にしてください")
        return given

    def to_facts(self) -> StepFacts:
        """コマンドに渡す値。機関が行うのでなければ、選び残した機関は渡さない。"""
        given = {name: self.cleaned_data[name] for name in STEP_TEXTS}
        who = Who(given.pop("who"))
        agency = UUID(self.cleaned_data["agency"]) if who is Who.AGENCY and self.cleaned_data["agency"] else None
        return StepFacts(**given | {"who": who, "programme": Programme(given["programme"]), "agency_id": agency})

    def take(self, invalid: Invalid) -> None:
        """コマンドの断りを、この画面の欄の誤りにする。"""
        super().take(Invalid({"agency" if name == "agency_id" else name: text for name, text in invalid.errors.items()}))


class ExplanationForm(KasaneForm):
    """本人への説明と同意(申込)。一人ずつ残し、書き直さずに足していく。"""

    person = ChoiceRadio(label="だれに説明しましたか", choices=())
    explained_on = WarekiField(label="説明した日", not_after=clock.today)
    agreed = ChoiceRadio(label="本人の返事", choices=AGREED)
    method = ChoiceRadio(label="確かめ方", choices=Method.choices())
    paper_kept = forms.BooleanField(label="署名した紙を保管している", required=False)
    given_by = ChoiceRadio(label="だれが言ったか", choices=GivenBy.choices(), initial=GivenBy.SELF.value)
    proxy_name = forms.CharField(label="代筆した人・代理の人の氏名", required=False, max_length=200)
    proxy_reason = forms.CharField(label="代筆・代理の理由", required=False, max_length=200, help_text="例：手が不自由なため")
    note = LongTextField(label="説明のしかた・本人の様子", required=False, max_length=1000, rows=2)

    def __init__(self, *args: Any, persons: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "person", persons)
        if len(persons) == 1:
            self.fields["person"].initial = persons[0][0]

    def clean(self) -> dict[str, Any]:
        """代筆・代理なら、書いた人とその理由。"""
        given = super().clean() or self.cleaned_data
        if given.get("given_by") not in (None, "", GivenBy.SELF.value):
            for name, what in (("proxy_name", "氏名"), ("proxy_reason", "理由")):
                if not given.get(name):
                    self.add_error(name, f"代筆・代理の{what}を入力してください")
        return given

    @property
    def person_id(self) -> UUID:
        """説明した人。"""
        return UUID(self.cleaned_data["person"])

    def to_facts(self) -> ExplanationFacts:
        """コマンドに渡す値。"""
        given = {name: value for name, value in self.cleaned_data.items() if name != "person"}
        return ExplanationFacts(
            **given | {"agreed": given["agreed"] == "yes", "method": Method(given["method"]), "given_by": GivenBy(given["given_by"])}
        )


STEP_TEXTS: Final = (
    "issue",
    "who",
    "who_text",
    "contact",
    "content",
    "frequency",
    "period_from",
    "period_to",
    "programme",
    "service",
    "note",
)


def goal_initial(row: Any) -> dict[str, Any]:
    """今の目標を、欄の値にする(row は version と text を持つ)。"""
    return {"version": row.version, "text": row.text}


def step_initial(row: Any) -> dict[str, Any]:
    """今の実施事項を、欄の値にする(row は表の一行と同じ名前を持つ)。"""
    return step_now({name: getattr(row, name) for name in (*STEP_TEXTS, "version", "agency_id")})


def step_now(current: Mapping[str, Any]) -> dict[str, Any]:
    """衝突した今の行を、欄の値にする。"""
    return {**current, "agency": str(current["agency_id"] or "")}
