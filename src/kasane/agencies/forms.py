"""機関の台帳のフォーム。選択肢は、画面を開いた日に有効なものだけを出す。"""

from typing import Any
from uuid import UUID

from django import forms

from kasane.agencies.commands.register import AgencyDraft
from kasane.agencies.domain import Field
from kasane.agencies.queries import register as queries
from kasane.kernel import clock
from kasane.screens.fields import ChoiceRadio, ChoiceSelect, KanaField, LongTextField, PhoneField, VersionField, WarekiField
from kasane.screens.forms import KasaneForm

Choices = list[tuple[str, str]]


def named(rows: Any) -> Choices:
    """識別子と名前の選択肢。"""
    return [(str(row.id), row.name) for row in rows]


def statute_choices() -> Choices:
    """法令の引用の選択肢（今日効力のあるもの）。"""
    return sorted(queries.statute_labels(clock.today()).items(), key=lambda item: item[1])


def chosen(value: str) -> UUID | None:
    """選ばれた識別子。選んでいなければ None。"""
    return UUID(value) if value else None


def fill(form: forms.Form, **choices: Choices) -> None:
    """選択の欄に、今の選択肢を入れる。先頭は「選んでください」。"""
    for name, entries in choices.items():
        form.fields[name].choices = [("", "選んでください"), *entries]  # type: ignore[attr-defined]


class AgencyForm(KasaneForm):
    """機関の登録・修正（実施計画の機関一覧の項目）。"""

    name = forms.CharField(label="名称", max_length=120)
    kana = KanaField(label="ふりがな", required=False)
    field = ChoiceRadio(label="主な対象分野", choices=Field.choices())
    kind = ChoiceSelect(label="機関の種別", choices=[])
    programme = forms.CharField(label="事業の名称", required=False, max_length=120, help_text="例：地域包括支援センターの運営")
    statute_code = ChoiceSelect(label="根拠法", choices=[], required=False)
    responsible_section_id = ChoiceSelect(label="担当課", choices=[], required=False)
    operator_id = ChoiceSelect(label="委託先", choices=[], required=False, help_text="市が直接運営するときは選びません")
    contract_from = WarekiField(label="委託の始まり", required=False)
    contract_to = WarekiField(label="委託の終わりの翌日", required=False, help_text="この日から委託先でなくなります")
    area_id = ChoiceSelect(label="圏域", choices=[], required=False)
    address = forms.CharField(label="所在地", required=False, max_length=200)
    phone = PhoneField(label="電話", required=False)
    opened_on = WarekiField(label="開設の日", required=False)
    is_window = forms.BooleanField(label="相談窓口として一覧に載せる", required=False)
    note = LongTextField(label="備考", required=False, max_length=1000, rows=3)
    version = VersionField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill(
            self,
            kind=list(queries.labels("agency_kind").items()),
            statute_code=statute_choices(),
            responsible_section_id=named(queries.sections()),
            operator_id=named(queries.operators()),
            area_id=named(queries.areas()),
        )

    def draft(self) -> AgencyDraft:
        """台帳に書く内容。"""
        given = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        references = {name: chosen(given[name]) for name in ("responsible_section_id", "operator_id", "area_id")}
        return AgencyDraft(**{**given, **references, "field": Field(given["field"])})


class AreaForm(KasaneForm):
    """圏域。"""

    name = forms.CharField(label="圏域の名前", max_length=60)
    kind = ChoiceSelect(label="種類", choices=[])
    parent_id = ChoiceSelect(label="上の圏域", choices=[], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill(self, kind=list(queries.labels("area_kind").items()), parent_id=named(queries.areas()))


class OperatorForm(KasaneForm):
    """受託する法人。"""

    name = forms.CharField(label="法人の名称", max_length=120)
    kana = KanaField(label="ふりがな", required=False)
    corporate_number = forms.CharField(label="法人番号", required=False, max_length=13, help_text="13桁の数字")


class BaseForm(KasaneForm):
    """拠点。"""

    name = forms.CharField(label="拠点の名称", max_length=120)
    address = forms.CharField(label="所在地", required=False, max_length=200)
    phone = PhoneField(label="電話", required=False)
    area_id = ChoiceSelect(label="圏域", choices=[], required=False)
    valid_from = WarekiField(label="開いた日")
    valid_to = WarekiField(label="閉じた日", required=False, help_text="この日から拠点に数えません")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill(self, area_id=named(queries.areas()))


class ExistingBodyForm(KasaneForm):
    """既存会議体。"""

    name = forms.CharField(label="会議体の名称", max_length=120)
    statute_code = ChoiceSelect(label="根拠法", choices=[], required=False)
    section_id = ChoiceSelect(label="担当課", choices=[], required=False)
    serves_as_support_conference = forms.BooleanField(label="支援会議（社会福祉法106条の6）を兼ねる", required=False)
    valid_from = WarekiField(label="始まり")
    valid_to = WarekiField(label="終わり", required=False, help_text="この日から置かれていません")
    note = LongTextField(label="備考", required=False, max_length=1000, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill(self, statute_code=statute_choices(), section_id=named(queries.sections()))


class OutsideMemberForm(KasaneForm):
    """会議の外部構成員。"""

    name = forms.CharField(label="氏名または名称", max_length=120)
    kana = KanaField(label="ふりがな", required=False)
    kind = ChoiceSelect(label="種別", choices=[])
    organisation = forms.CharField(label="所属", required=False, max_length=120)
    secrecy_statute_code = ChoiceSelect(
        label="ほかの法律による守秘義務", choices=[], required=False, help_text="民生委員など、法律に守秘の定めがある人だけ選びます"
    )
    phone = PhoneField(label="電話", required=False)
    area_id = ChoiceSelect(label="圏域", choices=[], required=False)
    valid_from = WarekiField(label="始まり")
    valid_to = WarekiField(label="終わり", required=False, help_text="この日から会議に呼べません")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fill(
            self,
            kind=list(queries.labels("agency_kind").items()),
            secrecy_statute_code=statute_choices(),
            area_id=named(queries.areas()),
        )


class ClosingForm(KasaneForm):
    """閉じる・外す: いつから、なぜ。"""

    on = WarekiField(label="いつから", help_text="この日の0時から効きます")
    reason = forms.CharField(label="理由", max_length=200)
    version = VersionField()
