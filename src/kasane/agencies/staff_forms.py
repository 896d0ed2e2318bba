"""職員・配属・引継ぎのフォーム。"""

from typing import Any
from uuid import UUID

from django import forms

from kasane.agencies.domain import APPOINTABLE
from kasane.agencies.forms import fill, named
from kasane.agencies.queries.register import hosting_agencies
from kasane.agencies.queries.staff import Leaver, StaffRow
from kasane.kernel.actor import Role
from kasane.screens.fields import ChoiceCheckboxes, ChoiceSelect, KanaField, PhoneField, VersionField, WarekiField
from kasane.screens.forms import KasaneForm

_REASON = "日誌に残ります。例：令和8年4月1日付け人事異動"


class ProfileForm(KasaneForm):
    """職員の氏名と連絡先。"""

    name = forms.CharField(label="氏名", max_length=60)
    kana = KanaField(label="ふりがな", required=False)
    staff_number = forms.CharField(label="職員番号", required=False, max_length=20)
    phone = PhoneField(label="連絡先の電話", required=False)
    version = VersionField(required=False)


class AccountForm(ProfileForm):
    """新しい職員のアカウント。"""

    login_id = forms.CharField(label="サインイン名", max_length=64, help_text="半角の英小文字と数字。3文字以上")
    field_order = ("login_id", "name", "kana", "staff_number", "phone")


class PostingForm(KasaneForm):
    """発令。"""

    agency_id = ChoiceSelect(label="配属先の機関", choices=[])
    roles = ChoiceCheckboxes(label="役割", choices=[(role.value, role.label_ja) for role in APPOINTABLE])
    valid_from = WarekiField(label="いつから", help_text="この日の0時から使えます")
    valid_to = WarekiField(label="いつまで（終わりの翌日）", required=False, help_text="この日の0時から使えません。未定なら空")
    reason = forms.CharField(label="発令の理由", max_length=200, help_text=_REASON)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill(self, agency_id=named(hosting_agencies()))

    def roles_chosen(self) -> list[Role]:
        """選ばれた役割。"""
        return [Role(value) for value in self.cleaned_data["roles"]]


class ReasonForm(KasaneForm):
    """理由だけを聞く。"""

    reason = forms.CharField(label="理由", max_length=200, help_text="日誌に残ります")


class ResetForm(ReasonForm):
    """サインインのやり直し（二人で行う）。"""

    witness_id = ChoiceSelect(label="本人であることを確かめた人", choices=[], help_text="あなたと本人のほかの職員")
    field_order = ("witness_id", "reason")

    def __init__(self, *args: Any, staff: tuple[StaffRow, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill(self, witness_id=[(str(row.account_id), row.name) for row in staff])


class HandOverForm(KasaneForm):
    """引継ぎ: いつ・なぜ、全部を渡す人、種類ごとに渡す人。"""

    on = WarekiField(label="いつから", help_text="この日の0時に後任へ移り、去る人には見えなくなります")
    everything = ChoiceSelect(label="すべての仕事の後任", choices=[], required=False, help_text="種類ごとに選んだものが優先します")
    reason = forms.CharField(label="理由", max_length=200, help_text=_REASON)

    def __init__(self, *args: Any, leaver: Leaver, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heirs = [(str(line.id), f"{line.name}（{'・'.join(line.roles)}）") for line in leaver.candidates]
        for load in leaver.loads:
            label = f"{load.label}（{len(load.items)}件）の後任"
            self.fields[_field(load.kind)] = ChoiceSelect(label=label, choices=heirs, required=False)
        fill(self, everything=heirs)
        if not leaver.loads:
            del self.fields["everything"]
        self.order_fields(["on", "everything", *(_field(load.kind) for load in leaver.loads), "reason"])
        self.kinds = [load.kind for load in leaver.loads]

    def successors(self) -> dict[str, UUID]:
        """仕事の種類 → 後任の配属。選ばれていない種類は含まない。"""
        everyone = self.cleaned_data.get("everything")
        picked = {kind: self.cleaned_data.get(_field(kind)) or everyone for kind in self.kinds}
        return {kind: UUID(value) for kind, value in picked.items() if value}


def _field(kind: str) -> str:
    return f"to-{kind}"
