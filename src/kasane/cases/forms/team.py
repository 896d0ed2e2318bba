"""支援チームの入力: 伴走の引継ぎ、主担当、支援チームの機関、避けるべき関わり方と本人の望み。"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django import forms

from kasane.cases.domain import Basis, CautionKind
from kasane.cases.forms.common import Choices, PartnerForm, choices_of, give_choices
from kasane.cases.forms.notes import EVERYONE
from kasane.kernel import clock
from kasane.screens.fields import ChoiceCheckboxes, ChoiceRadio, ChoiceSelect, LongTextField, WarekiField
from kasane.screens.forms import KasaneForm

_BASES: Final = [
    (Basis.CONSENT.value, "本人同意（選んだ人それぞれの、相手の機関あての同意を確かめます）"),
    (Basis.LAW.value, "法令（条文と理由を書きます）"),
    (Basis.OWN.value, "記録は開かない（それぞれの機関の職務として動く）"),
]


class HandOnForm(PartnerForm):
    """伴走を引き継ぐ・主担当を決める。"""

    reason = LongTextField(label="理由", max_length=1000, rows=3)


class SharingForm(KasaneForm):
    """根拠を決めて記録を開く入力に共通の欄: 根拠、法令、開く人の範囲。"""

    basis = ChoiceRadio(label="記録を開く根拠", choices=_BASES)
    statute_code = ChoiceSelect(label="法令", choices=(), required=False, help_text="根拠が「法令」のとき")
    person_ids = ChoiceCheckboxes(label="だれの記録を開きますか", choices=(), required=False)
    sensitive = forms.BooleanField(label="要配慮の記録（病気・障害・虐待など）も開く", required=False)

    def __init__(self, *args: Any, persons: Choices = (), statutes: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "person_ids", persons)
        give_choices(self, "statute_code", statutes, blank="選んでください")

    def clean(self) -> dict[str, Any]:
        """根拠に要る証しがそろっているか。"""
        given = super().clean() or self.cleaned_data
        if given.get("basis") == Basis.LAW.value and not given.get("statute_code"):
            self.add_error("statute_code", "どの法令によるかを選んでください")
        return given

    @property
    def basis_values(self) -> dict[str, Any]:
        """根拠と範囲をコマンドの名前で。"""
        given = self.cleaned_data
        basis = Basis(given["basis"])
        return {
            "basis": basis, "statute_code": given["statute_code"] if basis is Basis.LAW else "",
            "person_ids": () if basis is Basis.OWN else tuple(UUID(one) for one in given["person_ids"]),
            "sensitive": given["sensitive"] and basis is not Basis.OWN,
        }  # fmt: skip


class MemberForm(SharingForm, PartnerForm):
    """支援チームに機関を加える。"""

    duty = forms.CharField(label="分担（何をする機関か）", max_length=200)
    until = WarekiField(label="いつまで（この日まで読めます）", required=False, help_text="本人同意なら、空けると同意の期限までになります")
    reason = LongTextField(label="加える理由", max_length=1000, rows=3)
    field_order = ("partner", "duty", "person_ids", "sensitive", "basis", "statute_code", "until", "reason")

    def clean_until(self) -> datetime | None:
        """その日の終わり(翌日の0時、日本時間)にする。過ぎた日は断る。"""
        day: date | None = self.cleaned_data.get("until")
        if day is None:
            return None
        if day < clock.today():
            raise forms.ValidationError("今日以後の日を入力してください")
        return datetime.combine(day + timedelta(days=1), time(), clock.JST)

    def to_values(self) -> dict[str, Any]:
        """add_member に渡す値。"""
        given = self.cleaned_data
        return {
            "agency_id": self.agency_id, "posting_id": self.posting_id, "duty": given["duty"], "until": given["until"],
            "reason": given["reason"], **self.basis_values,
        }  # fmt: skip


class CautionForm(KasaneForm):
    """避けるべき関わり方、本人の望み。開いた人が最初に読む。"""

    kind = ChoiceRadio(label="種類", choices=choices_of(CautionKind))
    person_id = ChoiceSelect(label="だれのことですか", choices=(), required=False)
    text = LongTextField(label="内容", max_length=500, rows=3, help_text="短く、する・しないの形で。例：長男の前で借金の話をしない")

    def __init__(self, *args: Any, persons: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "person_id", [EVERYONE, *persons])

    def to_values(self) -> dict[str, Any]:
        """set_caution に渡す値。"""
        given = self.cleaned_data
        person = UUID(given["person_id"]) if given["person_id"] else None
        return {"kind": CautionKind(given["kind"]), "text": given["text"], "person_id": person}
