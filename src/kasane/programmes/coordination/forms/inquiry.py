"""照会を書く入力と、照会に答える入力。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField

from kasane.kernel import clock
from kasane.kernel.decision import Invalid
from kasane.programmes.coordination.commands import InquiryFacts, QuestionAnswer
from kasane.programmes.coordination.domain.assessment import Certainty, Section
from kasane.programmes.coordination.domain.inquiry import AskingBasis
from kasane.programmes.coordination.domain.values import BLANK
from kasane.programmes.coordination.forms.cells import CellFields, Choices, cell_fields
from kasane.programmes.coordination.queries.inquiries import Inquiry, QuestionLine
from kasane.programmes.coordination.queries.items import Item
from kasane.screens.fields import ChoiceCheckboxes, ChoiceRadio, ChoiceSelect, LongTextField, WarekiField
from kasane.screens.forms import KasaneForm

UNKNOWN = "把握していない"


class InquiryForm(KasaneForm):
    """照会を書く。聞く項目は、様式1-2の段ごとに選ぶ。"""

    agency = ChoiceSelect(label="どの機関に聞きますか", choices=())
    person_ids = ChoiceCheckboxes(label="だれについて聞きますか", choices=())
    purpose = forms.CharField(
        label="何のために聞きますか", max_length=200, help_text="相手の機関が読みます。例：支援の役割分担を決めるため"
    )
    basis = ChoiceRadio(label="聞いてよい根拠", choices=AskingBasis.choices())
    statute_code = ChoiceSelect(label="法令", choices=(), required=False, help_text="根拠が「法令に定めがある」のとき")
    basis_note = forms.CharField(label="根拠の補足", required=False, max_length=200)
    answer_by = WarekiField(label="いつまでに答えがほしいか")
    free_question = LongTextField(label="そのほかに聞きたいこと", required=False, max_length=2000, rows=3)

    def __init__(
        self, data: Any = None, *, agencies: Choices, persons: Choices, statutes: Choices, items: Sequence[Item], **kwargs: Any
    ) -> None:
        self._sections = {section: [item for item in items if item.section is section] for section in Section}
        asked = {
            f"items-{section.value}": ChoiceCheckboxes(
                label=f"{section.value}　{section.label_ja}", required=False,
                choices=[(item.key, f"{item.label}（要配慮）" if item.sensitive else item.label) for item in found],
            )
            for section, found in self._sections.items() if found
        }  # fmt: skip
        self.base_fields = {**type(self).base_fields, **asked}  # type: ignore[misc]
        super().__init__(data, **kwargs)
        self.fields["agency"].choices = [("", "選んでください"), *agencies]  # type: ignore[attr-defined]
        self.fields["person_ids"].choices = list(persons)  # type: ignore[attr-defined]
        self.fields["statute_code"].choices = [("", "選んでください"), *statutes]  # type: ignore[attr-defined]

    @property
    def first_fields(self) -> list[BoundField]:
        """だれに、だれについて、何のために。"""
        return [self[name] for name in ("agency", "person_ids", "purpose", "answer_by")]

    @property
    def ground_fields(self) -> list[BoundField]:
        """根拠。"""
        return [self[name] for name in ("basis", "statute_code", "basis_note")]

    @property
    def item_fields(self) -> list[BoundField]:
        """聞く項目(段ごと)と、自由な問い。"""
        return [*(self[name] for name in self.fields if name.startswith("items-")), self["free_question"]]

    def to_facts(self) -> InquiryFacts:
        """コマンドに渡す値。"""
        given = self.cleaned_data
        keys = [key for name in self.fields if name.startswith("items-") for key in given[name]]
        basis = AskingBasis(given["basis"])
        return InquiryFacts(
            to_agency_id=UUID(given["agency"]), person_ids=[UUID(one) for one in given["person_ids"]], item_keys=keys,
            free_question=given["free_question"], purpose=given["purpose"], basis=basis, answer_by=given["answer_by"],
            statute_code=given["statute_code"] if basis is AskingBasis.LAW else "", basis_note=given["basis_note"],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AskedRow:
    """雛形に渡す一つの問い。"""

    question: QuestionLine
    field: BoundField | None
    grid: tuple[tuple[BoundField, ...], ...]
    unknown: BoundField
    note: BoundField


class AnswerForm(KasaneForm):
    """照会に答える。日付と確かさは、頭に一度だけ書く。"""

    as_of = WarekiField(label="いつの時点で知っていることですか", not_after=clock.today)
    certainty = ChoiceRadio(label="確かめたことですか", choices=Certainty.choices())

    def __init__(self, data: Any = None, *, inquiry: Inquiry, **kwargs: Any) -> None:
        self._inquiry = inquiry
        self._fields: dict[UUID, CellFields] = {one.id: cell_fields(one.item, name=f"q-{one.id}", filled=2) for one in inquiry.questions}
        made: dict[str, forms.Field] = {}
        for key, fields in self._fields.items():
            made |= fields.build(())
            made[f"unknown-{key}"] = forms.BooleanField(label=UNKNOWN, required=False)
            made[f"note-{key}"] = forms.CharField(label="補足", required=False, max_length=200)
        if inquiry.free_question:
            made["free_answer"] = LongTextField(label=inquiry.free_question, required=False, rows=5)
        self.base_fields = {**type(self).base_fields, **made}  # type: ignore[misc]
        super().__init__(data, **kwargs)

    @property
    def head_fields(self) -> list[BoundField]:
        """日付と確かさ。"""
        return [self["as_of"], self["certainty"]]

    @property
    def rows(self) -> list[AskedRow]:
        """問いの並び。"""
        found = []
        for one in self._inquiry.questions:
            fields = self._fields[one.id]
            grid = tuple(tuple(self[name] for name in row) for row in fields.rows)
            found.append(AskedRow(one, None if grid else self[fields.name], grid, self[f"unknown-{one.id}"], self[f"note-{one.id}"]))
        return found

    @property
    def free_field(self) -> BoundField | None:
        """自由な問いの欄。"""
        return self["free_answer"] if "free_answer" in self.fields else None

    def clean(self) -> dict[str, Any]:
        """「把握していない」と答えの両方が入っていれば断る。"""
        given = super().clean() or self.cleaned_data
        for key, fields in self._fields.items():
            if given.get(f"unknown-{key}") and fields.read(given) != BLANK:
                self.add_error(f"unknown-{key}", "答えを書いたなら「把握していない」の印を外してください")
        return given

    def to_answers(self) -> dict[str, Any]:
        """コマンドに渡す値。"""
        given = self.cleaned_data
        answers = [
            QuestionAnswer(
                question_id=key, value=fields.read(given), known=not given[f"unknown-{key}"], as_of=given["as_of"],
                certainty=Certainty(given["certainty"]), note=given[f"note-{key}"],
            )
            for key, fields in self._fields.items()
        ]  # fmt: skip
        return {"answers": answers, "free_answer": given.get("free_answer", "")}

    def take(self, invalid: Invalid) -> None:
        """問いの番号が鍵の断りを、その問いの欄の誤りにする。"""
        named: dict[str, str] = {}
        for key, text in invalid.errors.items():
            about, _, question = key.rpartition(":")
            fields = next((f for one, f in self._fields.items() if str(one) == question), None)
            name = about if about in self.fields else (fields.rows[0][0] if fields.rows else fields.name) if fields else key
            named[name] = text
        super().take(Invalid(named))
