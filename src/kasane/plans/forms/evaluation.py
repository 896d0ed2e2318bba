"""プラン評価シート(様式2-2)の入力: 評価結果とその後、人ごとの変化と理由、目標ごとの達成。"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from django import forms

from kasane.cases.forms.common import Choices, PartnerForm, give_choices
from kasane.kernel import clock
from kasane.kernel.decision import Invalid
from kasane.plans.domain.codes import Grade, Outcome
from kasane.plans.domain.evaluation import LONGEST_FOLLOW_UP, EvaluationFacts, PartFacts
from kasane.screens.fields import ChoiceCheckboxes, ChoiceRadio, ChoiceSelect, LongTextField, VersionField, WarekiField
from kasane.screens.forms import KasaneForm

YES_NO: Final = [("yes", "要る"), ("no", "要らない")]
_NAMES: Final = {"next_lead_agency_id": "partner", "next_lead_posting_id": "partner"}


class EvaluationForm(PartnerForm):
    """評価の頭。足りないところがあっても残せる。会議に諮れるかは「書き終える」で確かめる。"""

    version = VersionField()
    evaluated_on = WarekiField(label="評価日", not_after=clock.today)
    opinions = LongTextField(label="スタッフ・会議の意見", required=False, max_length=4000, rows=3)
    outcome = ChoiceRadio(
        label="評価結果", choices=Outcome.choices(), required=False, help_text="どの結果も、会議で了承されるまでは動きません"
    )
    follow_up_needed = ChoiceRadio(label="フォローアップ", choices=YES_NO, required=False)
    follow_up_method = ChoiceSelect(label="フォローアップの方法", choices=(), required=False)
    follow_up_days = forms.IntegerField(
        label="何日ごとに様子をうかがいますか", required=False, min_value=1, max_value=LONGEST_FOLLOW_UP,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    follow_up_note = LongTextField(
        label="フォローアップの覚え書き", required=False, max_length=1000, rows=2, help_text="要らないときは、その理由"
    )

    def __init__(self, *args: Any, partners: Choices = (), methods: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["partner"]
        field.label, field.required = "終結後の主担当の機関・担当者", False
        give_choices(self, "partner", partners, blank="（まだ決めない）")
        give_choices(self, "follow_up_method", methods, blank="選んでください")

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """雛形に渡す、段の題と欄。"""
        named = [
            ("評価と結果", ("evaluated_on", "opinions", "outcome")),
            ("終結の後の受け持ち", ("partner",)),
            ("フォローアップ（終結・中断のとき）", ("follow_up_needed", "follow_up_method", "follow_up_days", "follow_up_note")),
        ]
        return [(title, [self[name] for name in names]) for title, names in named]

    def to_facts(self) -> EvaluationFacts:
        """コマンドに渡す値。"""
        given = self.cleaned_data
        needed = {"yes": True, "no": False}.get(given["follow_up_needed"])
        return EvaluationFacts(
            evaluated_on=given["evaluated_on"], outcome=Outcome.read(given["outcome"]), opinions=given["opinions"],
            next_lead_agency_id=self.agency_id if given["partner"] else None,
            next_lead_posting_id=self.posting_id if given["partner"] else None, follow_up_needed=needed,
            follow_up_method=given["follow_up_method"], follow_up_note=given["follow_up_note"], follow_up_days=given["follow_up_days"],
        )  # fmt: skip

    def take(self, invalid: Invalid) -> None:
        """コマンドの断りを、この画面の欄の誤りにする。"""
        super().take(Invalid({_NAMES.get(name, name): text for name, text in invalid.errors.items()}))


class PartForm(KasaneForm):
    """世帯または一人についての評価。"""

    version = VersionField(required=False, min_value=0)
    changes = ChoiceCheckboxes(label="見られた変化", choices=(), required=False)
    changes_text = LongTextField(label="変化の内容", required=False, max_length=2000, rows=2, help_text="「その他」のときは必ず書きます")
    state_now = LongTextField(label="現在の状況と残された課題", required=False, max_length=4000, rows=4)
    wishes = LongTextField(label="本人の希望・意向（本人の言葉で）", required=False, max_length=4000, rows=3)
    satisfaction = LongTextField(label="満足度・感想", required=False, max_length=2000, rows=2)
    reasons = ChoiceCheckboxes(label="理由", choices=(), required=False)
    reasons_text = LongTextField(label="理由の説明", required=False, max_length=2000, rows=2, help_text="「その他」のときは必ず書きます")

    def __init__(self, *args: Any, changes: Choices = (), reasons: Choices = (), reasons_label: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "changes", changes)
        if reasons:
            give_choices(self, "reasons", reasons)
            self.fields["reasons"].label = reasons_label
        else:
            del self.fields["reasons"], self.fields["reasons_text"]

    def to_facts(self) -> PartFacts:
        """コマンドに渡す値。"""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return PartFacts(**{**given, "changes": tuple(given["changes"]), "reasons": tuple(given.get("reasons", ()))})


class GradeForm(KasaneForm):
    """目標ひとつの達成。"""

    version = VersionField(required=False, min_value=0)
    grade = ChoiceRadio(label="どのくらい達成しましたか", choices=Grade.choices())
    text = LongTextField(label="様子・理由", required=False, max_length=2000, rows=3, help_text="評価できないときは、状況がどう変わったか")

    @property
    def chosen(self) -> Grade:
        """選ばれた達成。"""
        return Grade(self.cleaned_data["grade"])


class CarryForm(KasaneForm):
    """会議で決まった終結・中断の手続き。"""

    keep_lead_reason = LongTextField(
        label="決めた機関に引き継げないときの理由", required=False, max_length=1000, rows=2,
        help_text="ふつうは空けます。会議で決めた機関が受けられなくなったときだけ書くと、今の主担当のまま進めます",
    )  # fmt: skip
    handing_back = LongTextField(
        label="もどしの内容（行ったことと、戻した後に気をつけること）", required=False, max_length=4000, rows=4,
        help_text="書くと、この機関が受けていたつなぎも、いっしょに「もどし」になります",
    )  # fmt: skip

    def __init__(self, *args: Any, returns: bool = False, hands_on: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not returns:
            del self.fields["handing_back"]
        if not hands_on:
            del self.fields["keep_lead_reason"]

    def to_values(self) -> dict[str, str]:
        """carry_out_end に渡す値。"""
        return {name: self.cleaned_data.get(name, "") for name in ("keep_lead_reason", "handing_back")}


def evaluation_initial(facts: EvaluationFacts, version: int) -> dict[str, Any]:
    """今の評価の頭を、欄の値にする。"""
    agency, posting = facts.next_lead_agency_id, facts.next_lead_posting_id
    return {
        "version": version, "evaluated_on": facts.evaluated_on, "opinions": facts.opinions,
        "outcome": facts.outcome.value if facts.outcome else "", "partner": f"{agency}:{posting or ''}" if agency else "",
        "follow_up_needed": {None: "", True: "yes", False: "no"}[facts.follow_up_needed], "follow_up_method": facts.follow_up_method,
        "follow_up_days": facts.follow_up_days, "follow_up_note": facts.follow_up_note,
    }  # fmt: skip


def part_initial(facts: PartFacts, version: int) -> dict[str, Any]:
    """今の人ごとの欄を、欄の値にする。"""
    return {**asdict(facts), "changes": list(facts.changes), "reasons": list(facts.reasons), "version": version}
