"""事案の綴りの頼み: どの事案を、何に使うか。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kasane.cases.queries import CaseLine
from kasane.documents.domain.jobs import Asked, Purpose
from kasane.kernel.wareki import format_wareki
from kasane.screens.fields import ChoiceCheckboxes, ChoiceRadio, LongTextField
from kasane.screens.forms import KasaneForm


class PurposeForm(KasaneForm):
    """綴りの目的。"""

    purpose = ChoiceRadio(label="何に使いますか", choices=Purpose.choices())
    words = LongTextField(
        label="だれに渡すか・根拠",
        max_length=500,
        rows=2,
        help_text="例：12月3日の事例検討で使い、終わったら回収する",
    )

    def to_asked(self) -> Asked:
        """コマンドに渡す目的。"""
        return Asked(Purpose(self.cleaned_data["purpose"]), self.cleaned_data["words"])


class CasesForm(PurposeForm):
    """いくつかの事案の綴り。"""

    cases = ChoiceCheckboxes(label="綴りに入れる事案", choices=())
    field_order = ("cases", "purpose", "words")

    def __init__(self, *args: Any, lines: tuple[CaseLine, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].choices = [(str(one.id), _named(one)) for one in lines]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> list[UUID]:
        """選んだ事案。"""
        return [UUID(one) for one in self.cleaned_data["cases"]]


def _named(one: CaseLine) -> str:
    return "　".join(filter(None, (one.number, "・".join(one.persons), one.title, f"{format_wareki(one.opened_on)}から")))
