"""会議の種類の入力: 日付のついた行を足す。前の行は消さず、その日の前日で終わる。"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms

from kasane.cases.forms.common import Choices, choices_of, give_choices
from kasane.conferences.domain.codes import PENALTY, Occasion
from kasane.conferences.domain.facts import KindFacts
from kasane.screens.fields import ChoiceCheckboxes, ChoiceRadio, ChoiceSelect, LongTextField, WarekiField
from kasane.screens.forms import KasaneForm

ON_CONSENT, BY_LAW, BOTH = "consent", "law", "both"
_LAWS: Final = [
    (ON_CONSENT, "本人同意のある人だけを諮る（重層的支援会議の形）"),
    (BY_LAW, "法律にもとづき、同意がなくても諮る（支援会議の形）"),
    (BOTH, "一つの会議で両方を扱い、議題ごとに根拠を分ける（大山町の形）"),
]
_NAME: Final = ("valid_from", "name", "statute_code", "law")
_RUN: Final = ("host", "chair", "needs_city", "needs_coordinator", "minimum_members")
_DECIDE: Final = ("allowed_occasions", "approves_plans")
_SECRECY: Final = ("penal_secrecy", "secrecy_wording", "penalty_code")
_BOOK: Final = ("source", "verified", "position")


_WORDING: Final = (
    f"構成員が確かめる文です。{PENALTY} と書いた所に、会議の日に効いている罰則が入ります。空けると、前の行の文か、決まった文になります"
)


class KindForm(KasaneForm):
    """会議の種類。code は新しい種類のときだけ聞く。"""

    code = forms.RegexField(r"[a-z][a-z0-9_]{2,39}", label="符号", help_text="小文字の英字と数字。例：hokatsu_kaigi。後から変えられません")
    valid_from = WarekiField(label="いつから使いますか", help_text="この日から、新しい行が効きます。前の行は残ります")
    name = forms.CharField(label="会議の名前", max_length=60, help_text="町で呼んでいる名前。例：包括的支援会議、まるごと会議")
    statute_code = ChoiceSelect(label="根拠の条文", choices=(), required=False)
    law = ChoiceRadio(label="どの根拠で諮りますか", choices=_LAWS)
    penal_secrecy = forms.BooleanField(label="構成員に、罰則つきの守秘義務がある", required=False)
    secrecy_wording = LongTextField(
        label="守秘の文", required=False, max_length=2000, rows=5, help_text=_WORDING,
    )  # fmt: skip
    penalty_code = ChoiceSelect(label="守秘の文に入る罰則の条文", choices=(), required=False)
    host = forms.CharField(label="開く人・機関", required=False, max_length=100)
    chair = forms.CharField(label="司会（総括者）", required=False, max_length=100)
    needs_city = forms.BooleanField(label="市の出席がないと成り立たない", required=False)
    needs_coordinator = forms.BooleanField(label="多機関協働事業者の出席がないと成り立たない", required=False)
    minimum_members = forms.IntegerField(label="成り立つ人数", min_value=1, max_value=99, initial=2)
    allowed_occasions = ChoiceCheckboxes(label="諮れる時期", choices=choices_of(Occasion))
    approves_plans = forms.BooleanField(label="プランを了承できる", required=False)
    source = LongTextField(label="根拠にした要綱・通知", max_length=500, rows=2, help_text="例：かさね市支援会議設置要綱第3条")

    verified = forms.BooleanField(label="要綱・条文で確かめた（印をつけないと「未確認」と出ます）", required=False)
    position = forms.IntegerField(
        label="一覧での並び", required=False, min_value=1, max_value=999, help_text="小さい数から並びます。空けると100"
    )

    def __init__(self, *args: Any, statutes: Choices = (), new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "statute_code", statutes, blank="決まった条文はない（要綱による）")
        give_choices(self, "penalty_code", [one for one in statutes if one[0].endswith(".penalty")], blank="入れない")
        if not new:
            del self.fields["code"]

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """見出しごとの欄。"""
        head = (*(("code",) if "code" in self.fields else ()), *_NAME)
        named = (
            ("名前と根拠", head), ("守秘", _SECRECY), ("開き方と、成り立つ条件", _RUN), ("決められること", _DECIDE),
            ("確かめた要綱など", _BOOK),
        )  # fmt: skip
        return [(title, [self[name] for name in names]) for title, names in named]

    def to_facts(self, code: str = "") -> KindFacts:
        """コマンドに渡す値。"""
        given = self.cleaned_data
        same = {name: given[name] for name in (
            "name", "statute_code", "penal_secrecy", "host", "chair", "needs_city", "needs_coordinator", "minimum_members",
            "approves_plans", "source", "secrecy_wording", "penalty_code", "verified",
        )}  # fmt: skip
        return KindFacts(
            code=code or given["code"], consent_required=given["law"] == ON_CONSENT, both_laws=given["law"] == BOTH,
            allowed_occasions=tuple(map(Occasion, given["allowed_occasions"])), position=given["position"] or 100, **same,
        )  # fmt: skip


class DesignateForm(KasaneForm):
    """すでにある会議体を、この会議を兼ねるものとして指定する。"""

    body = ChoiceSelect(label="既存の会議体", choices=())
    valid_from = WarekiField(label="いつから兼ねますか")

    def __init__(self, *args: Any, bodies: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        give_choices(self, "body", bodies, blank="選んでください")

    @property
    def body_id(self) -> UUID:
        """指定する会議体。"""
        return UUID(self.cleaned_data["body"])
