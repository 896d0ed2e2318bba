"""支援プラン(様式2-1)の頭の入力: 作り始める、望みと方針・期間・主担当、種別ごとの欄。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django import forms

from kasane.cases.forms.common import Choices, PartnerForm, give_choices
from kasane.kernel import clock
from kasane.kernel.decision import Invalid
from kasane.plans.domain.codes import PlanKind
from kasane.plans.domain.facts import HeadFacts, TextFacts
from kasane.screens.fields import ChoiceCheckboxes, ChoiceRadio, ChoiceSelect, LongTextField, VersionField, WarekiField
from kasane.screens.forms import KasaneForm

CONSENTED = [
    ("yes", "本人の同意を得ている（重層的支援会議に諮ります）"),
    ("no", "まだ得ていない（アウトリーチだけ。支援会議に諮ります）"),
]


_WRITTEN_ON = "様式2-1に印字される日です。紙で先に書いたときは、書いた日に直します。事案を始めた日から今日まで"


class StartForm(KasaneForm):
    """プランを作り始める。同意前に作れるのは、アウトリーチのプランだけ。"""

    kind = ChoiceRadio(label="どの事業のプランですか", choices=PlanKind.choices())
    consented = ChoiceRadio(label="本人の同意", choices=CONSENTED)
    written_on = WarekiField(label="作成日", required=False, not_after=clock.today, help_text=_WRITTEN_ON)
    replaces = ChoiceSelect(
        label="どのプランの再プランですか", choices=(), required=False,
        help_text="初めてのプランなら選びません。選ぶと、目標と実施事項を写して始めます",
    )  # fmt: skip

    def __init__(self, *args: Any, plans: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if plans:
            give_choices(self, "replaces", plans, blank="（初めてのプラン）")
        else:
            del self.fields["replaces"]

    def clean(self) -> dict[str, Any]:
        """同意前はアウトリーチだけ。"""
        given = super().clean() or self.cleaned_data
        if given.get("consented") == "no" and given.get("kind") and given["kind"] != PlanKind.OUTREACH.value:
            self.add_error("consented", "同意を得る前に作れるのは、アウトリーチのプランだけです")
        return given

    def to_values(self) -> dict[str, Any]:
        """start_plan に渡す値。"""
        given = self.cleaned_data
        replaces = UUID(given["replaces"]) if given.get("replaces") else None
        return {
            "kind": PlanKind(given["kind"]),
            "consented": given["consented"] == "yes",
            "replaces": replaces,
            "written_on": given["written_on"],
        }


class HeadForm(PartnerForm):
    """プランの頭: 本人・世帯の望みと目標、方針、期間、主担当、見直す日、先に始めた日、終わりの見通し。"""

    version = VersionField()
    written_on = WarekiField(label="作成日", required=False, not_after=clock.today, help_text=_WRITTEN_ON)
    hope = LongTextField(
        label="本人・世帯の希望（本人の言葉で）", required=False, max_length=4000, rows=3, help_text="言ったとおりに書きます"
    )
    long_goal = LongTextField(label="目指す姿（長期の目標）", required=False, max_length=4000, rows=3)
    policy = LongTextField(label="支援の方針", required=False, max_length=4000, rows=4)
    period_from = WarekiField(label="プランの期間（始まり）", required=False)
    period_to = WarekiField(label="プランの期間（終わり）", required=False)
    monitoring_on = WarekiField(label="次に見直す日（モニタリング）", required=False, help_text="その日が近づくと、今日の仕事に出ます")
    early_start_on = WarekiField(
        label="市の決定より前に関わりを始めた日", required=False, not_after=clock.today,
        help_text="参加支援・アウトリーチだけ。始めたときは理由も書きます",
    )  # fmt: skip
    early_start_reason = LongTextField(label="先に始めた理由", required=False, max_length=2000, rows=2)
    end_outlook = LongTextField(
        label="終結の見通し", required=False, max_length=4000, rows=3, help_text="どの役割分担が決まり、どこへつなぎもどしたら終わるか"
    )

    def __init__(self, *args: Any, partners: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["partner"]
        field.label, field.required = "主担当の機関・担当者", False
        give_choices(self, "partner", partners, blank="（まだ決めない）")

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """雛形に渡す、段の題と欄。"""
        named = [
            ("本人の望みと目標", ("hope", "long_goal", "policy")),
            ("期間と主担当", ("written_on", "period_from", "period_to", "partner", "monitoring_on")),
            ("市の決定より先に始めたとき", ("early_start_on", "early_start_reason")),
            ("終わりの見通し", ("end_outlook",)),
        ]
        return [(title, [self[name] for name in names]) for title, names in named]

    def clean(self) -> dict[str, Any]:
        """終わりは始まりより後、先に始めたなら理由。"""
        given = super().clean() or self.cleaned_data
        start, end = given.get("period_from"), given.get("period_to")
        if start and end and end < start:
            self.add_error("period_to", "期間の終わりは、始まりより後の日にしてください")
        if given.get("early_start_on") and not given.get("early_start_reason"):
            self.add_error("early_start_reason", "市の決定より前に始めた理由を入力してください")
        if given.get("early_start_reason") and not given.get("early_start_on") and "early_start_on" not in self.errors:
            self.add_error("early_start_on", "始めた日を入力してください")
        return given

    def to_facts(self) -> HeadFacts:
        """コマンドに渡す値。"""
        given = {name: self.cleaned_data[name] for name in HEAD_TEXTS}
        chosen = bool(self.cleaned_data["partner"])
        return HeadFacts(**given, lead_agency_id=self.agency_id if chosen else None, lead_posting_id=self.posting_id if chosen else None)

    def take(self, invalid: Invalid) -> None:
        """コマンドの断りを、この画面の欄の誤りにする。"""
        super().take(Invalid({"partner" if name == "lead_agency_id" else name: text for name, text in invalid.errors.items()}))


class TextForm(KasaneForm):
    """種別ごとの欄の一つ: 選択肢(あれば)と文。"""

    version = VersionField(required=False, min_value=0)
    choices = ChoiceCheckboxes(label="当てはまるもの", choices=(), required=False)
    text = LongTextField(label="内容", required=False, max_length=4000, rows=5)

    def __init__(self, *args: Any, label: str = "", hint: str = "", options: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if options:
            give_choices(self, "choices", options)
            self.fields["choices"].label = label
        else:
            del self.fields["choices"]
            self.fields["text"].label, self.fields["text"].help_text = label, hint

    def to_facts(self) -> TextFacts:
        """コマンドに渡す値。"""
        return TextFacts(self.cleaned_data["text"], tuple(self.cleaned_data.get("choices", ())))


HEAD_TEXTS: Final = (
    "hope", "long_goal", "policy", "period_from", "period_to", "monitoring_on", "early_start_on", "early_start_reason", "end_outlook",
    "written_on",
)  # fmt: skip


def head_initial(row: Any) -> dict[str, Any]:
    """今の頭の欄(row はプランの頁)。"""
    names = {name: name for name in (*HEAD_TEXTS, "version", "lead_agency_id", "lead_posting_id")} | {"written_on": "made_on"}
    return head_now({name: getattr(row, column) for name, column in names.items()})


def head_now(current: Mapping[str, Any]) -> dict[str, Any]:
    """衝突した今の頭の欄を、欄の値にする。"""
    agency, posting = current["lead_agency_id"], current["lead_posting_id"]
    return {**current, "partner": f"{agency}:{posting or ''}" if agency else ""}


def text_initial(row: Any) -> dict[str, Any]:
    """今の欄(row は version・text・choices を持つ)。"""
    return {"version": row.version, "text": row.text, "choices": list(row.choices)}
