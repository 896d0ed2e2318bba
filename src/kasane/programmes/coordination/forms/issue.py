"""課題と背景要因の入力。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kasane.kernel import clock
from kasane.programmes.coordination.domain.issue import IssueCertainty, IssueFacts, Weight
from kasane.programmes.coordination.queries.items import IssueCodes
from kasane.screens.fields import ChoiceRadio, ChoiceSelect, LongTextField, WarekiField
from kasane.screens.forms import KasaneForm

HOUSEHOLD = ("household", "世帯（特定の人ではない）")


class IssueForm(KasaneForm):
    """課題を付ける。要配慮の課題(印のあるもの)は、必ず人に付ける。"""

    person = ChoiceRadio(label="だれの課題ですか", choices=())
    code = ChoiceSelect(
        label="課題と背景要因", choices=(), help_text="「要配慮」とあるものは、人を選んで付けます。要配慮の記録を見られる人だけが読みます"
    )
    weight = ChoiceRadio(label="主な課題か、背景にあるものか", choices=Weight.choices())
    certainty = ChoiceRadio(label="確かめたか、疑いか", choices=IssueCertainty.choices())
    found_on = WarekiField(label="分かった日", not_after=clock.today)
    resolved_on = WarekiField(label="解消した日", required=False, not_after=clock.today)
    note = LongTextField(label="内容・様子", required=False, max_length=1000, rows=3, help_text="「その他」のときは必ず書きます")

    def __init__(
        self, *args: Any, persons: list[tuple[str, str]], codes: IssueCodes, fixed: IssueFacts | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fixed = fixed
        if fixed is not None:
            del self.fields["person"], self.fields["code"]
            return
        self.fields["person"].choices = [*persons, HOUSEHOLD]  # type: ignore[attr-defined]
        marked = [(code, f"{label}（要配慮）" if code in codes.sensitive else label) for code, label in codes.labels.items()]
        self.fields["code"].choices = [("", "選んでください"), *marked]  # type: ignore[attr-defined]

    def to_facts(self) -> IssueFacts:
        """コマンドに渡す値。"""
        given = self.cleaned_data
        who = given.get("person", HOUSEHOLD[0])
        return IssueFacts(
            code=self.fixed.code if self.fixed else given["code"],
            person_id=self.fixed.person_id if self.fixed else None if who == HOUSEHOLD[0] else UUID(who),
            weight=Weight(given["weight"]), certainty=IssueCertainty(given["certainty"]), found_on=given["found_on"],
            resolved_on=given["resolved_on"], note=given["note"],
        )  # fmt: skip


def issue_initial(facts: IssueFacts) -> dict[str, Any]:
    """今の課題を、欄の初めの値にする。"""
    return {
        "weight": facts.weight.value, "certainty": facts.certainty.value, "found_on": facts.found_on, "resolved_on": facts.resolved_on,
        "note": facts.note,
    }  # fmt: skip


def first_issue() -> dict[str, Any]:
    """新しく付けるときの初めの値。"""
    return {"found_on": clock.today()}
